"""AT-SYS-14 over the API: from yellow to accountability, nothing sanctioned by the machine; and back to green."""

from tests.houses import House
from tests.stories.warnings import CASE, GROUP, LETTER, Ladder


def climb_to_yellow(ladder: Ladder) -> None:
    """研判, 审批: the colour shows with the notice, not before."""
    ladder.open()
    assert ladder.stands() == ("green", None, "researched")
    ladder.propose()
    assert ladder.stands() == ("green", None, "proposed")
    assert not ladder.wzh.has_task("预警审批"), "a reminder to staff is for the head of the office"
    ladder.hxc.complete("预警审批", "agree")
    assert ladder.stands() == ("yellow", 1, "issued")


def climb_to_orange(ladder: Ladder) -> None:
    """No reply, 催办, grace: the colour rises and a proposal waits for a person."""
    ladder.yhc.complete("签收", "received")
    ladder.let_pass("书面回告")
    assert ladder.stands() == ("yellow", 1, "served"), "overdue is not yet missed"
    ladder.let_grace_pass()
    assert ladder.stands() == ("orange", 1, "escalated"), "the colour rises, the rung waits for a person"
    assert not ladder.yhc.has_task("书面回告")
    ladder.wzh.complete("升级审批", "agree")
    assert ladder.stands() == ("orange", 2, "issued")


def climb_to_red(ladder: Ladder) -> None:
    """诫勉, not corrected: 责令整改."""
    ladder.talk()
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.twn.complete("核查是否纠正", "not_corrected", opinion="仍在参与应当回避的评审活动。")
    assert ladder.stands() == ("red", 2, "escalated")
    ladder.wzh.complete("升级审批", "agree")
    assert ladder.stands() == ("red", 3, "issued")


def fail_twice(ladder: Ladder) -> None:
    """整改 failed twice: a proposal to the group."""
    ladder.yhc.complete("签收", "received")
    ladder.report_and_fail()
    assert ladder.stands() == ("red", 3, "served"), "one more chance"
    ladder.report_and_fail()
    ladder.hxc.complete("通报整改结果", "publish", {"text": "两次检查均不合格，予以通报。"})
    assert ladder.stands() == ("red", 3, "escalated")
    assert not ladder.wzh.has_task("升级审批"), "accountability is for the group"
    ladder.lzy.complete("升级审批", "agree")
    assert ladder.stands() == ("red", 4, "issued")


def test_at_sys_14_the_ladder_is_climbed_rung_by_rung_and_people_decide_each(house: House) -> None:
    """R-WARN-6, R-WARN-7, R-WARN-9: missed, not corrected, failed twice; each next rung is agreed to by a person."""
    ladder = Ladder(house)
    climb_to_yellow(ladder)
    climb_to_orange(ladder)
    climb_to_red(ladder)
    fail_twice(ladder)
    ladder.hold_to_account()
    ladder.twn.complete("解除预警", "close", {"note": "责任追究决定已经执行并通报，予以解除。"})

    assert ladder.stands() == ("green", 4, "closed")
    documents = [(each["document"], each["number"]) for each in ladder.card()["notices"]]
    assert documents == [
        ("T-08", "廉警〔2026〕1号"),
        ("T-09", "廉诫〔2026〕1号"),
        ("T-10", "廉改〔2026〕1号"),
        ("T-10", "廉改〔2026〕2号"),
        ("T-12", "廉责〔2026〕1号"),
    ]
    machine = {each["kind"] for each in ladder.events() if not each["person"]}
    assert machine == {"overdue", "missed", "raised"}, "all that happened without a person"


def test_a_corrected_case_turns_green_and_is_visited_later(house: House) -> None:
    """R-WARN-5, R-WARN-10: reply, check, conclusion; green, and a visit is planned."""
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.twn.complete("核查回告", "verified")
    ladder.twn.complete("解除预警", "close", {"note": "已补报回避事项，核查属实，予以解除。"})

    assert ladder.stands() == ("green", 1, "closed")
    links = ladder.hxc.get(f"/process-instances/{ladder.instance}")["links"]
    assert [link["kind"] for link in links] == ["followup"]


def test_r_warn_4_what_is_not_acknowledged_in_time_counts_as_served(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()

    ladder.let_pass("签收")

    [notice] = ladder.card()["notices"]
    assert notice["deemed"]
    assert ladder.yhc.has_task("书面回告"), "the term runs from service"


def test_r_warn_6_a_late_reply_is_kept_marked_and_shown_and_the_proposal_stands(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()

    ladder.pzx.post(f"/warnings/{ladder.id}/late-reply", LETTER, expect=403)
    filed = ladder.yhc.post(f"/warnings/{ladder.id}/late-reply", LETTER)
    ladder.yhc.post(f"/warnings/{ladder.id}/late-reply", LETTER, expect=409)

    assert filed["late_days"] > 0
    assert ladder.stands() == ("orange", 1, "escalated")
    task = ladder.wzh.get(f"/tasks/{ladder.wzh.find_task('升级审批')['id']}")
    assert [each["late_days"] for each in task["panel"]["letters"]] == [filed["late_days"]]
    assert task["panel"]["causes"] == LETTER["causes"]


def test_r_warn_7_a_proposal_goes_back_to_the_reply_once_with_the_colour_of_before(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.yhc.post(f"/warnings/{ladder.id}/late-reply", LETTER)

    ladder.wzh.complete("升级审批", "verify", opinion="回告虽迟，请先核查其内容。")
    assert ladder.stands() == ("yellow", 1, "served")
    ladder.twn.complete("核查回告", "not_verified", opinion="补报材料与实际情况不符。")
    assert ladder.stands() == ("orange", 1, "escalated")

    ladder.wzh.complete("升级审批", "verify", opinion="请再核查一次回告内容。", expect=409)


def test_r_warn_2_the_adjusted_rung_is_decided_by_whoever_is_competent_for_it(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.propose()

    ladder.hxc.complete("预警审批", "adjust", {"colour": "orange", "rung": 2}, "事实较重，应当诫勉谈话。")
    assert ladder.stands() == ("green", None, "proposed")
    ladder.wzh.complete("预警审批", "agree")

    assert ladder.stands() == ("orange", 2, "issued")


def test_r_warn_2_nobody_decides_here_about_the_top_leader(house: House) -> None:
    """R-WARN-11: sealed transfer to the superior body; the case shows nothing but that."""
    ladder = Ladder(house)
    ladder.open(subject="person", person="lzy")
    ladder.propose()

    assert not ladder.lzy.has_task("移送审批"), "he takes no part in his own matter"
    ladder.wzh.complete("移送审批", "agree")

    assert ladder.stands() == ("green", None, "transferred")


def test_r_warn_11_a_suspected_violation_is_transferred_instead_of_being_dealt_with(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.qmz.complete("研判", "transfer", opinion="涉嫌违反工作纪律，应当移送。")
    ladder.wzh.complete("移送审批", "agree")

    assert ladder.stands() == ("green", None, "transferred")
    assert ladder.hxc.get(f"/process-instances/{ladder.instance}")["state"] == "completed"


def test_r_warn_8_the_term_is_extended_once_and_the_author_does_not_inspect(house: House) -> None:
    ladder = Ladder(house)
    ladder.open(subject="unit", warned_unit="D07")
    ladder.propose("red", 3, line_crossed=True)
    ladder.wzh.complete("预警审批", "agree")
    ladder.pzx.complete("签收", "received")
    due = ladder.pzx.find_task("书面回告")["due_at"]

    ladder.ask_extension(ladder.pzx)
    assert not ladder.pzx.has_task("书面回告"), "while it is decided the term stands still"
    ladder.wzh.complete("审批延期", "grant", {"days": 11}, expect=409)
    ladder.wzh.complete("审批延期", "grant", {"days": 10})
    assert ladder.pzx.find_task("书面回告")["due_at"] > due
    assert ladder.triggers(ladder.pzx) == [], "there is no second extension"

    ladder.pzx.complete("书面回告", "submit", LETTER)
    assert not ladder.wzh.has_task("检查验收"), "he approved the order"
    ladder.twn.complete("检查验收", "pass", opinion="现场检查，佐证齐全，予以通过。")
    ladder.hxc.complete("通报整改结果", "publish", {"text": "检查合格，予以通报。"})
    ladder.twn.complete("解除预警", "close", {"note": "整改合格，予以解除。已通报整改结果。"})
    assert ladder.stands() == ("green", 3, "closed")


def test_r_talk_2_a_refused_signature_is_recorded_by_both_talkers(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    ladder.record_talk()

    ladder.trigger(ladder.wzh, "登记拒绝签字", "本人表示不认可谈话记录，拒绝签字。")
    ladder.wzh.complete("确认拒绝签字", "confirm")
    assert not ladder.yhc.has_task("书面回告"), "one talker alone does not record it"
    ladder.twn.complete("确认拒绝签字", "confirm")

    assert ladder.yhc.has_task("书面回告")


def test_r_talk_4_what_the_visit_finds_uncorrected_begins_another_warning(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.twn.complete("核查回告", "verified")
    ladder.twn.complete("解除预警", "close", {"note": "已补报回避事项，核查属实，予以解除。"})

    house.travel("2026-10-20T09:00:00+08:00")
    ladder.twn.complete("回访了解改正情况", "not_corrected", opinion="回访发现问题依旧，没有改正。")

    again = ladder.twn.get("/warnings")["items"][0]
    assert (again["subject"], again["state"]) == ("姚海澄", "researched")
    ladder.id = again["id"]
    ladder.propose("orange", 2)
    ladder.wzh.complete("预警审批", "agree")
    assert ladder.stands() == ("orange", 2, "issued"), "after an uncorrected reminder the admonition needs no more"


def test_domain_7_1_who_sees_a_warning_and_who_reads_the_talk(house: House) -> None:
    """Office and discipline all, the head his unit's, the warned his own; administrators and others nothing."""
    ladder = Ladder(house)
    ladder.open()
    for login in ("yhc", "pzx", "wym", "sysadmin", "secadmin", "auditadmin"):
        getattr(ladder, login).get(f"/warnings/{ladder.id}", expect=404)
    ladder.propose()
    ladder.hxc.complete("预警审批", "agree")
    for login in ("yhc", "pzx", "fjc", "hxc", "twn"):
        assert ladder.card(login)["number"] == "〔2026〕1号"
    for login in ("wym", "gsy", "sysadmin"):
        getattr(ladder, login).get(f"/warnings/{ladder.id}", expect=404)
        assert getattr(ladder, login).get("/warnings")["items"] == []

    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    talk = ladder.record_talk()
    for login in ("yhc", "wzh", "twn"):
        assert getattr(ladder, login).get(f"/admonitions/{talk}")["demands"]
    for login in ("pzx", "ryx", "fjc", "sysadmin", "auditadmin"):
        getattr(ladder, login).get(f"/admonitions/{talk}", expect=404)
    assert ladder.count_readings() == 3, "each reading is written down"


def test_r_acc_2_there_is_no_decision_before_the_statement(house: House) -> None:
    """R-ACC-1, R-ACC-3: what is not used in time is recorded; the group decides, he whom it concerns is not asked."""
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("red", 4, conditions=["concealment"])
    ladder.lzy.complete("预警审批", "agree")
    ladder.twn.complete("追究建议", "submit", {**CASE["propose"], "condition": "concealment"})
    ladder.lzy.complete("启动审批", "agree")
    ladder.twn.complete("调查核实", "submit", CASE["investigate"])
    ladder.twn.complete("告知拟处理意见", "notify", CASE["notify"])
    assert not ladder.lzy.has_task("表决")
    ladder.let_pass("陈述申辩")

    assert "statement_unused" in ladder.kinds()
    for login in GROUP[:5]:
        getattr(ladder, login).complete("表决", "pursue")
    assert not ladder.twn.has_task("制作责任追究决定书"), "the others may still vote"
    ladder.let_pass("表决", who="gcy")
    assert not ladder.twn.has_task("制作责任追究决定书"), "five of nine took part, not two thirds"
    for login in GROUP[:6]:
        getattr(ladder, login).complete("表决", "pursue")
    ladder.let_pass("表决", who="gcy")
    assert ladder.twn.has_task("制作责任追究决定书")
