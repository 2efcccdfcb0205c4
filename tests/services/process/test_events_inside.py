"""Events inside an instance through the house: withdrawn by a person, by the clock, escalated, and undone."""

from tests.diagrams import (
    HEAD_OF_UNIT,
    LIAISON,
    MESSAGE,
    UNIT,
    both,
    boundary,
    draw,
    end,
    many,
    start,
    subprocess,
    user,
)
from tests.houses import House
from tests.invariants import check_invariants
from tests.procedures import STARTER, begin, facts, finish
from tests.scoped import (
    ESCALATION,
    SLOW,
    STOP,
    TIMER,
    UNDO,
    compensating,
    event_sub,
    on_border,
    throw,
    trigger,
    undone_by,
)
from workflows.models import DueWork, ProcessInstance, Task
from workflows.rules.states import DueState, TaskState

WITHDRAW = trigger("stop", STOP, LIAISON + '<lf:trigger label="撤回申请" opinion="4"/>')
SIDES = [("start", "g"), ("g", "write"), ("g", "check"), ("write", "j"), ("check", "j"), ("j", "end")]
SIDE_BY_SIDE = [STARTER, both("g"), user("write", LIAISON), user("check", HEAD_OF_UNIT), both("j"), end()]

WITHDRAWABLE = draw(
    "withdrawable",
    [
        *SIDE_BY_SIDE,
        event_sub("withdrawal", WITHDRAW, [user("file"), end("filed")], [("stop", "file"), ("file", "filed")]),
    ],
    SIDES,
    variables=UNIT,
    roots=MESSAGE,
)
"""Liaison and head side by side; the liaison may withdraw, then the office files."""

LAPSING = draw(
    "lapsing",
    [
        *SIDE_BY_SIDE,
        event_sub("lapse", trigger("late", TIMER), [user("file"), end("filed")], [("late", "file"), ("file", "filed")]),
    ],
    SIDES,
    variables=UNIT,
)
"""The same, but it lapses after three working days."""

ESCALATED = draw(
    "told_when_late",
    [
        STARTER,
        subprocess(
            "handling",
            [
                start("s"),
                user("write", LIAISON),
                boundary("late", "write", "timer wd:3", interrupting=False),
                throw("slow", SLOW),
                end("e"),
                end("e2"),
            ],
            [("s", "write"), ("write", "e"), ("late", "slow"), ("slow", "e2")],
        ),
        on_border("escalated", "handling", SLOW, interrupting=False),
        user("urge", HEAD_OF_UNIT),
        end(),
        end("urged"),
    ],
    [("start", "handling"), ("handling", "end"), ("escalated", "urge"), ("urge", "urged")],
    variables=UNIT,
    roots=ESCALATION,
)
"""Who is late is not relieved, but the head is told."""

UNDOABLE = draw(
    "undoable",
    [
        STARTER,
        user("write", LIAISON),
        undone_by("write", "take_back"),
        compensating(user("take_back", LIAISON)),
        user("check", HEAD_OF_UNIT),
        end(),
        event_sub("withdrawal", WITHDRAW, [throw("undo", UNDO), end("undone")], [("stop", "undo"), ("undo", "undone")]),
    ],
    [("start", "write"), ("write", "check"), ("check", "end")],
    variables=UNIT,
    roots=MESSAGE,
)
"""What the liaison has written is taken back when it is withdrawn."""


def sent(house: House, instance: str, login: str = "yhc", reason: str = "材料有误需重报", expect: int = 200) -> None:
    """Send the one message that is offered."""
    who = house.sign_in(login)
    (offered,) = who.get(f"/process-instances/{instance}")["messages"]
    assert offered["label"] == "撤回申请"
    body = {"engine_id": offered["engine_id"], "reason": reason}
    who.post(f"/process-instances/{instance}/messages", body, expect=expect)


def names(house: House, instance: str) -> list[str]:
    """Nodes of the instance's open tasks."""
    with house.reading() as session:
        found = session.query(Task).join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        found = found.filter(Task.state == TaskState.OPEN, ProcessInstance.public_id == instance)
        return sorted(task.node_id for task in found)


def test_who_withdraws_takes_every_open_task_away(house: House) -> None:
    instance = begin(house, WITHDRAWABLE)["instance"]
    assert names(house, instance) == ["check", "write"]

    sent(house, instance)

    assert names(house, instance) == ["file"]
    assert facts(house, instance, "message_sent", "task_withdrawn") == [
        *facts(house, instance, "message_sent"),
        ("task_withdrawn", ""),
        ("task_withdrawn", ""),
    ]
    assert house.sign_in("yhc").inbox() == []
    assert house.sign_in("yhc").get(f"/process-instances/{instance}")["messages"] == []
    (task,) = house.sign_in("hxc").inbox()
    finish(house.sign_in("hxc"), task["id"])
    assert house.sign_in("hxc").get(f"/process-instances/{instance}")["state"] == "completed"
    check_invariants(house)


def test_only_those_whom_the_diagram_names_may_withdraw_and_with_a_reason(house: House) -> None:
    instance = begin(house, WITHDRAWABLE)["instance"]

    assert house.sign_in("hxc").get(f"/process-instances/{instance}")["messages"] == []
    sent(house, instance, reason="错", expect=422)

    assert names(house, instance) == ["check", "write"]


def test_who_has_not_withdrawn_leaves_nothing_open(house: House) -> None:
    tasks = begin(house, WITHDRAWABLE)

    finish(house.sign_in("yhc"), tasks["write"])
    finish(house.sign_in("pzx"), tasks["check"])

    assert house.sign_in("hxc").get(f"/process-instances/{tasks['instance']}")["state"] == "completed"
    check_invariants(house)


def test_what_lapses_by_the_clock_ends_the_open_tasks(house: House) -> None:
    instance = begin(house, LAPSING)["instance"]

    house.travel("2026-07-16T23:59:59+08:00")
    assert names(house, instance) == ["check", "write"]
    house.travel("2026-07-17T00:00:00+08:00")

    assert names(house, instance) == ["file"]
    assert len(facts(house, instance, "timer_fired")) == 1
    check_invariants(house)


def test_a_timer_that_is_not_needed_does_not_happen(house: House) -> None:
    tasks = begin(house, LAPSING)
    finish(house.sign_in("yhc"), tasks["write"])
    finish(house.sign_in("pzx"), tasks["check"])

    house.travel("2026-07-31T00:00:00+08:00")

    assert facts(house, tasks["instance"], "timer_fired") == []
    with house.reading() as session:
        assert {each.state for each in session.query(DueWork).filter_by(kind="timer")} == {DueState.CANCELLED}


def test_what_is_late_is_escalated_and_goes_on(house: House) -> None:
    begun = begin(house, ESCALATED)

    house.travel("2026-07-17T00:00:00+08:00")

    assert names(house, begun["instance"]) == ["urge", "write"]
    finish(house.sign_in("yhc"), begun["write"])
    (urge,) = house.sign_in("pzx").inbox()
    finish(house.sign_in("pzx"), urge["id"])
    assert house.sign_in("hxc").get(f"/process-instances/{begun['instance']}")["state"] == "completed"
    check_invariants(house)


def test_what_was_done_is_taken_back_when_it_is_withdrawn(house: House) -> None:
    begun = begin(house, UNDOABLE)
    finish(house.sign_in("yhc"), begun["write"])
    check_invariants(house)

    sent(house, begun["instance"])
    assert names(house, begun["instance"]) == ["take_back"]
    (task,) = house.sign_in("yhc").inbox()
    finish(house.sign_in("yhc"), task["id"])

    assert house.sign_in("hxc").get(f"/process-instances/{begun['instance']}")["state"] == "completed"
    check_invariants(house)


def test_a_step_that_can_be_undone_is_drawn_as_done(house: House) -> None:
    """What remembers it is no token."""
    begun = begin(house, UNDOABLE)
    finish(house.sign_in("yhc"), begun["write"])

    drawn = house.sign_in("hxc").get(f"/process-instances/{begun['instance']}/diagram")["nodes"]

    nodes = {node["node_id"]: (node["state"], node["active"], node["done"]) for node in drawn}
    assert nodes["write"] == ("done", 0, 1)
    assert nodes["stop"] == ("active", 1, 0)
    assert "withdrawal" not in nodes


def test_what_waits_beside_costs_a_step_no_statement_more(house: House) -> None:
    """Completing one of two tasks, with and without an event sub-process that waits."""
    counts = []
    for diagram in (draw("plain_sides", SIDE_BY_SIDE, SIDES, variables=UNIT), WITHDRAWABLE):
        task = begin(house, diagram)["write"]
        who = house.sign_in("yhc")
        with house.counting() as statements:
            finish(who, task)
        counts.append(len(statements))

    assert counts[0] == counts[1]


def test_children_of_a_repetition_are_withdrawn_one_by_one(house: House) -> None:
    inside = event_sub("withdrawal", WITHDRAW, [user("file"), end("filed")], [("stop", "file"), ("file", "filed")])
    each = subprocess(
        "each_one",
        [start("s"), user("write", LIAISON), end("e"), inside],
        [("s", "write"), ("write", "e")],
        each=many(cardinality="3"),
    )
    diagram = draw(
        "each_withdrawable",
        [STARTER, each, end()],
        [("start", "each_one"), ("each_one", "end")],
        variables=UNIT,
        roots=MESSAGE,
    )
    instance = begin(house, diagram)["instance"]
    yhc = house.sign_in("yhc")
    offered = yhc.get(f"/process-instances/{instance}")["messages"]
    assert len(offered) == 3

    yhc.post(f"/process-instances/{instance}/messages", {"engine_id": offered[1]["engine_id"], "reason": "重复申请"})

    assert names(house, instance) == ["file", "write", "write"]
    check_invariants(house)
