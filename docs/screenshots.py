"""Take the pictures of the documentation: a demo of its own, walked on its pages as docs/tutorial/first-round.md walks it.

`make screenshots` writes docs/images. The demo's clock begins where every demo's does; drawn codes, seeds and the experts
that they lead to are different each time.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from socket import socket
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).parent / "tutorial"))
import others

ROOT: Final = Path(__file__).parents[1]
IMAGES: Final = Path(__file__).parent / "images"
PROGRAM: Final = Path(sys.executable).with_name("lianflow")
PROCESS: Final = "risk_discovery_anhui6"
UNIT: Final = "D07"
PASSWORD: Final = others.PASSWORD
PUBLIC: Final = "http://127.0.0.1:8000"
"""The address that slips bear, whatever the port."""
DESK: Final[ViewportSize] = {"width": 1440, "height": 900}
NARROW: Final[ViewportSize] = {"width": 1100, "height": 780}
HIGH: Final[ViewportSize] = {"width": 1440, "height": 2400}
PHONE: Final[ViewportSize] = {"width": 390, "height": 844}
MOST: Final = 150_000
"""How many bytes a picture may have."""

CHANGES: Final = {
    'label="提交风险点"': 'label="提交自查表"',
    'lf:due="p2_discovery.office_check"': 'lf:due="wd:1"',
}
"""What the tutorial changes in the diagram."""

POINTS: Final[tuple[Mapping[str, str], ...]] = (
    {
        "power": "W24",
        "flow_step": "W24.2",
        "category": "PROC",
        "title": "学位点评审倾向性",
        "manifestation": "评审专家与申报单位存在利害关系，仍参加评审打分",
        "consequence": "影响学位授权审核的公正",
        "work_gap": "false",
    },
    {
        "power": "W24",
        "flow_step": "W24.4",
        "category": "SYS",
        "title": "抽检结果运用随意",
        "manifestation": "论文抽检不合格的后续处理没有明确规定，处理轻重不一",
        "consequence": "影响学位授权审核的公正",
        "work_gap": "false",
    },
)
"""What the post holder finds."""

LOOK_AT: Final = """
(id) => {
  const { modeler } = document.querySelector("[data-editor]");
  const element = modeler.get("elementRegistry").get(id);
  modeler.get("canvas").zoom(0.8);
  modeler.get("canvas").scrollToElement(element, { top: 160, right: 260, bottom: 160, left: 260 });
  modeler.get("selection").select(element);
}
"""
"""Choose an element of the diagram in the editor, and bring it into view."""

NO_RISK: Final = "本岗位负责全面协调，重大事项一律提交集体研究，未发现单独的廉政风险点。"


def free_port() -> int:
    """A port that nobody listens on."""
    with socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def find_chromium() -> str:
    """A Chromium to drive."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise SystemExit("no Chromium found: make needs")
    return found


@contextmanager
def open_house() -> Iterator[str]:
    """A demo on a free port, its data in a folder that is thrown away; the changed diagram is published."""
    with tempfile.TemporaryDirectory(prefix="lianflow-pictures-") as home:
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        settings = ("DEMO=1", f"HOME={home}", f"PORT={port}", f"PUBLIC_URL={PUBLIC}")
        command = ["env", *(f"LIANFLOW_{each}" for each in settings), str(PROGRAM)]
        server = subprocess.Popen([*command, "run"], stdout=subprocess.DEVNULL)
        try:
            wait_for(f"{address}/health/ready")
            publish_change(command, Path(home))
            yield address
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(address: str, *, seconds: float = 60) -> None:
    """Wait until the house answers."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with suppress(URLError, ConnectionError), urlopen(address) as answer:
            if answer.status == 200:  # noqa: PLR2004 -- the status of HTTP
                return
        time.sleep(0.2)
    raise SystemExit("the demo did not start")


def publish_change(command: list[str], folder: Path) -> None:
    """Change the diagram as the tutorial does, check it, and publish it as the next version."""
    text = (ROOT / "bpmn" / "processes" / f"{PROCESS}.bpmn").read_text(encoding="utf-8")
    for before, after in CHANGES.items():
        if text.count(before) != 1:
            raise SystemExit(f"the diagram does not hold {before} once")
        text = text.replace(before, after)
    file = folder / "my_round.bpmn"
    file.write_text(text, encoding="utf-8")
    for verb in ("lint", "publish"):
        subprocess.run([*command, verb, str(file)], check=True, stdout=subprocess.DEVNULL)


class Someone:
    """One person with a browser of his own, signed in through the door; without a login, a stranger on a phone."""

    def __init__(self, browser: Browser, house: str, login: str = "", size: ViewportSize = DESK) -> None:
        context = browser.new_context(viewport=size, locale="zh-CN", base_url=house, timezone_id="Asia/Shanghai")
        self.page: Page = context.new_page()
        self.page.set_default_timeout(15_000)
        if login:
            self.sign_in(login)

    def sign_in(self, login: str) -> None:
        """Through the page 登录."""
        self.page.goto("/sign-in")
        self.page.fill("#username", login)
        self.page.fill("#password", PASSWORD)
        self.page.press("#password", "Enter")
        self.page.wait_for_url("**/inbox")

    def open(self, path: str) -> None:
        """Open a page and let it settle."""
        self.page.goto(path)
        self.page.wait_for_load_state("networkidle")

    def open_task(self, name: str) -> None:
        """Take the one line of the inbox whose step has that name: 办理."""
        row = self._row(name)
        row.get_by_role("link", name="办理").click()
        self.page.wait_for_load_state("networkidle")

    def _row(self, name: str, *, tries: int = 40) -> Locator:
        """The line of a step; what happens by itself may need a moment."""
        for _ in range(tries):
            self.open("/inbox")
            row = self.page.locator("[data-row]").filter(has_text=name)
            if row.count() == 1:
                return row
            time.sleep(0.25)
        raise SystemExit(f"no line {name} in the inbox")

    def fill(self, values: Mapping[str, str], table: str = "", row: int = 0) -> None:
        """Fill in fields by name; in a table, those of a row."""
        for name, value in values.items():
            path = f"f.{table}.{row}.{name}" if table else f"f.{name}"
            self._put(self.page.locator(f'[name="{path}"]'), value)

    def _put(self, control: Locator, value: str) -> None:
        """Choose, tick or type, as the control asks."""
        kind = control.first.evaluate("each => each.type")
        if kind == "select-one":
            control.select_option(value)
        elif kind == "radio":
            control.and_(self.page.locator(f'[value="{value}"]')).check()
        else:
            control.fill(value)

    def choose_first(self, name: str, table: str, row: int) -> None:
        """Choose the first of the options that a field of a row offers."""
        control = self.page.locator(f'[name="f.{table}.{row}.{name}"]')
        if control.first.evaluate("each => each.type") == "radio":
            control.first.check()
        else:
            control.select_option(index=1)

    def add_row(self, table: str) -> int:
        """Add a row to a table: 增加一项; return its number."""
        rows = self.page.locator(f"#f-{table}")
        rows.get_by_role("button", name="增加一项").click()
        name = rows.locator("[data-item]").last.locator("[name]:not([name=do])").first.get_attribute("name") or ""
        return int(re.findall(r"\.(\d+)\.", name)[0])

    def press(self, name: str) -> None:
        """Press a button that leads to another page."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=name, exact=True).click()
        self.page.wait_for_load_state("networkidle")
        refused = self.page.locator(".summary, .flash.bad:not(.no-print)")
        if refused.count():
            raise SystemExit(f"{name}: {refused.first.inner_text()}")

    def follow(self, name: str) -> None:
        """Follow a link."""
        self.page.get_by_role("link", name=name).first.click()
        self.page.wait_for_load_state("networkidle")

    def picture(self, name: str, *, of: str = "") -> None:
        """Take a picture of what is in view from the top, or of one part of the page."""
        self.page.evaluate("window.scrollTo(0, 0); document.activeElement.blur()")
        file = IMAGES / f"{name}.png"
        if of:
            self._picture_part(file, self.page.locator(of).first)
        else:
            self.page.screenshot(path=file, animations="disabled", caret="hide")
        if file.stat().st_size > MOST:
            print(f"{file.name}: {file.stat().st_size} bytes, more than {MOST}")

    def _picture_part(self, file: Path, part: Locator) -> None:
        """A part may be higher than the window, where bars that stick to its edge would lie over it."""
        self.page.set_viewport_size(HIGH)
        part.screenshot(path=file, animations="disabled", caret="hide")
        self.page.set_viewport_size(DESK)


WARNINGS: Final = (("yhc", "yellow"), ("mty", "yellow"), ("dxb", "orange"))
"""Whom the pictures of the signal board warn, in which colour."""


class Walk:
    """Everybody who has a part in the round of D07, and the way through it."""

    def __init__(self, browser: Browser, house: str) -> None:
        self.browser = browser
        self.house = house
        self.draft = ""
        self.people: dict[str, Someone] = {}

    def person(self, login: str) -> Someone:
        """Somebody by login, signed in once."""
        if login not in self.people:
            self.people[login] = Someone(self.browser, self.house, login)
        return self.people[login]

    def walk(self) -> None:
        """The whole round."""
        for stop in (
            self.see_the_change,
            self.try_it_out,
            self.edit_the_diagram,
            self.start,
            self.find,
            self.comment,
            self.summarise,
            self.issue_slips,
            self.cast,
            self.count,
            self.sign,
            self.draw,
            self.assess,
            self.convene,
            self.meet,
            self.look_back,
            self.move_what_runs,
            self.warn,
        ):
            print(stop.__name__)
            stop()

    # -- the diagram -------------------------------------------------------------------------------

    def see_the_change(self) -> None:
        """流程定义: the second version and its drawing."""
        office = self.person("hxc")
        office.open("/definitions")
        office.page.locator("[data-row]").filter(has_text=PROCESS).filter(has_text="v2").get_by_role("link").click()
        expect(office.page.locator("[data-canvas] svg").first).to_be_visible()
        office.page.wait_for_load_state("networkidle")
        office.picture("diagram")
        office.follow("改动说明")
        expect(office.page.locator("[data-side=new] [data-canvas] svg").first).to_be_visible()
        office.page.wait_for_load_state("networkidle")
        office.picture("change")

    def try_it_out(self) -> None:
        """试运行: every way through the second version, and one of them with its people and days."""
        editor = self.person("procedit")
        editor.open("/definitions")
        editor.page.locator("[data-row]").filter(has_text=PROCESS).filter(has_text="v2").get_by_role("link").click()
        editor.follow("试运行")
        editor.page.select_option("#f-unit", UNIT)
        editor.press("走遍所有路径")
        expect(editor.page.locator("[data-canvas] svg").first).to_be_visible()
        editor.page.set_viewport_size(NARROW)
        editor.picture("dry-run")
        editor.page.set_viewport_size(DESK)

    def edit_the_diagram(self) -> None:
        """编辑流程图: a draft in the editor, and a step inserted in the table."""
        editor = self.person("procedit")
        editor.open("/definitions")
        editor.page.locator("[data-row]").filter(has_text=PROCESS).filter(has_text="v2").get_by_role("link").click()
        editor.press("从此版本新建草稿")
        expect(editor.page.locator("[data-editor]")).to_have_attribute("data-ready", "true")
        draft = editor.page.url.removesuffix("/edit")
        editor.page.evaluate(LOOK_AT, "accept")
        expect(editor.page.locator("[data-count]")).to_have_text("没有发现问题")
        editor.picture("editor")
        editor.open(f"{draft}/steps/insert?flow=f27")
        editor.page.fill("#name", "合法性审核")
        editor.page.select_option("#owner", "role:legal_reviewer")
        editor.page.select_option("#lane", "new")
        editor.page.fill("#new_lane", "政策法规处")
        editor.page.get_by_label("时限", exact=True).fill("5")
        editor.page.get_by_label("时限的单位").select_option("wd")
        editor.page.get_by_label("必经环节", exact=True).check()
        editor.picture("step-insert")
        editor.press("插入")
        self.draft = draft

    def move_what_runs(self) -> None:
        """迁移运行中的流程: the draft is published by two people, and what runs is looked at before it is moved."""
        office, editor, approver = self.person("hxc"), self.person("procedit"), self.person("procappr")
        office.open(f"/start/{PROCESS}")
        office.page.select_option("#f-unit", "D08")
        office.press("发起")
        editor.open(self.draft)
        editor.page.fill("#reason", "重大事项审签后增加合法性审核")
        editor.page.fill("#document-number", "教纪〔2026〕5号")
        editor.press("提交审核")
        approver.open(self.draft)
        approver.press("审核发布")
        editor.open(f"{self.draft}/migrate")
        editor.press("预览")
        editor.picture("migrate")

    # -- the unit ----------------------------------------------------------------------------------

    def start(self) -> None:
        """发起流程: the office starts the round of D07."""
        office = self.person("hxc")
        office.open(f"/start/{PROCESS}")
        office.page.select_option("#f-unit", UNIT)
        office.picture("start")
        office.press("发起")

    def find(self) -> None:
        """自己找: the post holder fills in the self-check; head and deputy find nothing."""
        owner = self.person("yhc")
        owner.open("/inbox")
        owner.picture("inbox")
        self.picture_on_phone("yhc", "/inbox", "inbox-phone")
        owner.open_task("自己找")
        owner.fill(POINTS[0], "points", 0)
        owner.picture("find", of="#task-form")
        owner.fill(POINTS[1], "points", owner.add_row("points"))
        owner.press("提交自查表")
        for login in ("pzx", "gsy"):
            self.declare_none(login)

    def declare_none(self, login: str) -> None:
        """Somebody whose post bears no risk says why."""
        someone = self.person(login)
        someone.open_task("自己找")
        someone.page.get_by_role("radio", name="无风险点").check()
        someone.fill({"no_risk_reason": NO_RISK})
        someone.press("无风险点")

    def comment(self) -> None:
        """同事点, 领导提: one colleague wants a change, the others have nothing to add."""
        deputy = self.person("gsy")
        deputy.open_task("提出意见")
        row = deputy.add_row("opinions")
        deputy.choose_first("point", "opinions", row)
        deputy.fill({"kind": "modify", "text": "建议写明利害关系的范围"}, "opinions", row)
        deputy.picture("opinion", of="#task-form")
        deputy.press("提交意见")
        for login in ("pzx", "pzx", "fjc"):
            self.person(login).open_task("提出意见")
            self.person(login).press("提交意见")

    def summarise(self) -> None:
        """集中汇报、民主讨论: the liaison answers every opinion, the head confirms the list."""
        liaison = self.person("yhc")
        liaison.open_task("汇总答复")
        liaison.fill({"response": "adopt"}, "answers", 0)
        liaison.fill(
            {
                "meeting_on": "2026-07-13",
                "attendees": "彭志翾、顾疏影、姚海澄",
                "minutes": "逐条讨论意见，形成风险点清单，一致同意报送。",
            }
        )
        liaison.picture("discuss", of="#task-form")
        liaison.press("提交清单")
        self.person("pzx").open_task("主要负责人确认")
        self.person("pzx").press("确认清单")
        self.person("fjc").open_task("确认负责人的无风险点")
        self.person("fjc").press("确认")

    # -- the ballot --------------------------------------------------------------------------------

    def issue_slips(self) -> None:
        """群众帮: the office prints slips, notes how many were drawn; a second person opens the box."""
        office = self.person("hxc")
        office.open_task("制票发票")
        office.follow("制票、名册与结果")
        self.ballot = office.page.url
        office.page.fill("#count", "10")
        office.press("生成并打印")
        self.codes = office.page.locator(".slip .code").all_inner_texts()[:6]
        office.picture("slip", of=".slip")
        office.open_task("制票发票")
        office.fill({"drawn": "6"})
        office.press("登记领票数")
        self.person("qmz").open_task("复核领票数")
        self.person("qmz").press("票数相符，销毁余票并启用")

    def cast(self) -> None:
        """One representative casts his paper on a phone, without an account; the others do likewise."""
        voter = Someone(self.browser, self.house, size=PHONE)
        voter.open(self.ballot.removesuffix("/office"))
        voter.page.fill("#token", self.codes[0])
        voter.press("下一步")
        for each in voter.page.get_by_role("radio", name="认可", exact=True).all():
            each.check()
        voter.picture("paper-phone")
        voter.press("下一步：核对")
        voter.press("提交")
        voter.picture("receipt-phone")
        others.cast(others.Place(self.ballot), *self.codes[1:])

    def count(self) -> None:
        """Two people open the box; the tally is there."""
        self.person("ryx").open_task("开箱计票")
        self.person("ryx").press("开箱")
        self.person("qmz").open_task("监票确认")
        self.person("qmz").press("监票无异议")
        office = self.person("hxc")
        office.open(self.ballot)
        office.picture("tally")

    # -- signing and accepting ---------------------------------------------------------------------

    def sign(self) -> None:
        """The leader in charge signs, the office accepts within the new deadline."""
        leader = self.person("fjc")
        leader.open_task("审签")
        leader.picture("sign", of="section:has(> header > h2:text-is('风险点清单'))")
        leader.page.fill("#opinion", "同意报送。")
        leader.press("同意")
        office = self.person("qmz")
        office.open_task("受理审查")
        office.fill({"complete": "true", "distinct": "true", "no_gap": "true"})
        office.press("受理")

    # -- the panel ---------------------------------------------------------------------------------

    def draw(self) -> None:
        """专家评: the office draws a panel; its members declare that they are independent."""
        office = self.person("hxc")
        office.open_task("抽取专家")
        office.follow("评估组详情")
        self.panel = office.page.url
        office.open_task("抽取专家")
        office.press("随机抽取")
        office.open(self.panel)
        office.picture("panel")
        others.declare(others.Place(self.panel))

    def assess(self) -> None:
        """One expert assesses on the page, the others likewise."""
        members = others.Person(self.house, "hxc").get(others.Place(self.panel).path)["members"]
        expert = self.person(next(each["code"] for each in members if each["state"] == "seated"))
        expert.open_task("评估打分")
        points = expert.page.locator("#f-items [data-item]")
        points.nth(0).get_by_label("准确", exact=True).check()
        points.nth(1).get_by_label("比较准确", exact=True).check()
        points.nth(1).get_by_role("textbox").fill(others.REASON)
        expert.picture("assess", of="#task-form")
        expert.press("提交评估")
        others.assess(others.Place(self.panel))

    # -- the meeting -------------------------------------------------------------------------------

    def convene(self) -> None:
        """组织审: the office convenes the group, and records on the day who is there."""
        office = self.person("hxc")
        office.open_task("会议通知")
        office.follow("会议页面")
        self.meeting = office.page.url
        office.open_task("会议通知")
        office.fill({"held_at": "2026-07-14T09:00", "place": "五楼会议室"})
        office.press("发出通知")
        self.move_clock(office)
        office.open(self.meeting)
        for box in office.page.locator("[name=present]").all():
            box.check()
        office.press("登记到会")

    def move_clock(self, someone: Someone) -> None:
        """The demo's clock goes to the next morning."""
        someone.page.locator("details.clock summary").click()
        someone.picture("clock")
        someone.press("到下一个工作日 09:00")

    def meet(self) -> None:
        """The chair opens, the members vote, the chair closes."""
        chair = self.person("lzy")
        chair.open(self.meeting)
        chair.press("宣布开始")
        chair.open_task("会议表决")
        for each in chair.page.get_by_role("radio", name="赞成", exact=True).all():
            each.check()
        chair.picture("vote", of="#task-form")
        chair.press("提交表决")
        others.vote(others.Place(self.meeting))
        chair.open(self.meeting)
        chair.press("宣布结束")
        chair.open(self.meeting)
        chair.picture("meeting")

    # -- afterwards --------------------------------------------------------------------------------

    def look_back(self) -> None:
        """The register, the round with its drawing, and what follows the other grade."""
        office = self.person("hxc")
        office.open(f"/risk-points?unit={UNIT}")
        office.picture("register")
        self.picture_on_phone("hxc", f"/risk-points?unit={UNIT}", "register-phone")
        office.open("/inbox/started")
        office.page.locator("[data-row]").filter(has_text="第1轮").get_by_role("link").first.click()
        expect(office.page.locator("[data-canvas] svg").first).to_be_visible()
        office.page.wait_for_load_state("networkidle")
        office.picture("round", of="section:has(> header > h2:text-is('流程图'))")

    # -- warnings ----------------------------------------------------------------------------------

    def warn(self) -> None:
        """Three warnings, one of them answered and closed; the signal board and the statistics."""
        for login, colour in WARNINGS:
            self.raise_warning(login, colour)
        self.send("yhc", "签收", "received")
        self.send(
            "yhc", "书面回告", "submit", dict.fromkeys(("causes", "measures"), "已对照规定逐项核对，补报有关事项。")
        )
        self.send("twn", "核查回告", "verified")
        self.send("twn", "解除预警", "close", {"note": "已补报有关事项，核查属实，予以解除。"})
        office = self.person("hxc")
        office.open("/warnings")
        office.picture("board")
        office.open("/statistics?grain=quarter")
        office.picture("statistics")

    def raise_warning(self, login: str, colour: str) -> None:
        """One warning of staff, approved by whoever is competent for its rung."""
        rung = {"yellow": 1, "orange": 2}[colour]
        about = {
            "subject": "person",
            "person": login,
            "source": "inspection",
            "clue": "检查发现两次没有按规定申报回避。",
        }
        others.Person(self.house, "qmz").post(
            "/process-instances", {"definition_key": "warning_disposal", "variables": about}
        )
        facts = {
            "facts": "两次没有申报回避，材料已经核对。",
            "basis": "评审回避办法第八条",
            "reason": "情节较重，需要直接诫勉谈话。",
        }
        self.send("qmz", "研判", "propose", {"colour": colour, "rung": rung, **facts})
        self.send({1: "hxc", 2: "wzh"}[rung], "预警审批", "agree")

    def send(self, login: str, task: str, outcome: str, values: Mapping[str, Any] | None = None) -> None:
        """Complete a step over the API."""
        someone = others.Person(self.house, login)
        found = next(each for each in someone.get("/tasks?limit=200")["items"] if each["name"] == task)
        someone.post(f"/tasks/{found['id']}/complete", {"outcome": outcome, "values": values or {}, "opinion": ""})

    def picture_on_phone(self, login: str, path: str, name: str) -> None:
        """The same page as somebody sees it on a phone."""
        someone = self.person(login)
        someone.page.set_viewport_size(PHONE)
        someone.open(path)
        someone.picture(name)
        someone.page.set_viewport_size(DESK)


def main() -> None:
    """Walk the tutorial and take its pictures."""
    IMAGES.mkdir(exist_ok=True)
    with open_house() as house, sync_playwright() as playwright:
        browser: Any = playwright.chromium.launch(executable_path=find_chromium(), args=["--no-sandbox"])
        Walk(browser, house).walk()
        browser.close()
    print(f"{sum(file.stat().st_size for file in IMAGES.glob('*.png')) // 1024} kB in {IMAGES.name}")


if __name__ == "__main__":
    main()
