"""Suspending and resuming: who may, what stands still, and how deadlines, reminders and timers go on afterwards."""

import pytest

from services.jobs.performing import claim_due, perform
from services.transaction import HOUSE
from tests.diagrams import UNIT, catch, draw, end, user
from tests.houses import House
from tests.procedures import (
    BRANCHES,
    EVERYBODY,
    LIAISON,
    SHARED,
    STARTER,
    TIMED,
    begin,
    facts,
    finish,
    messages,
    one_step,
)
from workflows import database
from workflows.models import DueWork, OutboxMessage, Task
from workflows.rules.deadlines import ZONE
from workflows.rules.states import DueState

REASON = {"reason": "等待上级批复"}


def suspend(house: House, instance: str) -> None:
    assert house.sign_in("hxc").post(f"/process-instances/{instance}/suspend", REASON)["state"] == "suspended"


def resume(house: House, instance: str) -> None:
    answer = house.sign_in("hxc").post(f"/process-instances/{instance}/resume", {"reason": "批复已到"})
    assert answer["state"] == "running"


def stand_still(house: House, instance: str, since: str, until: str) -> None:
    """Suspend at one instant and resume at another."""
    house.travel(f"{since}+08:00")
    suspend(house, instance)
    house.travel(f"{until}+08:00")
    resume(house, instance)


def due(house: House) -> str:
    """When the one open task is due, in Shanghai."""
    with house.reading() as session:
        task = session.query(Task).filter_by(state="open").one()
        assert task.due_at is not None
        return task.due_at.astimezone(ZONE).strftime("%m-%d %H:%M")


def told(found: list[OutboxMessage], *kinds: str) -> list[str]:
    return [each.created_at.astimezone(ZONE).strftime("%m-%d %H:%M") for each in found if each.kind in kinds]


# -- who may, and when -------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ["suspend", "resume"])
def test_only_the_office_head_and_the_chair_may(house: House, verb: str) -> None:
    path = f"/process-instances/{begin(house, EVERYBODY)['instance']}/{verb}"

    house.sign_in("pzx").post(path, REASON, expect=403)
    house.sign_in("qmz").post(path, REASON, expect=403)
    house.sign_in("wym").post(path, REASON, expect=404)


def test_both_need_a_reason_and_the_state_for_it(house: House) -> None:
    path = f"/process-instances/{begin(house, EVERYBODY)['instance']}"
    chair = house.sign_in("lzy")

    chair.post(f"{path}/suspend", {"reason": "  "}, expect=422)
    chair.post(f"{path}/resume", REASON, expect=409)
    chair.post(f"{path}/suspend", REASON)
    chair.post(f"{path}/suspend", REASON, expect=409)
    chair.post(f"{path}/resume", {"reason": ""}, expect=422)
    chair.post(f"{path}/resume", REASON)
    chair.post(f"{path}/cancel", REASON)
    chair.post(f"{path}/suspend", REASON, expect=409)
    chair.post(f"{path}/resume", REASON, expect=409)


def test_a_suspended_instance_can_be_cancelled(house: House) -> None:
    instance = begin(house, EVERYBODY)["instance"]
    suspend(house, instance)

    house.sign_in("hxc").post(f"/process-instances/{instance}/cancel", REASON)

    assert house.sign_in("yhc").inbox() == []


def test_each_is_one_entry_of_the_history_and_is_told_to_the_people(house: House) -> None:
    instance = begin(house, BRANCHES)["instance"]

    suspend(house, instance)
    resume(house, instance)
    house.work_off()

    kinds = ("instance_suspended", "instance_resumed")
    assert facts(house, instance)[-2:] == facts(house, instance, *kinds)
    assert [kind for kind, _ in facts(house, instance)][-2:] == list(kinds)
    assert all(actor for _, actor in facts(house, instance, *kinds))
    for login in ("yhc", "pzx"):
        found = [each for each in messages(house, login) if each.kind in kinds]
        assert [(each.kind, each.values) for each in found] == [(kinds[0], REASON), (kinds[1], {})]
    assert told(messages(house, "wym"), *kinds) == []


# -- standing still ----------------------------------------------------------------------------------


def test_nothing_is_done_to_the_tasks_of_a_suspended_instance(house: House) -> None:
    tasks = begin(house, BRANCHES)
    suspend(house, tasks["instance"])
    yhc, task = house.sign_in("yhc"), f"/tasks/{tasks['write']}"

    refused = yhc.post(f"{task}/complete", {"outcome": "done"}, expect=423)
    yhc.post(f"{task}/urge", expect=423)
    shown = {verb["name"]: verb["allowed"] for verb in yhc.get(task)["verbs"]}

    assert refused["type"].endswith("instance-suspended")
    assert yhc.has_task("write")
    assert {name for name, allowed in shown.items() if allowed} == {"copy", "comment"}
    resume(house, tasks["instance"])
    finish(yhc, tasks["write"])


def test_a_shared_task_is_not_claimed_released_or_handed_over_meanwhile(house: House) -> None:
    tasks = begin(house, SHARED)
    office, task = house.sign_in("hxc"), f"/tasks/{tasks['file']}"
    suspend(house, tasks["instance"])

    office.post(f"{task}/claim", expect=423)
    office.post(f"{task}/transfer", {"to": "qmz", "reason": "代办"}, expect=423)
    resume(house, tasks["instance"])
    office.post(f"{task}/claim")
    suspend(house, tasks["instance"])
    office.post(f"{task}/release", expect=423)


def test_a_message_is_not_sent_meanwhile(house: House) -> None:
    instance = begin(house, EVERYBODY)["instance"]
    head, path = house.sign_in("pzx"), f"/process-instances/{instance}"
    (offered,) = head.get(path)["messages"]
    suspend(house, instance)

    assert head.get(path)["messages"] == []
    body = {"engine_id": offered["engine_id"], "reason": "意见已经收齐，可以汇总"}
    head.post(f"{path}/messages", body, expect=423)


# -- going on ----------------------------------------------------------------------------------------


def test_as_many_working_days_are_left_as_there_were(house: House) -> None:
    """From Monday to Friday: the deadline of Thursday moves by four working days, over the weekend (R-CAL-2)."""
    instance = begin(house, TIMED)["instance"]
    assert due(house) == "07-17 00:00"

    stand_still(house, instance, "2026-07-13T10:00:00", "2026-07-17T15:00:00")

    assert due(house) == "07-23 00:00"


def test_timers_wait_and_happen_later_by_the_time_that_was_lost(house: House) -> None:
    instance = begin(house, TIMED)["instance"]
    house.travel("2026-07-13T10:00:00+08:00")
    suspend(house, instance)

    house.travel("2026-07-22T09:00:00+08:00")
    assert facts(house, instance, "timer_fired") == []
    resume(house, instance)
    house.travel("2026-07-23T23:59:00+08:00")
    assert facts(house, instance, "timer_fired") == []

    house.travel("2026-07-31T00:00:00+08:00")

    history = house.sign_in("hxc").get(f"/process-instances/{instance}/history")["items"]
    fired = [item["at"][:16] for item in history if item["kind"] == "timer_fired"]
    assert fired == ["2026-07-23T16:00", "2026-07-29T16:00"]


def test_hours_run_on_to_the_second(house: House) -> None:
    instance = begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="h:4"')))["instance"]
    before = due(house)

    stand_still(house, instance, "2026-07-13T10:00:00", "2026-07-13T12:30:00")

    assert (before[-5:], due(house)[-5:]) in {("13:00", "15:30"), ("12:59", "15:29")}


def test_what_was_overdue_before_stays_overdue(house: House) -> None:
    instance = begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="wd:4"')))["instance"]

    stand_still(house, instance, "2026-07-18T10:00:00", "2026-07-20T10:00:00")

    assert due(house) == "07-18 00:00"


def test_reminders_follow_the_deadline_and_keep_their_hour(house: House) -> None:
    """R-CAL-7: due on the 20th, reminded on the 15th and the 17th; four working days later all of it."""
    instance = begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="wd:5"')))["instance"]

    stand_still(house, instance, "2026-07-14T10:00:00", "2026-07-20T10:00:00")
    assert due(house) == "07-25 00:00"
    house.travel("2026-07-28T12:00:00+08:00")

    found = messages(house, "yhc")
    assert told(found, "task_due") == ["07-21 09:00", "07-23 09:00"]
    assert told(found, "task_overdue") == ["07-27 09:00", "07-28 09:00"]


def test_work_that_was_claimed_before_waits_with_the_rest(house: House) -> None:
    """A worker that comes late finds the instance suspended; a timer that it had claimed is not lost."""
    nodes = [STARTER, catch("late", "timer wd:1"), user("write", LIAISON), end()]
    ways = [("start", "late"), ("late", "write"), ("write", "end")]
    instance = begin(house, draw("waits", nodes, ways, variables=UNIT))["instance"]
    house.travel("2026-07-14T23:59:59+08:00")
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(kind="timer").one().due_at = house.now
        session.commit()
    ((work_id, lease),) = claim_due(HOUSE)

    suspend(house, instance)

    assert not perform(work_id, lease)
    with house.reading() as session:
        row = session.get_one(DueWork, work_id)
        assert (row.state, row.last_error) == (DueState.PENDING, "")
