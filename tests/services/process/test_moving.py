"""Moving an open task to another step: for those who steer, never across branches, never past a mandatory step."""

import pytest

from services.process.moving import MoveRequest, move_task
from tests.approvals import FORKED, THREE, history, move, open_tasks, opened, said, signed
from tests.diagrams import HEAD_OF_UNIT, LIAISON, OFFICE, UNIT, draw, end, subprocess, user, xor
from tests.diagrams import start as begin_event
from tests.houses import House
from tests.invariants import check_invariants
from tests.procedures import STARTER, begin, finish, messages

MANDATORY = draw(
    "mandatory",
    [
        STARTER,
        user("write", LIAISON),
        user("check", HEAD_OF_UNIT, attributes='lf:checkpoint="check"'),
        subprocess(
            "box",
            [begin_event("s1"), user("read", OFFICE, attributes='lf:checkpoint="read"'), end("s2")],
            [("s1", "read"), ("read", "s2")],
        ),
        user("file"),
        end(),
    ],
    [("start", "write"), ("write", "check"), ("check", "box"), ("box", "file"), ("file", "end")],
    variables=UNIT,
)
"""The head must check, and inside the box the office must read."""


def test_the_office_moves_a_task_forwards(house: House) -> None:
    tasks = begin(house, THREE)
    house.work_off()

    answer = move(house.sign_in("hxc"), tasks["instance"], tasks["write"], "file")
    house.work_off()

    assert (answer["state"], opened(answer)) == ("cancelled", ["file"])
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    assert [card["actor"] for card in history(house, tasks["instance"], "token_moved")] == ["侯星驰"]
    assert [message.kind for message in messages(house, "yhc")] == ["task_opened", "task_withdrawn"]
    check_invariants(house)


def test_and_back_to_a_step_before_it(house: House) -> None:
    tasks = begin(house, MANDATORY)
    finish(house.sign_in("yhc"), tasks["write"])
    task = house.sign_in("pzx").find_task("check")["id"]

    assert opened(move(house.sign_in("lzy"), tasks["instance"], task, "write")) == ["write"]
    finish(house.sign_in("yhc"), house.sign_in("yhc").find_task("write")["id"])
    assert list(open_tasks(house, tasks["instance"])) == ["check"]


def test_a_countersign_is_moved_whole(house: House) -> None:
    tasks = begin(house, signed())
    finish(house.sign_in("yhc"), tasks["write"])
    task = house.sign_in("pzx").find_task("sign")["id"]

    assert opened(move(house.sign_in("hxc"), tasks["instance"], task, "file")) == ["file"]
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    check_invariants(house)


def test_within_a_branch(house: House) -> None:
    tasks = begin(house, FORKED)
    finish(house.sign_in("yhc"), tasks["write"])
    task = house.sign_in("pzx").find_task("check")["id"]
    move(house.sign_in("hxc"), tasks["instance"], task, "approve")

    assert sorted(open_tasks(house, tasks["instance"])) == ["approve", "count"]


@pytest.mark.parametrize("target", ["count", "file", "write"])
def test_never_across_branches(house: House, target: str) -> None:
    tasks = begin(house, FORKED)
    finish(house.sign_in("yhc"), tasks["write"])
    task = house.sign_in("pzx").find_task("check")["id"]

    assert "并行分支" in said(move(house.sign_in("hxc"), tasks["instance"], task, target, expect=409))
    assert sorted(open_tasks(house, tasks["instance"])) == ["check", "count"]


def test_r_gate_2_never_past_a_mandatory_step(house: House) -> None:
    tasks = begin(house, MANDATORY)
    hxc, instance = house.sign_in("hxc"), tasks["instance"]
    assert "必经环节" in said(move(hxc, instance, tasks["write"], "file", expect=409))
    finish(house.sign_in("yhc"), tasks["write"])
    check = house.sign_in("pzx").find_task("check")["id"]

    assert "必经环节“box”" in said(move(hxc, instance, check, "file", expect=409))


def test_r_gate_2_a_way_that_the_drawing_leaves_free_may_be_taken(house: House) -> None:
    """What only one of two ways passes is not mandatory on the other."""
    free = draw(
        "free",
        [
            STARTER,
            user("write", LIAISON),
            xor("x"),
            user("check", HEAD_OF_UNIT, attributes='lf:checkpoint="check"'),
            xor("m"),
            user("file"),
            end(),
        ],
        [
            ("start", "write"),
            ("write", "x"),
            ("x", "m", "write == 'short'"),
            ("x", "check"),
            ("check", "m"),
            ("m", "file"),
            ("file", "end"),
        ],
        variables=UNIT,
    )
    tasks = begin(house, free)

    assert opened(move(house.sign_in("hxc"), tasks["instance"], tasks["write"], "file")) == ["file"]


@pytest.mark.parametrize("target", ["write", "x", "box", "nowhere"])
def test_only_to_another_step_of_people_in_the_same_scope(house: House, target: str) -> None:
    tasks = begin(house, THREE)

    assert "其他人工环节" in said(move(house.sign_in("hxc"), tasks["instance"], tasks["write"], target, expect=422))


def test_only_who_steers_with_a_reason_while_it_runs(house: House) -> None:
    tasks = begin(house, THREE)
    instance, task = tasks["instance"], tasks["write"]
    for login, status in (("qmz", 403), ("pzx", 403), ("wym", 404)):
        move(house.sign_in(login), instance, task, "file", expect=status)
    hxc = house.sign_in("hxc")
    move(hxc, instance, task, "file", reason=" ", expect=422)
    move(hxc, instance, "nothing", "file", expect=404)
    hxc.post(f"/process-instances/{instance}/suspend", {"reason": "等批复"})
    move(hxc, instance, task, "file", expect=423)
    hxc.post(f"/process-instances/{instance}/cancel", {"reason": "误发"})

    assert "流程已结束" in said(move(hxc, instance, task, "file", expect=409))


def test_the_choices_are_those_that_would_be_accepted(house: House) -> None:
    tasks = begin(house, MANDATORY)
    finish(house.sign_in("yhc"), tasks["write"])
    path = f"/process-instances/{tasks['instance']}/moves"

    assert [item["targets"] for item in house.sign_in("hxc").get(path)["items"]] == [{"write": "write"}]
    assert house.sign_in("pzx").get(path)["items"] == []


COST = 21
"""Statements of a move; its key not counted."""


def test_a_move_costs_the_same_after_many(house: House) -> None:
    tasks = begin(house, THREE)
    task, command, counted = tasks["write"], house.command("hxc"), []
    for number in range(41):
        to = ("file", "write")[number % 2]
        with house.counting() as statements:
            wanted = MoveRequest(task, to, "经办人已调离")
            task = move_task(command, tasks["instance"], wanted).next_tasks[0]["id"]
        counted.append(len(statements))

    assert {counted[2], counted[20], counted[40]} == {COST}
