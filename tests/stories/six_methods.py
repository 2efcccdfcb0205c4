"""The six-method procedure as its people carry it out over the HTTP API: in its own words, nothing from inside."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tests.clients import Client
from tests.houses import House

NO_RISK = "本岗位负责全面协调，重大事项一律提交集体研究，未发现单独的廉政风险点。"

TITLES = {
    "R044": ("学位点评审倾向性", "W24.2", "PROC", "评审专家与申报单位存在利害关系，仍参加评审打分"),
    "R045": ("抽检结果运用随意", "W24.4", "SYS", "论文抽检不合格的后续处理没有明确规定，处理轻重不一"),
    "new": ("材料受理把关不严", "W24.1", "POST", "对申报材料不全的单位予以受理，或暗示补交时限可以放宽"),
}


def a_point(name: str, **more: Any) -> dict[str, Any]:
    """A row of the self-check form."""
    title, step, category, manifestation = TITLES[name]
    return {
        "power": "W24",
        "flow_step": step,
        "category": category,
        "title": title,
        "manifestation": manifestation,
        "consequence": "影响学位授权审核的公正",
        "work_gap": False,
        **more,
    }


class Procedure:
    """D07 学位管理与研究生处 and everybody who has a part in its round."""

    unit = "D07"

    def __init__(self, house: House) -> None:
        self.house = house
        self._people: dict[str, Client] = {}
        self.instance = ""

    def __getattr__(self, login: str) -> Client:
        """Somebody by login, signed in once."""
        if login.startswith("_"):
            raise AttributeError(login)
        if login not in self._people:
            self._people[login] = self.house.sign_in(login)
        return self._people[login]

    def person(self, login: str) -> Client:
        return getattr(self, login)

    # -- the unit's part ---------------------------------------------------------------------------

    def start(self) -> Any:
        started = self.hxc.start("risk_discovery_anhui6", self.unit)
        self.instance = started["id"]
        return started

    def find(self, *names: str) -> None:
        """自己找: the post holder finds points, head and deputy declare none."""
        self.yhc.complete("自己找", "found", {"points": [a_point(name) for name in names]})
        for login in ("pzx", "gsy"):
            self.person(login).complete("自己找", "no_risk", {"no_risk_reason": NO_RISK})

    def comment(self) -> None:
        """同事点, 领导提: one suggests a change, the head adds a point."""
        first = self.options(self.gsy, "提出意见", "opinions.point")[0]
        self.gsy.complete(
            "提出意见", "done", {"opinions": [{"point": first, "kind": "modify", "text": "建议写明利害关系的范围"}]}
        )
        self.pzx.complete("提出意见", "done")

    def raise_points(self, *names: str) -> None:
        """领导提: the head adds points, the leader in charge has nothing to add."""
        post = self.options(self.pzx, "提出意见", "new_points.post")
        owner = next(each for each in post if each.startswith("P14"))
        self.pzx.complete("提出意见", "done", {"new_points": [a_point(name, post=owner) for name in names]})
        self.fjc.complete("提出意见", "done")

    def discuss(self) -> None:
        """汇总答复、民主讨论; 主要负责人确认; 分管领导确认负责人的无风险点."""
        self.summarise()
        self.pzx.complete("主要负责人确认", "confirm")
        if self.fjc.has_task("确认负责人的无风险点"):
            self.fjc.complete("确认负责人的无风险点", "confirm")

    def summarise(self) -> None:
        """汇总答复、民主讨论: the liaison adopts every opinion and records the meeting."""
        answers = [
            {"opinion": each, "response": "adopt"} for each in self.options(self.yhc, "汇总答复", "answers.opinion")
        ]
        self.yhc.complete("汇总答复", "submit", {"answers": answers, **UNIT_MEETING})

    # -- the ballot --------------------------------------------------------------------------------

    def hold_ballot(self, votes: Iterable[Mapping[str, str]] | None = None, *, issued: int = 6) -> str:
        """群众帮: slips are printed and drawn, two people open, papers are cast, two people count."""
        ballot = self.issue_slips(issued)
        for code, choices in zip(self.codes, votes or self.approving(ballot, issued), strict=False):
            self.cast(ballot, code, choices)
        self.house.work_off()
        self.count_ballot()
        return ballot

    def issue_slips(self, issued: int, *, printed: int = 10) -> str:
        ballot: str = self.task_object(self.hxc, "制票发票")
        self.codes = self.hxc.post(f"/ballots/{ballot}/slips", {"count": printed})["codes"][:issued]
        self.hxc.complete("制票发票", "issued", {"drawn": issued})
        self.qmz.post(f"/ballots/{ballot}/open", {})
        return ballot

    def approving(self, ballot: str, count: int) -> list[dict[str, str]]:
        """Papers that approve of every item."""
        items = self.house.stranger().get(f"/ballots/{ballot}")["items"]
        return [{item["id"]: "认可" for item in items}] * count

    def cast(self, ballot: str, code: str, choices: Mapping[str, str], expect: int | None = None) -> Any:
        body = {"token": code, "choices": dict(choices)}
        return self.house.stranger().post(f"/ballots/{ballot}/papers", body, expect=expect)

    def count_ballot(self) -> None:
        self.ryx.complete("开箱计票", "opened")
        self.qmz.complete("监票确认", "confirm")

    # -- signing and accepting ---------------------------------------------------------------------

    def sign(self) -> None:
        self.fjc.complete("审签", "agree", opinion="同意报送。")

    def accept(self) -> None:
        self.qmz.complete("受理审查", "accept", {"complete": True, "distinct": True, "no_gap": True})

    # -- the panel ---------------------------------------------------------------------------------

    def assess(self, grades: Mapping[str, str]) -> str:
        """专家评: the office draws, the experts declare and assess."""
        panel: str = self.task_object(self.hxc, "抽取专家")
        self.hxc.post(f"/panels/{panel}/draw", {})
        self.vote_panel(panel, grades)
        return panel

    def vote_panel(self, panel: str, grades: Mapping[str, str]) -> None:
        members = [each["code"] for each in self.hxc.get(f"/panels/{panel}")["members"] if each["state"] != "alternate"]
        for member in members:
            self.person(member).post(f"/panels/{panel}/declarations", {"independent": True})
        for member in members:
            items = [
                {
                    "risk_point": point,
                    "grade": grade,
                    "reason": "" if grade == "accurate" else "表述不够具体，须写明环节和情形",
                }
                for point, grade in self.by_point(grades).items()
            ]
            self.person(member).post(f"/panels/{panel}/votes", {"items": items})

    # -- the meeting -------------------------------------------------------------------------------

    def determine(self, grades: Mapping[str, str] | None = None) -> str:
        """组织审: the office convenes and records attendance, the chair opens, members vote, the chair closes."""
        meeting: str = self.task_object(self.hxc, "会议通知")
        self.hxc.complete("会议通知", "convene", {"held_at": "2026-07-30T09:00:00+08:00", "place": "五楼会议室"})
        self.hold_meeting(meeting, grades or {})
        return meeting

    def hold_meeting(self, meeting: str, grades: Mapping[str, str]) -> None:
        self.hxc.post(f"/meetings/{meeting}/attendance", {"present": list(GROUP)})
        proposals = [
            {"risk_point": point, "grade": grade, "reason": "会议研究认为应作此认定"}
            for point, grade in self.by_point(grades).items()
        ]
        self.lzy.post(f"/meetings/{meeting}/open", {"proposals": proposals})
        motions = [each for each in self.lzy.get(f"/meetings/{meeting}")["motions"] if not each["result"]]
        items = [{"risk_point": m["risk_point"], "grade": m["grade"], "vote": "approve"} for m in motions]
        for login in GROUP:
            self.person(login).post(f"/meetings/{meeting}/votes", {"items": items})
        self.lzy.post(f"/meetings/{meeting}/close", {})

    # -- looking -----------------------------------------------------------------------------------

    def options(self, who: Client, task: str, path: str) -> list[str]:
        """The values that a field of a task offers now."""
        fields = who.get(f"/tasks/{who.find_task(task)['id']}")["form"]
        for name in path.split("."):
            found = next(field for field in fields if field["name"] == name)
            fields = found["fields"]
        return [option["value"] for option in found["options"]]

    def task_object(self, who: Client, task: str) -> str:
        """The ballot, panel or meeting that a task belongs to."""
        found: dict[str, str] = who.get(f"/tasks/{who.find_task(task)['id']}")["object"]
        return found["id"]

    def points(self, who: str = "hxc") -> dict[str, dict[str, Any]]:
        """The unit's risk points by title."""
        items = self.person(who).get("/risk-points", unit=self.unit, limit=200)["items"]
        return {item["title"]: item for item in items}

    def by_point(self, grades: Mapping[str, str]) -> dict[str, str]:
        """Grades by the point's id instead of its name in the story."""
        known = self.points("pzx")
        return {known[TITLES.get(name, (name,))[0]]["id"]: grade for name, grade in grades.items()}

    def run_to_ballot(self, grades: Mapping[str, str]) -> None:
        """A round up to the ballot."""
        self.start()
        self.find(*grades)
        self.comment()
        self.raise_points()
        self.discuss()

    def run_to_signature(self, grades: Mapping[str, str]) -> None:
        """A round up to what the office has to accept."""
        self.run_to_ballot(grades)
        self.hold_ballot()
        self.sign()

    def run_to_determination(self, grades: Mapping[str, str]) -> str:
        """The whole round of points that are determined as they were assessed; returns the panel."""
        self.run_to_signature(grades)
        return self.be_judged(grades)

    def run_again(self, grades: Mapping[str, str]) -> str:
        """A later round, from the unit's own search to the determination."""
        self.find_again(*grades)
        self.comment()
        self.raise_points()
        self.discuss()
        self.hold_ballot()
        self.sign()
        return self.be_judged(grades)

    def be_judged(self, grades: Mapping[str, str]) -> str:
        """受理, 专家评, 组织审."""
        self.accept()
        panel = self.assess(grades)
        self.determine()
        return panel

    def find_again(self, *names: str) -> None:
        """自己找 in a later round: the owner revises the points that were sent back."""
        known = self.points("pzx")
        points = [a_point(name, point=known[TITLES[name][0]]["id"]) for name in names]
        self.yhc.complete("自己找", "found", {"points": points})

    def follow(self, kind: str) -> str:
        """The instance that a disposition of this round has set off."""
        for disposition in self.linked("disposition"):
            links = self.hxc.get(f"/process-instances/{disposition['id']}")["links"]
            found = [link["id"] for link in links if link["kind"] == kind and not link["parent"]]
            if found:
                return str(found[0])
        raise AssertionError(f"no {kind} was set off")

    def linked(self, kind: str) -> list[dict[str, Any]]:
        """Instances that the round has set off."""
        links = self.hxc.get(f"/process-instances/{self.instance}")["links"]
        return [link for link in links if link["kind"] == kind and not link["parent"]]


UNIT_MEETING = {
    "meeting_on": "2026-07-13",
    "attendees": "彭志翾、顾疏影、姚海澄",
    "minutes": "逐条讨论意见，形成风险点清单，一致同意报送。",
}

GROUP: Sequence[str] = ("lzy", "shm", "qyl", "fjc", "hsn", "wzh", "tlq", "gcy", "ksq")
"""The nine members of the group."""

TALK = {
    "held_on": "2026-07-20",
    "place": "三楼谈话室",
    "attendees": "范敬川、彭志翾",
    "problems": "抽检结果如何运用没有写清，风险点不能成立，查找流于形式。",
    "demands": "对照论文抽检环节重新查找，写明情形、依据和可能后果。",
}


def improved(point: str, title: str) -> dict[str, Any]:
    """A row of the improvement or rectification form."""
    return {
        "point": point,
        "title": title,
        "manifestation": "评审专家与申报单位有利害关系未申报回避，评议意见带有倾向",
        "note": "按审定意见重新写明环节和情形，并经处室会议讨论。",
    }
