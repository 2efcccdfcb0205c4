"""A warning and everybody who has a part in it, climbing the ladder of disposal on pages, in any organisation."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from tests.browser.people import People, Person
from tests.clients import Client
from tests.houses import House
from workflows.rules.deadlines import ZONE

PROCEDURE: Final = "预警处置"
CLUE: Final = "有反映称办理事项时接受服务对象安排的宴请。"
FACTS: Final = {"事实": "经核对台账和发票，两次接受服务对象安排的宴请。", "依据": "廉政风险防控管理办法第八条"}
LETTER: Final = {
    "成因分析": "对服务对象的邀请碍于情面，没有拒绝，也没有报告。",
    "整改措施": "已退还有关费用，今后一律拒绝并登记报告。",
}
TALK: Final = {
    "谈话事由": "警示以后仍未按要求说明宴请的情况。",
    "本人解释说明": "认为只是一般往来，没有重视提醒。",
    "指出的问题": "逾期不回告，对廉洁要求认识不足。",
    "责令终止的行为和改正要求": "立即停止接受宴请，十日内退还有关费用。",
}
SENT: Final = {"causes": LETTER["成因分析"], "measures": LETTER["整改措施"]}
"""The same letter as the API takes it."""


@dataclass(frozen=True)
class Cast:
    """Who plays which part in an organisation, by login."""

    proposer: str
    office: str
    head: str
    """Who heads discipline inspection."""
    inspector: str
    warned: str
    name: str
    """What the warned person is called, or the unit whose head answers for it."""
    recorder: str = ""
    unit: bool = False


class Walk:
    """One warning from its opening; deeds on pages are those of the parts, the others go over the API."""

    def __init__(self, people: People, house: House, cast: Cast, password: Callable[[str], str]) -> None:
        self.people, self.house, self.cast, self.password = people, house, cast, password
        self._clients: dict[str, Client] = {}
        self.ref = ""

    def __getattr__(self, part: str) -> Person:
        """Somebody by the part that he plays."""
        if part.startswith("_"):
            raise AttributeError(part)
        return self.people[getattr(self.cast, part)]

    def client(self, login: str) -> Client:
        """Somebody over the API."""
        if login not in self._clients:
            self._clients[login] = Client(self.house.app.test_client(), login, self.password(login))
        return self._clients[login]

    # -- deeds on pages ----------------------------------------------------------------------------

    def open(self) -> None:
        """新建预警."""
        subject = {"对象": "处室（单位）", "被预警处室（单位）": self.cast.name}
        person = {"对象": "个人", "被预警人": self.cast.name}
        self.proposer.open("发起流程").follow(f"发起 {PROCEDURE}")
        self.proposer.fill({**(subject if self.cast.unit else person), "来源": "检查巡察", "风险信息": CLUE})
        self.proposer.press("发起").hears("已发起")
        self.ref = self.client(self.cast.proposer).get("/warnings")["items"][0]["id"]

    def propose(self, colour: str, rung: int, **more: str) -> None:
        """研判."""
        self.proposer.task("研判").choose("提请预警")
        level = "处置等级（1警示提醒 2诫勉纠错 3责令整改 4责任追究）"
        self.proposer.fill({"信号颜色": colour, level: str(rung), **FACTS, **more}).finish("提请预警")

    def approve(self, who: str, task: str = "预警审批") -> None:
        """One with authority agrees; nobody else is asked."""
        others = {self.cast.office, self.cast.head} - {who}
        assert not any(self.client(other).has_task(task) for other in others)
        self.people[who].task(task).reads(self.cast.name).finish("同意")

    def acknowledge(self) -> None:
        """签收."""
        self.warned.task("签收").finish("签收")

    def reply(self) -> None:
        """书面回告、书面检查、整改报告: causes and measures."""
        self.warned.task("书面回告").fill(LETTER).finish("提交")

    def talk(self) -> None:
        """谈话安排, 谈话, 核对签字."""
        self.proposer.task("谈话安排").fill({"地点": "三楼谈话室"})
        names = {"谈话人": self.cast.head, "记录人": self.cast.recorder or self.cast.inspector}
        for field, login in names.items():
            self.proposer.field(field).locator("select").select_option(value=login)
        self.proposer.finish("确定安排")
        held = {"谈话日期": self.house.now.astimezone(ZONE).date().isoformat()}
        self.head.task("谈话并形成记录").fill({**held, **TALK}).finish("提交谈话记录")
        self.warned.task("核对签字").finish("核对无误，签字")

    def close(self, note: str) -> None:
        """解除预警."""
        self.proposer.task("解除预警").fill({"解除结论": note}).finish("解除，转绿")

    def advance_to(self, at: str) -> None:
        """Let the demo's clock go forward, by its menu in the bar."""
        self.proposer.advance_to(at)

    # -- deeds over the API ------------------------------------------------------------------------

    def send(
        self, login: str, task: str, outcome: str, values: dict[str, Any] | None = None, opinion: str = ""
    ) -> None:
        """Complete a step that is not what the story is about."""
        self.client(login).complete(task, outcome, values, opinion)

    def hold_talk(self) -> None:
        """The talk of `talk`."""
        who = {"talker": self.cast.head, "recorder": self.cast.recorder or self.cast.inspector, "place": "三楼谈话室"}
        self.send(self.cast.proposer, "谈话安排", "arrange", who)
        names = ("reason", "explanation", "problems", "demands")
        held = {"held_on": self.house.now.astimezone(ZONE).date().isoformat()}
        self.send(self.cast.head, "谈话并形成记录", "record", {**held, **dict(zip(names, TALK.values(), strict=True))})
        self.send(self.cast.warned, "核对签字", "sign")

    # -- looking -----------------------------------------------------------------------------------

    def board(self) -> tuple[str, str, str]:
        """Colour, measure and state as the signal board shows them."""
        colour, _subject, _number, _since, rung, state, *_next = self.proposer.open("信号板").line(self.cast.name)
        return colour, rung, state

    def due(self, login: str, task: str) -> datetime:
        """Until when a step is to be done."""
        return datetime.fromisoformat(self.client(login).find_task(task)["due_at"]).astimezone(ZONE)

    def numbers(self) -> list[tuple[str, str]]:
        """The notices that were issued: kind of document and number."""
        page = self.client(self.cast.proposer).get(f"/warnings/{self.ref}")
        return [(each["document"], each["number"]) for each in page["notices"]]
