"""The working calendar of an organisation, as the rules want it."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import CalendarDay, CalendarYear
from workflows.rules.calendar import DayKind, WorkCalendar

_KNOWN: Final = "calendars"


def load_calendar(session: Session, org_id: int) -> WorkCalendar:
    """All imported years: some forty rows each, read once in a session."""
    known: dict[int, WorkCalendar] = session.info.setdefault(_KNOWN, {})
    if org_id not in known:
        known[org_id] = _read_calendar(session, org_id)
    return known[org_id]


def forget_calendar(session: Session, org_id: int) -> None:
    """Read it again: something of it has changed."""
    session.info.get(_KNOWN, {}).pop(org_id, None)


def _read_calendar(session: Session, org_id: int) -> WorkCalendar:
    days = session.execute(select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.org_id == org_id))
    years = session.scalars(select(CalendarYear.year).where(CalendarYear.org_id == org_id))
    return WorkCalendar({day: DayKind(kind) for day, kind in days}, frozenset(years))
