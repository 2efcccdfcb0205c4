"""Taking one's own decision back while nothing has followed from it: R-TASK-4, and the peers' failure 24."""

import pytest

from services.process.returning import ReturnRequest, return_task
from services.process.taking_back import take_back_task
from services.process.tasks import TaskAnswer, complete_task
from tests.approvals import (
    BOTH,
    FORKED,
    REASON,
    THREE,
    give_back,
    history,
    open_tasks,
    opened,
    operate,
    said,
    signed,
)
from tests.diagrams import HEAD_OF_UNIT, LIAISON, OFFICE, UNIT, boundary, draw, end, subprocess, user
from tests.diagrams import start as begin_event
from tests.houses import House
from tests.invariants import check_invariants
from tests.procedures import PLAIN, STARTER, begin, finish, messages
from workflows.models import DueWork, Task


def written(house: House, diagram: bytes = THREE) -> dict[str, str]:
    """The liaison has written; what he did is `write`."""
    tasks = begin(house, diagram)
    finish(house.sign_in("yhc"), tasks["write"])
    return tasks


def test_the_liaison_takes_back_what_nobody_has_looked_at(house: House) -> None:
    tasks = written(house)
    house.work_off()

    answer = operate(house.sign_in("yhc"), tasks["write"], "take-back")
    house.work_off()

    assert opened(answer) == ["write"]
    assert open_tasks(house, tasks["instance"]) == {"write": ["姚海澄"]}
    assert [card["actor"] for card in history(house, tasks["instance"], "task_taken_back")] == ["姚海澄"]
    assert [message.kind for message in messages(house, "pzx")] == ["task_opened", "task_withdrawn"]
    check_invariants(house)


def test_r_task_4_the_decision_stays_in_the_records_void(house: House) -> None:
    tasks = written(house)
    operate(house.sign_in("yhc"), tasks["write"], "take-back")

    with house.reading() as session:
        first = session.query(Task).filter_by(public_id=tasks["write"]).one()
        assert (first.state, first.outcome, first.voided) == ("completed", "done", True)


def test_it_is_done_again_and_goes_on(house: House) -> None:
    tasks = written(house)
    yhc = house.sign_in("yhc")
    operate(yhc, tasks["write"], "take-back")
    finish(yhc, yhc.find_task("write")["id"], "short")

    assert house.sign_in("hxc").get(f"/process-instances/{tasks['instance']}")["state"] == "completed"


def test_one_of_several_candidates_gets_it_back_for_himself(house: House) -> None:
    shared = draw(
        "kept",
        [STARTER, user("file", attributes=BOTH), user("last", HEAD_OF_UNIT), end()],
        [("start", "file"), ("file", "last"), ("last", "end")],
        variables=UNIT,
    )
    tasks = begin(house, shared)
    qmz = house.sign_in("qmz")
    finish(qmz, tasks["file"])
    operate(qmz, tasks["file"], "take-back")

    assert qmz.find_task("file")["claimed_by"] == "秦牧之"


def test_beside_a_branch_only_ones_own_is_taken_back(house: House) -> None:
    tasks = written(house, FORKED)
    qmz = house.sign_in("qmz")
    task = qmz.find_task("count")["id"]
    finish(qmz, task)
    operate(qmz, task, "take-back")

    assert sorted(open_tasks(house, tasks["instance"])) == ["check", "count"]
    check_invariants(house)


def test_of_a_countersign_one_takes_back_ones_own(house: House) -> None:
    tasks = written(house, signed())
    head = house.sign_in("pzx")
    task = head.find_task("sign")["id"]
    finish(head, task, "agree")
    operate(head, task, "take-back")

    assert open_tasks(house, tasks["instance"])["sign"] == ["姚海澄", "彭志翾", "顾疏影"]
    check_invariants(house)


def test_in_a_countersign_one_after_another_the_next_waits_again(house: House) -> None:
    tasks = written(house, signed(sequential=True))
    first = next(iter(open_tasks(house, tasks["instance"])["sign"]))
    login = {"姚海澄": "yhc", "彭志翾": "pzx", "顾疏影": "gsy"}[first]
    task = house.sign_in(login).find_task("sign")["id"]
    finish(house.sign_in(login), task, "agree")
    operate(house.sign_in(login), task, "take-back")

    assert open_tasks(house, tasks["instance"])["sign"] == [first]
    for _ in range(3):
        name = open_tasks(house, tasks["instance"])["sign"][0]
        who = house.sign_in({"姚海澄": "yhc", "彭志翾": "pzx", "顾疏影": "gsy"}[name])
        finish(who, who.find_task("sign")["id"], "agree")
    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    check_invariants(house)


def test_in_a_countersign_one_after_another_not_after_the_next_has_decided(house: House) -> None:
    tasks = written(house, signed(sequential=True))
    logins = {"姚海澄": "yhc", "彭志翾": "pzx", "顾疏影": "gsy"}
    done = []
    for _ in range(2):
        who = house.sign_in(logins[open_tasks(house, tasks["instance"])["sign"][0]])
        done.append((who, who.find_task("sign")["id"]))
        finish(*done[-1], "agree")
    who, task = done[0]

    assert "之后的会签人已经办理" in said(operate(who, task, "take-back", expect=409))


def test_a_reminder_of_the_withdrawn_step_goes_with_it(house: House) -> None:
    timed = draw(
        "reminding",
        [
            STARTER,
            user("write", LIAISON, attributes=BOTH),
            user("check", HEAD_OF_UNIT),
            boundary("late", "check", "timer wd:3", interrupting=False),
            end(),
            end("told"),
        ],
        [("start", "write"), ("write", "check"), ("check", "end"), ("late", "told")],
        variables=UNIT,
    )
    tasks = written(house, timed)
    operate(house.sign_in("yhc"), tasks["write"], "take-back")

    with house.reading() as session:
        assert session.query(DueWork).filter_by(kind="timer", state="pending").count() == 0


def test_what_was_owed_straight_back_is_still_owed(house: House) -> None:
    tasks = written(house)
    head, office, yhc = house.sign_in("pzx"), house.sign_in("qmz"), house.sign_in("yhc")
    finish(head, head.find_task("check")["id"])
    give_back(office, office.find_task("file")["id"], "write", then="straight_back")
    task = yhc.find_task("write")["id"]
    finish(yhc, task)
    operate(yhc, task, "take-back")
    finish(yhc, yhc.find_task("write")["id"])

    assert list(open_tasks(house, tasks["instance"])) == ["file"]


# -- refusals --------------------------------------------------------------------------------------


def refused(house: House, tasks: dict[str, str], login: str = "yhc", expect: int = 409) -> str:
    return said(operate(house.sign_in(login), tasks["write"], "take-back", expect=expect))


def test_after_the_next_has_begun_to_fill_in(house: House) -> None:
    """Failure 24 of the peers."""
    tasks = written(house)
    head = house.sign_in("pzx")
    head.put(f"/tasks/{head.find_task('check')['id']}/draft", {"values": {}})

    assert "“check”已有人开始填写" in refused(house, tasks)


def test_after_the_next_was_claimed(house: House) -> None:
    shared = draw(
        "claimed",
        [STARTER, user("write", LIAISON, attributes=BOTH), user("file", OFFICE), end()],
        [("start", "write"), ("write", "file"), ("file", "end")],
        variables=UNIT,
    )
    tasks = written(house, shared)
    qmz = house.sign_in("qmz")
    operate(qmz, qmz.find_task("file")["id"], "claim")

    assert "“file”已由秦牧之签收" in refused(house, tasks)


def test_after_the_next_was_done_or_returned_or_moved(house: House) -> None:
    tasks = written(house)
    head = house.sign_in("pzx")
    finish(head, head.find_task("check")["id"])

    assert "“check”已经进行" in refused(house, tasks)


def test_after_one_branch_has_gone_on(house: House) -> None:
    tasks = written(house, FORKED)
    qmz = house.sign_in("qmz")
    finish(qmz, qmz.find_task("count")["id"])

    assert "“count”已经进行" in refused(house, tasks)


def test_after_a_sub_process_was_entered(house: House) -> None:
    inner = subprocess(
        "box", [begin_event("s1"), user("read", HEAD_OF_UNIT), end("s2")], [("s1", "read"), ("read", "s2")]
    )
    diagram = draw(
        "boxed",
        [STARTER, user("write", LIAISON, attributes=BOTH), inner, end()],
        [("start", "write"), ("write", "box"), ("box", "end")],
        variables=UNIT,
    )

    assert "“box”已经进行" in refused(house, written(house, diagram))


def test_after_the_countersign_is_over(house: House) -> None:
    written(house, signed(condition="outcome == 'no'"))
    head = house.sign_in("pzx")
    task = head.find_task("sign")["id"]
    finish(head, task, "no")

    assert "会签“sign”已经结束" in said(operate(head, task, "take-back", expect=409))


def test_after_the_end_while_suspended_and_twice(house: House) -> None:
    tasks = written(house)
    hxc, instance = house.sign_in("hxc"), tasks["instance"]
    hxc.post(f"/process-instances/{instance}/suspend", {"reason": "等批复"})
    refused(house, tasks, expect=423)
    hxc.post(f"/process-instances/{instance}/resume", {"reason": "批复已到"})
    operate(house.sign_in("yhc"), tasks["write"], "take-back")
    assert "已失效" in refused(house, tasks)
    yhc = house.sign_in("yhc")
    again = yhc.find_task("write")["id"]
    finish(yhc, again, "short")

    assert "流程已结束" in said(operate(yhc, again, "take-back", expect=409))


@pytest.mark.parametrize(("login", "status"), [("hxc", 403), ("pzx", 403), ("wym", 404)])
def test_only_who_has_done_it(house: House, login: str, status: int) -> None:
    refused(house, written(house), login, status)


def test_what_is_not_done_and_what_the_diagram_does_not_permit(house: House) -> None:
    assert "尚未办结" in refused(house, begin(house, THREE))
    assert "没有允许此环节撤回" in refused(house, written(house, PLAIN), expect=403)


def test_a_return_is_not_taken_back(house: House) -> None:
    written(house)
    head = house.sign_in("pzx")
    task = head.find_task("check")["id"]
    give_back(head, task, "write")

    assert "已失效" in said(operate(head, task, "take-back", expect=409))


# -- what it costs ---------------------------------------------------------------------------------

COST = 24
"""Statements of a take-back; its key not counted."""


def test_a_take_back_costs_the_same_after_many_rounds(house: House) -> None:
    tasks = written(house)
    head, office, yhc = house.command("pzx"), house.command("qmz"), house.command("yhc")
    task, check = tasks["write"], house.sign_in("pzx").find_task("check")["id"]
    counted = []
    for rounds in (5, 60):
        for _ in range(rounds):
            file = complete_task(head, check, TaskAnswer("done")).next_tasks[0]["id"]
            task = return_task(office, file, ReturnRequest("write", REASON)).next_tasks[0]["id"]
            check = complete_task(yhc, task, TaskAnswer("done")).next_tasks[0]["id"]
        with house.counting() as statements:
            task = take_back_task(yhc, task).next_tasks[0]["id"]
        counted.append(len(statements))
        check = complete_task(yhc, task, TaskAnswer("done")).next_tasks[0]["id"]

    assert counted == [COST, COST]
