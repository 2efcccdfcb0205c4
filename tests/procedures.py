"""Procedures that more than one test runs: small, one idea each, of names that every house knows.

People of the sample: in D07 the liaison and post holder yhc, the head pzx, the deputy gsy, the leader in charge fjc;
in the office hxc (head), qmz and ryx (staff); lzy chairs the group; wym of D03 has nothing to do with any of it.
"""

from datetime import date
from typing import Any

from services.organisation.substitutions import appoint_substitute
from tests.clients import Client
from tests.diagrams import (
    HEAD_OF_UNIT,
    LIAISON,
    MEMBER,
    MESSAGE,
    OFFICE,
    UNIT,
    both,
    boundary,
    draw,
    end,
    many,
    start,
    user,
    xor,
)
from tests.houses import House
from workflows.models import Account, Notice, Organisation, OutboxMessage, Person, ProcessInstance

STARTER = start(added=OFFICE)

PLAIN = draw(
    "plain",
    [STARTER, user("write", LIAISON), user("check", HEAD_OF_UNIT), end()],
    [("start", "write"), ("write", "check"), ("check", "end")],
    variables=UNIT,
)
"""The liaison writes, the head checks."""

LOOP = draw(
    "loop",
    [
        STARTER,
        xor("m"),
        user("write", LIAISON),
        user("check", HEAD_OF_UNIT, outcomes=("agree", "return")),
        xor("x"),
        end(),
    ],
    [("start", "m"), ("m", "write"), ("write", "check"), ("check", "x"), ("x", "m", "check == 'return'"), ("x", "end")],
    variables=UNIT,
)
"""The head may return what the liaison has written, again and again."""

SHARED = draw(
    "shared",
    [STARTER, user("file"), user("last", HEAD_OF_UNIT), end()],
    [("start", "file"), ("file", "last"), ("last", "end")],
    variables=UNIT,
)
"""Any one of the office files."""

EVERYBODY = draw(
    "everybody",
    [
        STARTER,
        user("opine", MEMBER, each=many("holders(unit)")),
        boundary("closed", "opine", "message", HEAD_OF_UNIT + '<lf:trigger label="提前结束" opinion="10"/>'),
        user("sum_up", LIAISON),
        xor("m"),
        end(),
    ],
    [("start", "opine"), ("opine", "m"), ("closed", "sum_up"), ("sum_up", "m"), ("m", "end")],
    variables=UNIT,
    roots=MESSAGE,
)
"""Every post holder of the unit opines; its head may close the round."""

BRANCHES = draw(
    "branches",
    [STARTER, both("g"), user("write", LIAISON), user("check", HEAD_OF_UNIT), both("j"), user("file"), end()],
    [("start", "g"), ("g", "write"), ("g", "check"), ("write", "j"), ("check", "j"), ("j", "file"), ("file", "end")],
    variables=UNIT,
)
"""Liaison and head side by side, then the office."""

TIMED = draw(
    "timed",
    [
        STARTER,
        user("write", LIAISON, attributes='lf:due="wd:3"'),
        boundary("reminded", "write", "timer wd:1", interrupting=False),
        boundary("late", "write", "timer wd:5"),
        user("help", OFFICE),
        user("take_over", HEAD_OF_UNIT),
        end(),
        end("helped"),
        end("over"),
    ],
    [
        ("start", "write"),
        ("write", "end"),
        ("reminded", "help"),
        ("help", "helped"),
        ("late", "take_over"),
        ("take_over", "over"),
    ],
    variables=UNIT,
)
"""Three working days to write; after one the office is asked to help, after five the head takes over."""


def one_step(node_id: str, node: str) -> bytes:
    """A procedure of one step."""
    return draw("one_step", [STARTER, node, end()], [("start", node_id), (node_id, "end")], variables=UNIT)


def begin(house: House, diagram: bytes, unit: str = "D07") -> dict[str, str]:
    """Publish and start a procedure; ids of its open tasks by their names, and `instance`."""
    stored = house.publish(diagram)
    started = house.sign_in("hxc").start(stored.key, unit)
    return {task["name"]: task["id"] for task in started["next_tasks"]} | {"instance": started["id"]}


def finish(who: Client, task_id: str, outcome: str = "done", opinion: str = "", **more: Any) -> Any:
    """Complete a task by its id."""
    return who.post(f"/tasks/{task_id}/complete", {"outcome": outcome, "opinion": opinion}, **more)


def facts(house: House, instance_id: str, *kinds: str) -> list[tuple[str, str]]:
    """Kind and doer of what happened, oldest first."""
    items = house.sign_in("hxc").get(f"/process-instances/{instance_id}/history", limit=200)["items"]
    return [(item["kind"], item["actor"]) for item in items if not kinds or item["kind"] in kinds]


def messages(house: House, login: str) -> list[OutboxMessage]:
    """Notices that somebody has got, oldest first."""
    with house.reading() as session:
        query = session.query(OutboxMessage).join(Notice, Notice.message_id == OutboxMessage.id)
        query = query.join(Person, Person.id == Notice.person_id).filter(Person.code == login)
        return query.order_by(OutboxMessage.id).all()


def begun(house: House) -> str:
    """The public id of the one instance there is."""
    with house.reading() as session:
        return session.query(ProcessInstance).one().public_id


def substitute(house: House, principal: str, code: str, from_on: str = "2026-07-13", to_on: str = "2026-07-20") -> int:
    """Appoint a substitute; the house's clock begins on the 13th of July."""
    period = date.fromisoformat(from_on), date.fromisoformat(to_on)
    return appoint_substitute(house.command(principal), code, *period, reason="出差").id


def outsider(house: House, kind: str) -> str:
    """The login of somebody of another organisation, or of an expert."""
    with house.reading() as session:
        accounts = session.query(Account).order_by(Account.id)
        if kind == "expert":
            accounts = accounts.join(Person, Person.id == Account.person_id).filter(Person.expert)
        else:
            accounts = accounts.join(Organisation, Organisation.id == Account.org_id).filter(Organisation.code != "EDU")
        return accounts.limit(1).one().login
