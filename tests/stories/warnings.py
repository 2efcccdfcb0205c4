"""The ladder of disposal as its people climb it over the HTTP API: in its own words, nothing from inside.

People of the sample: yhc of D07 is warned; qmz of the office assesses; hxc heads the office, wzh is the head of
discipline inspection, twn works there, lzy chairs the group, pzx heads D07.
"""

from datetime import timedelta
from typing import Any

from tests.clients import Client
from tests.houses import House
from workflows.models import RestrictedAccess
from workflows.rules.deadlines import ZONE

LETTER = {
    "causes": "对回避规定学习不够，没有逐条核对利害关系。",
    "measures": "已逐项补报回避事项，建立受理登记复核制度。",
}
TALK = {
    "reason": "警示提醒以后仍未纠正回避方面的问题。",
    "explanation": "认为程序已经完备，没有重视提醒。",
    "problems": "未按规定申报回避，逾期不回告，纪律意识不强。",
    "demands": "立即停止参与相关评审，十日内补报回避事项。",
}
CASE: dict[str, dict[str, Any]] = {
    "propose": {"condition": "failed_rectification", "evidence": "两次检查验收记录均为不合格。"},
    "investigate": {"second": "qmz", "responsibility": "direct", "findings": "经核实，本人负直接责任。"},
    "notify": {"intended": "拟给予责令检查并调离岗位。"},
    "decide": {
        "facts": "经查，两次整改检查验收均不合格，本人负直接责任。",
        "basis": "问责条例第七条、第八条",
        "forms": ["inspection", "transfer"],
        "decision": "责令作出书面检查，调离现岗位，一个月内执行完毕。",
        "bulletin": "unit",
    },
}
GROUP = ("lzy", "shm", "qyl", "fjc", "hsn", "wzh", "tlq", "gcy", "ksq")


class Ladder:
    """A warning about yhc, and everybody who has a part in it."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._people: dict[str, Client] = {}
        self.instance = self.id = ""

    def __getattr__(self, login: str) -> Client:
        """Somebody by login, signed in once."""
        if login.startswith("_"):
            raise AttributeError(login)
        if login not in self._people:
            self._people[login] = self.house.sign_in(login)
        return self._people[login]

    # -- steps ------------------------------------------------------------------------------------

    def open(self, **subject: str) -> None:
        """新建预警."""
        given = subject or {"subject": "person", "person": "yhc"}
        clue = "有反映称评审专家与申报单位存在利害关系。"
        started = self.qmz.start("warning_disposal", variables={**given, "source": "inspection", "clue": clue})
        self.instance, self.id = started["id"], started["business_key"]

    def propose(self, colour: str = "yellow", rung: int = 1, **more: Any) -> None:
        """研判."""
        facts = {"facts": "两次评审未申报回避，材料已经核对。", "basis": "评审回避办法第八条", **more}
        self.qmz.complete("研判", "propose", {"colour": colour, "rung": rung, **facts})

    def remind(self) -> None:
        """黄色、警示提醒, approved by the head of the office."""
        self.open()
        self.propose()
        self.hxc.complete("预警审批", "agree")

    def miss_reply(self) -> None:
        """签收, and then nothing until the days of grace are over."""
        self.yhc.complete("签收", "received")
        self.let_pass("书面回告")
        self.let_grace_pass()

    def let_pass(self, task: str, who: str = "yhc") -> None:
        """Time goes on until the deadline of a task has passed."""
        self.house.travel(getattr(self, who).find_task(task)["due_at"])

    def let_grace_pass(self) -> None:
        """Two working days more, whatever days of rest lie between."""
        self.house.travel(self.house.now + timedelta(days=5))

    def record_talk(self) -> str:
        """诫勉谈话, arranged and recorded; its id."""
        self.twn.complete("谈话安排", "arrange", {"talker": "wzh", "recorder": "twn", "place": "三楼谈话室"})
        held_on = self.house.now.astimezone(ZONE).date().isoformat()
        self.wzh.complete("谈话并形成记录", "record", {**TALK, "held_on": held_on})
        task = self.yhc.get(f"/tasks/{self.yhc.find_task('核对签字')['id']}")
        talk: str = task["panel"]["id"]
        return talk

    def talk(self) -> None:
        """诫勉谈话, recorded and signed with a statement."""
        self.record_talk()
        self.yhc.complete("核对签字", "remark", opinion="已经认识到问题，愿意改正。")

    def report_and_fail(self) -> None:
        """整改报告, and an inspection that finds it wanting."""
        self.yhc.complete("书面回告", "submit", LETTER)
        self.twn.complete("检查验收", "fail", opinion="现场检查，补报材料与实际不符。")

    def hold_to_account(self) -> None:
        """追究建议, 调查, 陈述申辩, 集体研究, 决定, 执行, 通报."""
        self.investigate()
        self.twn.complete("告知拟处理意见", "notify", CASE["notify"])
        self.yhc.complete("陈述申辩", "state", {"statement": "对事实没有异议，请从轻处理。"})
        for login in GROUP:
            getattr(self, login).complete("表决", "pursue")
        self.twn.complete("制作责任追究决定书", "issue", CASE["decide"])
        self.hxc.complete("执行", "done", opinion="已经调离岗位，检查已交。")
        self.hxc.complete("按决定范围通报", "done", opinion="已在本单位范围内通报。")

    def investigate(self, **more: Any) -> None:
        """追究建议, 启动, 调查; `others` names those who are responsible beside the warned."""
        self.twn.complete("追究建议", "submit", CASE["propose"])
        self.lzy.complete("启动审批", "agree")
        self.twn.complete("调查核实", "submit", {**CASE["investigate"], **more})

    def ask_extension(self, who: Client) -> None:
        """申请延期."""
        self.trigger(who, "申请延期", "评审材料需要重新核对，时间不够。")

    def triggers(self, who: Client) -> list[dict[str, Any]]:
        """Messages that somebody may send now."""
        found: list[dict[str, Any]] = who.get(f"/process-instances/{self.instance}")["messages"]
        return found

    def trigger(self, who: Client, label: str, reason: str) -> None:
        """Send one of them."""
        [message] = [each for each in self.triggers(who) if each["label"] == label]
        who.post(f"/process-instances/{self.instance}/messages", {"engine_id": message["engine_id"], "reason": reason})

    # -- looking ----------------------------------------------------------------------------------

    def card(self, who: str = "twn") -> dict[str, Any]:
        """The warning as the board shows it."""
        found: dict[str, Any] = getattr(self, who).get(f"/warnings/{self.id}")
        return found

    def stands(self) -> tuple[str, int | None, str]:
        """Colour, rung and state."""
        card = self.card()
        return card["colour"], card["rung"], card["state"]

    def events(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.card()["events"]
        return found

    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.events()]

    def count_readings(self) -> int:
        """How often somebody has read what was said in the talk."""
        with self.house.reading() as session:
            read = session.query(RestrictedAccess).filter_by(object_ref=self.id, kind="read")
            return read.filter(RestrictedAccess.texts.contains("admonition.")).count()
