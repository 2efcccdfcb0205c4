"""Votes on a stage: the shipped patterns with items of the test's own, and the people who take part."""

import re
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import select

from bpmn.processes import read_shipped
from services.identity.use_cases import hash_token
from tests import diagrams
from tests.clients import Client
from tests.houses import House
from workflows import registries
from workflows.clock import wall_now
from workflows.context import NodeContext
from workflows.models import Account, EngineTask, ParameterSet, Person, UserSession
from workflows.queries.votes import list_results
from workflows.registries import Action, Item

COUNTER, WITNESS = "hxc", "qmz"
"""Two people of the office."""

GROUP = ("lzy", "shm", "qyl", "fjc", "hsn", "wzh", "tlq", "gcy", "ksq")
"""The group of the sample; the chair first, the head of D03 last."""

SUPPORT, REVISE, OPPOSE, UNKNOWN = "认可", "建议修改", "不认可", "不了解"

POINTS = {"R1": "导师遴选把关不严", "R2": "学位评审程序不规范", "R3": "经费审批无复核"}

agenda: list[Item] = []
"""What the votes of the test are about."""


def list_agenda(_context: NodeContext) -> list[Item]:
    return list(agenda)


def list_undecided(context: NodeContext) -> list[Item]:
    """Items that no earlier vote of the meeting has decided."""
    from workflows.models import Vote

    session = context.work.session
    earlier = session.scalars(select(Vote.id).where(Vote.object_ref == context.variables["meeting"])).all()
    decided = {each.ref for vote in earlier for each in list_results(session, vote) if each.result}
    return [item for item in agenda if item.ref not in decided]


def note_nothing(_context: NodeContext, _given: Mapping[str, Any]) -> Mapping[str, Any]:
    return {}


def register_stage() -> None:
    registries.item_sources.register("test_items", list_agenda)
    registries.item_sources.register("test_undecided", list_undecided)
    registries.actions.register("test_note", Action(note_nothing, frozenset({"submission", "meeting"})))


def adapt(key: str) -> bytes:
    """A shipped pattern that needs no other wing."""
    text = read_shipped(key).decode()
    text = re.sub(r'items="(ballot|submission)_items"', 'items="test_items"', text)
    text = text.replace('items="meeting_items"', 'items="test_undecided"')
    text = text.replace('name="record_determination"', 'name="test_note"')
    text = text.replace('lf:panel="submission"', 'lf:panel="expert_panel"')
    return re.sub(r' apart="[^"]*"', "", text).encode()


VARIABLES = (
    '<lf:variable name="unit" type="code" given="true"/>'
    '<lf:variable name="panel" type="id"/>'
    '<lf:variable name="failed_count" type="integer"/>'
)
IN = '<lf:in name="submission" value="\'S1\'"/><lf:in name="unit" value="unit"/>'
BALLOT = diagrams.call("ballot", "mass_ballot", IN + '<lf:out name="failed_count" value="failed_count"/>')
PANEL = diagrams.call(
    "expert", "expert_panel", IN + '<lf:in name="previous" value="\'\'"/><lf:out name="panel" value="panel"/>'
)
AGAIN = diagrams.call(
    "again", "expert_panel", IN + '<lf:in name="previous" value="panel"/><lf:out name="panel" value="panel"/>'
)
MEETING = diagrams.call("meeting", "determination", IN + '<lf:in name="panel" value="panel"/>')


def draw_root(key: str, *calls: str) -> bytes:
    """A process of the office that calls patterns one after the other."""
    ids = [re.findall(r'id="(\w+)"', call)[0] for call in calls]
    stops = ["start", *ids, "end"]
    nodes = [diagrams.start(added=diagrams.OFFICE), *calls, diagrams.end()]
    return diagrams.draw(key, nodes, list(pairwise(stops)), variables=VARIABLES)


class Stage:
    """A house in which votes are held."""

    def __init__(self, house: House, refs: Iterable[str] = ("R1", "R2"), unit: str = "D07") -> None:
        self.house = house
        self.unit = unit
        self.clients: dict[str, Client] = {}
        register_stage()
        agenda[:] = [Item(ref, POINTS[ref]) for ref in refs]
        for key in ("mass_ballot", "expert_panel", "determination"):
            house.publish(adapt(key))

    # -- people and their objects --------------------------------------------------------------------

    def __call__(self, login: str) -> Client:
        if login not in self.clients:
            self.clients[login] = self._admit(login)
        return self.clients[login]

    def _admit(self, login: str) -> Client:
        """Somebody with a session, but without the work of checking his password: votes have many people."""
        token, now = secrets.token_urlsafe(32), wall_now()
        with self.house.reading() as session:
            account = session.query(Account).filter_by(login=login).one()
            session.add(
                UserSession(
                    token_hash=hash_token(token),
                    account_id=account.id,
                    channel="api",
                    created_at=now,
                    seen_at=now,
                    expires_at=now + timedelta(hours=1),
                )
            )
            session.commit()
        client = self.house.stranger()
        client.login, client.headers["Authorization"] = login, f"Bearer {token}"
        return client

    @property
    def office(self) -> Client:
        return self(COUNTER)

    @property
    def public(self) -> Client:
        return self.house.stranger()

    def person_id(self, login: str) -> int:
        with self.house.reading() as session:
            return session.query(Person).join(Account, Account.person_id == Person.id).filter_by(login=login).one().id

    def own(self, ref: str, *logins: str) -> None:
        """Make people owners of an item."""
        owners = tuple(self.person_id(login) for login in logins)
        agenda[:] = [replace(item, owners=owners) if item.ref == ref else item for item in agenda]

    def set(self, name: str, value: Any) -> None:
        """Give a parameter another value, in force for what starts from now on."""
        with self.house.reading() as session:
            mine = session.query(ParameterSet).filter_by(org_id=self.house.org_id)
            last = mine.order_by(ParameterSet.number.desc()).first()
            values = {**last.values, name: {**last.values.get(name, {}), "value": value}}
            new = ParameterSet(
                org_id=last.org_id,
                number=last.number + 1,
                in_force=last.number + 1,
                values=values,
                note="测试",
                created_at=last.created_at,
            )
            session.add(new)
            session.commit()

    def start(self, *calls: str) -> str:
        """Start a process of these patterns; its id."""
        self.house.publish(draw_root("votes_on_stage", *calls))
        self.instance: str = self.office.start("votes_on_stage", self.unit)["id"]
        return self.instance

    def find(self, name: str) -> str:
        """The object that a variable of a call names."""
        from workflows.models import ProcessInstance

        with self.house.reading() as session:
            rows = session.scalars(
                select(EngineTask.variables)
                .join(ProcessInstance, ProcessInstance.id == EngineTask.instance_id)
                .where(ProcessInstance.public_id == self.instance, EngineTask.variables.is_not(None))
                .order_by(EngineTask.engine_id)
            ).all()
        return [row[name] for row in rows if row and row.get(name)][-1]

    # -- the mass ballot -----------------------------------------------------------------------------

    def prepare_ballot(self) -> str:
        self.start(BALLOT)
        self.ballot = self.find("ballot")
        return self.ballot

    def print_slips(self, count: int = 8) -> list[str]:
        codes: list[str] = self.office.post(f"/ballots/{self.ballot}/slips", {"count": count}, expect=201)["codes"]
        return codes

    def open_ballot(self, printed: int = 8, drawn: int = 6) -> list[str]:
        """Print, issue and countersign; the codes that were drawn."""
        self.prepare_ballot()
        return self.issue(printed, drawn)

    def issue(self, printed: int = 8, drawn: int = 6) -> list[str]:
        codes = self.print_slips(printed)
        self.office.complete("制票发票", "issued", {"drawn": drawn})
        self(WITNESS).post(f"/ballots/{self.ballot}/open", {})
        return codes[:drawn]

    def cast(self, code: str, words: str | Mapping[str, Any] = SUPPORT, *, expect: int = 201, comment: str = "") -> Any:
        choices = words if isinstance(words, Mapping) else {item.ref: words for item in agenda}
        body = {"token": code, "choices": choices, "comment": comment}
        return self.public.post(f"/ballots/{self.ballot}/papers", body, expect=expect)

    def state(self) -> str:
        return str(self.public.get(f"/ballots/{self.ballot}")["state"])

    def count(self) -> dict[str, Any]:
        """Two people open the box; the tally."""
        self.house.work_off()
        self.office.complete("开箱计票", "opened")
        self(WITNESS).complete("监票确认", "confirm")
        tally: dict[str, Any] = self.office.get(f"/ballots/{self.ballot}/tally")
        return tally

    # -- the panel -----------------------------------------------------------------------------------

    def draw(self, *more: str) -> list[str]:
        """Draw a panel; the logins of its members in the order of the draw."""
        self.start(PANEL, *more)
        self.panel = self.find("panel")
        self.office.post(f"/panels/{self.panel}/draw", {})
        return self.members()

    def members(self, state: str = "seated") -> list[str]:
        cards = self.office.get(f"/panels/{self.panel}")["members"]
        return [card["code"] for card in cards if card["state"] == state]

    def declare(self, login: str, reason: str = "", *, expect: int = 200) -> Any:
        body = {"independent": not reason, "reason": reason}
        return self(login).post(f"/panels/{self.panel}/declarations", body, expect=expect)

    def assemble(self, *more: str) -> list[str]:
        """Draw a panel whose members all declare themselves independent."""
        members = self.draw(*more)
        for login in members:
            self.declare(login)
        return members

    def grade(self, login: str, grade: str | Mapping[str, str] = "accurate", *, expect: int = 200) -> Any:
        """A member's vote; '' abstains."""
        if grade == "":
            body: dict[str, Any] = {"abstain": True, "reason": "不熟悉此项业务"}
        else:
            grades = grade if isinstance(grade, Mapping) else {item.ref: grade for item in agenda}
            body = {
                "items": [
                    {
                        "risk_point": ref,
                        "grade": each,
                        "reason": "" if each == "accurate" else f"{ref}表述不够完整，须补充",
                    }
                    for ref, each in grades.items()
                ]
            }
        return self(login).post(f"/panels/{self.panel}/votes", body, expect=expect)

    def results(self) -> dict[str, str]:
        items = self.office.get(f"/panels/{self.panel}")["items"]
        return {item["risk_point"]: item["result"] for item in items}

    # -- the meeting ---------------------------------------------------------------------------------

    def put_before_group(self, grade: str = "accurate") -> str:
        """A panel that has graded everything, and the meeting about it."""
        for login in self.assemble(MEETING):
            self.grade(login, grade)
        self.meeting = self.find("meeting")
        self.convene()
        return self.meeting

    def convene(self) -> None:
        held = {"held_at": "2026-08-03T09:00:00+08:00", "place": "三楼会议室"}
        self.office.complete("会议通知", "convene", held)

    def attend(self, present: Iterable[str] = GROUP, *, expect: int = 200, **more: Any) -> Any:
        return self.office.post(
            f"/meetings/{self.meeting}/attendance", {"present": list(present), **more}, expect=expect
        )

    def open_meeting(self, proposals: Iterable[Mapping[str, Any]] = (), *, by: str = "lzy", expect: int = 200) -> Any:
        return self(by).post(f"/meetings/{self.meeting}/open", {"proposals": list(proposals)}, expect=expect)

    def close_meeting(self, *, by: str = "lzy", expect: int = 200) -> Any:
        return self(by).post(f"/meetings/{self.meeting}/close", {}, expect=expect)

    def vote(self, login: str, vote: str | Mapping[str, str] = "approve", *, expect: int = 200) -> Any:
        """A member's votes on the motions as they are put."""
        motions = {each["risk_point"]: each for each in self.minutes()["motions"]}
        votes = vote if isinstance(vote, Mapping) else dict.fromkeys(self.open_refs(motions, login), vote)
        items = [{"risk_point": ref, "grade": motions[ref]["grade"], "vote": each} for ref, each in votes.items()]
        return self(login).post(f"/meetings/{self.meeting}/votes", {"items": items}, expect=expect)

    def open_refs(self, motions: Mapping[str, Any], login: str) -> list[str]:
        return [
            ref
            for ref, motion in motions.items()
            if not motion["result"] and login not in {each["code"] for each in motion["recusals"]}
        ]

    def minutes(self) -> dict[str, Any]:
        card: dict[str, Any] = self.office.get(f"/meetings/{self.meeting}")
        return card
