"""What stands around every page: the clock, the counts of the boxes, the notices that were not read."""

from dataclasses import dataclass
from datetime import datetime

from flask import g

from services.notices.reading import count_unread
from webapp.asking import looking
from webapp.dues import Due, describe_due
from workflows.queries.calendars import load_calendar
from workflows.queries.inbox import BoxCounts, count_boxes
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import deadline_day


@dataclass(frozen=True)
class Frame:
    """What the bar and the side menu show."""

    counts: BoxCounts
    unread: int
    at: datetime


def show_frame() -> Frame:
    """The frame of this request, asked for once."""
    if "frame" not in g:
        work = looking()
        person = work.asker.person_id
        g.frame = Frame(
            counts=count_boxes(work.session, work.asker.people, work.at),
            unread=count_unread(work.session, person) if person else 0,
            at=work.at,
        )
    frame: Frame = g.frame
    return frame


def show_calendar() -> WorkCalendar:
    """The working calendar of the asker's organisation, read once a request."""
    if "calendar" not in g:
        work = looking()
        g.calendar = load_calendar(work.session, work.asker.org_id)
    calendar: WorkCalendar = g.calendar
    return calendar


def is_provisional(due_at: datetime | None) -> bool:
    """Whether a deadline counts in a year whose notice is not imported, so that it may still move (R-CAL-5)."""
    if due_at is None:
        return False
    at, last = looking().at, deadline_day(due_at)
    return show_calendar().unsure_year(min(deadline_day(at), last), last) is not None


def say_due(due_at: datetime | None) -> Due:
    """A deadline in words, seen from now."""
    return describe_due(due_at, looking().at, show_calendar())
