"""AT-SYS-01 in the browser, steps (1) to (10) and what follows each grade: every deed is done on pages, by its person.

Nothing here goes around the pages: people come through the door, find their step in the inbox by its name, fill what is
asked and press what is offered. Time passes by the demo's clock in the bar.
"""

import pytest

from tests.browser.conftest import Enter
from tests.browser.people import EXPERTS, People
from tests.browser.six_methods import NEW, NO_RISK, OPINION, R044, R045, TALK, VAGUE, Round, a_point

pytestmark = pytest.mark.timeout(400)


@pytest.fixture
def people(enter: Enter) -> People:
    return People(enter)


def test_a_unit_goes_through_the_six_methods_until_every_point_is_accurate(people: People) -> None:
    first = Round(people)
    search(first)
    hear_everybody(first)
    hold_the_ballot(first)
    be_signed_and_accepted(first)
    be_assessed(first, seat_the_panel(first))
    be_determined(first)
    improve_what_was_fairly_accurate(first)
    second = talk_about_what_was_inaccurate(first)
    go_through_all_six_methods_again(second)
    look_back(first, second)

    assert people.faults == []


def search(first: Round) -> None:
    """(1), (2): 自己找; who searches sees what others write only when it is handed in, strangers see nothing."""
    yhc, pzx, gsy, fjc, stranger = (first.people[login] for login in ("yhc", "pzx", "gsy", "fjc", "mty"))
    first.start()
    assert yhc.has("自己找")
    assert pzx.has("自己找")
    assert gsy.has("自己找")
    assert fjc.has()
    assert stranger.has()
    assert stranger.visit(first.address) == 404, "another unit's liaison knows nothing of it"

    yhc.task("自己找").fill_rows("岗位廉政风险点自查表", [a_point(R044, 是否属于工作差距="是"), a_point(R045)])
    yhc.press("保存草稿").hears("草稿已保存，只有您能看到")
    for other in (gsy, pzx):
        other.visit(yhc.address)
        other.reads("自己找").does_not_read(R044, R045, "提交风险点")
    yhc.press("提交风险点").reads("请修改以下各处后重新提交", "工作差距")
    yhc.fill_rows("岗位廉政风险点自查表", [{"是否属于工作差距": "否"}]).finish("提交风险点")
    assert yhc.has()
    first.find_none("pzx")
    first.find_none("gsy")


def hear_everybody(first: Round) -> None:
    """(3) to (5): 同事点, 领导提, 民主讨论; the owner reads opinions when they have all been given."""
    yhc, pzx, fjc = (first.people[login] for login in ("yhc", "pzx", "fjc"))
    assert yhc.has(), "nobody gives opinions on points of his own"
    first.give_opinion("gsy", changes={R044: OPINION})
    yhc.visit(first.address)
    yhc.does_not_read(OPINION)
    first.give_opinion("pzx")
    first.give_opinion("pzx", adds=[NEW])
    assert yhc.has(), "the leader in charge has not spoken yet"
    first.give_opinion("fjc")

    yhc.task("汇总答复、民主讨论").reads(R044, R045, NEW, OPINION, "顾疏影")
    first.discuss(answers=1)
    pzx.task("主要负责人确认").reads(OPINION, "采纳", NO_RISK, "一致同意报送").finish("确认清单")
    fjc.task("确认负责人的无风险点").reads(NO_RISK).finish("确认")


def hold_the_ballot(first: Round) -> None:
    """(6): 群众帮, six slips drawn, five come back before the window ends."""
    first.issue_slips(drawn=6)
    approve = dict.fromkeys((R044, R045, NEW), "认可")
    receipts = [first.vote(slip, approve) for slip in first.slips[:3]]
    receipts.append(first.vote(first.slips[3], approve, scanned=True))
    receipts.append(first.vote(first.slips[4], approve | {R045: "不认可"}, comment="抽检结果应当公开"))
    assert first.be_refused(first.slips[4]) == "此票码已经投过票，不能更改"
    assert first.be_refused(first.slips[5][::-1]) == "票码无效，请核对后重新输入"
    first.hxc.visit(first.ballot)
    first.hxc.reads("投票中", "截止后公布").does_not_read("计票结果", "抽检结果应当公开")

    first.hxc.advance("前进 5 个工作日").advance("到下一个工作日 09:00")
    first.count()
    assert first.receipt_is_counted(receipts[0])
    assert not first.receipt_is_counted("ZZZZ-ZZZZ")
    first.hxc.visit(first.ballot)
    first.hxc.reads("已计票", "计票结果", "过半").does_not_read("抽检结果应当公开")
    assert first.hxc.line(R045)[1:] == ["过半", "4", "0", "1", "0", "0", "5"]


def be_signed_and_accepted(first: Round) -> None:
    """(7), (8): the leader in charge signs with the tally before him, the office accepts."""
    fjc, pzx = first.people["fjc"], first.people["pzx"]
    assert pzx.has()
    fjc.task("审签").reads("评议过半", "认可 4", R044, R045, NEW)
    first.sign_and_accept()


def seat_the_panel(first: Round) -> list[str]:
    """(9): five experts are drawn, one steps down, the first alternate steps in."""
    first.draw_panel()
    leaving, *staying = first.members()
    assert len(staying) == 4
    first.people[leaving].task("独立性声明").fill({"意见": "与申报单位有合作课题"}).finish("有利害关系，申请回避")
    assert first.people[leaving].has()
    assert first.people[leaving].visit(first.panel) == 404, "whoever leaves sees nothing more"
    assert leaving in first.members("已回避")
    panel = first.members()
    assert len(panel) == 5
    for login in panel:
        first.declare(login)
    return panel


def be_assessed(first: Round, panel: list[str]) -> None:
    """(9): each assesses in secret; the office learns names and grades at the close, the unit grades alone."""
    grades = {R044: "比较准确", R045: "不准确", NEW: "准确"}
    early, late, *others = panel
    first.assess(early, grades)
    first.people[early].visit(first.panel)
    first.people[early].reads("我的评定", "比较准确", "截止后公布").does_not_offer("递补后声明独立")
    first.people[late].visit(first.panel)
    first.people[late].reads("截止后公布").does_not_read("我的评定", "比较准确", "各成员评定")
    first.hxc.visit(first.panel)
    first.hxc.reads("截止后公布").does_not_read("各成员评定", "比较准确")
    for login in (late, *others):
        first.assess(login, grades)
    first.hxc.visit(first.panel)
    first.hxc.reads("已评定", "各成员评定", "比较准确 5", "不准确 5", "准确 5")
    pzx = first.people["pzx"]
    assert pzx.visit(first.panel) == 200
    pzx.reads("比较准确 5", "不准确 5", VAGUE).does_not_read("各成员评定", "抽取记录", *EXPERTS)
    pzx.does_not_offer("登记回避")


def be_determined(first: Round) -> None:
    """(10): the group meets and determines the same."""
    first.convene("2026-07-30T09:00")
    first.hxc.advance_to("2026-07-30T09:00")
    first.attend()
    assert first.people["yhc"].visit(first.meeting) == 404, "minutes are not for the unit"
    first.determine()

    assert first.register() == {R044: "整改中 比较准确", R045: "重新查找 不准确", NEW: "已认定 准确"}


def improve_what_was_fairly_accurate(first: Round) -> None:
    """比较准确: the owner improves the wording, the office verifies it."""
    yhc, qmz = first.people["yhc"], first.people["qmz"]
    assert yhc.has("及时完善")
    better = {
        "表现形式": "申报单位在通讯评议前通过熟人打探专家名单，逐一做工作",
        "完善说明": "按审定意见写明打探的渠道。",
    }
    yhc.task("及时完善").reads("比较准确", R044).does_not_read(R045)
    yhc.fill_rows("完善后的风险点", [{"原风险点": R044, "风险点": R044, **better}]).finish("提交完善情况")
    qmz.task("核验完善情况").reads(better["表现形式"], better["完善说明"]).finish("核验通过")

    assert first.register() == {R044: "已认定 比较准确", R045: "重新查找 不准确", NEW: "已认定 准确"}


def talk_about_what_was_inaccurate(first: Round) -> Round:
    """不准确: the leader in charge talks with the head; only the confirmed record sets off the next round."""
    yhc, pzx, fjc = (first.people[login] for login in ("yhc", "pzx", "fjc"))
    assert pzx.has(), "the head is talked with, he does not hold the talk"
    fjc.task("约谈").reads("不准确", R045).does_not_read(R044)
    fjc.fill({"约谈日期": fjc.today, "地点": "三楼谈话室", "参加人员": "范敬川、彭志翾", **TALK}).finish("提交约谈记录")
    assert yhc.has(), "no redo before the record is confirmed"
    pzx.task("被谈话人核对确认").does_not_read(*TALK.values()).press("查阅谈话内容").reads(*TALK.values())
    pzx.task("被谈话人核对确认").finish("核对无误")

    assert yhc.has("自己找")
    yhc.task("自己找").follow("流程全貌").reads("第2轮")
    return Round(first.people, yhc.address)


def go_through_all_six_methods_again(second: Round) -> None:
    """The point goes through 自己找, 同事点, 领导提, 群众帮, 专家评 and 组织审 once more, and passes."""
    yhc, gsy, hxc = (second.people[login] for login in ("yhc", "gsy", "hxc"))
    assert gsy.has(), "only the owner searches again"
    clear = {"表现形式": "抽检不合格的，是否约谈、调减由经办人提出，没有明确规定，处理轻重不一"}
    yhc.task("自己找")
    second.find(a_point(R045, 原风险点=R045, **clear))
    for login in ("gsy", "pzx", "pzx", "fjc"):
        second.give_opinion(login)
    second.discuss(answers=0)
    second.people["pzx"].task("主要负责人确认").reads(clear["表现形式"]).finish("确认清单")
    second.issue_slips(drawn=5, printed=5)
    for slip in second.slips:
        second.vote(slip, {R045: "认可"})
    hxc.visit(second.ballot)
    hxc.press("关闭（票已全部收回或已截止）").hears("评议箱已关闭")
    second.count()
    second.sign_and_accept()
    second.draw_panel()
    panel = second.members()
    for login in panel:
        second.declare(login)
    for login in panel:
        second.assess(login, {R045: "准确"})
    second.convene("2026-08-06T09:00")
    hxc.advance_to("2026-08-06T09:00")
    second.attend()
    second.determine()

    assert second.register() == {R044: "已认定 比较准确", R045: "已认定 准确", NEW: "已认定 准确"}


def look_back(first: Round, second: Round) -> None:
    """Every step stands in the history with who did it, when and what was said; nothing waits for anybody."""
    pzx = first.people["pzx"]
    for login in ("yhc", "pzx", "gsy", "fjc", "qmz", "lzy"):
        assert first.people[login].has()
    pzx.visit(second.address)
    pzx.reads("已办结", "审签", "范敬川", "同意报送。", "受理审查", "汇总答复、民主讨论")
    first.hxc.follow(R045).reads("已认定", "未过轮次", "2026-1", "2026-2", "不准确 5", "准确 5", "赞成 9")
