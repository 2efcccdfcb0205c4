"""Messages and signals between procedures: one message reaches the one that waits for it, a signal all that wait."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from services.jobs.housekeeping import begin_housekeeping
from services.jobs.performing import MAX_ATTEMPTS, claim_due, perform
from services.process.deliveries import receive_message
from services.process.tasks import TaskAnswer, complete_task
from services.transaction import HOUSE, Command
from tests.diagrams import (
    BY_CASE,
    CASE,
    MESSAGE,
    OFFICE,
    SIGNAL,
    THROW_MESSAGE,
    both,
    boundary,
    catch,
    draw,
    end,
    first,
    many,
    receive,
    send,
    start,
    subprocess,
    throw,
    user,
)
from tests.houses import House
from tests.invariants import check_invariants
from tests.procedures import PLAIN, begin, facts
from workflows import database
from workflows.models import DueWork, EventMessage, EventSubscription, Incident, RoleGrant
from workflows.rules.states import DueState

ROOTS = MESSAGE + SIGNAL


def procedure(key: str, nodes: list[str], ways: list[Any]) -> bytes:
    """A procedure that the office starts for a case."""
    form = '<lf:form><lf:field name="case" type="text" label="case"/></lf:form>'
    return draw(key, [start(added=OFFICE + form), *nodes], ways, variables=CASE, roots=ROOTS)


ASKING = procedure(
    "asking",
    [catch("reply", "message", attributes=BY_CASE), user("file"), end()],
    [("start", "reply"), ("reply", "file"), ("file", "end")],
)
"""Waits for the reply to its case, then the office files it."""

REPLYING = procedure(
    "replying",
    [user("answer"), throw("tell", "message", attributes=BY_CASE), user("rest"), end()],
    [("start", "answer"), ("answer", "tell"), ("tell", "rest"), ("rest", "end")],
)
"""The office answers; whoever asked about the case is told."""

WATCHING = procedure(
    "watching",
    [user("work"), boundary("alarmed", "work", "signal"), user("evacuate"), end(), end("safe")],
    [("start", "work"), ("work", "end"), ("alarmed", "evacuate"), ("evacuate", "safe")],
)
"""Somebody works until an alarm is raised."""

ALARMING = procedure(
    "alarming",
    [user("notice"), throw("alarm", "signal"), end()],
    [("start", "notice"), ("notice", "alarm"), ("alarm", "end")],
)

RACING = procedure(
    "racing",
    [
        first("g"),
        catch("reply", "message", attributes=BY_CASE),
        catch("late", "timer wd:3"),
        user("file"),
        user("urge"),
        end("filed"),
        end("urged"),
    ],
    [
        ("start", "g"),
        ("g", "reply"),
        ("g", "late"),
        ("reply", "file"),
        ("late", "urge"),
        ("file", "filed"),
        ("urge", "urged"),
    ],
)
"""A reply within three working days, or the office urges."""


def start_case(house: House, diagram: bytes, case: str = "7", **more: str) -> str:
    """Publish and start; the public id."""
    stored = house.publish(diagram)
    body = {"definition_key": stored.key, "variables": {"case": case}, **more}
    started: dict[str, str] = house.sign_in("hxc").post("/process-instances", body, expect=201)
    return started["id"]


def complete(house: House, instance: str, name: str) -> None:
    tasks = open_tasks(house, instance)
    complete_task(house.command("hxc"), tasks[name], TaskAnswer("done"))


def open_tasks(house: House, instance: str) -> dict[str, str]:
    """Ids of the open tasks by their names."""
    shown = house.sign_in("hxc").get(f"/process-instances/{instance}")
    return {each["name"]: each["id"] for each in shown["open_tasks"]}


def names(house: House, *instances: str) -> list[list[str]]:
    return [sorted(open_tasks(house, each)) for each in instances]


def state(house: House, instance: str) -> str:
    return str(house.sign_in("hxc").get(f"/process-instances/{instance}")["state"])


def waits(house: House) -> list[tuple[str, str, str]]:
    with house.reading() as session:
        rows = session.scalars(select(EventSubscription).order_by(EventSubscription.opened_at))
        return [(row.kind, row.name, row.correlation_key) for row in rows]


def pending(house: House) -> list[EventMessage]:
    with house.reading() as session:
        return list(session.scalars(select(EventMessage).where(EventMessage.state == "pending")))


def link(house: House, login: str = "sysadmin") -> Command:
    """A technical account through which another system speaks."""
    command = house.command(login)
    assert command.actor
    with database.bound().writing() as session:
        session.add(
            RoleGrant(
                org_id=command.actor.org_id,
                role="integrator",
                account_id=command.actor.account_id,
                from_on=house.now.date(),
                reason="接口",
            )
        )
        session.commit()
    return house.command(login)


# -- from one procedure to another -----------------------------------------------------------------


def test_a_message_reaches_the_one_that_waits_for_it(house: House) -> None:
    other, asking = start_case(house, ASKING, "6"), start_case(house, ASKING, "7")
    replying = start_case(house, REPLYING, "7")
    assert waits(house) == [("message", "stop", "6"), ("message", "stop", "7")]

    complete(house, replying, "answer")
    house.work_off()

    assert names(house, other, asking, replying) == [[], ["file"], ["rest"]]
    assert waits(house) == [("message", "stop", "6")]
    assert facts(house, asking, "message_received")
    assert facts(house, replying, "message_thrown")
    check_invariants(house)


def test_the_business_key_correlates_where_the_diagram_says_nothing(house: House) -> None:
    plain = [catch("reply", "message"), user("file"), end()]
    diagram = procedure("plain_asking", plain, [("start", "reply"), ("reply", "file"), ("file", "end")])
    one, two = (start_case(house, diagram, business_key=key) for key in ("K-1", "K-2"))
    sending = procedure("plain_sending", [send("tell"), end()], [("start", "tell"), ("tell", "end")])

    start_case(house, sending, business_key="K-2")
    house.work_off()

    assert names(house, one, two) == [[], ["file"]]


def test_two_messages_and_two_waits_under_one_key_find_each_other_in_order(house: House) -> None:
    asking = [start_case(house, ASKING) for _ in range(2)]
    replying = [start_case(house, REPLYING) for _ in range(2)]

    complete(house, replying[0], "answer")
    house.work_off()
    assert names(house, *asking) == [["file"], []]

    complete(house, replying[1], "answer")
    house.work_off()
    assert names(house, *asking) == [["file"], ["file"]]
    assert pending(house) == []


def test_the_end_of_one_procedure_tells_another(house: House) -> None:
    asking = start_case(house, ASKING)
    ending = [end("told", THROW_MESSAGE).replace("<endEvent", f"<endEvent {BY_CASE}")]
    sender = start_case(house, procedure("ending", ending, [("start", "told")]))

    house.work_off()

    assert state(house, sender) == "completed"
    assert names(house, asking) == [["file"]]


def test_each_of_several_receives_gets_its_own(house: House) -> None:
    node = receive("each", 'lf:correlation="each.number"', many(cardinality="3"))
    collecting = start_case(house, procedure("collecting", [node, end()], [("start", "each"), ("each", "end")]))

    for key in ("3", "1", "2"):
        assert state(house, collecting) == "running"
        start_case(house, REPLYING, key)
        replying = start_case(house, REPLYING, key)
        complete(house, replying, "answer")
        house.work_off()
        assert ("message", "stop", key) not in waits(house)

    assert state(house, collecting) == "completed"
    assert pending(house) == []


def test_waits_in_a_multi_instance_that_is_over_are_gone(house: House) -> None:
    """Siblings that the last step did not read."""
    inner = subprocess(
        "s",
        [
            start("s1"),
            first("g"),
            receive("r", 'lf:correlation="each.number"'),
            catch("x", "signal"),
            end("e1"),
            end("e2"),
        ],
        [("s1", "g"), ("g", "r"), ("g", "x"), ("r", "e1"), ("x", "e2")],
        each=many(cardinality="5", condition="nrOfCompletedInstances >= 1"),
    )
    diagram = procedure("crowd", [inner, user("file"), end()], [("start", "s"), ("s", "file"), ("file", "end")])
    instance = start_case(house, diagram)
    assert len(waits(house)) == 10

    replying = start_case(house, REPLYING, "4")
    complete(house, replying, "answer")
    house.work_off()

    assert names(house, instance) == [["file"]]
    assert waits(house) == []


# -- nobody waits ----------------------------------------------------------------------------------


def test_a_message_that_comes_too_early_is_kept_for_whoever_waits_later(house: House) -> None:
    replying = start_case(house, REPLYING)
    complete(house, replying, "answer")
    house.work_off()
    assert [message.name for message in pending(house)] == ["stop"]

    asking = start_case(house, ASKING)
    house.work_off()

    assert names(house, asking) == [["file"]]
    assert pending(house) == []
    house.travel(house.now + timedelta(days=2))
    with house.reading() as session:
        assert session.query(Incident).count() == 0


def test_a_message_that_nobody_has_waited_for_calls_a_person(house: House) -> None:
    replying = start_case(house, REPLYING)
    complete(house, replying, "answer")
    house.travel(house.now + timedelta(hours=23))
    office = house.sign_in("hxc")
    assert office.get(f"/process-instances/{replying}")["incidents"] == []

    house.travel(house.now + timedelta(hours=2))

    (incident,) = office.get(f"/process-instances/{replying}")["incidents"]
    assert (incident["kind"], incident["cause"]) == ("expire_message", "nobody-waits stop 7")
    asking = start_case(house, ASKING)
    house.work_off()
    assert names(house, asking) == [["file"]], "whoever waits at last still gets it"
    assert office.get(f"/process-instances/{replying}")["incidents"] == [], "and nobody is called any more"


def test_a_person_may_look_once_more_for_whom_a_message_is_meant(house: House) -> None:
    replying = start_case(house, REPLYING)
    complete(house, replying, "answer")
    house.travel(house.now + timedelta(hours=25))
    office = house.sign_in("hxc")
    (incident,) = office.get(f"/process-instances/{replying}")["incidents"]

    office.post(f"/incidents/{incident['id']}/retry")
    house.work_off()

    (again,) = office.get(f"/process-instances/{replying}")["incidents"]
    assert again["id"] == incident["id"]


# -- what comes between ----------------------------------------------------------------------------


def test_of_reply_and_deadline_one_happens(house: House) -> None:
    answered, late = start_case(house, RACING, "1"), start_case(house, RACING, "2")
    replying = start_case(house, REPLYING, "1")
    complete(house, replying, "answer")
    house.work_off()

    house.travel("2026-07-20T00:00:00+08:00")

    assert names(house, answered, late) == [["file"], ["urge"]]
    assert waits(house) == []


def test_a_message_whose_wait_has_gone_looks_for_another(house: House) -> None:
    """Cancelled while the message was on its way."""
    gone, other = start_case(house, ASKING), start_case(house, ASKING)
    replying = start_case(house, REPLYING)
    complete(house, replying, "answer")
    claim_and_do(house, "deliver_message")
    house.sign_in("hxc").post(f"/process-instances/{gone}/cancel", {"reason": "发错了"})

    house.work_off()

    assert names(house, other) == [["file"]]
    assert state(house, gone) == "cancelled"
    check_invariants(house)


def claim_and_do(house: House, kind: str) -> None:
    """Do only what is due of one kind; the rest keeps its place."""

    for work_id, lease in claim_due(HOUSE):
        with house.reading() as session:
            mine = session.get_one(DueWork, work_id).kind == kind
        if mine:
            perform(work_id, lease)
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(state=DueState.PENDING).update({"free_at": None})
        session.commit()


def test_a_suspended_instance_gets_its_message_when_it_is_resumed(house: House) -> None:
    asking = start_case(house, ASKING)
    office = house.sign_in("hxc")
    office.post(f"/process-instances/{asking}/suspend", {"reason": "核实"})
    replying = start_case(house, REPLYING)
    complete(house, replying, "answer")
    house.travel(house.now + timedelta(days=3))
    assert names(house, asking) == [[]]

    office.post(f"/process-instances/{asking}/resume", {"reason": "核实完毕"})
    house.work_off()

    assert names(house, asking) == [["file"]], "at once, not three days later"


def test_a_message_to_a_suspended_instance_leaves_the_next_wait_to_the_next_message(house: House) -> None:
    asking, second = start_case(house, ASKING), start_case(house, ASKING)
    office = house.sign_in("hxc")
    office.post(f"/process-instances/{asking}/suspend", {"reason": "核实"})
    for _ in range(2):
        replying = start_case(house, REPLYING)
        complete(house, replying, "answer")
        house.work_off()

    assert names(house, asking, second) == [[], ["file"]]


def test_an_event_that_does_not_interrupt_takes_every_message(house: House) -> None:
    border = boundary("asked", "work", "message", interrupting=False, attributes=BY_CASE)
    nodes = [user("work"), border, user("reply"), end(), end("e2")]
    ways = [("start", "work"), ("work", "end"), ("asked", "reply"), ("reply", "e2")]
    instance = start_case(house, procedure("helpdesk", nodes, ways))
    for _ in range(3):
        replying = start_case(house, REPLYING)
        complete(house, replying, "answer")
    house.work_off()

    shown = house.sign_in("hxc").get(f"/process-instances/{instance}")["open_tasks"]
    assert sorted(each["name"] for each in shown) == ["reply", "reply", "reply", "work"]
    complete(house, instance, "work")
    assert waits(house) == []


# -- signals ---------------------------------------------------------------------------------------


def raise_alarm(house: House) -> None:
    alarming = start_case(house, ALARMING)
    complete(house, alarming, "notice")


def test_a_signal_reaches_all_that_wait_at_that_moment(house: House) -> None:
    before = [start_case(house, WATCHING) for _ in range(3)]
    raise_alarm(house)
    after = start_case(house, WATCHING)

    house.work_off()

    assert names(house, *before, after) == [["evacuate"]] * 3 + [["work"]]


def test_a_signal_reaches_the_branch_beside_it_but_not_what_comes_after_it(house: House) -> None:
    """Both begin to wait in the step that sends the signal."""
    nodes = [both("g"), catch("beside", "signal"), throw("alarm", "signal"), catch("after", "signal"), user("heard")]
    ways = [("start", "g"), ("g", "beside"), ("g", "alarm"), ("alarm", "after"), ("beside", "heard")]
    ways += [("heard", "e1"), ("after", "e2")]
    instance = start_case(house, procedure("itself", [*nodes, end("e1"), end("e2")], ways))

    house.work_off()

    assert names(house, instance) == [["heard"]]
    (awaited,) = house.sign_in("hxc").get(f"/process-instances/{instance}")["awaited"]
    assert awaited["node_id"] == "after"


def test_a_signal_does_not_reach_other_organisations(house: House) -> None:
    watching = start_case(house, WATCHING)
    with database.bound().writing() as session:
        row = session.query(EventSubscription).one()
        row.org_id += 1
        session.commit()

    raise_alarm(house)
    house.work_off()

    assert names(house, watching) == [["work"]]


def test_one_that_fails_stops_no_other(house: House) -> None:
    """Behind the alarm of one instance its diagram divides by nothing."""
    broken = procedure(
        "broken",
        [
            user("work"),
            boundary("alarmed", "work", "signal"),
            subprocess(
                "s", [start("s1"), user("x"), end("s2")], [("s1", "x"), ("x", "s2")], each=many(cardinality="1 // 0")
            ),
            end(),
            end("safe"),
        ],
        [("start", "work"), ("work", "end"), ("alarmed", "s"), ("s", "safe")],
    )
    one, poisoned, two = start_case(house, WATCHING), start_case(house, broken), start_case(house, WATCHING)

    raise_alarm(house)
    house.work_off()

    assert names(house, one, poisoned, two) == [["evacuate"], ["work"], ["evacuate"]]
    for _ in range(MAX_ATTEMPTS):
        with database.bound().writing() as session:
            session.query(DueWork).filter_by(state=DueState.PENDING).update({"free_at": None})
            session.commit()
        house.work_off()
    office = house.sign_in("hxc")
    shown = [office.get(f"/process-instances/{each}")["incidents"] for each in (one, poisoned, two)]
    assert [[each["kind"] for each in found] for found in shown] == [[], ["deliver_event"], []]


def test_a_signal_that_nobody_waits_for_is_gone(house: House) -> None:
    raise_alarm(house)
    house.work_off()

    watching = start_case(house, WATCHING)
    house.work_off()

    assert names(house, watching) == [["work"]]


# -- exactly one effect ----------------------------------------------------------------------------


@pytest.mark.parametrize("times", [2, 5])
def test_a_delivery_that_comes_again_does_nothing(house: House, times: int) -> None:
    """A worker dies after its work, and everything that it did is done again."""
    asking, watching = start_case(house, ASKING), start_case(house, WATCHING)
    replying = start_case(house, REPLYING)
    complete(house, replying, "answer")
    raise_alarm(house)
    house.work_off()

    for _ in range(times):
        with database.bound().writing() as session:
            session.query(DueWork).filter(
                DueWork.kind.in_(("deliver_message", "find_messages", "deliver_event"))
            ).update({"state": DueState.PENDING, "free_at": None, "lease": ""})
            session.commit()
        house.work_off()

    assert names(house, asking, watching) == [["file"], ["evacuate"]]
    assert len(facts(house, asking, "message_received")) == 1
    assert len(facts(house, watching, "signal_received")) == 1


# -- other systems ---------------------------------------------------------------------------------


def test_another_system_delivers_a_message(house: House) -> None:
    other, asking = start_case(house, ASKING, "6"), start_case(house, ASKING, "7")
    link(house)
    system = house.sign_in("sysadmin")

    answer = system.post("/messages", {"name": "stop", "correlation_key": "7"}, expect=200)

    assert answer == {"reached": 1, "state": "delivered"}
    assert names(house, other, asking) == [[], ["file"]]
    check_invariants(house)


def test_another_system_is_told_that_nobody_waits(house: House) -> None:
    start_case(house, ASKING, "6")
    link(house)
    system = house.sign_in("sysadmin")

    refused = system.post("/messages", {"name": "stop", "correlation_key": "7"}, expect=409)

    assert refused["type"].endswith("nobody-waits")
    assert pending(house) == []


def test_the_same_key_delivers_once(house: House) -> None:
    one, two = start_case(house, ASKING), start_case(house, ASKING)
    link(house)
    system = house.sign_in("sysadmin")
    body = {"name": "stop", "correlation_key": "7"}

    first_answer, again = (system.post("/messages", body, key="k", expect=200) for _ in range(2))

    assert first_answer == again
    assert names(house, one, two) == [["file"], []]


def test_a_suspended_instance_gets_a_message_of_another_system_later(house: House) -> None:
    asking = start_case(house, ASKING)
    link(house)
    office, system = house.sign_in("hxc"), house.sign_in("sysadmin")
    office.post(f"/process-instances/{asking}/suspend", {"reason": "核实"})

    held = system.post("/messages", {"name": "stop", "correlation_key": "7"}, expect=202)

    assert held == {"reached": 1, "state": "held"}
    system.post("/messages", {"name": "stop", "correlation_key": "7"}, expect=409)
    office.post(f"/process-instances/{asking}/resume", {"reason": "核实完毕"})
    house.work_off()
    assert names(house, asking) == [["file"]]


@pytest.mark.parametrize("login", ["hxc", "yhc", "sysadmin"])
def test_only_accounts_of_systems_deliver_messages(house: House, login: str) -> None:
    start_case(house, ASKING)

    house.sign_in(login).post("/messages", {"name": "stop", "correlation_key": "7"}, expect=403)


@pytest.mark.parametrize("body", [{}, {"name": ""}, {"name": "x" * 201}, {"name": "x", "values": {}}])
def test_a_message_has_a_name_and_a_key_and_nothing_else(house: House, body: dict[str, Any]) -> None:
    link(house)

    house.sign_in("sysadmin").post("/messages", body, expect=422)


def test_what_was_delivered_is_forgotten_after_a_week(house: House) -> None:
    begin_housekeeping(HOUSE)
    start_case(house, ASKING)
    receive_message(link(house), "stop", "7")
    replying = start_case(house, REPLYING, "8")
    complete(house, replying, "answer")
    with house.reading() as session:
        assert session.query(EventMessage).count() == 2

    house.travel(house.now + timedelta(days=9))

    with house.reading() as session:
        assert [message.correlation_key for message in session.query(EventMessage)] == ["8"], "nobody has had this one"


# -- people's messages, what is shown, what it costs -----------------------------------------------


def trigger(correlation: str) -> bytes:
    border = boundary(
        "closed", "work", "message", OFFICE + '<lf:trigger label="提前结束" opinion="0"/>', attributes=correlation
    )
    nodes = [user("work"), border, user("sum_up"), end(), end("e2")]
    return procedure("round", nodes, [("start", "work"), ("work", "end"), ("closed", "sum_up"), ("sum_up", "e2")])


def test_a_message_of_people_is_no_other_systems_unless_it_says_how_it_correlates(house: House) -> None:
    by_people = start_case(house, trigger(""))
    assert waits(house) == []
    by_both = start_case(house, trigger(BY_CASE))
    assert waits(house) == [("message", "stop", "7")]

    receive_message(link(house), "stop", "7")

    assert names(house, by_people, by_both) == [["work"], ["sum_up"]]
    office = house.sign_in("hxc")
    (offered,) = office.get(f"/process-instances/{by_people}")["messages"]
    office.post(f"/process-instances/{by_people}/messages", {"engine_id": offered["engine_id"], "reason": ""})
    assert names(house, by_people) == [["sum_up"]]


def test_people_see_what_an_instance_waits_for(house: House) -> None:
    asking = start_case(house, ASKING)

    (awaited,) = house.sign_in("hxc").get(f"/process-instances/{asking}")["awaited"]

    assert (awaited["kind"], awaited["name"], awaited["correlation_key"]) == ("message", "stop", "7")
    assert awaited["node_id"] == "reply"


def count_delivery(house: House, case: str) -> tuple[int, int, int]:
    """Statements of sending, of looking for whom a message is meant, and of delivering it."""
    start_case(house, ASKING, case)
    replying = start_case(house, REPLYING, case)
    house.work_off()
    task = open_tasks(house, replying)["answer"]
    command = house.command("hxc")
    with house.counting() as sending:
        complete_task(command, task, TaskAnswer("done"))
    with house.counting() as looking:
        claim_and_do(house, "deliver_message")
    with house.counting() as delivering:
        claim_and_do(house, "deliver_event")
    house.work_off()
    return len(sending), len(looking), len(delivering)


def test_a_message_costs_the_same_beside_any_number_of_waits(house: House) -> None:
    node = receive("each", 'lf:correlation="each.number"', many(cardinality="1000"))
    count_delivery(house, "first")

    alone = count_delivery(house, "alone")
    for _ in range(10):
        start_case(house, ASKING, "other")
    beside_ten = count_delivery(house, "beside ten")
    start_case(house, procedure("collecting", [node, end()], [("start", "each"), ("each", "end")]))
    beside_thousand = count_delivery(house, "beside a thousand")

    assert len(waits(house)) > 1_000
    assert alone == beside_ten == beside_thousand
    assert alone[0] == count_plain(house) + 2, "the message, and the work to deliver it"


def count_plain(house: House) -> int:
    """Statements of a step that sends nothing."""
    tasks = begin(house, PLAIN)
    # What is compiled for a first start is kept only when it is committed: another start takes it up.
    house.sign_in("hxc").start("plain", "D05")
    command = house.command("yhc")
    with house.counting() as statements:
        complete_task(command, tasks["write"], TaskAnswer("done"))
    return len(statements)


def test_who_waits_for_nothing_from_outside_pays_nothing(house: House) -> None:
    start_case(house, WATCHING)
    tasks = begin(house, PLAIN)
    command = house.command("yhc")

    with house.counting() as statements:
        complete_task(command, tasks["write"], TaskAnswer("done"))

    assert [each for each in statements if "event_" in each] == []
