"""R-CAL-1 to R-CAL-4 and R-CAL-7 over 国庆 and 春节 2026: every date below was counted by hand on the notice.

国庆: 1 to 7 October off, Sunday 20 September and Saturday 10 October worked; 中秋: 25 to 27 September off.
春节: 15 to 23 February off, the Saturdays 14 and 28 February worked.
"""

from datetime import date, datetime

import pytest

from services.organisation.calendar_reader import read_calendar
from services.organisation.defaults import published_calendars
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import ZONE, add_duration, is_overdue, next_reminder, parse_duration

CALENDAR = WorkCalendar({each.day: each.kind for each in read_calendar(published_calendars()[2026])}, frozenset({2026}))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


def due(served: str, duration: str) -> datetime:
    """The end of the deadline day of what is served on a day at ten in the morning."""
    return add_duration(at(f"{served}T10:00"), parse_duration(duration), CALENDAR)


@pytest.mark.parametrize(
    ("served", "wd2", "wd5", "cd20", "mo1"),
    [
        # before 国庆: the working Sunday counts, the Saturday after it too
        ("2026-09-17", "2026-09-20", "2026-09-23", "2026-10-08", "2026-10-19"),
        ("2026-09-22", "2026-09-24", "2026-09-30", "2026-10-12", "2026-10-22"),
        ("2026-09-29", "2026-10-08", "2026-10-12", "2026-10-19", "2026-10-29"),
        ("2026-09-30", "2026-10-09", "2026-10-13", "2026-10-20", "2026-10-30"),
        # served in the middle of it, when nobody works
        ("2026-10-03", "2026-10-09", "2026-10-13", "2026-10-23", "2026-11-03"),
        # before 春节: 14 February is worked, 28 February is
        ("2026-02-12", "2026-02-14", "2026-02-26", "2026-03-04", "2026-03-12"),
        ("2026-02-13", "2026-02-24", "2026-02-27", "2026-03-05", "2026-03-13"),
        ("2026-02-14", "2026-02-25", "2026-02-28", "2026-03-06", "2026-03-16"),
    ],
)
def test_r_cal_2_r_cal_3_terms_of_the_ladder_over_the_holidays(
    served: str, wd2: str, wd5: str, cd20: str, mo1: str
) -> None:
    """签收 wd:2, 书面回告 wd:5, 责令整改 cd:20, 申诉和执行 mo:1."""
    expected = {"wd:2": wd2, "wd:5": wd5, "cd:20": cd20, "mo:1": mo1}
    for duration, last in expected.items():
        end = due(served, duration)
        assert not is_overdue(end, at(f"{last}T23:59:59")), f"{duration} served on {served} ends later than {last}"
        assert is_overdue(end, end), "R-CAL-4: the next day's first instant is late"
        assert (end.date() - date.fromisoformat(last)).days == 1, f"{duration} served on {served}"


@pytest.mark.parametrize(
    ("served", "duration", "last"),
    [
        ("2026-09-11", "cd:20", "2026-10-08"),  # 1 October: the first working day after the holidays
        ("2026-09-20", "cd:20", "2026-10-10"),  # a Saturday that is worked stays
        ("2026-09-21", "cd:20", "2026-10-12"),  # a Sunday that is not moves on
        ("2026-08-31", "cd:20", "2026-09-20"),  # a Sunday that is worked stays
        ("2026-09-01", "mo:1", "2026-10-08"),
        ("2026-09-07", "mo:1", "2026-10-08"),
        ("2026-09-10", "mo:1", "2026-10-10"),
        ("2026-01-25", "cd:20", "2026-02-14"),
        ("2026-01-26", "cd:20", "2026-02-24"),
        ("2026-02-08", "cd:20", "2026-02-28"),
        ("2026-01-14", "mo:1", "2026-02-14"),
        ("2026-01-15", "mo:1", "2026-02-24"),
        ("2026-01-31", "mo:1", "2026-02-28"),  # no 31 February: the month's last day, and it is worked
    ],
)
def test_r_cal_3_what_ends_in_the_holidays_ends_after_them_and_made_up_days_stay(
    served: str, duration: str, last: str
) -> None:
    assert (due(served, duration).date() - date.fromisoformat(last)).days == 1


@pytest.mark.parametrize(
    ("served", "reminders"),
    [
        ("2026-09-30", ["2026-10-09T09:00", "2026-10-12T09:00", "2026-10-14T09:00"]),
        ("2026-02-13", ["2026-02-24T09:00", "2026-02-26T09:00", "2026-02-28T09:00"]),
    ],
)
def test_r_cal_7_reminders_are_counted_in_working_days_too(served: str, reminders: list[str]) -> None:
    """Three and one before a reply of five days; after it the next working morning, a worked Saturday included."""
    start, end = at(f"{served}T10:00"), due(served, "wd:5")
    found, after = [], start
    for _ in reminders:
        planned = next_reminder(start, end, (3, 1), after=after, calendar=CALENDAR)
        assert planned is not None
        found.append(planned)
        after = planned

    assert found == [at(each) for each in reminders]
