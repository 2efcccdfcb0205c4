"""Dates in the tables of the register move with the calendar, never forward (R-CAL-6)."""

import json
from datetime import date, datetime

from sqlalchemy import select

from services.organisation.calendar_pages import preview_notice
from services.organisation.calendars import import_calendar
from services.registry.models import RectificationNotice, Submission
from services.registry.recording.dates import DATED
from tests.houses import House
from tests.services.organisation.test_calendar_changes import ask
from tests.services.organisation.test_calendars import notice
from tests.services.registry.rounds import Round, a_point
from workflows.models import DueWork, HistoryEntry
from workflows.rules.deadlines import deadline_day, end_of_day

SOURCE = "国办发明电〔2026〕9号"


def dates(house: House) -> dict[str, datetime]:
    """What the register keeps: the redo, the look at it, the rectification."""
    with house.reading() as session:
        looks = select(DueWork.due_at).where(DueWork.kind == "redo_overdue", DueWork.state == "pending")
        found = {
            "redo": session.scalar(select(Submission.due_at).where(Submission.due_at.is_not(None))),
            "redo_overdue": session.scalar(looks),
            "rectification": session.scalar(select(RectificationNotice.due_at)),
        }
        return {name: at for name, at in found.items() if at is not None}


def declare_holiday(house: House, day: date) -> bytes:
    """Bring a notice in which one day more is a holiday; return the notice."""
    told = notice(f"{day},holiday,临时放假")
    import_calendar(house.command("sysadmin"), told, source=SOURCE)
    house.work_off()
    return told


def test_r_cal_6_the_date_of_a_redo_moves_and_with_it_the_look_after_grace(d07: Round) -> None:
    d07.redo()
    house, before = d07.house, dates(d07.house)
    told = notice(f"{deadline_day(before['redo'])},holiday,临时放假")

    shown = ask(house, lambda work: preview_notice(work, told, SOURCE))
    listed = [(each.step, each.before, each.people) for each in shown.moves if each.kind == "date"]
    assert dates(house) == before
    declare_holiday(house, deadline_day(before["redo"]))

    after = dates(house)
    assert listed == [
        (DATED["redo"].label, before["redo"], ("彭志翾",)),
        (DATED["redo_overdue"].label, before["redo_overdue"], ()),
    ]
    assert {name: (after[name] - before[name]).days for name in after} == {"redo": 1, "redo_overdue": 1}
    told_to = [each["text"] for each in d07.pzx.get("/notices")["items"] if each["kind"] == "date_extended"]
    assert len(told_to) == 1
    assert told_to[0].startswith(f"重新查找报送期限已顺延至 {deadline_day(after['redo'])}：")


def test_r_cal_6_the_date_of_a_rectification_moves_until_its_report_is_in(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "basically"})
    house, before = d07.house, dates(d07.house)["rectification"]

    told = declare_holiday(house, deadline_day(before))

    after = dates(house)["rectification"]
    assert after == end_of_day(deadline_day(after)) > before
    task = d07.pzx.find_task("整改并提交整改报告")
    assert datetime.fromisoformat(task["due_at"]) == after, "the date and the task end together"
    assert list_extended(house) == ["rectification", "task", "node"]
    again = ask(house, lambda work: preview_notice(work, told, SOURCE))
    assert [each for each in again.moves if each.kind == "date"] == []


def list_extended(house: House) -> list[str]:
    """What the history says was extended, in its order."""
    with house.reading() as session:
        bodies = session.scalars(
            select(HistoryEntry.body).where(HistoryEntry.kind == "deadline_extended").order_by(HistoryEntry.id)
        )
        return [next(iter(json.loads(body)["data"].keys() - {"before", "after", "rule"})) for body in bodies]
