"""Appeals against decisions of accountability: in time or late, and never to the worse (R-ACC-5, R-ACC-6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from bpmn.texts import N_, Text
from services.warnings.rules.parties import is_heavier
from workflows.errors import FieldProblem
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import Duration, last_day

STATES: Final[Mapping[str, str]] = {
    "filed": N_("已提出"),
    "refused": N_("不予受理"),
    "reviewed": N_("已复查"),
    "decided": N_("已作出决定"),
}
"""What the states of an appeal are called."""

RESULTS: Final[Mapping[str, str]] = {"upheld": N_("维持"), "changed": N_("变更"), "revoked": N_("撤销")}
"""What may come of an appeal (R-ACC-5)."""


def appeal_until(served_on: date, term: Duration, calendar: WorkCalendar, known: date | None = None) -> date:
    """The last day for an appeal: the term after the day of service, by the calendar (R-ACC-5, R-CAL-3).

    `known` is the last day that the decision named: a calendar that changed since extends it, and never shortens it
    (R-CAL-6).
    """
    day = last_day(served_on, term, calendar)
    return max(day, known) if known else day


def is_late(filed_on: date, appeal_by: date) -> bool:
    """Whether an appeal came after its last day; then it is refused (R-ACC-6)."""
    return filed_on > appeal_by


@dataclass(frozen=True)
class Outcome:
    """What an appeal is to come to: the result, and the forms that are to stand."""

    result: str
    forms: tuple[str, ...] = ()


def forms_after(outcome: Outcome, before: tuple[str, ...]) -> tuple[str, ...]:
    """The forms that stand after an appeal."""
    return {"upheld": before, "revoked": ()}.get(outcome.result, outcome.forms)


def check_outcome(kind: str, outcome: Outcome, before: Collection[str]) -> list[FieldProblem]:
    """A change names forms, others than before, and none of them heavier: no reformatio in peius (R-ACC-5)."""
    if outcome.result != "changed":
        return []
    if not outcome.forms:
        return [FieldProblem("forms", "required", Text(N_("变更的须选择变更后的追究方式")))]
    if is_heavier(kind, outcome.forms, before):
        return [FieldProblem("forms", "heavier", Text(N_("不因申诉加重处理，变更后的方式不得重于原决定")))]
    if set(outcome.forms) == set(before):
        return [FieldProblem("forms", "same", Text(N_("变更后的方式与原决定相同，应选择维持")))]
    return []
