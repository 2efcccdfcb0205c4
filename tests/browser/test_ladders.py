"""The ladders of seeds 000, 002, 003 and 004 on pages, with the demo's clock: one browser, four organisations.

One house holds all of them. People come through the door once and stay; what is not the point of a story goes over the
API. The clock is common to all and only goes forward, so each story begins on a day of its own.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from playwright.sync_api import Browser, expect

from tests.browser.conftest import let_in, open_doors
from tests.browser.ladders import LETTER, SENT, Cast, Walk
from tests.browser.looking import find_faults
from tests.browser.people import People, Person
from tests.conftest import CHOSEN, Databases, keep_house
from tests.houses import House
from webapp.cli import main
from webapp.house import DEMO_PASSWORD
from workflows import database

pytestmark = pytest.mark.timeout(400)


class Town:
    """A house with its doors open, and everybody who has come in."""

    def __init__(self, house: House, people: People) -> None:
        self.house, self.people = house, people
        self.passwords: dict[str, str] = {}

    def walk(self, cast: Cast) -> Walk:
        return Walk(self.people, self.house, cast, lambda login: self.passwords.get(login, DEMO_PASSWORD))


@pytest.fixture(scope="module")
def town(
    databases: Databases, browser: Browser, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Town]:
    kind = os.environ.get(CHOSEN, "sqlite")
    home = tmp_path_factory.mktemp("town") / "home"
    with (
        keep_house(databases, kind, home, request) as house,
        open_doors(house) as doors,
        let_in(browser, doors) as enter,
    ):
        yield Town(house, People(enter))


# -- seed 003, SZP ---------------------------------------------------------------------------------

SZP = Cast("szp02", "szp11", "szp10", "szp13", "szp06", "封从善")
ACCUSED = "经核实，两次检查验收均不合格，本人负直接责任。"


def test_at_sys_14_the_four_rungs_of_seed_003_in_szp(town: Town) -> None:
    """Yellow, orange, red, accountability; 催办 and grace; a corrected case; a 通报; the statistics of the seed."""
    walk = town.walk(SZP)
    climb_to_yellow(walk)
    miss_the_reply(walk)
    be_admonished_in_vain(walk)
    fail_twice(walk)
    be_held_to_account(walk)
    walk.close("责任追究决定已经执行并通报，予以解除。")
    assert walk.board() == ("绿", "责任追究", "已解除")
    assert walk.numbers() == [
        ("T-08", "廉警〔2026〕1号"),
        ("T-09", "廉诫〔2026〕1号"),
        ("T-10", "廉改〔2026〕1号"),
        ("T-10", "廉改〔2026〕2号"),
        ("T-12", "廉责〔2026〕1号"),
    ]
    sanctioned = walk.client("szp02").get(f"/warnings/{walk.ref}")["events"]
    machine = {each["kind"] for each in sanctioned if not each["person"]}
    assert machine == {"overdue", "missed", "raised"}, "nothing is sanctioned by the machine (R-WARN-7)"

    correct_another(town)
    publish_a_bulletin(town, walk)
    read_the_statistics(town)
    assert town.people.faults == []


def climb_to_yellow(walk: Walk) -> None:
    """警示提醒 for staff is approved by the head of the office, and shows only then."""
    walk.open()
    walk.propose("黄", 1)
    assert walk.board() == ("绿", "—", "待审批")
    assert walk.warned.has(), "he knows nothing of it yet"
    walk.approve("szp11")
    assert walk.board() == ("黄", "警示提醒", "已发出")


def miss_the_reply(walk: Walk) -> None:
    """No reply: 催办 with a copy to the head of the unit, two days of grace, orange and a proposal."""
    walk.acknowledge()
    assert walk.due("szp06", "书面回告").isoformat() == "2026-07-21T00:00:00+08:00"
    walk.advance_to("2026-07-21T09:30")
    assert walk.board() == ("黄", "警示提醒", "已签收"), "overdue is not yet missed"
    head = walk.people["szp04"].open("通知")
    head.reads("逾期")
    walk.advance_to("2026-07-24T00:00")
    assert walk.board() == ("橙", "警示提醒", "升级待审批")
    assert walk.warned.has(), "there is nothing more to send in time"
    walk.approve("szp10", "升级审批")
    assert walk.board() == ("橙", "诫勉纠错", "已发出")


def be_admonished_in_vain(walk: Walk) -> None:
    """诫勉纠错: two talkers, a signed record, a written examination; not corrected: red."""
    walk.talk()
    walk.reply()
    checked = walk.proposer.task("核查是否纠正").reads(*LETTER.values())
    checked.fill({"意见": "回访服务对象，仍在接受宴请。"}).finish("没有纠正")
    assert walk.board() == ("红", "诫勉纠错", "升级待审批")
    walk.approve("szp10", "升级审批")
    assert walk.board() == ("红", "责令整改", "已发出")


def fail_twice(walk: Walk) -> None:
    """责令整改: inspected by somebody else than who ordered it, failed twice, made known."""
    walk.acknowledge()
    walk.reply()
    assert not walk.client("szp10").has_task("检查验收"), "he approved the order (P6c)"
    inspected = walk.inspector.task("检查验收").reads(*LETTER.values())
    inspected.fill({"意见": "现场检查，费用没有退还。"}).finish("不合格")
    assert walk.board() == ("红", "责令整改", "已签收"), "one more chance (R-WARN-9)"
    walk.send("szp06", "书面回告", "submit", SENT)
    walk.send("szp13", "检查验收", "fail", opinion="再次检查，费用仍未退还。")
    walk.office.task("通报整改结果").fill({"通报内容": "两次检查均不合格，予以通报。"}).finish("通报")
    assert walk.board() == ("红", "责令整改", "升级待审批")
    assert not walk.client("szp10").has_task("升级审批"), "accountability is for the group"
    walk.people["szp09"].task("升级审批").finish("同意")
    assert walk.board() == ("红", "责任追究", "已发出")


def be_held_to_account(walk: Walk) -> None:
    """责任追究: proposal with evidence, statement before the decision, the group by name, a decision."""
    evidence = {"追究情形": "整改不合格", "事实和证据": "两次检查验收记录均为不合格。"}
    walk.proposer.task("追究建议").fill(evidence).finish("提交")
    walk.send("szp09", "启动审批", "agree")
    found = {"second": "szp13", "responsibility": "direct", "findings": ACCUSED}
    walk.send("szp02", "调查核实", "submit", found)
    walk.send("szp02", "告知拟处理意见", "notify", {"intended": "拟给予责令检查，并在本单位通报。"})
    assert not walk.client("szp12").has_task("表决"), "not before he was heard (R-ACC-2)"
    spoken = walk.warned.task("陈述申辩").choose("提交陈述申辩")
    spoken.fill({"陈述申辩": "对事实没有异议，请从轻处理。"}).finish("提交陈述申辩")
    walk.people["szp12"].task("表决").reads("对事实没有异议").finish("同意追究")
    for login in ("szp09", "szp10", "szp11"):
        walk.send(login, "表决", "pursue")
    decided = walk.proposer.task("制作责任追究决定书")
    decided.part.get_by_label("责令检查", exact=True).check()
    decided.fill(
        {
            "查明的事实": ACCUSED,
            "依据条款": "问责条例第七条、第八条",
            "决定和执行要求": "责令作出书面检查，一个月内执行完毕。",
            "通报范围": "在所在处室（单位）通报",
        }
    ).finish("印发")
    walk.send("szp11", "执行", "done", opinion="检查已交，执行完毕归档。")
    walk.send("szp11", "按决定范围通报", "done", opinion="已在本单位范围内通报。")


def correct_another(town: Town) -> None:
    """A second one answers in time, is verified, and turns green with 解除预警."""
    walk = town.walk(Cast("szp02", "szp11", "szp10", "szp13", "szp05", "谷青筠"))
    begin(walk, "szp05")
    walk.send("szp11", "预警审批", "agree")
    walk.send("szp05", "签收", "received")
    walk.reply()
    assert walk.board() == ("黄", "警示提醒", "已回告")
    walk.proposer.task("核查回告").reads(*LETTER.values()).finish("核查属实，已纠正")
    walk.close("已退还有关费用，核查属实，予以解除。")
    assert walk.board() == ("绿", "警示提醒", "已解除")


def begin(walk: Walk, person: str) -> None:
    """新建 and 研判 over the API."""
    clue = {"subject": "person", "person": person, "source": "inspection", "clue": "有反映称接受服务对象宴请。"}
    walk.ref = walk.client(walk.cast.proposer).start("warning_disposal", variables=clue)["business_key"]
    facts = {"facts": "核对台账和发票，一次接受宴请。", "basis": "管理办法第八条", "colour": "yellow", "rung": 1}
    walk.send(walk.cast.proposer, "研判", "propose", facts)


def publish_a_bulletin(town: Town, walk: Walk) -> None:
    """通报: drafted by the office from the record, approved by the head of discipline, numbered, read by everybody."""
    office = walk.office.open("预警通报").follow("起草预警通报")
    office.fill({"期间自": "2026-07-01", "期间至": office.today}).press("发起").hears("已发起")
    office.task("起草通报").reads("市市场局1名工作人员", "逾期1次")
    expect(office.part.locator("section", has_text="处置事项").last).not_to_contain_text("封从善")
    words = {"总体态势": "本期预警处置总体平稳，一起升级到责任追究。", "存在的问题": "个别人员逾期不回告，整改走过场。"}
    office.fill({**words, "下步要求": "各单位对照通报自查，按期书面回告。"}).finish("送审")
    walk.head.task("审批通报").reads("市市场局1名工作人员").finish("同意发布")
    reader = walk.people["szp07"].open("预警通报").reads("〔2026〕1号", "已发布")
    assert find_faults(reader.page) == []
    reader.follow("〔2026〕1号").reads("预警通报")


def read_the_statistics(town: Town) -> None:
    """The indicators that seed 003 reports; units of few people in one sum; behind a number what one may see."""
    reader = town.people["szp02"].open("统计指标")
    assert [reader.line(code)[2] for code in ("I-06", "I-07", "I-08", "I-09")] == ["1 期", "1 起", "1 人次", "1 人次"]
    assert [reader.line(code)[2] for code in ("I-05-1", "I-05-2", "I-05-3")] == ["2 项", "3 项", "2 项"]
    assert reader.line("I-10")[2] == "80.00% (4/5)"
    assert reader.line("I-11")[2] == "0.00% (0/1)"
    assert reader.line("单位合计")[1:4] == ["1 起", "1 人次", "1 人次"], "nobody's own unit has five people"
    reader.reads("走势：纠正不规范行为起数", "不足5人的单位合并显示")
    assert find_faults(reader.page) == []
    reader.follow("纠正不规范行为起数 1 起").reads("谷青筠", "已解除预警").does_not_read("封从善")
    stranger = town.people["szp07"].open("统计指标")
    stranger.follow("纠正不规范行为起数 1 起").reads("没有您可以查看的事项")


# -- seed 000, the main organisation ---------------------------------------------------------------

EDU = Cast("qmz", "hxc", "wzh", "twn", "yhc", "姚海澄")


def test_the_ladder_of_seed_000_in_its_own_words(town: Town) -> None:
    """警示 → 诫勉 → 责令纠错, in anhui_six; corrected at the third, green."""
    walk = town.walk(EDU)
    climb_three(walk, "警示", "诫勉", "责令纠错")
    assert town.people.faults == []


def climb_three(walk: Walk, first: str, second: str, third: str) -> None:
    """Three rungs in the words of a profile: missed, not corrected, inspected and passed."""
    begin(walk, walk.cast.warned)
    walk.approve(walk.cast.office)
    assert walk.board() == ("黄", f"警示提醒 {first}", "已发出")
    walk.send(walk.cast.warned, "签收", "received")
    walk.advance_to(f"{walk.due(walk.cast.warned, '书面回告'):%Y-%m-%dT%H:%M}")
    walk.proposer.advance("前进 5 个工作日")
    assert walk.board() == ("橙", f"警示提醒 {first}", "升级待审批")
    walk.approve(walk.cast.head, "升级审批")
    assert walk.board() == ("橙", f"诫勉纠错 {second}", "已发出")
    walk.hold_talk()
    walk.send(walk.cast.warned, "书面回告", "submit", SENT)
    walk.send(walk.cast.inspector, "核查是否纠正", "not_corrected", opinion="仍在接受服务对象的宴请。")
    walk.approve(walk.cast.head, "升级审批")
    assert walk.board() == ("红", f"责令整改 {third}", "已发出")
    walk.send(walk.cast.warned, "签收", "received")
    walk.reply()
    passed = walk.inspector.task("检查验收").fill({"意见": "现场检查，费用已退还。"})
    passed.finish("合格")
    walk.send(walk.cast.office, "通报整改结果", "publish", {"text": "检查合格，予以通报。"})
    walk.send(walk.cast.inspector, "解除预警", "close", {"note": "整改合格并已通报，予以解除。"})
    assert walk.board() == ("绿", f"责令整改 {third}", "已解除")
    assert [kind for kind, _ in walk.numbers()] == ["T-08", "T-09", "T-10"]


# -- seed 002, a new organisation of profile central_base ------------------------------------------

CEN = Cast("cen04", "cen03", "cen02", "cen05", "cen07", "罗松年")

ORGANISATION = """
organisation:
  id: ROOT
  name: 示范市发展改革委（虚构）
  procedure_profile: central_base
  group: {name: 廉政风险防控领导小组, office_unit: D02}
units:
- {id: ROOT, name: 示范市发展改革委（虚构）, kind: 机关, parent: null}
- {id: D01, name: 项目审批科, kind: 内设机构, parent: ROOT, head: cen06, leader_in_charge: cen01}
- {id: D02, name: 办公室, kind: 内设机构, parent: ROOT, head: cen03, leader_in_charge: cen01}
"""
PEOPLE = """username,姓名,单位编号,单位名称,职务,角色(|分隔),岗位编号,虚构
cen01,方子衡,ROOT,委领导,主任,top_leader|group_chair,,是
cen02,康若谷,ROOT,委领导,纪检组组长,discipline_head|group_member,,是
cen03,侯知白,D02,办公室,办公室主任,office_head|group_member,,是
cen04,孟清和,D02,办公室,纪检组干部,discipline,,是
cen05,尹闻道,D02,办公室,纪检组干部,discipline,,是
cen06,石景明,D01,项目审批科,科长,unit_head,,是
cen07,罗松年,D01,项目审批科,项目审批岗,post_holder,P01,是
"""
EXPERTS = "username,姓名,单位,专业,利害关系,对象人员,对象单位,截止日期,说明,虚构\n"
POSTS = "posts:\n- {id: P01, name: 项目审批岗, unit: D01, holder: cen07, duties: [受理审查项目申请]}\n"


def found_by_command(town: Town, folder: Path) -> None:
    """Found the organisation as its administrator does: files, a command, first passwords in a file of its own."""
    files = {"org.yaml": ORGANISATION, "people.csv": PEOPLE, "experts.csv": EXPERTS, "posts.yaml": POSTS}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    settings = town.house.settings
    environment = {
        "LIANFLOW_HOME": str(settings.home),
        "LIANFLOW_DATABASE_URL": settings.database,
        "LIANFLOW_DEMO": "1",
    }
    asked = ["organisation", "import", str(folder), "--code", "CEN", "--passwords", str(folder / "first.csv")]
    done = CliRunner().invoke(main, asked, env=environment)
    assert done.output == f"CEN: 7 accounts, first passwords in {folder / 'first.csv'}\n", done.output
    database.bind(database.Database(town.house.engine))
    lines = (folder / "first.csv").read_text(encoding="utf-8").split()
    town.passwords |= dict(line.split(",", 1) for line in lines)
    town.people.passwords |= town.passwords


def test_the_ladder_of_seed_002_in_a_new_organisation(town: Town, tmp_path: Path) -> None:
    """风险提示 → 诫勉谈话 → 责令纠错, in an organisation of profile central_base that a command has founded."""
    found_by_command(town, tmp_path)
    climb_three(town.walk(CEN), "风险提示", "诫勉谈话", "责令纠错")
    stranger: Person = town.people["szp02"]
    stranger.open("信号板").does_not_read("罗松年")
    assert town.people.faults == []


# -- seed 004, PRO ---------------------------------------------------------------------------------

PRO = Cast("pro11", "pro04", "pro04", "pro11", "pro05", "公诉科", unit=True)


def test_the_ladder_of_seed_004_a_section_answers_in_writing_within_the_term(town: Town) -> None:
    """A warned section writes causes and measures in time; not corrected: 对责任领导诫勉谈话, then 限期整改."""
    walk = town.walk(PRO)
    answer_in_time(walk)
    admonish_its_head(walk)
    correct_it_in_time(walk)
    assert town.people.faults == []


def answer_in_time(walk: Walk) -> None:
    """风险提示: acknowledged, causes and measures in writing to the discipline office within the term."""
    walk.open()
    walk.propose("黄", 1)
    walk.approve("pro04")
    assert walk.board() == ("黄", "警示提醒", "已发出")
    walk.acknowledge()
    due = walk.due("pro05", "书面回告")
    walk.reply()
    assert walk.house.now < due
    [letter] = walk.client("pro11").get(f"/warnings/{walk.ref}")["letters"]
    assert (letter["kind"], letter["late_days"]) == ("reply", 0)
    checked = walk.proposer.task("核查回告").reads(*LETTER.values())
    checked.fill({"意见": "承办分配仍未公开，没有纠正。"}).finish("核查不实或未纠正")
    assert walk.board() == ("橙", "警示提醒", "升级待审批")


def admonish_its_head(walk: Walk) -> None:
    """对责任领导诫勉谈话: decided by the top leader, held with the head of the section."""
    assert not walk.client("pro04").has_task("升级审批"), "admonishing the head of a section is for the top leader"
    walk.people["pro01"].task("升级审批").reads("公诉科").finish("同意")
    assert walk.board() == ("橙", "诫勉纠错 对责任领导诫勉谈话", "已发出")
    walk.hold_talk()
    walk.send("pro05", "书面回告", "submit", SENT)
    walk.send("pro11", "核查是否纠正", "not_corrected", opinion="分配规则仍未公开，没有纠正。")
    walk.approve("pro04", "升级审批")
    assert walk.board() == ("红", "责令整改 限期整改、纪检监察建议书", "已发出")


def correct_it_in_time(walk: Walk) -> None:
    """限期整改: reported, inspected by somebody else than who ordered it, closed."""
    walk.warned.task("签收").finish("签收")
    walk.reply()
    walk.send("pro11", "检查验收", "pass", opinion="分配规则已公开，检查合格。")
    walk.send("pro11", "通报整改结果", "publish", {"text": "检查合格，予以通报。"})
    walk.close("整改合格并已通报，予以解除。")
    assert walk.board() == ("绿", "责令整改 限期整改、纪检监察建议书", "已解除")
