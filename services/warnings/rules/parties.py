"""Responsible parties: which forms there are for whom, how heavy they are, what the group has decided (R-ACC-1…4)."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from bpmn.texts import N_
from services.warnings.rules.deeds import FORMS
from workflows.errors import ConflictError

SCOPES: Final[Mapping[str, str]] = {
    "none": N_("不通报"),
    "unit": N_("在所在处室（单位）通报"),
    "organisation": N_("在本机关通报"),
    "system": N_("在本系统通报"),
    "public": N_("向社会公开"),
}
"""Within which scope a decision is made known; only where it says so itself (R-ACC-4)."""

ADDRESSEES: Final = ("personnel", "dossier", "unit")
"""Who gets a copy of a decision: 组织人事, 廉政档案, 所在单位 (R-ACC-4)."""

DIGIT: Final = 10
"""A form takes one decimal place of a weight; nobody has ten forms of one kind."""


def kind_of(rank: str) -> str:
    """Which forms there are for a rank: those for a unit, for staff, or for leaders (R-ACC-1).

    Who is managed by the superior body is not held to account here (R-WARN-2).
    """
    if rank == "top":
        raise ConflictError(N_("上级管理的人员不在本机关追究，应当移送上级"))
    return {"unit": "unit", "staff": "staff"}.get(rank, "leader")


def list_severities(kind: str, forms: Iterable[str]) -> list[int]:
    """How severe each form is, the heaviest first; the forms of a kind stand in the order of severity (R-ACC-1)."""
    order = list(FORMS[kind])
    return sorted((order.index(form) + 1 for form in forms), reverse=True)


def weigh_forms(kind: str, forms: Iterable[str]) -> int:
    """Forms together as one number: the heaviest counts first, then the next; 0 for none.

    A number that is not greater is necessary for being no heavier, and what the database can compare;
    `is_heavier` is exact.
    """
    places = len(FORMS[kind])
    severities = list_severities(kind, forms)
    return sum(severity * DIGIT ** (places - at) for at, severity in enumerate(severities, start=1))


def is_heavier(kind: str, after: Collection[str], before: Collection[str]) -> bool:
    """Whether forms are in any respect heavier than others: more of them, or one that outweighs its counterpart."""
    new, old = list_severities(kind, after), list_severities(kind, before)
    return len(new) > len(old) or any(a > b for a, b in zip(new, old, strict=False))


def list_lighter(kind: str, before: Collection[str]) -> dict[str, str]:
    """The forms that may stand in place of some: none that is heavier than the heaviest of them (R-ACC-5)."""
    heaviest = list_severities(kind, before)[0]
    return dict(list(FORMS[kind].items())[:heaviest])


def sum_up(outcomes: Sequence[str]) -> str:
    """Where a case goes on after the vote on each of its parties.

    Whatever is still open is voted on again, 'open'; then what needs more evidence, 'supplement'; then what was decided
    to be pursued; 'waive' where nobody is held to account.
    """
    if not all(outcomes):
        return "open"
    return next((outcome for outcome in ("supplement", "pursue") if outcome in outcomes), "waive")
