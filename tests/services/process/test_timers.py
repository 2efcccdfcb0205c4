"""Timers and reminders by the clock: in their order, once each, at the instants that the calendar gives."""

from datetime import datetime, timedelta

import pytest

from tests.diagrams import MESSAGE, OFFICE, UNIT, boundary, catch, draw, end, first, start, user, xor
from tests.houses import House
from tests.procedures import LIAISON, STARTER, TIMED, begin, facts, finish, messages, one_step
from workflows.models import DueWork, OutboxMessage, Task
from workflows.rules.deadlines import ZONE
from workflows.rules.states import DueState


def minutes(found: list[OutboxMessage], kind: str) -> list[str]:
    return [each.created_at.astimezone(ZONE).strftime("%m-%d %H:%M") for each in found if each.kind == kind]


def test_everything_happens_in_the_order_of_its_time(house: House) -> None:
    """One jump of nine days: a reminder, the first timer, the deadline, the second timer, in between reminders."""
    instance = begin(house, TIMED)["instance"]

    house.travel("2026-07-22T10:00:00+08:00")

    assert facts(house, instance, "timer_fired", "task_opened", "task_withdrawn") == [
        ("task_opened", ""),
        ("timer_fired", ""),
        ("task_opened", ""),
        ("timer_fired", ""),
        ("task_withdrawn", ""),
        ("task_opened", ""),
    ]
    told = messages(house, "yhc")
    assert minutes(told, "task_due") == ["07-15 09:00"]
    assert minutes(told, "task_overdue") == ["07-17 09:00", "07-20 09:00"]
    assert [message.id for message in told] == sorted(message.id for message in told)
    history = house.sign_in("hxc").get(f"/process-instances/{instance}/history")["items"]
    assert [item["at"] for item in history] == sorted(item["at"] for item in history)
    fired = [item["at"] for item in history if item["kind"] == "timer_fired"]
    assert [at[:16] for at in fired] == ["2026-07-14T16:00", "2026-07-20T16:00"]


def test_a_deadline_lets_the_task_stay_open_and_says_that_it_is_late(house: House) -> None:
    task = begin(house, TIMED)["write"]
    yhc = house.sign_in("yhc")

    house.travel("2026-07-16T23:59:59+08:00")
    assert yhc.get(f"/tasks/{task}")["overdue"] is False
    house.travel("2026-07-17T00:00:00+08:00")

    shown = yhc.get(f"/tasks/{task}")
    assert (shown["overdue"], shown["due_at"][:16]) == (True, "2026-07-16T16:00")
    assert [item["id"] for item in yhc.inbox(due="overdue")] == [task]
    finish(yhc, task)


def test_a_timer_of_a_finished_task_does_not_happen(house: House) -> None:
    tasks = begin(house, TIMED)
    finish(house.sign_in("yhc"), tasks["write"])

    house.travel("2026-08-03T09:00:00+08:00")

    assert facts(house, tasks["instance"], "timer_fired") == []
    assert minutes(messages(house, "yhc"), "task_overdue") == []
    with house.reading() as session:
        kinds = session.query(DueWork).filter(DueWork.kind.in_(["timer", "remind"]))
        assert {each.state for each in kinds} == {DueState.CANCELLED}


def test_reminders_go_on_until_the_work_is_done(house: House) -> None:
    """R-CAL-7 on the database: three and one working days ahead, then each working day, over a weekend."""
    task = begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="wd:5"')))["write"]

    house.travel("2026-07-23T12:00:00+08:00")
    finish(house.sign_in("yhc"), task)
    house.travel("2026-07-31T12:00:00+08:00")

    told = messages(house, "yhc")
    assert minutes(told, "task_due") == ["07-15 09:00", "07-17 09:00"]
    assert minutes(told, "task_overdue") == ["07-21 09:00", "07-22 09:00", "07-23 09:00"]


def test_the_event_that_happens_first_strikes_out_the_other(house: House) -> None:
    trigger = OFFICE + '<lf:trigger label="收到回复" opinion="2"/>'
    nodes = [STARTER, first("g"), catch("told", "message", trigger), catch("late", "timer wd:3"), xor("m"), end()]
    ways = [("start", "g"), ("g", "told"), ("g", "late"), ("told", "m"), ("late", "m"), ("m", "end")]
    house.publish(draw("raced", nodes, ways, variables=UNIT, roots=MESSAGE))
    office = house.sign_in("hxc")
    one, two = office.start("raced", "D07"), office.start("raced", "D07")
    (offered,) = office.get(f"/process-instances/{one['id']}")["messages"]

    office.post(f"/process-instances/{one['id']}/messages", {"engine_id": offered["engine_id"], "reason": "回复"})
    assert office.get(f"/process-instances/{one['id']}")["state"] == "completed"
    house.travel("2026-07-17T00:00:00+08:00")

    assert office.get(f"/process-instances/{two['id']}")["state"] == "completed"
    assert facts(house, one["id"], "timer_fired") == []
    assert len(facts(house, two["id"], "timer_fired")) == 1


def test_a_deadline_may_be_a_month_of_iso_8601(house: House) -> None:
    begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="P1M"')))

    with house.reading() as session:
        due_at = session.query(Task).one().due_at
    assert due_at is not None
    assert due_at.astimezone(ZONE).isoformat() == "2026-08-14T00:00:00+08:00"


def test_days_of_iso_8601_at_a_timer_roll_forward_to_a_working_day(house: House) -> None:
    """Five calendar days after a Monday is a Saturday: the timer happens when the next Monday ends."""
    nodes = [STARTER, user("write", LIAISON), boundary("late", "write", "timer P5D"), end(), end("over")]
    ways = [("start", "write"), ("write", "end"), ("late", "over")]
    instance = begin(house, draw("days_of_iso", nodes, ways, variables=UNIT))["instance"]
    office = house.sign_in("hxc")

    house.travel("2026-07-20T23:59:59+08:00")
    assert office.get(f"/process-instances/{instance}")["state"] == "running"
    house.travel("2026-07-21T00:00:00+08:00")
    assert office.get(f"/process-instances/{instance}")["state"] == "completed"


def test_a_timer_may_bear_its_duration_itself(house: House) -> None:
    timer = boundary("late", "write", "timer").replace(' lf:due=""', "")
    timer = timer.replace(
        "<timerEventDefinition/>", "<timerEventDefinition><timeDuration>PT4H</timeDuration></timerEventDefinition>"
    )
    nodes = [STARTER, user("write", LIAISON), timer, end(), end("over")]
    ways = [("start", "write"), ("write", "end"), ("late", "over")]
    instance = begin(house, draw("timed_itself", nodes, ways, variables=UNIT))["instance"]
    office = house.sign_in("hxc")
    begun = datetime.fromisoformat(office.get(f"/process-instances/{instance}")["started_at"])

    house.travel((begun + timedelta(hours=3, minutes=59)).isoformat())
    assert office.get(f"/process-instances/{instance}")["state"] == "running"
    house.travel((begun + timedelta(hours=4)).isoformat())
    assert office.get(f"/process-instances/{instance}")["state"] == "completed"


def test_a_deadline_may_be_named_by_a_parameter(house: House) -> None:
    """R-CAL-9: a diagram names the parameter, and the instance keeps the value of its start."""
    begin(house, one_step("write", user("write", LIAISON, attributes='lf:due="p2_discovery.colleague"')))

    with house.reading() as session:
        task = session.query(Task).one()
        assert task.due_rule == "p2_discovery.colleague"
        assert task.due_at is not None
        assert task.due_at.astimezone(ZONE).isoformat() == "2026-07-17T00:00:00+08:00"


def dated(text: str, *, given: bool = True) -> bytes:
    """A timer on the border of a task that happens at a date, or at that of the variable `day`."""
    timer = boundary("late", "write", "timer").replace(' lf:due=""', "")
    date = f"<timerEventDefinition><timeDate>{text}</timeDate></timerEventDefinition>"
    nodes = [user("write", LIAISON), timer.replace("<timerEventDefinition/>", date), end(), end("over")]
    ways = [("start", "write"), ("write", "end"), ("late", "over")]
    form = '<lf:form><lf:field name="day" type="date" label="日期"/></lf:form>' if given else ""
    day = f'<lf:variable name="day" type="date" given="{str(given).lower()}"/>'
    return draw("dated", [start(added=OFFICE + form), *nodes], ways, variables=UNIT + day)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2026-08-01", "2026-08-01T00:00:00+08:00"),
        ("2026-08-01T09:30", "2026-08-01T09:30:00+08:00"),
        ("2026-08-01T01:30:00Z", "2026-08-01T09:30:00+08:00"),
    ],
)
def test_a_timer_may_happen_at_a_date(house: House, text: str, instant: str) -> None:
    """A date is one day, working or not: the first of August 2026 is a Saturday."""
    instance = begin(house, dated(text, given=False))["instance"]
    office = house.sign_in("hxc")
    at = datetime.fromisoformat(instant)

    house.travel((at - timedelta(seconds=1)).isoformat())
    assert office.get(f"/process-instances/{instance}")["state"] == "running"
    house.travel(instant)
    assert office.get(f"/process-instances/{instance}")["state"] == "completed"


def test_a_date_may_stand_in_a_variable(house: House) -> None:
    house.publish(dated("day"))
    office = house.sign_in("hxc")
    instance = office.start("dated", "D07", {"day": "2026-08-01"})["id"]

    house.travel("2026-08-01T00:00:00+08:00")

    assert office.get(f"/process-instances/{instance}")["state"] == "completed"


def test_a_variable_that_holds_no_date_refuses_the_start(house: House) -> None:
    house.publish(dated("day", given=False))

    answer = house.sign_in("hxc").start("dated", "D07", expect=409)

    assert answer["type"].endswith("process-stuck")


def test_a_date_stays_that_date_when_the_instance_was_suspended(house: House) -> None:
    instance = begin(house, dated("2026-08-03", given=False))["instance"]
    office = house.sign_in("hxc")

    office.post(f"/process-instances/{instance}/suspend", {"reason": "等待上级答复"})
    house.travel("2026-07-31T09:00:00+08:00")
    office.post(f"/process-instances/{instance}/resume", {"reason": "已经答复"})
    house.travel("2026-08-03T00:00:00+08:00")

    assert office.get(f"/process-instances/{instance}")["state"] == "completed"
