"""Messages that come at once with something else: one effect each, whoever is first."""

from collections.abc import Callable
from typing import Any

import pytest

from services.jobs.performing import perform
from tests.diagrams import BY_CASE, CASE, MESSAGE, OFFICE, boundary, draw, end, start, user
from tests.houses import House
from tests.races.crossing import take_locks_out
from tests.races.racing import PATIENCE, Race
from tests.services.process.test_messages import (
    ASKING,
    RACING,
    REPLYING,
    complete,
    facts,
    link,
    names,
    open_tasks,
    pending,
    start_case,
    state,
    waits,
)
from workflows import database
from workflows.models import DueWork, EventMessage
from workflows.rules.states import DueState

HOSTED = draw(
    "hosted",
    [
        start(added=OFFICE + '<lf:form><lf:field name="case" type="text" label="case"/></lf:form>'),
        user("work"),
        boundary("told", "work", "message", attributes=BY_CASE),
        user("react"),
        end(),
        end("over"),
    ],
    [("start", "work"), ("work", "end"), ("told", "react"), ("react", "over")],
    variables=CASE,
    roots=MESSAGE,
)
"""The office works until it is told to react."""


def send(house: House, case: str = "7") -> None:
    """A reply that is on its way to nobody yet."""
    replying = start_case(house, REPLYING, case)
    complete(house, replying, "answer")


def take(house: House, *kinds: str) -> list[Callable[[], bool]]:
    """What is due of these kinds, claimed; each can be performed."""
    with database.bound().writing() as session:
        rows = session.query(DueWork).filter(DueWork.kind.in_(kinds), DueWork.state == DueState.PENDING)
        found = rows.order_by(DueWork.id).all()
        for row in found:
            row.lease, row.due_at = "mine", house.now
        ids = [row.id for row in found]
        session.commit()
    return [lambda work_id=work_id: perform(work_id, "mine") for work_id in ids]


def in_order(race: Race, *doings: Callable[[], Any]) -> list[Any]:
    """The first gets the lock, the second asks for it while the first holds it."""
    first, second = doings

    def follow() -> Any:
        with race.changed:
            assert race.changed.wait_for(lambda: race.held, PATIENCE), "nobody got the lock"
        return second()

    return race.run(first, follow)


def deliveries(house: House) -> list[Callable[[], bool]]:
    """Let messages look for whom they are meant; what then brings them there."""
    for look in take(house, "deliver_message"):
        assert look()
    return take(house, "deliver_event")


@pytest.mark.parametrize("order", ["message", "timer"])
def test_a_message_and_a_timer_behind_one_gateway(either_house: House, lock: str, order: str) -> None:
    """Exactly one happens; what the message was meant for has gone, so it is kept for the next."""
    instance = start_case(either_house, RACING)
    send(either_house)
    doings = [*deliveries(either_house), *take(either_house, "timer")]
    assert len(doings) == 2

    with Race(either_house.engine, 2, lock) as race:
        in_order(race, *(doings if order == "message" else reversed(doings)))
    either_house.work_off()

    assert race.collisions == []
    ((happened, _),) = facts(either_house, instance, "message_received", "timer_fired")
    by_message = order == "message"
    assert happened == ("message_received" if by_message else "timer_fired")
    assert names(either_house, instance) == [["file"] if by_message else ["urge"]]
    assert len(pending(either_house)) == (0 if by_message else 1)


def test_without_the_lock_message_and_timer_would_both_happen(
    either_house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    instance = start_case(either_house, RACING)
    send(either_house)
    doings = [*deliveries(either_house), *take(either_house, "timer")]
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, "FROM due_work", together=True) as race:
        done = race.run(*doings)

    with either_house.reading() as session:
        delivered = session.query(EventMessage).filter_by(state="delivered").count()
    assert race.collisions or done != [True, True] or delivered + len(facts(either_house, instance, "timer_fired")) > 1
    either_house.work_off()


def test_two_messages_and_one_wait(either_house: House, lock: str) -> None:
    """Both look at once; one gets there, the other is kept."""
    instance = start_case(either_house, ASKING)
    for _ in range(2):
        send(either_house)
    looks = take(either_house, "deliver_message")
    mark = "FROM event_subscription" if either_house.engine.dialect.name == "postgresql" else lock

    with Race(either_house.engine, 2, mark) as race:
        race.run(*looks)
    either_house.work_off()

    assert len(facts(either_house, instance, "message_received")) == 1
    assert len(pending(either_house)) == 1


def test_two_identical_messages_of_another_system_and_one_wait(either_house: House, lock: str) -> None:
    instance = start_case(either_house, ASKING)
    link(either_house)
    one, two = either_house.sign_in("sysadmin"), either_house.sign_in("sysadmin")
    body = {"name": "stop", "correlation_key": "7"}

    with Race(either_house.engine, 2, lock) as race:
        answers = race.run(*(lambda who=who: who.ask("POST", "/messages", json=body) for who in (one, two)))

    assert race.collisions == []
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(facts(either_house, instance, "message_received")) == 1
    assert pending(either_house) == []


def test_two_messages_and_two_waits(either_house: House, lock: str) -> None:
    """Each gets one."""
    instances = [start_case(either_house, ASKING) for _ in range(2)]
    for _ in range(2):
        send(either_house)
    looks = take(either_house, "deliver_message")
    mark = "FROM event_subscription" if either_house.engine.dialect.name == "postgresql" else lock

    with Race(either_house.engine, 2, mark) as race:
        race.run(*looks)
    either_house.work_off()

    assert names(either_house, *instances) == [["file"], ["file"]]
    assert [len(facts(either_house, each, "message_received")) for each in instances] == [1, 1]
    assert pending(either_house) == []


def test_a_message_that_is_sent_while_somebody_begins_to_wait(either_house: House) -> None:
    """Neither sees the other in its own turn; the looks afterwards bring them together."""
    either_house.publish(ASKING)
    replying = start_case(either_house, REPLYING)
    task = open_tasks(either_house, replying)["answer"]
    one, two = either_house.sign_in("hxc"), either_house.sign_in("qmz")
    body: dict[str, Any] = {"definition_key": "asking", "variables": {"case": "7"}}
    mark = "INSERT INTO history_entry" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"

    with Race(either_house.engine, 2, mark) as race:
        started, done = race.run(
            lambda: one.ask("POST", "/process-instances", json=body),
            lambda: two.ask("POST", f"/tasks/{task}/complete", json={"outcome": "done"}),
        )
    assert (started.status_code, done.status_code) == (201, 200)
    looks = take(either_house, "deliver_message", "find_messages")
    assert len(looks) == 2
    with Race(either_house.engine, 2, "due_work") as race:
        race.run(*looks)
    either_house.work_off()

    assert names(either_house, started.json["id"]) == [["file"]]


@pytest.mark.parametrize("order", ["message", "person"])
def test_a_message_on_the_border_and_the_person_who_completes_the_host(
    either_house: House, lock: str, order: str
) -> None:
    instance = start_case(either_house, HOSTED)
    send(either_house)
    task = open_tasks(either_house, instance)["work"]
    hxc = either_house.sign_in("hxc")
    (deliver,) = deliveries(either_house)
    doings = [deliver, lambda: hxc.ask("POST", f"/tasks/{task}/complete", json={"outcome": "done"})]

    with Race(either_house.engine, 2, lock) as race:
        in_order(race, *(doings if order == "message" else reversed(doings)))
    either_house.work_off()

    assert race.collisions == []
    ((happened, _),) = facts(either_house, instance, "message_received", "task_completed")
    told = order == "message"
    assert happened == ("message_received" if told else "task_completed")
    assert state(either_house, instance) == ("running" if told else "completed")
    assert len(pending(either_house)) == (0 if told else 1)
    assert waits(either_house) == []


@pytest.mark.parametrize("order", ["message", "cancel"])
def test_a_message_and_the_end_of_its_instance(either_house: House, lock: str, order: str) -> None:
    instance = start_case(either_house, ASKING)
    send(either_house)
    hxc = either_house.sign_in("hxc")
    (deliver,) = deliveries(either_house)
    path = f"/process-instances/{instance}/cancel"
    doings = [deliver, lambda: hxc.ask("POST", path, json={"reason": "发错了"})]

    with Race(either_house.engine, 2, lock) as race:
        in_order(race, *(doings if order == "message" else reversed(doings)))
    either_house.work_off()

    assert race.collisions == []
    assert state(either_house, instance) == "cancelled"
    received = len(facts(either_house, instance, "message_received"))
    assert received == (1 if order == "message" else 0)
    assert len(pending(either_house)) == 1 - received
    assert waits(either_house) == []


def test_a_message_and_the_suspension_of_its_instance(either_house: House, lock: str) -> None:
    """It happens before, or after the instance has been resumed."""
    instance = start_case(either_house, ASKING)
    send(either_house)
    hxc = either_house.sign_in("hxc")
    (deliver,) = deliveries(either_house)
    path = f"/process-instances/{instance}"

    with Race(either_house.engine, 2, lock) as race:
        race.run(deliver, lambda: hxc.ask("POST", f"{path}/suspend", json={"reason": "核实"}))
    received = len(facts(either_house, instance, "message_received"))
    assert len(pending(either_house)) == 1 - received
    hxc.post(f"{path}/resume", {"reason": "核实完毕"})
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(kind="deliver_event").update({"free_at": None})
        session.commit()
    either_house.work_off()

    assert race.collisions == []
    assert names(either_house, instance) == [["file"]]
    assert len(facts(either_house, instance, "message_received")) == 1
