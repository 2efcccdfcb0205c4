"""The working calendar and what is computed on it: R-CAL-1 to R-CAL-5, R-CAL-7, R-CAL-9, on the calendar of 2026."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.organisation.calendar_reader import read_calendar
from services.organisation.defaults import published_calendars
from workflows.rules.calendar import DayKind, WorkCalendar
from workflows.rules.deadlines import (
    ZONE,
    Duration,
    Span,
    Standstill,
    add_duration,
    deadline_day,
    end_of_day,
    is_overdue,
    last_day,
    next_reminder,
    parse_duration,
    put_off,
    workdays_left,
)

NOTICE = read_calendar(published_calendars()[2026])
CALENDAR = WorkCalendar({each.day: each.kind for each in NOTICE}, frozenset({2026}))

PROPERTY = settings(max_examples=150, deadline=None, derandomize=True, database=None)
DAYS = st.dates(date(2025, 12, 1), date(2027, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def ends(start: str, duration: str) -> str:
    """The deadline day of a duration that begins on a day."""
    return last_day(day(start), parse_duration(duration), CALENDAR).isoformat()


# -- R-CAL-1 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("2026-07-13", True),  # a Monday
        ("2026-07-17", True),  # a Friday
        ("2026-07-18", False),  # a Saturday
        ("2026-07-19", False),  # a Sunday
        ("2026-10-01", False),  # the first day of the national holidays, a Thursday
        ("2026-10-07", False),  # their last, a Wednesday
        ("2026-10-08", True),
        ("2026-09-20", True),  # a Sunday on which they are made up for
        ("2026-10-10", True),  # a Saturday on which they are made up for
        ("2026-10-11", False),
        ("2026-02-14", True),  # a Saturday before the spring festival
        ("2026-02-16", False),
        ("2026-02-23", False),
        ("2026-02-24", True),
        ("2026-02-28", True),  # a Saturday after it
        ("2026-01-04", True),  # a Sunday after the new year
    ],
)
def test_r_cal_1_a_day_is_working_by_the_notice_else_by_its_weekday(text: str, working: bool) -> None:
    assert CALENDAR.is_working(day(text)) is working


def test_r_cal_1_the_notice_of_2026_is_whole() -> None:
    kinds = [each.kind for each in NOTICE]

    assert (kinds.count(DayKind.HOLIDAY), kinds.count(DayKind.WORKDAY)) == (33, 6)
    assert sum(CALENDAR.is_working(date(2026, 1, 1) + timedelta(n)) for n in range(365)) == 248


# -- R-CAL-2 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "duration", "last"),
    [
        ("2026-07-13", "wd:1", "2026-07-14"),
        ("2026-07-13", "wd:5", "2026-07-20"),
        ("2026-07-17", "wd:1", "2026-07-20"),
        ("2026-07-18", "wd:1", "2026-07-20"),
        ("2026-09-30", "wd:1", "2026-10-08"),
        ("2026-09-30", "wd:3", "2026-10-10"),
        ("2026-09-30", "wd:4", "2026-10-12"),
        ("2026-10-03", "wd:1", "2026-10-08"),
        ("2026-02-13", "wd:1", "2026-02-14"),
        ("2026-02-13", "wd:2", "2026-02-24"),
        ("2026-02-13", "wd:5", "2026-02-27"),
        ("2026-02-13", "wd:6", "2026-02-28"),
        ("2026-09-18", "wd:1", "2026-09-20"),
        ("2026-12-31", "wd:1", "2027-01-04"),
    ],
)
def test_r_cal_2_working_days_are_counted_from_the_day_after(start: str, duration: str, last: str) -> None:
    assert ends(start, duration) == last


def test_r_cal_2_the_day_of_the_start_is_the_day_in_shanghai() -> None:
    late = datetime(2026, 7, 13, 16, 30, tzinfo=UTC)  # half past midnight of the 14th
    early = datetime(2026, 7, 13, 15, 59, tzinfo=UTC)

    assert add_duration(late, parse_duration("wd:1"), CALENDAR) == at("2026-07-16T00:00")
    assert add_duration(early, parse_duration("wd:1"), CALENDAR) == at("2026-07-15T00:00")


@PROPERTY
@given(DAYS, st.integers(0, 60))
def test_r_cal_2_as_many_working_days_lie_between_as_were_added(start: date, count: int) -> None:
    last = CALENDAR.add_workdays(start, count)

    assert CALENDAR.count_workdays(start, last) == count
    assert count == 0 or CALENDAR.is_working(last)
    assert CALENDAR.count_workdays(last, start) == -count


# -- R-CAL-3 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "duration", "last"),
    [
        ("2026-07-13", "cd:1", "2026-07-14"),
        ("2026-07-13", "cd:5", "2026-07-20"),  # a Saturday moves to Monday
        ("2026-09-10", "cd:20", "2026-09-30"),
        ("2026-09-11", "cd:20", "2026-10-08"),  # the first working day after the national holidays
        ("2026-01-25", "cd:20", "2026-02-14"),  # a Saturday that is worked
        ("2026-01-26", "cd:20", "2026-02-24"),  # the first working day after the spring festival
        ("2026-01-31", "mo:1", "2026-02-28"),  # the month's last day, a Saturday that is worked
        ("2026-03-31", "mo:1", "2026-04-30"),
        ("2026-04-30", "mo:1", "2026-06-01"),  # the 30th of May is a Saturday
        ("2026-09-01", "mo:1", "2026-10-08"),
        ("2026-08-31", "mo:6", "2027-03-01"),
        ("2026-12-15", "mo:1", "2027-01-15"),
        ("2028-02-29", "mo:12", "2029-02-28"),
        ("2027-02-28", "mo:12", "2028-02-28"),
    ],
)
def test_r_cal_3_days_and_months_move_forward_to_a_working_day(start: str, duration: str, last: str) -> None:
    assert ends(start, duration) == last


@PROPERTY
@given(DAYS, st.integers(1, 400), st.sampled_from([Span.DAYS, Span.MONTHS, Span.WORKDAYS]))
def test_r_cal_3_every_deadline_ends_on_a_working_day_after_its_start(start: date, count: int, span: Span) -> None:
    last = last_day(start, Duration(span, count if span is not Span.MONTHS else count % 36 + 1), CALENDAR)

    assert CALENDAR.is_working(last)
    assert last > start


# -- R-CAL-4 ---------------------------------------------------------------------------------------


def test_r_cal_4_a_deadline_day_ends_at_midnight_in_shanghai() -> None:
    due = end_of_day(day("2026-07-17"))

    assert due == at("2026-07-18T00:00") == datetime(2026, 7, 17, 16, tzinfo=UTC)
    assert not is_overdue(due, at("2026-07-17T23:59:59.999999"))
    assert is_overdue(due, at("2026-07-18T00:00:00"))
    assert not is_overdue(None, at("2026-07-18T00:00:00"))
    assert deadline_day(due) == day("2026-07-17")


def test_r_cal_4_hours_and_minutes_end_to_the_second() -> None:
    start = at("2026-09-30T17:30:15")

    assert add_duration(start, parse_duration("h:4"), CALENDAR) == at("2026-09-30T21:30:15")
    assert add_duration(start, parse_duration("min:90"), CALENDAR) == at("2026-09-30T19:00:15")


# -- R-CAL-5 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "working"),
    [
        ("2027-01-01", False),
        ("2027-01-04", True),
        ("2027-02-08", True),  # a Monday of the spring festival of which nothing is known yet
        ("2027-05-01", False),
        ("2027-05-03", True),
        ("2027-10-01", False),
        ("2027-10-04", True),
    ],
)
def test_r_cal_5_of_an_unpublished_year_only_the_fixed_days_are_known(text: str, working: bool) -> None:
    assert CALENDAR.is_working(day(text)) is working


def test_r_cal_5_what_an_unpublished_year_decides_is_provisional() -> None:
    assert CALENDAR.unsure_year(day("2026-12-31"), day("2027-01-04")) == 2027
    assert CALENDAR.unsure_year(day("2025-12-31"), day("2027-01-04")) == 2025
    assert CALENDAR.unsure_year(day("2026-12-30"), day("2026-12-31")) is None


# -- R-CAL-7 ---------------------------------------------------------------------------------------


def reminders(start: str, due: str, count: int) -> list[str]:
    """The first reminders of a task, as the minute in Shanghai."""
    found: list[str] = []
    after = begun = at(start)
    for _ in range(count):
        after = next_reminder(begun, end_of_day(day(due)), (3, 1), after=after, calendar=CALENDAR)  # type: ignore[assignment]
        found.append(after.astimezone(ZONE).strftime("%m-%d %H:%M"))
    return found


def test_r_cal_7_reminders_go_out_three_and_one_working_days_ahead() -> None:
    assert reminders("2026-07-13T09:00", "2026-07-20", 2) == ["07-15 09:00", "07-17 09:00"]
    assert reminders("2026-09-14T09:00", "2026-10-08", 2) == ["09-28 09:00", "09-30 09:00"]


def test_r_cal_7_a_reminder_that_is_not_after_the_start_is_left_out() -> None:
    assert reminders("2026-07-13T09:00", "2026-07-16", 1) == ["07-15 09:00"]
    assert reminders("2026-07-13T08:59", "2026-07-16", 1) == ["07-13 09:00"]
    assert reminders("2026-07-13T10:00", "2026-07-14", 1) == ["07-15 09:00"]


def test_r_cal_7_after_the_deadline_every_working_day_has_its_reminder() -> None:
    over_the_holidays = ["10-08 09:00", "10-09 09:00", "10-10 09:00", "10-12 09:00"]

    assert reminders("2026-09-29T10:00", "2026-09-30", 4) == over_the_holidays
    assert reminders("2026-09-29T08:00", "2026-09-30", 5) == ["09-29 09:00", *over_the_holidays]


@PROPERTY
@given(st.integers(0, 500_000), st.integers(0, 40), st.integers(1, 12))
def test_r_cal_7_reminders_are_working_mornings_in_order(minutes: int, length: int, count: int) -> None:
    start = at("2026-01-01T00:00") + timedelta(minutes=minutes)
    due = add_duration(start, Duration(Span.WORKDAYS, length), CALENDAR)
    found, after = [], start

    for _ in range(count):
        reminder = next_reminder(start, due, (3, 1), after=after, calendar=CALENDAR)
        assert reminder is not None
        assert reminder > after
        after = reminder
        found.append(reminder.astimezone(ZONE))

    assert all((each.hour, each.minute) == (9, 0) and CALENDAR.is_working(each.date()) for each in found)
    ahead = [CALENDAR.count_workdays(each.date(), deadline_day(due)) for each in found if each < due]
    assert ahead == [days for days in (3, 1) if days in ahead]
    late = [each.date() for each in found if each >= due]
    assert all(CALENDAR.count_workdays(one, two) == 1 for one, two in pairwise(late))


def test_a_deadline_tells_the_working_days_that_are_left() -> None:
    due = end_of_day(day("2026-10-08"))

    assert workdays_left(due, at("2026-09-30T12:00"), CALENDAR) == 1
    assert workdays_left(due, at("2026-10-08T23:59"), CALENDAR) == 0
    assert workdays_left(due, at("2026-10-10T00:00"), CALENDAR) == -2


# -- R-CAL-9 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "read"), [("wd:5", "wd:5"), ("wd5", "wd:5"), ("cd20", "cd:20"), ("mo:6", "mo:6"), ("min:1", "min:1")]
)
def test_r_cal_9_a_duration_names_what_it_counts(text: str, read: str) -> None:
    assert str(parse_duration(text)) == read


@pytest.mark.parametrize("text", ["", "5", "wd", "wd:", "wd:-1", "wd:1.5", "WD:5", "P5D", "wd:10000", "wd: 5", "wd：5"])
def test_r_cal_9_anything_else_is_no_duration(text: str) -> None:
    with pytest.raises(ValueError, match="no duration"):
        parse_duration(text)


# -- a standstill ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("due", "began", "ended", "after"),
    [
        ("2026-07-17 00:00", "2026-07-13 10:00", "2026-07-13 18:00", "2026-07-17 00:00"),  # not a day was lost
        ("2026-07-17 00:00", "2026-07-13 10:00", "2026-07-14 09:00", "2026-07-18 00:00"),
        ("2026-07-17 00:00", "2026-07-13 10:00", "2026-07-17 10:00", "2026-07-23 00:00"),
        ("2026-07-17 00:00", "2026-07-16 10:00", "2026-07-18 10:00", "2026-07-18 00:00"),  # a Saturday gives nothing
        ("2026-10-01 00:00", "2026-09-30 10:00", "2026-10-08 10:00", "2026-10-09 00:00"),  # nor do the holidays
        ("2026-07-14 00:00", "2026-07-14 10:00", "2026-07-20 10:00", "2026-07-14 00:00"),  # it was over before
        ("2026-07-14 15:00", "2026-07-13 10:00", "2026-07-18 10:30", "2026-07-19 15:30"),  # hours run day and night
    ],
)
def test_a_standstill_puts_off_what_was_not_yet_due(due: str, began: str, ended: str, after: str) -> None:
    assert put_off(at(due), Standstill(at(began), at(ended)), CALENDAR) == at(after)


@PROPERTY
@given(began=DAYS, still=st.integers(0, 60), left=st.integers(0, 60))
def test_after_a_standstill_as_many_working_days_are_left(began: date, still: int, left: int) -> None:
    """The day counts are those that the inbox shows; a deadline day is a working day unless it was none before."""
    started = at(f"{began} 10:00")
    ended = started + timedelta(days=still)
    due_at = end_of_day(CALENDAR.add_workdays(began, left))

    after = put_off(due_at, Standstill(started, ended), CALENDAR)

    assert after >= due_at
    assert workdays_left(after, ended, CALENDAR) == left
