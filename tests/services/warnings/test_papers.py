"""Each rung issues its paper from the record: T-08 … T-12, numbered, dated on the calendar, sealed, for few eyes."""

from services.documents.models import Document, DocumentVersion
from tests.houses import House
from tests.services.warnings.papers import list_papers, open_paper, read_form, read_official
from tests.stories.warnings import CASE, GROUP, LETTER, TALK, Ladder

STRANGERS = ("wym", "gsy", "sysadmin", "secadmin", "auditadmin", "procedit")
ORDER = {"items": "停止参与评审\n补报回避事项", "standard": "回避事项逐项补报，评审记录完整"}


def order(ladder: Ladder, **more: str) -> None:
    """责令整改 of the unit D07, approved by the head of discipline inspection."""
    ladder.open(subject="unit", warned_unit="D07")
    ladder.propose("red", 3, line_crossed=True, **more)
    ladder.wzh.complete("预警审批", "agree")


def admonish(ladder: Ladder) -> None:
    """诫勉谈话 at once, recorded."""
    ladder.open()
    ladder.propose("orange", 2, reason="情节较重，需要直接诫勉谈话")
    ladder.wzh.complete("预警审批", "agree")
    ladder.record_talk()


def test_t_08_says_whom_of_what_by_when_and_goes_in_copy_to_the_head_r_warn_4(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()

    notice, said = read_official(house, "T-08")
    assert notice.addressees == ("姚海澄同志",)
    assert notice.copies == ("彭志翾（所在单位主要负责人）",)
    for part in ("黄色预警", "“警示”", "两次评审未申报回避", "评审回避办法第八条", "2个工作日内未签收的，视为送达"):
        assert part in said
    assert "风险信息" not in said
    assert "有反映称" not in said, "where it came from is not for the warned"
    ladder.let_pass("签收")
    due = ladder.yhc.find_task("书面回告")["due_at"]
    assert "5个工作日内（最迟至2026年7月23日）" in said
    assert due.startswith("2026-07-23T16:00"), "deemed served on the last day, that is the day the notice named"


def test_t_10_lists_what_is_to_be_put_right_and_says_the_extension_in_its_second_version_r_warn_8(house: House) -> None:
    ladder = Ladder(house)
    order(ladder, **ORDER)
    first, said = read_official(house, "T-10")
    assert first.addressees == ("学位管理与研究生处",)
    for part in (
        "停止参与评审。",
        "补报回避事项。",
        "验收标准：回避事项逐项补报",
        "自送达之日起20日内",
        "不由作出本决定的人员",
    ):
        assert part in said
    ladder.pzx.complete("签收", "received")

    ladder.ask_extension(ladder.pzx)
    ladder.wzh.complete("审批延期", "grant", {"days": 10})

    [document] = list_papers(house, "T-10")
    second, said = read_official(house, "T-10")
    assert (document.version, document.number) == (2, "廉改〔2026〕1号")
    assert "整改期限延长至2026年8月13日" in said
    assert open_paper(house, document, 1) == first != second, "the first version stays what it was"


def test_t_10_without_items_of_its_own_demands_what_the_procedure_demands(house: House) -> None:
    order(Ladder(house))

    assert "查明原因，纠正上述问题" in read_official(house, "T-10")[1]


def test_t_09_is_issued_with_the_talk_and_again_with_the_signature_r_talk_2(house: House) -> None:
    ladder = Ladder(house)
    admonish(ladder)
    first = read_form(house, "T-09")
    assert first["谈话对象"] == "姚海澄（学位管理与研究生处一级主任科员）"
    assert first["谈话事由"] == TALK["reason"]
    assert first["责令终止的行为和改正措施"] == TALK["demands"]
    assert (first["书面检查期限"], first["被谈话人签名："]) == ("核对签字后5个工作日内", "")

    ladder.yhc.complete("核对签字", "remark", opinion="已经认识到问题，愿意改正。")

    second = read_form(house, "T-09")
    assert second["被谈话人核对意见"] == "已经认识到问题，愿意改正。"
    assert (second["书面检查期限"], second["被谈话人签名："]) == ("2026年7月20日前", "2026年7月13日")
    assert read_form(house, "T-09", version=1) == first


def test_t_09_bears_the_refusal_once_both_talkers_have_seen_it_r_talk_2(house: House) -> None:
    ladder = Ladder(house)
    admonish(ladder)
    ladder.trigger(ladder.wzh, "登记拒绝签字", "本人表示不认可谈话记录，拒绝签字。")
    ladder.wzh.complete("确认拒绝签字", "confirm")
    assert [each.version for each in list_papers(house, "T-09")] == [1], "one talker alone does not record it"

    ladder.twn.complete("确认拒绝签字", "confirm")

    assert read_form(house, "T-09")["被谈话人签名："].startswith("拒绝签字，")
    assert [each.version for each in list_papers(house, "T-09")] == [2]


def test_t_11_is_each_letter_with_its_measures_and_what_it_answers_r_warn_5(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    done = [{"measure": "补报回避事项", "done": True, "day": "2026-07-14"}, {"measure": "建立复核制度", "done": False}]
    ladder.yhc.complete("书面回告", "submit", {**LETTER, "progress": done, "evidence": "补报表\n制度文本"})

    letter, said = read_official(house, "T-11")
    assert (letter.title, letter.signer, letter.attachments) == ("书面回告", "姚海澄", ("补报表", "制度文本"))
    for part in (
        "收到廉警〔2026〕1号后",
        LETTER["causes"],
        "补报回避事项（已完成，2026年7月14日）。",
        "建立复核制度（未完成）。",
    ):
        assert part in said
    assert "逾期" not in said


def test_r_warn_6_a_late_reply_is_issued_with_its_lateness_though_the_next_rung_was_decided(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")

    filed = ladder.yhc.post(f"/warnings/{ladder.id}/late-reply", LETTER)

    letter, said = read_official(house, "T-11")
    assert (letter.title, ladder.stands()) == ("书面回告", ("orange", 2, "issued"))
    assert filed["late_days"] == 4, "due on Monday the 20th, filed on Sunday: Tuesday to Friday"
    assert f"逾期{filed['late_days']}个工作日提交" in said
    [card] = ladder.card("wzh")["letters"]
    assert (card["late_days"], card["file"]["number"]) == (filed["late_days"], "廉报〔2026〕1号")


def test_r_warn_6_what_was_missed_first_may_come_after_another_letter_and_is_not_judged_for_it(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    ladder.talk()
    ladder.yhc.complete("书面回告", "submit", LETTER)
    ladder.yhc.post(f"/warnings/{ladder.id}/late-reply", LETTER)
    ladder.yhc.post(f"/warnings/{ladder.id}/late-reply", LETTER, expect=409)

    ladder.twn.complete("核查是否纠正", "corrected")

    letters = {each["kind"]: each["verified"] for each in ladder.card()["letters"]}
    assert letters == {"examination": True, "reply": None}


def test_t_12_says_facts_evidence_hearing_forms_and_until_when_one_may_appeal_r_acc_3(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("red", 4, conditions=["concealment"])
    ladder.lzy.complete("预警审批", "agree")
    assert list_papers(house) == [], "the decision is written when it was taken"
    ladder.hold_to_account()

    decision, said = read_official(house, "T-12")
    assert decision.copies == ("人事部门", "廉政档案管理人员", "学位管理与研究生处")
    for part in (
        "现对姚海澄作出责任追究决定",
        CASE["decide"]["facts"],
        CASE["propose"]["evidence"],
        "对事实没有异议，请从轻处理",
        f"依据{CASE['decide']['basis']}",
        "2026年7月13日省教育廉政风险防控工作指导协调小组集体研究",
        "责令检查。",
        "调离岗位。",
        "于2026年8月13日前执行完毕",
        "可以在2026年8月13日前向作出决定的",
        "不因申诉加重处理",
    ):
        assert part in said


def test_an_unused_hearing_is_said_in_the_decision_r_acc_2(house: House) -> None:
    ladder = Ladder(house)
    ladder.open()
    ladder.propose("red", 4, conditions=["concealment"])
    ladder.lzy.complete("预警审批", "agree")
    ladder.twn.complete("追究建议", "submit", {**CASE["propose"], "condition": "concealment"})
    ladder.lzy.complete("启动审批", "agree")
    ladder.twn.complete("调查核实", "submit", CASE["investigate"])
    ladder.twn.complete("告知拟处理意见", "notify", CASE["notify"])
    ladder.yhc.complete("陈述申辩", "waive")
    for login in GROUP:
        getattr(ladder, login).complete("表决", "pursue")
    decision = {**CASE["decide"], "forms": ["criticism"], "decision": "事实清楚，证据确实，情节较轻，由所在处室执行。"}
    ladder.twn.complete("制作责任追究决定书", "issue", decision)

    assert "本人放弃陈述申辩或者期满没有提出" in read_official(house, "T-12")[1]


def test_domain_7_1_who_finds_which_paper_and_its_file(house: House) -> None:
    """Warnings: own, the head's, office, discipline. Talks: who talked, approved, discipline. Administrators: none."""
    ladder = Ladder(house)
    ladder.remind()
    ladder.miss_reply()
    ladder.wzh.complete("升级审批", "agree")
    ladder.record_talk()
    warning, talk = (list_papers(house, kind)[0].public_id for kind in ("T-08", "T-09"))

    readers = {warning: ("yhc", "pzx", "fjc", "hxc", "qmz", "twn", "wzh"), talk: ("yhc", "wzh", "twn")}
    for document, logins in readers.items():
        for login in logins:
            reader = getattr(ladder, login)
            reader.get(f"/documents/{document}")
            for form in ("docx", "pdf"):
                reader.ask("get", f"/documents/{document}/content?format={form}", expect=200)
    for login in (*STRANGERS, "pzx", "fjc", "lzy"):
        assert getattr(ladder, login).ask("get", f"/documents/{talk}").status_code == 404, login
    for login in STRANGERS:
        getattr(ladder, login).get(f"/documents/{warning}", expect=404)
        getattr(ladder, login).ask("get", f"/documents/{warning}/content?format=pdf", expect=404)
    files = {each["document"]: each["file"] for each in ladder.card("pzx")["notices"]}
    assert files["T-09"] is None, "the head sees that there was a talk, not its record"
    assert files["T-08"]["id"] == warning


def test_what_papers_say_lies_sealed_and_their_titles_name_nobody(house: House) -> None:
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    ladder.yhc.complete("书面回告", "submit", LETTER)
    order(ladder)

    with house.reading() as session:
        assert {row.kind for row in session.query(Document)} == {"T-08", "T-10", "T-11"}
        assert all(row.content is None for row in session.query(DocumentVersion))
        assert not any("姚海澄" in row.title for row in session.query(Document))
