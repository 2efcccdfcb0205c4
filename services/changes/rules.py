"""The rules of a change: its states, and from when it is in force (R-GOV-1)."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from bpmn.texts import N_, Text
from workflows.errors import FieldProblem
from workflows.rules.deadlines import ZONE


class ChangeState(StrEnum):
    """The life of a change."""

    REVIEWED = "reviewed"
    """With the approver."""
    RETURNED = "returned"
    """With its editor."""
    APPROVED = "approved"
    """Waits for the day from which it is in force."""
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


OPEN: Final = frozenset({ChangeState.REVIEWED, ChangeState.RETURNED, ChangeState.APPROVED})
"""States of a change that is under way."""


def check_effective(effective_on: date | None, today: date) -> list[FieldProblem]:
    """A change is in force from today on or later, never from a day that is over."""
    if effective_on is None or effective_on >= today:
        return []
    return [FieldProblem("effective_on", "past", Text(N_("生效日期不能早于今天")))]


def effective_instant(effective_on: date | None, at: datetime) -> datetime | None:
    """The beginning of the day from which a change is in force, None if that is not still to come."""
    if effective_on is None:
        return None
    begins = datetime.combine(effective_on, time(0), ZONE)
    return begins if begins > at else None
