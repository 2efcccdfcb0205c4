"""The yearly programme: thirds of months, phases that warn and block nothing (R-CAL-8)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.organisation.programme.adopting import adopt_programme
from services.organisation.programme.template import read_day, read_template
from services.organisation.programme.ten_days import (
    Part,
    Period,
    When,
    days_left,
    part_of,
    place,
    read_period,
    say_period,
    third_of,
)
from tests.houses import House
from tests.services.registry.rounds import Round, a_point
from workflows.errors import ConflictError, NotPermittedError, RefusedError

DAYS = st.dates(date(2020, 1, 1), date(2032, 12, 31))


def period(first: str, last: str) -> Period:
    return Period(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("5月上旬", "2026-05-01", "2026-05-10"),
        ("5月中旬", "2026-05-11", "2026-05-20"),
        ("5月下旬", "2026-05-21", "2026-05-31"),
        ("2月下旬", "2026-02-21", "2026-02-28"),
        ("6月上旬至7月上旬", "2026-06-01", "2026-07-10"),
        ("7月中旬—8月上旬", "2026-07-11", "2026-08-10"),
        ("11月", "2026-11-01", "2026-11-30"),
        ("12月上旬至次年1月下旬", "2026-12-01", "2027-01-31"),
        ("12月至3月", "2026-12-01", "2027-03-31"),
        ("次年2月至3月", "2027-02-01", "2027-03-31"),
    ],
)
def test_r_cal_8_a_third_of_a_month_is_1_to_10_11_to_20_and_21_to_its_end(text: str, first: str, last: str) -> None:
    assert read_period(text, 2026) == period(first, last)


def test_r_cal_8_february_ends_with_its_year() -> None:
    assert [third_of(year, 2, Part.LATE).last.day for year in (2026, 2028)] == [28, 29]
    assert [read_day("Y+1-02-29", year) for year in (2026, 2027)] == [date(2027, 2, 28), date(2028, 2, 29)]


@pytest.mark.parametrize("text", ["", "5月上", "13月上旬", "上旬", "5月上旬至", "五月上旬"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        read_period(text, 2026)


@given(DAYS)
def test_r_cal_8_every_day_lies_in_the_third_that_it_is_a_part_of_and_in_no_other(day: date) -> None:
    thirds = [third_of(day.year, day.month, part) for part in Part]

    assert [place(each, day) is When.NOW for each in thirds] == [part_of(day) is part for part in Part]
    assert sum(days_left(each, each.first) for each in thirds) == (thirds[2].last - thirds[0].first).days + 1


@given(DAYS, st.integers(0, 400))
def test_r_cal_8_what_keeps_to_thirds_is_said_as_it_is_read(day: date, length: int) -> None:
    end = day + timedelta(days=length)
    first, last = third_of(day.year, day.month, part_of(day)).first, third_of(end.year, end.month, part_of(end)).last

    said = say_period(Period(first, last))

    assert said is not None
    if (last.year, last.month) < (first.year + 1, first.month):
        assert read_period(str(said), first.year) == Period(first, last)
    assert say_period(Period(first, last - timedelta(days=1))) is None


def test_r_cal_8_the_template_plans_a_cycle_in_thirds_of_months_without_gaps() -> None:
    records = read_template(2026)
    steps = [each for each in records if each.phase]

    assert all(say_period(each.period) for each in records)
    assert (records[0].period.first, records[-1].period.last) == (date(2026, 5, 1), date(2027, 3, 31))
    for phase in (each for each in records if not each.phase):
        own = [each.period for each in steps if each.phase == phase.code]
        assert (own[0].first, own[-1].last) == (phase.period.first, phase.period.last)
    assert [str(say_period(each.period)) for each in steps if each.code == "B2"] == ["7月中旬至8月上旬"]


# -- the page --------------------------------------------------------------------------------------


def steps(house: House, login: str = "hxc", cycle: str = "") -> dict[str, dict[str, object]]:
    """The steps of the programme by code."""
    found = house.sign_in(login).get(f"/programme{cycle}")
    return {step["code"]: step for phase in found["phases"] for step in phase["steps"]}


def test_r_cal_8_a_step_that_is_over_names_who_is_behind_and_blocks_nobody(house: House) -> None:
    """自己找 to 审签 is planned until the tenth of August; the unit hands in on the day after all the same."""
    d07 = Round(house)
    before = steps(house)["B2"]
    assert (before["when"], before["late"], len(before["behind"])) == ("now", False, before["units"])
    d07.reach_signing(a_point())

    house.travel("2026-08-11T09:00:00+08:00")
    assert steps(house)["B2"]["late"] is True
    assert "学位管理与研究生处" in steps(house)["B2"]["behind"]
    d07.fjc.complete("审签", "agree")
    d07.accept()

    after = steps(house)["B2"]
    assert "学位管理与研究生处" not in after["behind"]
    assert len(after["behind"]) == len(before["behind"]) - 1


def test_members_of_units_see_their_own_and_administrators_and_other_houses_none(house: House) -> None:
    assert steps(house, "yhc")["B2"]["behind"] == ["学位管理与研究生处"]
    assert steps(house, "sysadmin")["B2"]["units"] == 0
    assert steps(house, "hxc", "/2031") == {}


def test_a_programme_is_adopted_once_by_the_head_of_the_office(house: House) -> None:
    with pytest.raises(NotPermittedError):
        adopt_programme(house.command("yhc"), 2027)
    with pytest.raises(RefusedError):
        adopt_programme(house.command("hxc"), 2030)
    assert adopt_programme(house.command("hxc"), 2027).phases == 14
    with pytest.raises(ConflictError):
        adopt_programme(house.command("hxc"), 2027)

    assert steps(house, "hxc", "/2027")["C2"]["last_on"] == "2028-03-31"
    assert house.sign_in("hxc").get("/programme")["cycle"] == 2026
