"""谈话函询 and 纪检监察建议 as their people use them over the HTTP API: in their own words, nothing from inside.

People of the sample: yhc of D07 is asked, pzx heads D07 and its party organisation; twn works in discipline inspection,
wzh is its head, lzy is the top leader, fjc leads D07.
"""

from datetime import timedelta
from typing import Any

from tests.clients import Client
from tests.houses import House

TOLD = "有关评审回避事项均按规定申报，材料附后。"
AGREED = "经了解，情况属实。"
REPORT = "经查阅评审台账，本人说明与记录一致，未见异常。"
CONCLUSION = "所作说明予以采信，予以了结。"
PROBLEMS = "评审专家由经办人直接指定。\n回避申报未留痕。"
ADVICE = "建立随机抽取制度。\n三十日内补齐回避台账。"


class Matter:
    """Somebody's part in it, by login, signed in once."""

    def __init__(self, house: House) -> None:
        self.house = house
        self._people: dict[str, Client] = {}
        self.instance = self.id = ""

    def __getattr__(self, login: str) -> Client:
        if login.startswith("_"):
            raise AttributeError(login)
        if login not in self._people:
            self._people[login] = self.house.sign_in(login)
        return self._people[login]

    def begin(self, process: str, **form: str) -> None:
        started = self.twn.start(process, variables=form)
        self.instance, self.id = started["id"], started["business_key"]

    def let_pass(self, task: str, who: str) -> None:
        """Time goes on until the deadline of a task has passed."""
        self.house.travel(getattr(self, who).find_task(task)["due_at"])

    def let_grace_pass(self) -> None:
        """Two working days more, whatever days of rest lie between."""
        self.house.travel(self.house.now + timedelta(days=5))

    def panel(self, who: str, task: str) -> dict[str, Any]:
        """What stands beside somebody's form."""
        client = getattr(self, who)
        found: dict[str, Any] = client.get(f"/tasks/{client.find_task(task)['id']}")["panel"]
        return found


class Asked(Matter):
    """An inquiry by letter."""

    def draft(self, person: str = "yhc", *, concerns_head: bool = False) -> None:
        """起草函询: only the field of the matter."""
        self.begin("inquiry_letter", person=person)
        self.twn.complete("起草函询", "submit", {"field": "assessment", "concerns_head": concerns_head})

    def send(self, person: str = "yhc", approver: str = "wzh", **more: bool) -> None:
        """起草, 审批, 发函."""
        self.draft(person, **more)
        getattr(self, approver).complete("函询审批", "agree")

    def reply(self, who: str = "yhc", outcome: str = "submit") -> None:
        """书面说明."""
        getattr(self, who).complete("书面说明", outcome, {"explanation": TOLD})

    def sign(self) -> None:
        """所在党组织主要负责人签署意见."""
        self.pzx.complete("签署意见", "sign", {"verdict": AGREED})

    def report(self, disposition: str) -> None:
        """情况报告和处置意见."""
        self.twn.complete("情况报告", "submit", {"report": REPORT, "disposition": disposition})

    def miss(self) -> None:
        """No reply, 催办, and nothing until the days of grace are over."""
        self.let_pass("书面说明", "yhc")
        self.let_grace_pass()

    def card(self, who: str = "twn") -> dict[str, Any]:
        """The inquiry as somebody sees it."""
        found: dict[str, Any] = getattr(self, who).get(f"/inquiries/{self.id}")
        return found

    def texts(self, who: str) -> dict[str, str]:
        """The texts that somebody reads."""
        found = getattr(self, who).get(f"/inquiries/{self.id}/texts")
        return {name: text for name, text in found.items() if text and name != "id"}


class Advised(Matter):
    """Advice to a unit."""

    def serve(self) -> None:
        """起草, 审签, 送达."""
        self.begin("supervision_advice", advised="D07")
        self.twn.complete("起草建议书", "submit", {"problems": PROBLEMS, "advice": ADVICE})
        self.wzh.complete("审签建议书", "agree")

    def adopt(self) -> None:
        self.pzx.complete("回告采纳情况", "adopt", {"measures": "已建立随机抽取制度，台账补齐。"})

    def object(self) -> None:
        self.pzx.complete("回告采纳情况", "object", {"reasons": "该事项不属于本处室职责范围。"})

    def check(self, verdict: str) -> None:
        self.twn.complete("核查采纳落实", verdict, {"finding": "现场核查台账和抽取记录。"})

    def card(self, who: str = "twn") -> dict[str, Any]:
        """The advice as somebody sees it."""
        found: dict[str, Any] = getattr(self, who).get(f"/supervision-advice/{self.id}")
        return found
