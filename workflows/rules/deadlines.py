"""Deadlines and reminders on the working calendar (R-CAL-2 … R-CAL-9)."""

import calendar as months
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from workflows.rules.calendar import WorkCalendar

ZONE: Final = ZoneInfo("Asia/Shanghai")
"""Where a deadline day ends (R-CAL-4)."""

REMINDER_HOUR: Final = time(9)

_PATTERN: Final = re.compile(r"(wd|cd|mo|h|min):?([0-9]{1,4})")


class Span(StrEnum):
    """What a duration counts."""

    WORKDAYS = "wd"
    DAYS = "cd"
    MONTHS = "mo"
    HOURS = "h"
    MINUTES = "min"


@dataclass(frozen=True)
class Duration:
    """A number of something: `wd:5`, `cd:20`, `mo:1`."""

    span: Span
    count: int

    def __str__(self) -> str:
        return f"{self.span}:{self.count}"


def parse_duration(text: str) -> Duration:
    """Read `wd:5` or `wd5`; anything else raises ValueError."""
    match = _PATTERN.fullmatch(text)
    if match is None:
        raise ValueError(f"no duration: {text!r}")
    return Duration(Span(match[1]), int(match[2]))


def read_moment(text: str) -> datetime:
    """An instant of ISO 8601, the first of a date; in Shanghai where no zone is named. Else raises ValueError."""
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=ZONE)


def add_duration(start: datetime, duration: Duration, calendar: WorkCalendar) -> datetime:
    """The instant at which a deadline has passed: the end of its last day, or hours and minutes to the second.

    The day of the start is not counted (R-CAL-2); calendar days and months roll forward to a working day (R-CAL-3).
    """
    if duration.span is Span.HOURS:
        return start + timedelta(hours=duration.count)
    if duration.span is Span.MINUTES:
        return start + timedelta(minutes=duration.count)
    return end_of_day(last_day(start.astimezone(ZONE).date(), duration, calendar))


def last_day(start: date, duration: Duration, calendar: WorkCalendar) -> date:
    """The deadline day of a duration in days or months."""
    if duration.span is Span.WORKDAYS:
        return calendar.add_workdays(start, duration.count)
    if duration.span is Span.MONTHS:
        return calendar.roll_forward(_same_day(start, duration.count))
    return calendar.roll_forward(start + timedelta(days=duration.count))


def _same_day(start: date, count: int) -> date:
    """The corresponding day so many months later, or the month's last day if there is none."""
    index = start.month - 1 + count
    year, month = start.year + index // 12, index % 12 + 1
    return date(year, month, min(start.day, months.monthrange(year, month)[1]))


def end_of_day(day: date) -> datetime:
    """The instant after the last of a day: 24:00 in Shanghai. What happens earlier is on time (R-CAL-4)."""
    return datetime.combine(day + timedelta(days=1), time(0), ZONE)


def add_after(due_at: datetime, duration: Duration, calendar: WorkCalendar) -> datetime:
    """A duration more after a deadline, counted from the day on which it ends: grace, or an extension."""
    if duration.span in {Span.HOURS, Span.MINUTES}:
        return add_duration(due_at, duration, calendar)
    return end_of_day(last_day(deadline_day(due_at), duration, calendar))


def deadline_day(due_at: datetime) -> date:
    """The day on which a deadline ends."""
    return (due_at.astimezone(ZONE) - timedelta(microseconds=1)).date()


@dataclass(frozen=True)
class Standstill:
    """A time in which nothing could be done: from the suspension of an instance until it was resumed."""

    began_at: datetime
    ended_at: datetime


def put_off(due_at: datetime, still: Standstill, calendar: WorkCalendar) -> datetime:
    """When something is due after a standstill, so that as much time is left as there was.

    What ends with a day moves by the working days after the day of the suspension, the day of the resumption included:
    who had three working days left has three again, and weekends and holidays are nobody's loss or gain. What is due at
    another instant moves by the time that passed, to the second. What was due before the suspension stays.
    """
    if due_at <= still.began_at:
        return due_at
    if due_at.astimezone(ZONE).time() != time(0):
        return due_at + (still.ended_at - still.began_at)
    began, ended = (instant.astimezone(ZONE).date() for instant in (still.began_at, still.ended_at))
    return end_of_day(calendar.add_workdays(deadline_day(due_at), calendar.count_workdays(began, ended)))


@dataclass(frozen=True)
class Term:
    """How a deadline was computed: from when, which duration, and the times since then in which its clock stood."""

    since: datetime
    duration: Duration
    stills: tuple[Standstill, ...] = ()


def join_standstills(whole: Iterable[Standstill], own: Iterable[Standstill]) -> list[Standstill]:
    """The standstills of a task: its own, and those of its instance that did not fall into one of its own."""
    mine = list(own)
    return [
        *mine,
        *(each for each in whole if not any(still.began_at <= each.began_at <= still.ended_at for still in mine)),
    ]


def revise_deadline(due_at: datetime, term: Term, calendar: WorkCalendar) -> datetime:
    """A deadline on a calendar that has changed: computed anew, and never earlier than it was (R-CAL-6)."""
    found = add_duration(term.since, term.duration, calendar)
    for still in sorted(term.stills, key=lambda each: each.began_at):
        if still.began_at >= term.since:
            found = put_off(found, still, calendar)
    return max(due_at, found)


@dataclass(frozen=True)
class Closing:
    """When a vote closes by itself, and how that was computed."""

    at: datetime
    since: datetime
    duration: Duration


def close_after(since: datetime, duration: Duration, calendar: WorkCalendar) -> Closing:
    """The closing of a window that opens at an instant."""
    return Closing(add_duration(since, duration, calendar), since, duration)


def is_overdue(due_at: datetime | None, at: datetime) -> bool:
    """Whether a deadline has passed."""
    return due_at is not None and at >= due_at


def next_reminder(
    start: datetime, due_at: datetime, before: Iterable[int], *, after: datetime, calendar: WorkCalendar
) -> datetime | None:
    """The first reminder later than `after` (R-CAL-7).

    Reminders go out at 09:00, `before` working days ahead of the deadline day, unless that is not after the start;
    once the deadline has passed, every working day until the work is done.
    """
    last = deadline_day(due_at)
    ahead = (_morning(calendar.add_workdays(last, -count)) for count in sorted(before, reverse=True))
    planned = [instant for instant in ahead if start < instant and after < instant]
    if planned:
        return planned[0]
    return _morning_after(max(after, due_at), calendar)


def _morning(day: date) -> datetime:
    return datetime.combine(day, REMINDER_HOUR, ZONE)


def _morning_after(instant: datetime, calendar: WorkCalendar) -> datetime:
    """The first working morning that is later than an instant."""
    day = instant.astimezone(ZONE).date()
    morning = _morning(calendar.roll_forward(day))
    return morning if morning > instant else _morning(calendar.add_workdays(day, 1))


def workdays_left(due_at: datetime, at: datetime, calendar: WorkCalendar) -> int:
    """Working days from today to the deadline day: 0 = today; negative = overdue by so many."""
    return calendar.count_workdays(at.astimezone(ZONE).date(), deadline_day(due_at))
