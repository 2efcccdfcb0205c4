"""A case of accountability as its people go through it over the HTTP API: yhc is held to account, later pzx too."""

from datetime import timedelta
from typing import Any

from tests.stories.warnings import CASE, GROUP, Ladder

REASONS = {"reasons": "两次检查验收之间没有给足整改时间，材料已经补齐，请求变更。"}
RULING = {"ruling": "经复查，原决定认定事实清楚，但情节较轻，责令检查足以惩戒，予以变更。"}
KIN = {"cause": "kinship", "reason": "与被追究人是表兄弟，可能影响公正。"}


class Case(Ladder):
    """A case against yhc: twn and qmz investigate, lzy chairs the group, wzh and hxc have had no hand in it."""

    def open_case(self, **more: Any) -> None:
        """A warning that begins at rung 4, and its investigation; `others` are responsible beside yhc."""
        self.open()
        self.propose("red", 4, conditions=["concealment"])
        self.lzy.complete("预警审批", "agree")
        self.investigate(**more)

    def hear(self, login: str) -> None:
        """告知 somebody, the tasks being the same for all; 陈述."""
        getattr(self, login).complete("陈述申辩", "state", {"statement": "对事实没有异议，请从轻处理。"})

    def tell_all(self) -> None:
        """告知拟处理意见 to every party."""
        for task in [each for each in self.twn.inbox() if each["name"] == "告知拟处理意见"]:
            self.finish_task(task["id"], "notify", CASE["notify"])

    def finish_task(self, task: str, outcome: str, values: dict[str, Any], expect: int = 200) -> Any:
        """Complete one of twn's tasks of the same name."""
        return self.twn.post(
            f"/tasks/{task}/complete", {"outcome": outcome, "values": values, "opinion": ""}, expect=expect
        )

    def vote(self, outcome: str = "pursue", task: str = "表决", people: tuple[str, ...] = GROUP, **values: Any) -> None:
        """集体研究."""
        for login in people:
            getattr(self, login).complete(task, outcome, values)

    def decide(self, **more: Any) -> None:
        """From the hearing of yhc alone to the decision that is served on him."""
        self.tell_all()
        self.hear("yhc")
        self.vote()
        self.twn.complete("制作责任追究决定书", "issue", {**CASE["decide"], **more})

    def party(self, name: str = "姚海澄", who: str = "twn") -> dict[str, Any]:
        """A party as the case shows it."""
        parties = getattr(self, who).get(f"/warnings/{self.id}/case")["parties"]
        [found] = [each for each in parties if each["name"] == name]
        return dict(found)

    def appeal(self, who: str = "yhc", expect: int = 200, **more: Any) -> Any:
        """申诉."""
        return getattr(self, who).post(f"/warnings/{self.id}/appeals", {**REASONS, **more}, expect=expect)

    def let_month_pass(self) -> None:
        """The last day for an appeal is over."""
        self.house.travel(f"{self.party()['appeal_by']}T23:59:00+08:00")
        self.house.travel(self.house.now + timedelta(minutes=2))

    def review(self, expect: int = 200, **answers: Any) -> None:
        """复查, by somebody who had no hand in the decision."""
        self.hxc.complete(
            "复查", "submit", {"review": "调取检查记录，听取申诉人意见，情节较轻。", **answers}, expect=expect
        )

    def recuse(self, who: str, expect: int = 200, **more: Any) -> Any:
        """申请回避."""
        return getattr(self, who).post(f"/warnings/{self.id}/recusals", {**KIN, **more}, expect=expect)
