"""One round of the six methods in D07, carried out on pages: the deeds of its people, in their own words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from playwright.sync_api import expect

from tests.browser.people import EXPERTS, People, Person, Sheet

UNIT: Final = "学位管理与研究生处"
PROCEDURE: Final = "廉政风险点查找与确定（六种办法）"

R044: Final = "学位点评议请托说情"
R045: Final = "论文抽检结果运用不力"
NEW: Final = "申报材料受理把关不严"

POINTS: Final[Mapping[str, Mapping[str, str]]] = {
    R044: {
        "运行环节": "专家评议",
        "风险类别": "业务流程风险",
        "表现形式": "申报单位打探专家名单并做工作",
        "拟定措施": "通讯评议匿名送审；打招呼登记报告制度（追责）",
    },
    R045: {
        "运行环节": "论文抽检",
        "风险类别": "制度机制风险",
        "表现形式": "抽检不合格缺少约谈和调减规定",
        "拟定措施": "抽检结果与招生计划、授权点挂钩制度",
    },
    NEW: {
        "运行环节": "申报受理",
        "风险类别": "岗位职责风险",
        "表现形式": "对申报材料不全的单位予以受理，或暗示补交时限可以放宽",
        "拟定措施": "受理清单公开，材料不全的一次性书面告知",
    },
}

NO_RISK: Final = "本岗位负责全面协调，重大事项一律提交集体研究，未发现单独的廉政风险点。"
OPINION: Final = "建议写明打探名单的渠道和做工作的方式"
VAGUE: Final = "表述不够具体，须写明环节和情形"

MEETING: Final = "会议页面：到会、回避、表决记录"
"""The link from a step of the meeting to the meeting itself."""

TALK: Final = {
    "指出的问题": "抽检结果如何运用没有写清，风险点不能成立，查找流于形式。",
    "整改要求": "对照论文抽检环节重新查找，写明情形、依据和可能后果。",
}

GROUP: Final = ("lzy", "shm", "qyl", "fjc", "hsn", "wzh", "tlq", "gcy", "ksq")
"""The nine members of the group; the first is its chair."""


def a_point(title: str, **more: str) -> dict[str, str]:
    """A row of 岗位廉政风险点自查表."""
    return {"职权": "学位授权点审核", "风险点": title, **POINTS[title], "是否属于工作差距": "否", **more}


class Round:
    """A round, from the unit's own search to the determination."""

    def __init__(self, people: People, address: str = "") -> None:
        self.people = people
        self.address = address
        self.slips: list[str] = []
        self.door = ""
        self.ballot = ""
        self.panel = ""
        self.meeting = ""

    def __getattr__(self, login: str) -> Person:
        """Somebody by login."""
        if login.startswith("_"):
            raise AttributeError(login)
        return self.people[login]

    # -- 自己找, 同事点, 领导提 --------------------------------------------------------------------

    def start(self) -> None:
        """The office starts the search of the unit from the start page."""
        self.hxc.open("发起流程").follow(f"发起 {PROCEDURE}").fill({"单位": UNIT})
        self.hxc.press("发起").hears("已发起：").reads(UNIT, "第1轮")
        self.address = self.hxc.address

    def find(self, *points: Mapping[str, str]) -> None:
        """自己找: the holder of the post lists points."""
        self.yhc.task("自己找").choose("提交风险点").fill_rows("岗位廉政风险点自查表", points)
        self.yhc.finish("提交风险点")

    def find_none(self, login: str) -> None:
        """自己找: somebody declares that there is none, with the reason."""
        self.people[login].task("自己找").choose("无风险点").fill({"无风险点的理由": NO_RISK}).finish("无风险点")

    def give_opinion(self, login: str, *, changes: Mapping[str, str] | None = None, adds: Sequence[str] = ()) -> None:
        """同事点, 领导提: what somebody thinks of points that are not his own, and what he adds."""
        given = self.people[login].task("提出意见")
        given.fill_rows(
            "对已有风险点的意见",
            [{"风险点": point, "意见": "建议修改", "说明": text} for point, text in (changes or {}).items()],
        )
        given.fill_rows("建议新增的风险点", [a_point(title, 岗位="学位授权审核岗") for title in adds])
        given.finish("提交意见")

    def discuss(self, answers: int) -> None:
        """汇总答复、民主讨论: the liaison answers every opinion and records the unit's meeting."""
        self.yhc.task("汇总答复、民主讨论")
        for at in range(answers):
            opinion = self.yhc.row("逐条答复意见", at)
            opinion.fill({"意见": opinion.offers("意见")[at], "答复": "采纳"})
        self.yhc.fill(
            {
                "处室会议日期": self.yhc.today,
                "参加人员": "彭志翾、顾疏影、姚海澄",
                "会议记录": "逐条讨论意见，形成风险点清单，一致同意报送。",
            }
        ).finish("提交清单")

    # -- 群众帮 ------------------------------------------------------------------------------------

    def issue_slips(self, drawn: int, printed: int = 10) -> None:
        """The office prints slips, representatives draw some; another one of the office opens the box."""
        self.hxc.task("制票发票").follow("制票、名册与结果")
        self.ballot = self.hxc.address
        self.hxc.fill({"张数": str(printed)}).press("生成并打印", within="制票")
        self.slips = self.hxc.page.locator(".slip .code").all_inner_texts()
        self.door = self.hxc.page.locator(".slip .address").first.inner_text()
        assert len(set(self.slips)) == printed
        self.hxc.task("制票发票").fill({"领票数（签领人数）": str(drawn)}).finish("登记领票数")
        assert "复核领票数并启用评议箱" not in self.hxc.inbox, "nobody checks himself"
        self.qmz.task("复核领票数并启用评议箱").reads(str(printed)).finish("票数相符，销毁余票并启用")

    def vote(self, slip: str, choices: Mapping[str, str], comment: str = "", *, scanned: bool = False) -> str:
        """A representative types or scans the code, marks each point, looks at it again, and gets a receipt."""
        voter = self.people.passer_by()
        voter.visit(f"{self.door}#{slip}" if scanned else self.door)
        voter.fill({} if scanned else {"票码": slip}).press("下一步")
        for title, choice in choices.items():
            voter.part.get_by_role("radiogroup", name=title).get_by_label(choice, exact=True).check()
        voter.fill({"意见（可不填）": comment}).press("下一步：核对").reads(*choices, *choices.values()).press("提交")
        return voter.reads_title("已收到您的评议票").part.locator(".code").inner_text()

    def be_refused(self, slip: str) -> str:
        """What somebody is told whose slip does not count."""
        voter = self.people.passer_by()
        voter.visit(self.door)
        voter.fill({"票码": slip}).press("下一步")
        return voter.page.get_by_role("alert").inner_text()

    def receipt_is_counted(self, receipt: str) -> bool:
        """Whether the public page finds a receipt after the close."""
        voter = self.people.passer_by()
        voter.visit(self.door)
        voter.fill({"查询回执号": receipt}).press("查询")
        said = voter.page.get_by_role("status").inner_text()
        assert said in {"这张票已计入。", "没有这个回执号。"}
        return said == "这张票已计入。"

    def count(self) -> None:
        """Two of the office open the box."""
        self.ryx.task("开箱计票").finish("开箱")
        assert "监票确认" not in self.ryx.inbox, "nobody witnesses himself"
        self.qmz.task("监票确认").finish("监票无异议")

    # -- 审签, 受理 --------------------------------------------------------------------------------

    def sign_and_accept(self) -> None:
        """The leader in charge signs, the office accepts."""
        self.fjc.task("审签").fill({"意见": "同意报送。"}).finish("同意")
        checks = dict.fromkeys(("要素齐全", "无重复风险点", "无工作差距"), "是")
        self.qmz.task("受理审查").fill(checks).finish("受理")

    # -- 专家评 ------------------------------------------------------------------------------------

    def draw_panel(self) -> None:
        """The house draws the experts; the office looks at who they are."""
        self.hxc.task("抽取专家").follow("评估组详情")
        self.panel = self.hxc.address
        self.hxc.task("抽取专家").finish("随机抽取")

    def members(self, state: str = "在组") -> list[str]:
        """Logins of the panel's members in a state, as the office reads their names."""
        self.hxc.visit(self.panel)
        rows = (
            self.hxc.part.locator("section", has_text="成员")
            .locator("tr")
            .filter(has=self.hxc.page.locator("td[data-label='状态']", has_text=state))
        )
        return [EXPERTS[name.strip()] for name in rows.locator("td.main-cell").all_inner_texts()]

    def declare(self, login: str) -> None:
        self.people[login].task("独立性声明").finish("声明独立")

    def assess(self, login: str, grades: Mapping[str, str]) -> None:
        """评估打分: a grade for each point, with a reason for all but the best."""
        expert = self.people[login].task("评估打分")
        for title, grade in grades.items():
            expert.about(title).fill({"评价": grade} | ({} if grade == "准确" else {"理由": VAGUE}))
        expert.finish("提交评估")

    # -- 组织审 ------------------------------------------------------------------------------------

    def convene(self, at: str) -> None:
        """The office calls the meeting."""
        self.hxc.task("会议通知").fill({"会议时间": at, "会议地点": "五楼会议室"}).finish("发出通知")

    def attend(self) -> None:
        """The office writes down who is there."""
        self.hxc.look_back_at("会议通知").follow(MEETING).does_not_offer("宣布开始")
        self.meeting = self.hxc.address
        for box in self.hxc.part.locator("[name=present]").all():
            box.check()
        self.hxc.press("登记到会").hears("到会情况已登记").reads("实到 9 / 应到 9")

    def determine(self) -> None:
        """The chair opens, every member votes, the chair closes."""
        self.lzy.task("会议表决").follow(MEETING).press("宣布开始").hears("会议已开始")
        for login in GROUP:
            self.approve(login)
        self.shm.look_back_at("会议表决").follow(MEETING).does_not_offer("宣布结束")
        self.lzy.look_back_at("会议表决").follow(MEETING).press("宣布结束").hears("会议已结束，审定结果已登记")

    def approve(self, login: str) -> None:
        """A member votes for what is moved, point by point."""
        member = self.people[login].task("会议表决")
        for item in member.part.locator("#f-items [data-item]").all():
            Sheet(item).fill({"表决": "赞成"})
        member.finish("提交表决")

    # -- looking -----------------------------------------------------------------------------------

    def register(self) -> dict[str, str]:
        """The unit's points of this year in the register: what state each is in, by title."""
        self.hxc.open("风险点登记册")
        self.hxc.page.get_by_label("单位", exact=True).select_option(label=UNIT)
        expect(self.hxc.page).to_have_url(re.compile("unit=D07"))
        rows: Any = self.hxc.part.locator("tr[data-row]")
        return {
            row.locator(".main-cell a").inner_text(): " ".join(row.locator("[data-label='状态']").inner_text().split())
            for row in rows.all()
        }
