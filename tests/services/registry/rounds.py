"""A round of finding in D07, over the API: who does what, and what the bodies are said to have decided."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from services.registry.models import RiskPoint, Submission, SubmissionItem
from tests.clients import Client
from tests.houses import House
from tests.services.registry.diagrams import discovery_without_votes, disposition_without_votes
from workflows import database
from workflows.models import (
    ParameterSet,
    Person,
    Post,
    PostAssignment,
    ProcessInstance,
    RoleGrant,
    Vote,
    VoteItem,
)

NO_RISK = "本岗位只作综合协调，事项均经集体研究决定，未发现廉政风险点。"
MEETING = {
    "meeting_on": "2026-07-13",
    "attendees": "彭志翾、顾疏影、姚海澄",
    "minutes": "逐条讨论意见，形成风险点清单。",
}
TALK = {
    "held_on": "2026-07-20",
    "place": "三楼谈话室",
    "attendees": "彭志翾",
    "problems": "风险点表述空泛，没有找到论文抽检结果运用的关键环节。",
    "demands": "对照职权运行流程逐环节重新查找，写明表现形式。",
}


def a_point(title: str = "学位点评议请托说情", **more: Any) -> dict[str, Any]:
    """A row of a form."""
    return {
        "power": "W24",
        "flow_step": "W24.2",
        "category": "PROC",
        "title": title,
        "manifestation": f"{title}的表现形式",
        "work_gap": False,
        **more,
    }


SINCE = date(2026, 1, 1)


def hold_post(login: str, code: str = "P14") -> None:
    """Let somebody hold a post beside its holder."""
    with database.bound().writing() as session:
        person = session.query(Person).filter_by(code=login).one()
        post = session.query(Post).filter_by(code=code).one()
        session.add(PostAssignment(org_id=post.org_id, post_id=post.id, person_id=person.id, from_on=SINCE))
        session.commit()


def grant_role(login: str, role: str) -> None:
    """Give somebody a role."""
    with database.bound().writing() as session:
        person = session.query(Person).filter_by(code=login).one()
        session.add(RoleGrant(org_id=person.org_id, role=role, person_id=person.id, from_on=SINCE))
        session.commit()


def leave_post(code: str, on: date) -> None:
    """Let nobody hold a post any more."""
    with database.bound().writing() as session:
        post = session.query(Post).filter_by(code=code).one()
        session.query(PostAssignment).filter_by(post_id=post.id).update({"to_on": on})
        session.commit()


def demand_nothing() -> None:
    """Let the profile demand no mandatory steps: here the votes are replaced by tasks that say how they ended."""
    with database.bound().writing() as session:
        for row in session.query(ParameterSet):
            if row.values:
                entry = {**row.values["procedure.checkpoints"], "value": {}}
                row.values = {**row.values, "procedure.checkpoints": entry}
        session.commit()


class Round:
    """D07 with its people: `yhc` owner and liaison, `pzx` head, `gsy` deputy, `fjc` leader; `hxc`, `qmz` office."""

    def __init__(self, house: House) -> None:
        self.house = house
        demand_nothing()
        house.publish(disposition_without_votes())
        house.publish(discovery_without_votes())
        self.people: dict[str, Client] = {}
        self.votes = 0

    def __getattr__(self, login: str) -> Client:
        if login not in self.people:
            self.people[login] = self.house.sign_in(login)
        return self.people[login]

    # -- the discovery -----------------------------------------------------------------------------

    def start(self, unit: str = "D07") -> dict[str, Any]:
        started: dict[str, Any] = self.hxc.start("risk_discovery_anhui6", unit)
        return started

    def find(self, *points: dict[str, Any]) -> None:
        """自己找: the owner finds, head and deputy declare."""
        self.yhc.complete("自己找", "found", {"points": list(points)})
        for person in (self.pzx, self.gsy):
            person.complete("自己找", "no_risk", {"no_risk_reason": NO_RISK})

    def give(self, opinions: Sequence[dict[str, Any]] = (), new_points: Sequence[dict[str, Any]] = ()) -> None:
        """同事点、领导提: the head says something as a colleague, the leader adds points."""
        self.pzx.complete("提出意见", "done", {"opinions": list(opinions)})
        self.gsy.complete("提出意见", "done")
        self.pzx.complete("提出意见", "done")
        self.fjc.complete("提出意见", "done", {"new_points": list(new_points)})

    def summarise(self, **more: Any) -> None:
        """汇总答复: every opinion is adopted."""
        answers = [{"opinion": ref, "response": "adopt"} for ref in self.options(self.yhc, "汇总", "answers.opinion")]
        self.yhc.complete("汇总", "submit", {**MEETING, "answers": answers, **more})

    def confirm(self) -> None:
        """The head confirms, and the leader the head's own 无风险点."""
        self.pzx.complete("主要负责人确认", "confirm")
        if self.fjc.has_task("确认负责人的无风险点"):
            self.fjc.complete("确认负责人的无风险点", "confirm")

    def reach_ballot(self, *points: dict[str, Any], new_points: Sequence[dict[str, Any]] = ()) -> None:
        """Everything up to 群众帮."""
        self.start()
        self.find(*(points or (a_point(),)))
        self.give(new_points=new_points)
        self.summarise()
        self.confirm()

    def reach_signing(self, *points: dict[str, Any], new_points: Sequence[dict[str, Any]] = ()) -> None:
        """Everything up to 审签, with a ballot that every point passed."""
        self.reach_ballot(*points, new_points=new_points)
        self.ballot()

    def reach_acceptance(self, *points: dict[str, Any], new_points: Sequence[dict[str, Any]] = ()) -> None:
        """Everything up to 受理."""
        self.reach_signing(*points, new_points=new_points)
        self.fjc.complete("审签", "agree")

    def accept(self) -> None:
        """受理."""
        self.qmz.complete("受理审查", "accept", {"complete": True, "distinct": True, "no_gap": True})

    def reach_determination(self, *points: dict[str, Any], new_points: Sequence[dict[str, Any]] = ()) -> None:
        """Everything up to 专家评."""
        self.reach_acceptance(*points, new_points=new_points)
        self.accept()

    # -- what the bodies decided -------------------------------------------------------------------

    def ballot(self, failed: Sequence[str] = ()) -> None:
        """群众帮: the points of these numbers failed."""
        results = {
            ref: ("failed" if number in failed else "passed", {"认可": 6, "不认可": 2, "valid": 8, "invalid": 0})
            for number, ref in self.refs().items()
        }
        self.write_vote("mass", "closed", results)
        self.hxc.complete("群众帮", "done", {"failed_count": len(failed)})

    def judge(
        self,
        grades: Mapping[str, str],
        experts: Mapping[str, str] | None = None,
        task: str = "专家评",
        **more: Any,
    ) -> None:
        """专家评、组织审: grades by number; where the experts said otherwise, `experts`."""
        refs, said = self.refs(), {**grades, **(experts or {})}
        self.write_vote("panel", "decided", {refs[no]: (grade, {grade: 5}) for no, grade in said.items()})
        counts = {"base": 7, "present": 6, "approve": 5, "against": 1, "abstain": 0}
        results = {
            refs[no]: (grade, {**counts, "expert_grade": said[no], "reason": "", "names": ["梁知远"], **more})
            for no, grade in grades.items()
        }
        meeting = self.write_vote("meeting", "decided", results)
        self.hxc.complete(task, "done", {"meeting": meeting})

    # -- the redo ----------------------------------------------------------------------------------

    def talk(self) -> None:
        """约谈: the leader talks, the head confirms."""
        self.fjc.complete("约谈", "record", TALK)
        self.pzx.complete("被谈话人核对确认", "confirm")

    def redo(self) -> None:
        """R044 accurate, R045 inaccurate, the talk about it, and the next round."""
        self.reach_determination(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
        self.judge({"R044": "accurate", "R045": "inaccurate"})
        self.talk()

    def redo_list(self) -> None:
        """All discovery steps again, up to the confirmed list."""
        [row] = self.form(self.yhc, "自己找")["points"]["value"]
        row["title"] += "，未与评估挂钩"
        self.yhc.complete("自己找", "found", {"points": [row]})
        self.give()
        self.summarise()
        self.confirm()

    def repeat(self, grade: str) -> None:
        """A whole round more, with its outcome."""
        self.redo_list()
        self.ballot()
        self.fjc.complete("审签", "agree")
        self.accept()
        self.judge({"R045": grade})

    # -- below the API -----------------------------------------------------------------------------

    def write_vote(
        self, kind: str, outcome: str, results: Mapping[str, tuple[str, dict[str, Any]]], ref: str = ""
    ) -> str:
        """What the voting wing leaves behind: a closed vote of the instance that waits now, with its results."""
        self.votes += 1
        with database.bound().writing() as session:
            instance = session.query(ProcessInstance).filter_by(public_id=self.waiting_instance()).one()
            vote = Vote(
                org_id=instance.org_id,
                instance_id=instance.id,
                engine_id=900_000 + self.votes,
                process_key="stand_in",
                node_id=kind,
                kind=kind,
                object_ref=ref or f"{kind}-{self.votes}",
                state="closed",
                outcome=outcome,
            )
            session.add(vote)
            session.flush()
            session.add_all(
                VoteItem(vote_id=vote.id, position=at, ref=ref, label=ref, result=result, counts=counts)
                for at, (ref, (result, counts)) in enumerate(results.items(), start=1)
            )
            session.commit()
            return vote.object_ref

    def waiting_instance(self) -> str:
        """The instance in which the office's stand-in task is open."""
        found = [task["instance_id"] for task in self.hxc.inbox() if task["name"] in {"群众帮", "专家评", "专家复评"}]
        assert len(found) == 1, found
        return str(found[0])

    # -- looking -----------------------------------------------------------------------------------

    def options(self, person: Client, task: str, path: str) -> dict[str, str]:
        """Options of a field, by value."""
        fields = self.form(person, task)
        table, _, column = path.partition(".")
        field = fields[table]
        if column:
            field = {each["name"]: each for each in field["fields"]}[column]
        return {option["value"]: option["label"] for option in field["options"]}

    def form(self, person: Client, task: str) -> dict[str, Any]:
        """The fields of a form by name."""
        return {field["name"]: field for field in self.page(person, task)["form"]}

    def page(self, person: Client, task: str) -> dict[str, Any]:
        """A task with its form and panel."""
        shown: dict[str, Any] = person.get(f"/tasks/{person.find_task(task)['id']}")
        return shown

    def refs(self) -> dict[str, str]:
        """Public ids of D07's points of this cycle, by number."""
        with self.house.reading() as session:
            rows = session.query(RiskPoint).filter(RiskPoint.cycle == 2026)
            return {f"R{row.number:03}": row.public_id for row in rows}

    def point(self, number: str) -> RiskPoint:
        """The row of a point."""
        with self.house.reading() as session:
            return session.query(RiskPoint).filter_by(public_id=self.refs()[number]).one()

    def submissions(self) -> list[Submission]:
        """The rows of the submissions, oldest first."""
        with self.house.reading() as session:
            return session.query(Submission).order_by(Submission.id).all()

    def items(self, submission_id: int) -> list[SubmissionItem]:
        """The rows of a list."""
        with self.house.reading() as session:
            return session.query(SubmissionItem).filter_by(submission_id=submission_id).all()
