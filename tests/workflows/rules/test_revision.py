"""Deadlines on calendars that change, and across the long holidays of 2026 (R-CAL-1 … R-CAL-7, R-CAL-9)."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.rules.test_calendar_and_deadlines import CALENDAR, DAYS, PROPERTY, at, day, ends
from workflows.rules.calendar import DayKind, WorkCalendar
from workflows.rules.deadlines import (
    ZONE,
    Duration,
    Span,
    Standstill,
    Term,
    add_duration,
    deadline_day,
    end_of_day,
    is_overdue,
    join_standstills,
    next_reminder,
    parse_duration,
    put_off,
    revise_deadline,
)

EXCEPTIONS = st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.sampled_from(DayKind), max_size=40)
SPANS = st.builds(Duration, st.sampled_from([Span.WORKDAYS, Span.DAYS, Span.MONTHS]), st.integers(1, 30))
STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 20)).map(lambda found: found.replace(tzinfo=ZONE))  # noqa: DTZ001 -- given its zone here


def with_days(**days: str) -> WorkCalendar:
    """The calendar of 2026 with days more: `d0715="holiday"`."""
    more = {day(f"2026-{name[1:3]}-{name[3:]}"): DayKind(kind) for name, kind in days.items()}
    return WorkCalendar({**CALENDAR.days, **more}, CALENDAR.years)


# -- the long holidays -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "duration", "last"),
    [
        # National Day 1–7 October; Sunday 20 September and Saturday 10 October are made up for.
        ("2026-09-18", "wd:2", "2026-09-21"),
        ("2026-09-24", "wd:1", "2026-09-28"),  # the mid-autumn Friday between
        ("2026-09-29", "wd:5", "2026-10-12"),
        ("2026-09-28", "cd:3", "2026-10-08"),
        ("2026-09-07", "cd:30", "2026-10-08"),
        ("2026-09-01", "mo:1", "2026-10-08"),
        ("2026-09-10", "mo:1", "2026-10-10"),  # a Saturday on which people work: it does not roll
        ("2026-08-20", "mo:1", "2026-09-20"),  # a Sunday on which people work
        # Spring Festival 15–23 February; Saturdays 14 and 28 February are made up for.
        ("2026-02-12", "wd:3", "2026-02-24"),
        ("2026-02-13", "wd:10", "2026-03-05"),
        ("2026-02-10", "cd:5", "2026-02-24"),
        ("2026-02-23", "cd:5", "2026-02-28"),
        ("2026-01-16", "mo:1", "2026-02-24"),
        ("2026-01-14", "mo:1", "2026-02-14"),
        ("2026-01-28", "mo:1", "2026-02-28"),
    ],
)
def test_r_cal_1_2_3_deadlines_across_the_long_holidays(start: str, duration: str, last: str) -> None:
    assert ends(start, duration) == last


@pytest.mark.parametrize(
    ("start", "duration", "last"),
    [
        ("2026-01-31", "mo:1", "2026-02-28"),  # no 31 February; a Saturday on which people work
        ("2026-03-31", "mo:1", "2026-04-30"),
        ("2026-12-31", "mo:2", "2027-03-01"),  # 28 February 2027 is a Sunday
        ("2027-12-31", "mo:2", "2028-02-29"),  # a leap year
        ("2028-02-29", "mo:12", "2029-02-28"),
        ("2028-01-30", "mo:1", "2028-02-29"),
        ("2026-10-31", "mo:1", "2026-11-30"),
    ],
)
def test_r_cal_3_a_month_without_the_day_ends_on_its_last(start: str, duration: str, last: str) -> None:
    assert ends(start, duration) == last


def test_r_cal_4_the_last_day_ends_at_24_in_shanghai() -> None:
    due = add_duration(at("2026-09-30T17:00"), parse_duration("wd:1"), CALENDAR)

    assert due == at("2026-10-09T00:00")
    assert not is_overdue(due, at("2026-10-08T23:59:59"))
    assert is_overdue(due, at("2026-10-09T00:00:00"))
    assert deadline_day(due) == day("2026-10-08")


@pytest.mark.parametrize(
    ("due", "mornings"),
    [
        ("2026-10-08", ["2026-09-28T09:00", "2026-09-30T09:00"]),  # three and one working days ahead of the holiday
        ("2026-10-12", ["2026-10-08T09:00", "2026-10-10T09:00"]),  # on the Saturday that is made up for
        ("2026-02-24", ["2026-02-12T09:00", "2026-02-14T09:00"]),
        ("2026-03-02", ["2026-02-26T09:00", "2026-02-28T09:00"]),
    ],
)
def test_r_cal_7_reminders_count_over_the_long_holidays(due: str, mornings: list[str]) -> None:
    start = after = at("2026-02-01T08:00")
    found = []
    for _ in mornings:
        reminder = next_reminder(start, end_of_day(day(due)), (3, 1), after=after, calendar=CALENDAR)
        assert reminder is not None
        after = reminder
        found.append(reminder)

    assert found == [at(each) for each in mornings]


# -- R-CAL-6 ---------------------------------------------------------------------------------------


def revised(start: str, duration: str, calendar: WorkCalendar, *stills: Standstill) -> str:
    term = Term(at(start), parse_duration(duration), stills)
    before = add_duration(term.since, term.duration, CALENDAR)
    for still in stills:
        before = put_off(before, still, CALENDAR)
    return deadline_day(revise_deadline(before, term, calendar)).isoformat()


@pytest.mark.parametrize(
    ("duration", "calendar", "last"),
    [
        ("wd:3", with_days(d0715="holiday"), "2026-07-17"),
        ("wd:3", with_days(d0717="holiday"), "2026-07-16"),  # after its end
        ("wd:5", with_days(d0718="workday"), "2026-07-20"),  # it would end earlier: it stays
        ("cd:3", with_days(d0716="holiday"), "2026-07-17"),
        ("cd:5", with_days(d0718="workday"), "2026-07-20"),
        ("mo:1", with_days(d0813="holiday", d0814="holiday"), "2026-08-17"),
    ],
)
def test_r_cal_6_a_changed_calendar_extends_and_never_shortens(
    duration: str, calendar: WorkCalendar, last: str
) -> None:
    assert revised("2026-07-13T10:00", duration, calendar) == last


def test_r_cal_6_a_standstill_is_put_off_again_on_the_new_calendar() -> None:
    still = Standstill(at("2026-07-14T10:00"), at("2026-07-16T10:00"))

    assert revised("2026-07-13T10:00", "wd:5", CALENDAR, still) == "2026-07-22"
    assert revised("2026-07-13T10:00", "wd:5", with_days(d0721="holiday"), still) == "2026-07-23"


def test_a_standstill_inside_another_counts_once() -> None:
    own = Standstill(at("2026-07-13T10:00"), at("2026-07-17T10:00"))
    inside = Standstill(at("2026-07-14T10:00"), at("2026-07-15T10:00"))
    later = Standstill(at("2026-07-20T10:00"), at("2026-07-21T10:00"))

    assert join_standstills([inside, later], [own]) == [own, later]


def test_r_cal_5_own_days_count_in_a_year_that_is_not_published() -> None:
    calendar = WorkCalendar({day("2027-01-04"): DayKind.HOLIDAY, day("2027-01-01"): DayKind.WORKDAY}, frozenset())

    assert not calendar.is_working(day("2027-01-04"))
    assert calendar.is_working(day("2027-01-01"))
    assert calendar.unsure_year(day("2027-01-01"), day("2027-01-04")) == 2027


# -- for every calendar ----------------------------------------------------------------------------


@PROPERTY
@given(EXCEPTIONS, DAYS, st.integers(1, 60))
def test_r_cal_2_what_is_added_is_what_is_counted(days: dict[date, DayKind], start: date, count: int) -> None:
    calendar = WorkCalendar(days, frozenset({2026}))
    last = calendar.add_workdays(start, count)

    assert calendar.is_working(last)
    assert calendar.count_workdays(start, last) == count
    assert calendar.add_workdays(start, count + 1) > last


@PROPERTY
@given(EXCEPTIONS, EXCEPTIONS, STARTS, SPANS)
def test_r_cal_6_revision_is_monotone_and_settles(
    old: dict[date, DayKind], new: dict[date, DayKind], start: datetime, span: Duration
) -> None:
    """Whatever the calendars are: never earlier, at least what the new one says, and a second time changes nothing."""
    before_calendar, calendar = WorkCalendar(old, frozenset({2026})), WorkCalendar(new, frozenset({2026}))
    before, term = add_duration(start, span, before_calendar), Term(start, span)

    after = revise_deadline(before, term, calendar)

    assert after == max(before, add_duration(start, span, calendar))
    assert revise_deadline(after, term, calendar) == after
    assert revise_deadline(after, term, before_calendar) == after


@PROPERTY
@given(EXCEPTIONS, STARTS, st.integers(1, 30), st.integers(0, 40), st.integers(0, 20))
def test_putting_off_keeps_the_working_days_that_were_left(
    days: dict[date, DayKind], start: datetime, count: int, stood: int, before: int
) -> None:
    calendar = WorkCalendar(days, frozenset({2026}))
    due = add_duration(start, Duration(Span.WORKDAYS, count), calendar)
    began = min(start + timedelta(days=before), due - timedelta(minutes=1))
    ended = began + timedelta(days=stood)

    after = put_off(due, Standstill(began, ended), calendar)

    left = calendar.count_workdays(began.astimezone(ZONE).date(), deadline_day(due))
    assert calendar.count_workdays(ended.astimezone(ZONE).date(), deadline_day(after)) == left
