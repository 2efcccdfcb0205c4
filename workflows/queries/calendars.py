"""The working calendar of an organisation, as the rules want it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import CalendarDay, CalendarYear
from workflows.rules.calendar import DayKind, WorkCalendar


def load_calendar(session: Session, org_id: int) -> WorkCalendar:
    """All imported years: some forty rows each."""
    days = session.execute(select(CalendarDay.day, CalendarDay.kind).where(CalendarDay.org_id == org_id))
    years = session.scalars(select(CalendarYear.year).where(CalendarYear.org_id == org_id))
    return WorkCalendar({day: DayKind(kind) for day, kind in days}, frozenset(years))
