"""The ladder: where a warning enters, what is proposed next, who is who (R-WARN-2, -3, -6, -7, -9)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bpmn.texts import N_, Text
from services.warnings.rules.states import Colour
from workflows.errors import FieldProblem

ORDER: Final = (Colour.GREEN, Colour.YELLOW, Colour.ORANGE, Colour.RED)

SUGGESTED: Final[Mapping[Colour, int]] = {Colour.YELLOW: 1, Colour.ORANGE: 2, Colour.RED: 3}
"""The rung that a colour suggests; the approver decides (R-WARN-2)."""

REMINDER, ADMONITION, CORRECTION, ACCOUNTABILITY = 1, 2, 3, 4

CONDITIONS: Final[Mapping[str, str]] = {
    "inaccurate_search": N_("风险点排查不准确"),
    "weak_measures": N_("防控措施不到位"),
    "measures_undone": N_("防控措施不落实"),
    "lax_supervision": N_("疏于监管"),
    "concealment": N_("隐瞒不报"),
}
"""The five conditions of accountability (R-WARN-3)."""

FAILED_TWICE: Final = "failed_twice"
SETTLED: Final = frozenset({"verified", "passed", "accountable", "waived"})
"""Results of a rung after which the signal may be closed."""

LEAST_REASON: Final = 10


@dataclass(frozen=True)
class Entry:
    """What is proposed at the entry: the rung, and what justifies it."""

    colour: Colour
    rung: int
    earlier_rungs: Collection[int] = ()
    """Rungs that the same subject did not correct before."""
    line_crossed: bool = False
    conditions: Collection[str] = ()
    reason: str = ""


def check_entry(entry: Entry) -> list[FieldProblem]:
    """Whether a warning may begin at this rung; what is missing, by field (R-WARN-3).

    Rung 1 is always open. Rung 2 follows an uncorrected rung 1, or needs a reason in the facts that the approver
    decides about. Rung 3 needs that the line is crossed. Rung 4 needs one of the five conditions, or a failed
    rectification.
    """
    problems = []
    if entry.colour is Colour.GREEN:
        problems.append(FieldProblem("colour", "green", Text(N_("预警颜色应为黄、橙或红"))))
    if entry.rung == ADMONITION and REMINDER not in entry.earlier_rungs and len(entry.reason) < LEAST_REASON:
        text = N_("此前没有未纠正的警示提醒，直接诫勉须写明事实需要的理由（不少于%(least)d字）")
        problems.append(FieldProblem("reason", "too-short", Text(text, {"least": LEAST_REASON})))
    if entry.rung == CORRECTION and not entry.line_crossed:
        problems.append(FieldProblem("line_crossed", "required", Text(N_("责令整改须已超越风险警戒线"))))
    if entry.rung == ACCOUNTABILITY and not entry.conditions and CORRECTION not in entry.earlier_rungs:
        problems.append(FieldProblem("conditions", "required", Text(N_("责任追究须具备五种情形之一，或者整改不合格"))))
    return problems


def raise_colour(colour: Colour) -> Colour:
    """One colour up, red at most (R-WARN-6)."""
    return ORDER[min(ORDER.index(colour) + 1, len(ORDER) - 1)]


def next_rung(rung: int, result: str) -> int:
    """The rung that is proposed after one that did not settle the matter.

    A second failed inspection leads to accountability at once (R-WARN-9).
    """
    return ACCOUNTABILITY if result == FAILED_TWICE else min(rung + 1, ACCOUNTABILITY)


@dataclass(frozen=True)
class Position:
    """What somebody is in his organisation, for the question who manages him (干部管理权限)."""

    roles: frozenset[str]
    heads_unit: bool = False


def rank_of(position: Position) -> str:
    """The rank by which `warning_approver` names the approver: top, leader, head, staff (R-WARN-2)."""
    if "top_leader" in position.roles:
        return "top"
    if "dept_leader" in position.roles:
        return "leader"
    return "head" if position.heads_unit else "staff"
