"""A change of the calendar and the completion of a task at once: each has its one effect, in either order (R-CAL-6)."""

import pytest

from services.organisation.calendars import import_calendar
from tests.diagrams import LIAISON, user
from tests.houses import House
from tests.procedures import begin, facts, one_step
from tests.races.crossing import take_locks_out
from tests.races.racing import Race
from tests.races.test_tasks import CHECKED, complete
from tests.services.organisation.test_calendars import notice
from workflows.models import CalendarChange, DueWork, Task

WRITE = one_step("write", user("write", LIAISON, attributes='lf:due="wd:5"'))
HOLIDAY = notice("2026-07-15,holiday,临时放假")


def bring(house: House) -> None:
    import_calendar(house.command("sysadmin"), HOLIDAY, source="国办发明电〔2026〕9号")


def check_one_effect(house: House, instance: str) -> None:
    """The task is done, and extended at most once; nothing of the change is left over."""
    extended = facts(house, instance, "deadline_extended")
    assert len(facts(house, instance, "task_completed")) == 1
    assert len(extended) <= 1
    with house.reading() as session:
        task = session.query(Task).filter_by(node_id="write").one()
        assert task.due_at is not None
        assert task.due_at.isoformat()[:10] == ("2026-07-21" if extended else "2026-07-20")
        change = session.query(CalendarChange).order_by(CalendarChange.id.desc()).limit(1).one()
        assert change.planned <= 1, "who came second finds the task done"
        assert (change.done, change.moved) == (change.planned, len(extended))
        assert session.query(DueWork).filter_by(kind="extend_deadlines", state="dead").count() == 0


def test_r_cal_6_an_import_and_a_completion_do_not_wait_for_each_other(either_house: House) -> None:
    """Both are inside their transactions at once: the import has read the open task that the other completes."""
    tasks = begin(either_house, WRITE)
    yhc = either_house.sign_in("yhc")
    postgres = either_house.engine.dialect.name == "postgresql"
    mark = "FROM process_instance" if postgres else "BEGIN IMMEDIATE"

    with Race(either_house.engine, 2, mark) as race:
        answer, brought = race.run(lambda: complete(yhc, tasks["write"]), lambda: bring(either_house))
    either_house.work_off()

    assert (answer.status_code, brought, race.collisions) == (200, None, [])
    check_one_effect(either_house, tasks["instance"])


def test_r_cal_6_moving_an_instance_and_completing_its_task_wait_for_each_other(either_house: House, lock: str) -> None:
    """Whoever locks the instance first is done first: the task is moved and then completed, or completed unmoved."""
    tasks = begin(either_house, WRITE)
    yhc = either_house.sign_in("yhc")
    bring(either_house)

    with Race(either_house.engine, 2, lock) as race:
        answer, worked = race.run(lambda: complete(yhc, tasks["write"]), either_house.work_off)
    either_house.work_off()

    assert (answer.status_code, isinstance(worked, int), race.collisions) == (200, True, [])
    check_one_effect(either_house, tasks["instance"])


def test_without_the_lock_the_move_would_meet_the_completion(
    either_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shows that it is the lock that parts them: without it both write on what they have read before the other."""
    tasks = begin(either_house, WRITE)
    yhc = either_house.sign_in("yhc")
    bring(either_house)
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, CHECKED, "task.due_rule !=", together=True) as race:
        answer, worked = race.run(lambda: complete(yhc, tasks["write"]), either_house.work_off)

    assert race.collisions or answer.status_code != 200 or not isinstance(worked, int)
