"""Importing the yearly notice (R-CAL-1, R-CAL-6): open deadlines are extended, never shortened; everybody is told."""

from datetime import date

import pytest

from services.organisation.calendars import import_calendar
from services.organisation.defaults import published_calendars
from tests.diagrams import LIAISON, user
from tests.houses import House
from tests.procedures import begin, facts, finish, messages, one_step
from workflows.errors import AnswersRefusedError, NotPermittedError
from workflows.models import CalendarChange, CalendarDay, CalendarVersion, Task
from workflows.queries.calendars import list_versions, load_calendar
from workflows.rules.deadlines import ZONE

HEADER = "日期,类型,名称\n"
TIMED = one_step("write", user("write", LIAISON, attributes='lf:due="wd:3"'))


def notice(*lines: str) -> bytes:
    return (published_calendars()[2026].decode("utf-8-sig").rstrip("\n") + "\n" + "\n".join(lines) + "\n").encode()


def due(house: House) -> str:
    with house.reading() as session:
        due_at = session.query(Task).filter_by(node_id="write").one().due_at
        assert due_at is not None
        return due_at.astimezone(ZONE).isoformat()[:16]


def test_r_cal_6_a_new_holiday_extends_open_deadlines_and_tells_their_people(house: House) -> None:
    instance = begin(house, TIMED)["instance"]
    assert due(house) == "2026-07-17T00:00"

    imported = import_calendar(house.command("sysadmin"), notice("2026-07-15,holiday,临时放假"), source="调整")
    house.work_off()

    assert (imported.years, imported.moved) == ([2026], 1)
    assert due(house) == "2026-07-18T00:00"
    assert "deadline_extended" in {message.kind for message in messages(house, "yhc")}
    assert facts(house, instance, "deadline_extended") == [("deadline_extended", "")]


def test_r_cal_6_a_new_working_day_shortens_nothing(house: House) -> None:
    instance = begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="wd:5"')))["instance"]
    assert due(house) == "2026-07-21T00:00"

    imported = import_calendar(house.command("sysadmin"), notice("2026-07-18,workday,调休"), source="调整")
    house.work_off()

    assert imported.moved == 0
    assert due(house) == "2026-07-21T00:00"
    assert facts(house, instance, "deadline_extended") == []


def test_r_cal_6_what_is_done_keeps_its_deadline(house: House) -> None:
    tasks = begin(house, TIMED)
    finish(house.sign_in("yhc"), tasks["write"])

    assert import_calendar(house.command("sysadmin"), notice("2026-07-15,holiday,放假"), source="调整").moved == 0
    assert due(house) == "2026-07-17T00:00"


def test_r_cal_6_the_year_after_counts_when_its_notice_is_in(house: House) -> None:
    """A deadline over the turn of the year was provisional (R-CAL-5)."""
    house.travel("2026-12-30T09:00:00+08:00")
    begin(house, TIMED)
    assert due(house) == "2027-01-06T00:00"

    lines = HEADER + "2027-01-01,holiday,元旦\n2027-01-04,holiday,元旦\n"
    assert import_calendar(house.command("sysadmin"), lines.encode(), source="2027").moved == 1
    house.work_off()

    assert due(house) == "2027-01-07T00:00"


def test_an_import_is_a_new_version_of_its_year_and_the_old_one_stays(house: House) -> None:
    import_calendar(house.command("sysadmin"), (HEADER + "2026-07-15,holiday,放假\n").encode(), source="只此一日")

    with house.reading() as session:
        current, first = list_versions(session, house.org_id, 2026)
        assert (current.number, current.current, current.source) == (2, True, "只此一日")
        assert (first.number, first.current, len(first.digest)) == (1, False, 64)
        assert list(load_calendar(session, house.org_id).days) == [date(2026, 7, 15)]
        kept = session.query(CalendarDay).join(CalendarVersion).filter_by(org_id=house.org_id, number=1).count()
        assert kept == 39
        others = session.query(CalendarVersion).filter(CalendarVersion.org_id != house.org_id)
        assert {each.number for each in others} == {1}


@pytest.mark.parametrize("login", ["hxc", "secadmin", "procedit"])
def test_nobody_but_the_system_administrator_imports(house: House, login: str) -> None:
    with pytest.raises(NotPermittedError):
        import_calendar(house.command(login), notice(), source="x")


@pytest.mark.parametrize(
    ("data", "places"),
    [
        (b"\xff\xfe", ["file"]),
        (b"", ["file"]),
        (HEADER.encode(), ["file"]),
        ((HEADER + "2026-13-01,holiday,x\n2026-07-15,off,x\n2026-07-15\n").encode(), ["file.2", "file.3", "file.4"]),
        ((HEADER + "2026-07-15,holiday,x\n2026-07-15,workday,x\n").encode(), ["file.3"]),
    ],
)
def test_a_notice_that_cannot_be_read_changes_nothing_and_names_its_lines(
    house: House, data: bytes, places: list[str]
) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        import_calendar(house.command("sysadmin"), data, source="x")

    assert [problem.field for problem in caught.value.problems] == places
    with house.reading() as session:
        assert session.query(CalendarChange).filter_by(org_id=house.org_id).count() == 1
