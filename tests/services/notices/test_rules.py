"""When somebody is told outside the house: digests on the working calendar, quiet hours, deadlines."""

from datetime import date, datetime, time

import pytest

from services.notices.rules import (
    Digest,
    Preference,
    QuietHours,
    Saying,
    Topic,
    default_preference,
    next_digest,
    send_at,
    topic_of,
)
from workflows.rules.calendar import DayKind, WorkCalendar
from workflows.rules.deadlines import ZONE, end_of_day

CALENDAR = WorkCalendar(
    {
        **{date(2026, 10, day): DayKind.HOLIDAY for day in range(1, 8)},
        date(2026, 9, 20): DayKind.WORKDAY,
        date(2026, 10, 10): DayKind.WORKDAY,
    },
    frozenset({2026}),
)
"""国庆 2026: seven days off; the Sunday before and the Saturday after are worked."""

NIGHT = QuietHours(time(22), time(7))
NOON = QuietHours(time(12), time(14))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("quiet", "said", "told"),
    [
        (NIGHT, "2026-07-13 21:59", "2026-07-13 21:59"),
        (NIGHT, "2026-07-13 22:00", "2026-07-14 07:00"),
        (NIGHT, "2026-07-14 00:00", "2026-07-14 07:00"),
        (NIGHT, "2026-07-14 06:59:59", "2026-07-14 07:00"),
        (NIGHT, "2026-07-14 07:00", "2026-07-14 07:00"),
        (NIGHT, "2026-12-31 23:30", "2027-01-01 07:00"),
        (NOON, "2026-07-13 11:59", "2026-07-13 11:59"),
        (NOON, "2026-07-13 12:00", "2026-07-13 14:00"),
        (NOON, "2026-07-13 23:00", "2026-07-13 23:00"),
        (QuietHours(time(0), time(7)), "2026-07-13 03:00", "2026-07-13 07:00"),
        (QuietHours(time(22), time(0)), "2026-07-13 23:00", "2026-07-14 00:00"),
        (QuietHours(time(8), time(8)), "2026-07-13 08:00", "2026-07-13 08:00"),
    ],
)
def test_quiet_hours_hold_until_they_end_over_midnight_too(quiet: QuietHours, said: str, told: str) -> None:
    assert quiet.end_after(at(said)) == at(told)


@pytest.mark.parametrize(
    ("digest", "said", "told"),
    [
        (Digest.EACH, "2026-10-01 03:00:01", "2026-10-01 03:00:01"),
        (Digest.HOURLY, "2026-07-13 09:00", "2026-07-13 10:00"),
        (Digest.HOURLY, "2026-07-13 23:59:59", "2026-07-14 00:00"),
        (Digest.DAILY, "2026-07-13 08:59:59", "2026-07-13 09:00"),
        (Digest.DAILY, "2026-07-13 09:00", "2026-07-14 09:00"),
        (Digest.DAILY, "2026-07-17 18:00", "2026-07-20 09:00"),
        (Digest.DAILY, "2026-07-18 08:00", "2026-07-20 09:00"),
        (Digest.DAILY, "2026-09-19 12:00", "2026-09-20 09:00"),
        (Digest.DAILY, "2026-09-30 17:00", "2026-10-08 09:00"),
        (Digest.DAILY, "2026-10-09 17:00", "2026-10-10 09:00"),
        (Digest.DAILY, "2026-10-10 17:00", "2026-10-12 09:00"),
    ],
)
def test_digests_go_out_on_working_mornings_make_up_saturdays_among_them(digest: Digest, said: str, told: str) -> None:
    assert next_digest(at(said), digest, CALENDAR) == at(told)


DAILY = Preference({topic: frozenset({"email", "webhook"}) for topic in Topic}, Digest.DAILY, NIGHT)


@pytest.mark.parametrize(
    ("topic", "channel", "said", "due", "told"),
    [
        pytest.param(Topic.OPENED, "email", "2026-07-13 10:00", None, "2026-07-14 09:00", id="collected"),
        pytest.param(Topic.OPENED, "webhook", "2026-07-13 10:00", None, "2026-07-13 10:00", id="machines take each"),
        pytest.param(Topic.OPENED, "webhook", "2026-07-13 23:00", None, "2026-07-14 07:00", id="but not at night"),
        pytest.param(Topic.URGED, "email", "2026-07-13 10:00", None, "2026-07-13 10:00", id="urged: at once"),
        pytest.param(Topic.URGED, "email", "2026-07-13 23:00", None, "2026-07-14 07:00", id="urged at night"),
        pytest.param(Topic.DUE, "email", "2026-07-13 09:00", "2026-07-14", "2026-07-14 09:00", id="on its last day"),
        pytest.param(Topic.DUE, "email", "2026-07-14 09:00", "2026-07-14", "2026-07-14 09:00", id="no day is left"),
        pytest.param(Topic.DUE, "email", "2026-07-14 22:30", "2026-07-14", "2026-07-14 22:30", id="not even quiet"),
        pytest.param(Topic.DUE, "webhook", "2026-07-14 05:00", "2026-07-14", "2026-07-14 07:00", id="in the morning"),
        pytest.param(Topic.OVERDUE, "email", "2026-07-15 09:00", "2026-07-14", "2026-07-16 09:00", id="past anyway"),
    ],
)
def test_nothing_with_a_deadline_is_held_until_it_has_passed(
    topic: Topic, channel: str, said: str, due: str | None, told: str
) -> None:
    due_at = end_of_day(date.fromisoformat(due)) if due else None

    assert send_at(Saying(at(said), topic, due_at), channel, DAILY, CALENDAR) == at(told)


def test_an_hourly_digest_of_the_night_comes_together_in_the_morning() -> None:
    hourly = Preference({}, Digest.HOURLY, NIGHT)

    said = ("2026-07-13 21:10", "2026-07-14 01:00", "2026-07-14 05:59")
    assert {send_at(Saying(at(each), Topic.COPIED), "email", hourly, CALENDAR) for each in said} == {
        at("2026-07-14 07:00")
    }


def test_an_organisation_gives_everybody_the_same() -> None:
    given = default_preference(frozenset({"email"}), "daily", (24, 30))

    assert all(given.wants(topic, "email") and not given.wants(topic, "wecom") for topic in Topic)
    assert (given.digest, given.quiet) == (Digest.DAILY, QuietHours())


def test_kinds_without_a_topic_of_their_own_tell_how_a_process_goes_on() -> None:
    assert [topic_of(kind) for kind in ("task_vacant", "copied", "instance_resumed")] == ["opened", "copied", "process"]
