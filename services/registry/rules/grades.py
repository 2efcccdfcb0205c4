"""Grades of a determination, and what follows from each (R-DSP-1 … R-DSP-7)."""

from collections.abc import Mapping
from typing import Final

from bpmn.texts import N_
from workflows.errors import RefusedError

ACCURATE: Final = "accurate"
FAIRLY: Final = "fairly"
BASICALLY: Final = "basically"
INACCURATE: Final = "inaccurate"

GRADES: Final[Mapping[str, str]] = {
    ACCURATE: N_("准确"),
    FAIRLY: N_("比较准确"),
    BASICALLY: N_("基本准确"),
    INACCURATE: N_("不准确"),
}
"""From best to worst."""

DISPOSED: Final = (FAIRLY, BASICALLY, INACCURATE)
"""Grades after which something is to be done."""

SHORTEST, LONGEST = 10, 30
"""Calendar days that a determination may set for a rectification (R-DSP-3)."""


def split_grades(graded: Mapping[int, str]) -> tuple[list[int], dict[str, list[int]]]:
    """Part points by grade: those that passed, and one set for each other grade that occurs (R-DSP-7)."""
    passed = [point for point, grade in graded.items() if grade == ACCURATE]
    sets = {grade: [point for point, got in graded.items() if got == grade] for grade in DISPOSED}
    return passed, {grade: points for grade, points in sets.items() if points}


def check_difference(expert: str, determined: str, reason: str) -> None:
    """Refuse a determination that differs from the experts' grade and says no reason (R-GRP-5)."""
    if expert and expert != determined and not reason.strip():
        raise RefusedError(N_("审定结果与专家评价不一致的，须写明理由"))


def rectify_rule(days: int | None) -> str:
    """The duration of a rectification: the parameter, unless the determination set 10 to 30 days (R-DSP-3)."""
    if days is None:
        return "disposition.rectify"
    if not SHORTEST <= days <= LONGEST:
        raise RefusedError(N_("整改期限须为 %(least)d 至 %(most)d 日"), least=SHORTEST, most=LONGEST)
    return f"cd:{days}"
