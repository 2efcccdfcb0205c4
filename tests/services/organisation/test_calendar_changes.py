"""What a change of the calendar moves: tasks, timers, votes, reminders; told beforehand, done later (R-CAL-6)."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from services.organisation.calendar_pages import ChangePreview, preview_notice, preview_own_days
from services.organisation.calendar_reader import DayRecord
from services.organisation.calendars import ImportedCalendar, change_own_days, import_calendar
from services.organisation.own_days import OwnDays
from services.organisation.revising import EXTEND, LOOK_AGAIN, find_unmoved
from services.process.suspension import resume_process, suspend_process
from services.transaction import HOUSE, use_case
from tests.diagrams import LIAISON, user
from tests.houses import House
from tests.procedures import TIMED, begin, facts, finish, messages, one_step
from tests.services.organisation.test_calendars import notice
from workflows import database
from workflows.clock import wall_now
from workflows.errors import AnswersRefusedError, NotPermittedError
from workflows.models import CalendarChange, CalendarVersion, DueWork, Task
from workflows.queries.calendars import load_calendar
from workflows.queries.clock import read_clock
from workflows.rules.calendar import DayKind
from workflows.rules.deadlines import ZONE
from workflows.work import Work

HOLIDAY = notice("2026-07-15,holiday,临时放假")
WRITE = one_step("write", user("write", LIAISON, attributes='lf:due="wd:5"'))


def ask(house: House, question: Callable[[Work], ChangePreview], login: str = "sysadmin") -> ChangePreview:
    """A question of somebody, as a page asks it."""
    asker = house.command(login).actor
    with house.reading() as session:
        return question(Work(session, read_clock(session, wall_now()), asker))


def local(at: datetime | None) -> str:
    assert at is not None
    return at.astimezone(ZONE).isoformat()[:16]


def dues(house: House) -> dict[str, str]:
    """When timers, reminders and the task are due."""
    with house.reading() as session:
        found = {
            f"{row.kind} {row.payload.get('engine_id', '')}".strip(): local(row.due_at)
            for row in session.query(DueWork).filter(DueWork.kind.in_(["timer", "remind"]), DueWork.state == "pending")
        }
        tasks = session.query(Task).filter_by(state="open")
        return found | {task.node_id: local(task.due_at) for task in tasks if task.due_at}


def own(*added: tuple[str, str, str], removed: tuple[str, ...] = ()) -> OwnDays:
    days = tuple(DayRecord(date.fromisoformat(day), DayKind(kind), name) for day, kind, name in added)
    return OwnDays("市政府通知", days, tuple(date.fromisoformat(day) for day in removed))


def run(house: House, data: bytes = HOLIDAY) -> ImportedCalendar:
    return import_calendar(house.command("sysadmin"), data, source="国办发明电〔2026〕9号")


def test_r_cal_6_timers_and_reminders_move_with_the_task(house: House) -> None:
    """Task wd:3, timers wd:1 and wd:5: the 15th becomes a holiday; what ends before it stays."""
    begin(house, TIMED)
    before = dues(house)
    house.work_off()

    run(house)
    house.work_off()
    after = dues(house)

    moved = sorted((before[name], after[name]) for name in before if before[name] != after[name])
    assert moved == [
        ("2026-07-15T09:00", "2026-07-16T09:00"),  # the reminder, one working day ahead
        ("2026-07-17T00:00", "2026-07-18T00:00"),  # the task
        ("2026-07-21T00:00", "2026-07-22T00:00"),  # the timer of five working days
    ]


def test_r_cal_6_the_preview_tells_what_the_import_does_and_writes_nothing(house: House) -> None:
    tasks = begin(house, TIMED)
    house.work_off()
    before = dues(house)

    shown = ask(house, lambda work: preview_notice(work, HOLIDAY, "国办发明电〔2026〕9号"))

    assert dues(house) == before
    with house.reading() as session:
        assert session.query(CalendarVersion).filter_by(org_id=house.org_id).count() == 1
        assert session.query(DueWork).filter(DueWork.kind.in_([EXTEND, LOOK_AGAIN])).count() == 0
    assert [(each.kind, each.step, local(each.before), local(each.after)) for each in shown.moves] == [
        ("task", "write", "2026-07-17T00:00", "2026-07-18T00:00"),
        ("timer", "late", "2026-07-21T00:00", "2026-07-22T00:00"),
    ]
    assert shown.moves[0].people == ("姚海澄",)
    done = run(house)
    house.work_off()
    assert (done.moved, done.instances) == (2, 1)
    assert len(facts(house, tasks["instance"], "deadline_extended")) == 2


def test_r_cal_6_each_instance_is_moved_in_a_transaction_of_its_own(house: House) -> None:
    """The import locks nothing and plans; each piece counts itself done."""
    for _ in range(3):
        begin(house, WRITE)
    done = run(house)

    assert (done.moved, done.instances) == (3, 3)
    with house.reading() as session:
        change = session.query(CalendarChange).filter_by(public_id=done.id).one()
        assert (change.planned, change.done, change.moved) == (3, 0, 0)
        assert session.query(DueWork).filter_by(kind=EXTEND, instance_id=None).count() == 3
    house.work_off()
    with house.reading() as session:
        change = session.query(CalendarChange).filter_by(public_id=done.id).one()
        assert (change.planned, change.done, change.moved) == (3, 3, 3)


def test_r_cal_6_what_is_completed_between_import_and_move_keeps_its_deadline(house: House) -> None:
    tasks = begin(house, WRITE)
    run(house)

    finish(house.sign_in("yhc"), tasks["write"])
    house.work_off()

    assert facts(house, tasks["instance"], "deadline_extended") == []
    assert "deadline_extended" not in {message.kind for message in messages(house, "yhc")}


def test_r_cal_6_a_second_import_moves_on_from_the_first_and_nothing_twice(house: House) -> None:
    begin(house, WRITE)
    run(house)
    run(house, notice("2026-07-15,holiday,临时放假", "2026-07-16,holiday,临时放假"))
    house.work_off()

    assert dues(house)["write"] == "2026-07-23T00:00"
    assert [each.kind for each in messages(house, "yhc")].count("deadline_extended") == 1


@use_case
def _look_again(work: Work, change_id: int) -> None:
    find_unmoved(work, {"change": change_id})


def test_r_cal_6_what_was_written_on_the_old_calendar_meanwhile_is_found_by_the_second_look(house: House) -> None:
    """A command that had read the old calendar commits after the import has looked: its task is moved too."""
    done = run(house)
    house.work_off()
    begin(house, WRITE)
    with database.bound().writing() as session:  # what such a command leaves behind
        session.query(Task).update({"due_at": datetime(2026, 7, 21, tzinfo=ZONE)})
        session.commit()
    assert dues(house)["write"] == "2026-07-21T00:00"

    house.travel(house.now + timedelta(minutes=6))

    assert dues(house)["write"] == "2026-07-22T00:00"
    with house.reading() as session:
        change = session.query(CalendarChange).filter_by(public_id=done.id).one()
        assert (change.planned, change.done) == (1, 1)
    _look_again(HOUSE, change.id)
    assert house.work_off() == 0


def test_r_cal_6_a_deadline_that_stood_still_is_computed_with_its_standstill(house: House) -> None:
    """Suspended from the 13th to the 15th: two working days more; then a holiday on the 17th: one more."""
    tasks = begin(house, WRITE)
    suspend_process(house.command("hxc"), tasks["instance"], reason="等待上级批复")
    house.travel("2026-07-15T10:00:00+08:00")
    resume_process(house.command("hxc"), tasks["instance"], reason="批复已到")
    assert dues(house)["write"] == "2026-07-23T00:00"

    run(house, notice("2026-07-17,holiday,临时放假"))
    house.work_off()

    assert dues(house)["write"] == "2026-07-24T00:00"


def test_r_cal_6_a_suspended_instance_is_moved_too(house: House) -> None:
    tasks = begin(house, WRITE)
    suspend_process(house.command("hxc"), tasks["instance"], reason="等待上级批复")
    run(house)
    house.work_off()
    assert dues(house)["write"] == "2026-07-22T00:00"

    house.travel("2026-07-14T10:00:00+08:00")
    resume_process(house.command("hxc"), tasks["instance"], reason="批复已到")

    assert dues(house)["write"] == "2026-07-23T00:00"


# -- own days --------------------------------------------------------------------------------------


def test_an_own_holiday_counts_beside_the_notice_and_extends(house: House) -> None:
    begin(house, WRITE)

    done = change_own_days(house.command("sysadmin"), own(("2026-07-16", "holiday", "台风停工")))
    house.work_off()

    assert (done.years, done.moved) == ([2026], 1)
    assert dues(house)["write"] == "2026-07-22T00:00"
    with house.reading() as session:
        calendar = load_calendar(session, house.org_id)
        assert not calendar.is_working(date(2026, 7, 16))
        assert not calendar.is_working(date(2026, 10, 1))
        other = session.query(CalendarVersion.org_id).filter(CalendarVersion.org_id != house.org_id).first()
        assert other is not None
        assert load_calendar(session, other[0]).is_working(date(2026, 7, 16))


def test_an_own_day_goes_before_the_notice_and_outlives_its_next_version(house: House) -> None:
    change_own_days(house.command("sysadmin"), own(("2026-10-10", "holiday", "校庆")))
    run(house, notice())

    with house.reading() as session:
        assert not load_calendar(session, house.org_id).is_working(date(2026, 10, 10))


def test_an_own_day_that_is_taken_away_shortens_nothing(house: House) -> None:
    begin(house, WRITE)
    change_own_days(house.command("sysadmin"), own(("2026-07-16", "holiday", "台风停工")))
    house.work_off()

    done = change_own_days(house.command("sysadmin"), own(removed=("2026-07-16",)))
    house.work_off()

    assert done.moved == 0
    assert dues(house)["write"] == "2026-07-22T00:00"
    with house.reading() as session:
        assert load_calendar(session, house.org_id).is_working(date(2026, 7, 16))


def test_r_cal_5_own_days_do_not_make_a_year_known(house: House) -> None:
    change_own_days(house.command("sysadmin"), own(("2027-03-05", "holiday", "建校纪念日")))

    with house.reading() as session:
        calendar = load_calendar(session, house.org_id)
        assert calendar.unsure_year(date(2027, 1, 1), date(2027, 12, 31)) == 2027
        assert not calendar.is_working(date(2027, 3, 5))


@pytest.mark.parametrize(
    ("wish", "places"),
    [
        (own(), ["days"]),
        (own(("2026-07-15", "holiday", " ")), ["added.0.reason"]),
        (own(("2026-07-18", "holiday", "周六")), ["added.0.day"]),
        (own(("2026-07-15", "workday", "周三")), ["added.0.day"]),
        (own(removed=("2026-07-15",)), ["removed.0"]),
        (own(removed=("2026-10-01",)), ["removed.0"]),
    ],
)
def test_own_days_that_change_nothing_are_refused_and_named(house: House, wish: OwnDays, places: list[str]) -> None:
    with pytest.raises(AnswersRefusedError) as caught:
        change_own_days(house.command("sysadmin"), wish)
    assert [problem.field for problem in caught.value.problems] == places

    with pytest.raises(AnswersRefusedError):
        ask(house, lambda work: preview_own_days(work, wish))


@pytest.mark.parametrize("login", ["hxc", "secadmin", "yhc"])
def test_nobody_but_the_system_administrator_previews_or_changes(house: House, login: str) -> None:
    with pytest.raises(NotPermittedError):
        ask(house, lambda work: preview_notice(work, HOLIDAY, "x"), login)
    with pytest.raises(NotPermittedError):
        change_own_days(house.command(login), own(("2026-07-16", "holiday", "台风停工")))
