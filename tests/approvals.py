"""Procedures whose diagrams permit approval operations, and people who use them.

People of the sample: in D07 the liaison yhc, the head pzx, the deputy gsy, the leader in charge fjc; in the office hxc
(head), qmz and ryx (staff); lzy chairs the group; wym of D03 has nothing to do with any of it.
"""

from typing import Any

from tests.clients import Client
from tests.diagrams import (
    HEAD_OF_UNIT,
    LIAISON,
    MEMBER,
    UNIT,
    Way,
    both,
    draw,
    end,
    many,
    user,
    xor,
)
from tests.houses import House
from tests.procedures import STARTER

RETURN = 'lf:permits="return"'
BOTH = 'lf:permits="return take_back"'
SIGNERS = 'lf:permits="return take_back add_signer remove_signer finish_early"'
LEADER = '<lf:assign relation="leader" of="unit"/>'
REASON = "数据与台账不一致，请核对"

THREE = draw(
    "three",
    [
        STARTER,
        user("write", LIAISON, outcomes=("done", "short"), attributes='lf:permits="take_back"'),
        xor("x"),
        user("check", HEAD_OF_UNIT, attributes=BOTH),
        user("file", attributes=BOTH),
        xor("m"),
        end(),
    ],
    [
        ("start", "write"),
        ("write", "x"),
        ("x", "m", "write == 'short'"),
        ("x", "check"),
        ("check", "file"),
        ("file", "m"),
        ("m", "end"),
    ],
    variables=UNIT,
)
"""The liaison writes, the head checks, the office files; what is short needs neither."""

FORKED = draw(
    "forked",
    [
        STARTER,
        user("write", LIAISON, attributes=BOTH),
        both("g"),
        user("check", HEAD_OF_UNIT, attributes=BOTH),
        user("approve", LEADER, attributes=BOTH),
        user("count", '<lf:assign role="office_staff"/>', attributes=BOTH),
        both("j"),
        user("file", '<lf:assign role="office_head"/>', attributes=BOTH),
        end(),
    ],
    [
        ("start", "write"),
        ("write", "g"),
        ("g", "check"),
        ("check", "approve"),
        ("approve", "j"),
        ("g", "count"),
        ("count", "j"),
        ("j", "file"),
        ("file", "end"),
    ],
    variables=UNIT,
)
"""Behind the liaison head and leader on one side, the office's staff on the other; then the office's head."""


def signed(*, condition: str = "", sequential: bool = False, more: str = "") -> bytes:
    """The liaison writes, every post holder of the unit signs, the office files."""
    each = many("holders(unit)", condition=condition, sequential=sequential)
    nodes = [STARTER, user("write", LIAISON, attributes=BOTH)]
    nodes += [user("sign", MEMBER + more, outcomes=("agree", "no"), each=each, attributes=SIGNERS)]
    nodes += [user("file", attributes=BOTH), end()]
    ways: list[Way] = [("start", "write"), ("write", "sign"), ("sign", "file"), ("file", "end")]
    return draw("signed", nodes, ways, variables=UNIT)


def operate(who: Client, task_id: str, verb: str, **body: Any) -> Any:
    """Do an approval operation; `expect` is the status, if it is to be refused."""
    expect = body.pop("expect", None)
    return who.post(f"/tasks/{task_id}/{verb}", body or None, expect=expect)


def give_back(who: Client, task_id: str, to: str, **more: Any) -> Any:
    """Return a task."""
    return operate(who, task_id, "return", **{"to": to, "opinion": REASON, **more})


def move(who: Client, instance: str, task: str, to: str, **more: Any) -> Any:
    """Move an open task."""
    expect = more.pop("expect", None)
    body = {"task": task, "to": to, "reason": "经办人已调离", **more}
    return who.post(f"/process-instances/{instance}/move", body, expect=expect)


def opened(answer: Any) -> list[str]:
    """Names of the tasks that an operation opened."""
    return sorted(task["name"] for task in answer["next_tasks"])


def open_tasks(house: House, instance: str) -> dict[str, list[str]]:
    """Who is waited for, by the step."""
    found: dict[str, list[str]] = {}
    for task in house.sign_in("hxc").get(f"/process-instances/{instance}")["open_tasks"]:
        found.setdefault(task["name"], []).extend(task["people"])
    return {name: sorted(people) for name, people in found.items()}


def history(house: House, instance: str, kind: str) -> list[dict[str, Any]]:
    """Facts of one kind, oldest first."""
    items = house.sign_in("hxc").get(f"/process-instances/{instance}/history", limit=200)["items"]
    return [item for item in items if item["kind"] == kind]


def said(answer: Any) -> str:
    """The sentence of a refusal."""
    return str(answer["detail"])
