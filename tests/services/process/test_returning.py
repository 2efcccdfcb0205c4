"""Returning to a passed step, in business words: R-RET-1, R-TASK-4, and the peers' failures 5 to 8 and 23."""

import json

import pytest

from services.process.returning import ReturnRequest, return_task
from services.process.tasks import TaskAnswer, complete_task
from tests.approvals import FORKED, REASON, RETURN, THREE, give_back, history, open_tasks, opened, operate, said, signed
from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, call, draw, end, start, user
from tests.houses import House
from tests.invariants import check_invariants
from tests.procedures import PLAIN, STARTER, begin, finish, messages
from workflows.models import HistoryEntry, Task

COST = 21
"""Statements of a return; its key not counted."""


def entry(house: House, kind: str) -> dict[str, object]:
    """What the one entry of an operation holds."""
    with house.reading() as session:
        row = session.query(HistoryEntry).filter_by(kind=kind).one()
        data: dict[str, object] = json.loads(row.body)["data"]
        return data


def at_filing(house: House) -> dict[str, str]:
    """Written and checked; the office has to file."""
    tasks = begin(house, THREE)
    finish(house.sign_in("yhc"), tasks["write"])
    finish(house.sign_in("pzx"), house.sign_in("pzx").find_task("check")["id"])
    return tasks | {"file": house.sign_in("qmz").find_task("file")["id"]}


def test_the_office_returns_what_the_liaison_has_written(house: House) -> None:
    tasks = at_filing(house)

    answer = give_back(house.sign_in("qmz"), tasks["file"], "write")

    assert (answer["state"], opened(answer)) == ("completed", ["write"])
    assert list(open_tasks(house, tasks["instance"])) == ["write"]
    assert [(card["actor"], card["opinion"]) for card in history(house, tasks["instance"], "task_returned")] == [
        ("秦牧之", "数据与台账不一致，请核对")
    ]
    check_invariants(house)


def test_r_ret_1_what_was_decided_since_is_void_and_stays_as_it_was_said(house: House) -> None:
    tasks = at_filing(house)
    give_back(house.sign_in("qmz"), tasks["file"], "write")

    with house.reading() as session:
        done = {task.name: task for task in session.query(Task).filter_by(state="completed")}
    assert {name: task.voided for name, task in done.items()} == {"write": True, "check": True, "file": False}
    assert done["check"].outcome == "done"
    assert entry(house, "task_returned") == {
        "task": tasks["file"],
        "from": "file",
        "to": "write",
        "then": "forward",
        "rule": "R-RET-1",
        "substitution": None,
        "withdrawn": [],
        "voided": sorted([done["write"].public_id, done["check"].public_id]),
        "actions": [],
    }


def test_everybody_does_it_again_nobody_is_skipped(house: House) -> None:
    """Failure 7 of the peers."""
    tasks = at_filing(house)
    give_back(house.sign_in("qmz"), tasks["file"], "write")
    for login, name in (("yhc", "write"), ("pzx", "check"), ("qmz", "file")):
        who = house.sign_in(login)
        finish(who, who.find_task(name)["id"])

    assert house.sign_in("hxc").get(f"/process-instances/{tasks['instance']}")["state"] == "completed"
    check_invariants(house)


def test_the_returner_finds_it_among_what_he_has_done(house: House) -> None:
    tasks = at_filing(house)
    qmz = house.sign_in("qmz")
    give_back(qmz, tasks["file"], "write")

    assert [item["outcome"] for item in qmz.inbox("done")] == ["退回"]
    assert not house.sign_in("ryx").has_task("file")


def test_who_gets_it_back_is_told(house: House) -> None:
    tasks = at_filing(house)
    house.work_off()
    give_back(house.sign_in("qmz"), tasks["file"], "write")
    house.work_off()

    assert [message.kind for message in messages(house, "yhc")] == ["task_opened", "task_returned"]


def test_the_offer_says_what_a_return_would_do(house: House) -> None:
    tasks = at_filing(house)

    items = house.sign_in("qmz").get(f"/tasks/{tasks['file']}/return-targets")["items"]

    assert [(item["key"], item["people"], item["straight_back"]) for item in items] == [
        ("check", ["彭志翾"], True),
        ("write", ["姚海澄"], True),
    ]
    assert items[0]["done_at"]


# -- refusals --------------------------------------------------------------------------------------


def test_a_step_that_the_diagram_does_not_let_return(house: House) -> None:
    tasks = begin(house, PLAIN)
    finish(house.sign_in("yhc"), tasks["write"])
    task = house.sign_in("pzx").find_task("check")["id"]

    assert "没有允许此环节退回" in said(give_back(house.sign_in("pzx"), task, "write", expect=403))
    house.sign_in("pzx").get(f"/tasks/{task}/return-targets", expect=403)


@pytest.mark.parametrize(("login", "status"), [("hxc", 409), ("lzy", 403), ("yhc", 403), ("wym", 404)])
def test_strangers_and_those_whom_a_claim_keeps_out(house: House, login: str, status: int) -> None:
    tasks = at_filing(house)
    operate(house.sign_in("qmz"), tasks["file"], "claim")

    give_back(house.sign_in(login), tasks["file"], "write", expect=status)


@pytest.mark.parametrize(
    ("more", "status", "sentence"),
    [
        ({"opinion": "不行"}, 422, "至少 10 个字"),
        ({"to": "start"}, 422, "没有必经过它"),
        ({"to": "file"}, 422, "没有必经过它"),
        ({"to": "nowhere"}, 422, "没有必经过它"),
    ],
)
def test_wishes_that_are_refused_change_nothing(house: House, more: dict[str, str], status: int, sentence: str) -> None:
    tasks = at_filing(house)

    answer = give_back(house.sign_in("qmz"), tasks["file"], **{"to": "write", "expect": status, **more})  # type: ignore[arg-type]

    assert sentence in said(answer)
    assert list(open_tasks(house, tasks["instance"])) == ["file"]


def test_what_is_done_withdrawn_or_suspended(house: House) -> None:
    tasks = at_filing(house)
    qmz, hxc = house.sign_in("qmz"), house.sign_in("hxc")
    hxc.post(f"/process-instances/{tasks['instance']}/suspend", {"reason": "等批复"})
    give_back(qmz, tasks["file"], "write", expect=423)
    hxc.post(f"/process-instances/{tasks['instance']}/resume", {"reason": "批复已到"})
    give_back(qmz, tasks["file"], "write")

    give_back(qmz, tasks["file"], "write", expect=409)


def test_the_same_wish_twice_has_one_effect(house: House) -> None:
    tasks = at_filing(house)
    body = {"to": "write", "opinion": "数据与台账不一致，请核对"}
    qmz = house.sign_in("qmz")

    answers = [qmz.post(f"/tasks/{tasks['file']}/return", body, key="k1") for _ in range(2)]

    assert answers[0] == answers[1]
    assert len(history(house, tasks["instance"], "task_returned")) == 1


# -- beside others ---------------------------------------------------------------------------------


def in_branches(house: House) -> dict[str, str]:
    tasks = begin(house, FORKED)
    finish(house.sign_in("yhc"), tasks["write"])
    return tasks


def test_within_a_branch_the_other_is_left_alone(house: House) -> None:
    tasks = in_branches(house)
    finish(house.sign_in("pzx"), house.sign_in("pzx").find_task("check")["id"])

    give_back(house.sign_in("fjc"), house.sign_in("fjc").find_task("approve")["id"], "check")

    assert sorted(open_tasks(house, tasks["instance"])) == ["check", "count"]
    check_invariants(house)


def test_before_the_split_the_other_branch_is_withdrawn_and_told(house: House) -> None:
    tasks = in_branches(house)
    head = house.sign_in("pzx")
    offered = head.get(f"/tasks/{head.find_task('check')['id']}/return-targets")["items"]
    give_back(head, head.find_task("check")["id"], "write")
    house.work_off()

    assert offered[0]["withdrawn"] == ["count（秦牧之、阮以修）"]
    assert not offered[0]["straight_back"]
    assert list(open_tasks(house, tasks["instance"])) == ["write"]
    assert "task_withdrawn" in [message.kind for message in messages(house, "ryx")]
    assert len(entry(house, "task_returned")["withdrawn"]) == 1  # type: ignore[arg-type]
    check_invariants(house)


def test_across_a_join_only_to_before_the_split(house: House) -> None:
    """Failure 6 of the peers: one branch alone would wait at the join for ever."""
    in_branches(house)
    for login, name in (("pzx", "check"), ("fjc", "approve"), ("qmz", "count")):
        who = house.sign_in(login)
        finish(who, who.find_task(name)["id"])
    head = house.sign_in("hxc")
    task = head.find_task("file")["id"]

    assert [item["key"] for item in head.get(f"/tasks/{task}/return-targets")["items"]] == ["write"]
    give_back(head, task, "approve", expect=422)
    assert opened(give_back(head, task, "write")) == ["write"]


def test_a_countersigner_returns_it_for_all(house: House) -> None:
    """Failures 5 and 23: one has signed, one returns it to the liaison; nothing moves on, and all sign again."""
    tasks = begin(house, signed())
    finish(house.sign_in("yhc"), tasks["write"])
    signers = open_tasks(house, tasks["instance"])["sign"]
    first, second, *_ = [task for login in ("yhc", "pzx", "gsy") for task in _signing(house, login)]
    finish(house.sign_in(first[0]), first[1], "agree")
    give_back(house.sign_in(second[0]), second[1], "write")

    assert list(open_tasks(house, tasks["instance"])) == ["write"]
    with house.reading() as session:
        assert session.query(Task).filter_by(name="sign", state="completed", voided=True).count() == 1
    finish(house.sign_in("yhc"), house.sign_in("yhc").find_task("write")["id"])
    assert open_tasks(house, tasks["instance"])["sign"] == signers
    check_invariants(house)


def _signing(house: House, login: str) -> list[tuple[str, str]]:
    """The signing tasks of an account."""
    return [(login, item["id"]) for item in house.sign_in(login).inbox() if item["name"] == "sign"]


CALLED = draw(
    "called",
    [start(), user("read", HEAD_OF_UNIT, attributes=RETURN), end()],
    [("start", "read"), ("read", "end")],
    variables=UNIT,
)
CALLER = draw(
    "caller",
    [STARTER, user("write", LIAISON), call("k", "called", '<lf:in name="unit" value="unit"/>'), user("file"), end()],
    [("start", "write"), ("write", "k"), ("k", "file"), ("file", "end")],
    variables=UNIT,
)


def test_out_of_a_called_process(house: House) -> None:
    house.publish(CALLED)
    tasks = begin(house, CALLER)
    finish(house.sign_in("yhc"), tasks["write"])
    head = house.sign_in("pzx")
    task = head.find_task("read")["id"]

    assert [item["key"] for item in head.get(f"/tasks/{task}/return-targets")["items"]] == ["caller/write"]
    assert opened(give_back(head, task, "caller/write")) == ["write"]
    finish(house.sign_in("yhc"), house.sign_in("yhc").find_task("write")["id"])
    assert head.has_task("read")
    check_invariants(house)


# -- straight back ---------------------------------------------------------------------------------


def test_it_goes_straight_back_to_who_returned_it(house: House) -> None:
    tasks = at_filing(house)
    give_back(house.sign_in("qmz"), tasks["file"], "write", then="straight_back")
    yhc = house.sign_in("yhc")
    finish(yhc, yhc.find_task("write")["id"])

    assert list(open_tasks(house, tasks["instance"])) == ["file"]
    assert house.sign_in("qmz").find_task("file")["claimed_by"] == "秦牧之"
    assert len(history(house, tasks["instance"], "sent_straight_back")) == 1
    with house.reading() as session:
        assert not session.query(Task).filter_by(name="check").one().voided
    check_invariants(house)


def test_a_changed_answer_walks_forward(house: House) -> None:
    """Failure 8: a short report needs neither check nor filing any more; the check was for nothing."""
    tasks = at_filing(house)
    give_back(house.sign_in("qmz"), tasks["file"], "write", then="straight_back")
    yhc = house.sign_in("yhc")
    finish(yhc, yhc.find_task("write")["id"], "short")

    assert house.sign_in("hxc").get(f"/process-instances/{tasks['instance']}")["state"] == "completed"
    assert len(history(house, tasks["instance"], "walked_forward")) == 1
    with house.reading() as session:
        assert session.query(Task).filter_by(name="check").one().voided


def test_a_return_inside_a_return(house: House) -> None:
    tasks = at_filing(house)
    give_back(house.sign_in("qmz"), tasks["file"], "check", then="straight_back")
    head = house.sign_in("pzx")
    give_back(head, head.find_task("check")["id"], "write", then="straight_back")
    yhc = house.sign_in("yhc")

    assert opened({"next_tasks": finish(yhc, yhc.find_task("write")["id"])["next_tasks"]}) == ["check"]
    assert opened({"next_tasks": finish(head, head.find_task("check")["id"])["next_tasks"]}) == ["file"]


def test_what_takes_others_along_comes_back_step_by_step(house: House) -> None:
    in_branches(house)
    head = house.sign_in("pzx")

    refused = give_back(head, head.find_task("check")["id"], "write", then="straight_back", expect=409)

    assert "逐级" in said(refused)


# -- what it costs ---------------------------------------------------------------------------------


def go_round(house: House, task: str, rounds: int) -> str:
    """Return the filing to the check and have it checked, again and again; the open filing."""
    office, head = house.command("qmz"), house.command("pzx")
    for _ in range(rounds):
        back = return_task(office, task, ReturnRequest("check", REASON))
        task = complete_task(head, back.next_tasks[0]["id"], TaskAnswer("done")).next_tasks[0]["id"]
    return task


def test_a_return_costs_the_same_after_many_rounds(house: House) -> None:
    """All that ever was in the scope is read in one statement; nothing is asked visit by visit."""
    task = go_round(house, at_filing(house)["file"], 10)
    counted = []
    for rounds in (0, 290):
        task = go_round(house, task, rounds)
        command = house.command("qmz")
        with house.counting() as statements:
            back = return_task(command, task, ReturnRequest("check", REASON))
        counted.append(len(statements))
        task = complete_task(house.command("pzx"), back.next_tasks[0]["id"], TaskAnswer("done")).next_tasks[0]["id"]

    assert counted == [COST, COST]
