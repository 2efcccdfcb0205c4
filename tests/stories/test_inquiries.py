"""谈话函询 over the API: believed, missed twice, the person is the head himself; who reads what, each reading noted."""

import pytest

from tests.diagrams import action, call, draw, end, start
from tests.houses import House
from tests.stories.inquiries import AGREED, CONCLUSION, REPORT, TOLD, Asked
from tests.stories.warnings import LETTER, Ladder


def kinds(asked: Asked, who: str) -> list[str]:
    """The documents of the inquiry that somebody reads."""
    return [each["kind"] for each in asked.card(who)["documents"]]


def test_r_inq_1_a_reply_signed_by_the_party_organisation_is_believed_and_fed_back(house: House) -> None:
    """R-INQ-2, R-CMP-6: the letter names the field only, the feedback letter no source; all is numbered and filed."""
    asked = Asked(house)
    asked.send()
    assert asked.card()["state"] == "issued"
    assert asked.card("yhc")["field_name"] == "评审评估"
    assert not asked.twn.has_task("情况报告"), "the reply is the person's and his party organisation's"

    asked.reply()
    assert asked.panel("pzx", "签署意见")["texts"]["explanation"] == TOLD
    asked.sign()
    asked.report("believed")
    asked.twn.complete("反馈澄清", "send", {"conclusion": CONCLUSION})

    assert asked.card()["state"] == "closed"
    assert kinds(asked, "yhc") == ["T-19", "T-20E", "T-20"]
    [letter] = asked.card()["letters"]
    assert (letter["signer"], letter["direct"], letter["late_days"]) == ("彭志翾", False, 0)
    assert asked.twn.get(f"/process-instances/{asked.instance}")["state"] == "completed"


def test_r_inq_1_a_reply_missed_twice_leads_to_a_proposal_and_no_sanction(house: House) -> None:
    """R-WARN-6: 催办, grace, a second letter once, then a warning waits for people; a late reply is kept and marked."""
    asked = Asked(house)
    asked.send()
    asked.miss()
    card = asked.card()
    assert (card["state"], card["round"], card["letters"][0]["missed"]) == ("issued", 2, True)
    told = [each["kind"] for each in asked.pzx.get("/notices")["items"]]
    assert {"inquiry_copied", "inquiry_overdue"} <= set(told)

    asked.miss()
    assert asked.card()["state"] == "warned"
    [warning] = asked.twn.get("/warnings")["items"]
    assert (warning["subject"], warning["state"], warning["colour"]) == ("姚海澄", "researched", "green")
    task = asked.twn.get(f"/tasks/{asked.twn.find_task('研判')['id']}")
    filled = {each["name"]: each["value"] for each in task["form"]}
    assert (filled["colour"], filled["rung"]) == ("yellow", 1), "proposed, to be assessed by people"

    late = asked.yhc.post(f"/inquiries/{asked.id}/late-reply", {"explanation": TOLD})
    assert late["late_days"] > 0
    assert asked.texts("twn")["explanation"] == TOLD
    asked.yhc.post(f"/inquiries/{asked.id}/late-reply", {"explanation": TOLD}, expect=409)


def test_r_inq_1_the_head_replies_directly_and_the_top_leader_signs_the_letter(house: House) -> None:
    """R-WARN-2: 干部管理权限."""
    asked = Asked(house)
    asked.draft("pzx")
    assert not asked.wzh.has_task("函询审批")
    asked.lzy.complete("函询审批", "agree")

    asked.reply("pzx")

    assert asked.twn.has_task("情况报告"), "nobody signs above him"
    assert asked.card()["letters"][0]["direct"]


@pytest.mark.parametrize("declared", ["draft", "reply"])
def test_r_inq_1_what_concerns_the_head_goes_past_him(house: House, declared: str) -> None:
    asked = Asked(house)
    asked.send(concerns_head=declared == "draft")
    asked.reply(outcome="submit" if declared == "draft" else "submit_direct")

    assert not asked.pzx.has_task("签署意见")
    assert asked.twn.has_task("情况报告")
    asked.pzx.get(f"/inquiries/{asked.id}", expect=404)


def test_r_inq_1_a_head_who_does_not_sign_in_time_holds_up_nothing(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.reply()
    asked.let_pass("签署意见", "pzx")

    assert asked.twn.has_task("情况报告")
    assert asked.card()["letters"][0]["unsigned"]
    assert asked.card()["letters"][0]["late_days"] == 0, "it is not the person's fault"


def test_r_inq_2_an_unclear_reply_is_asked_about_once_more(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.reply()
    asked.sign()
    asked.report("again")
    asked.reply()
    asked.sign()

    again = {"report": REPORT, "disposition": "again"}
    asked.twn.complete("情况报告", "submit", again, expect=409)
    asked.report("criticism")
    asked.twn.complete("记录处理情况", "file", {"record": "已由党组织主要负责人批评教育。"})

    assert (asked.card()["state"], asked.card()["round"]) == ("closed", 2)
    assert asked.texts("yhc")["record"] == "已由党组织主要负责人批评教育。"


def test_r_inq_2_an_admonition_is_decided_on_the_ladder(house: House) -> None:
    """R-WARN-7: the report proposes, a warning at rung 2 is assessed and approved by people."""
    asked = Asked(house)
    asked.send()
    asked.reply()
    asked.sign()
    asked.report("admonition")

    assert asked.card()["state"] == "warned"
    facts = {"facts": "函询发现两次评审未申报回避。", "basis": "评审回避办法第八条"}
    reason = {"colour": "orange", "rung": 2, "reason": "函询查明的事实需要直接诫勉谈话"}
    asked.twn.complete("研判", "propose", {**reason, **facts})
    asked.wzh.complete("预警审批", "agree")
    assert asked.twn.has_task("谈话安排")


def test_r_inq_2_what_is_to_be_verified_leaves_with_the_approvers_word(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.reply()
    asked.sign()
    asked.report("verify")
    asked.wzh.complete("移送审批", "return", {"remark": "请先补充情况报告的依据。"})
    asked.report("verify")
    asked.wzh.complete("移送审批", "agree")

    assert asked.card()["state"] == "transferred"
    assert asked.card("yhc")["state"] == "replied", "he is not told that it went on"


def test_r_warn_2_who_is_managed_by_the_superior_body_is_not_asked_here(house: House) -> None:
    asked = Asked(house)
    asked.draft("lzy")
    asked.wzh.complete("登记移送上级", "done")

    assert asked.card()["state"] == "transferred"
    asked.lzy.get(f"/inquiries/{asked.id}", expect=404)


def test_domain_7_1_who_knows_of_an_inquiry_and_who_reads_what(house: House) -> None:
    """Person, signer, approver and discipline; not the office, the group, the leader in charge, administrators."""
    asked = Asked(house)
    asked.draft()
    asked.yhc.get(f"/inquiries/{asked.id}", expect=404)
    asked.wzh.complete("函询审批", "agree")
    asked.reply()
    asked.sign()
    asked.report("believed")

    strangers = ("ryx", "yrg", "lzy", "shm", "fjc", "wym", "sysadmin", "secadmin", "auditadmin")
    for login in strangers:
        stranger = getattr(asked, login)
        told = stranger.get(f"/inquiries/{asked.id}", expect=404)
        assert told["detail"] == "无此记录"
        stranger.get(f"/inquiries/{asked.id}/texts", expect=404)
        stranger.get(f"/process-instances/{asked.instance}", expect=404)
        assert stranger.get("/inquiries")["items"] == []
        assert [each for each in stranger.get("/documents")["items"] if each["restricted"]] == []
        listed = [each["id"] for each in stranger.get("/process-instances")["items"]]
        assert asked.instance not in listed
    for login in ("yhc", "pzx"):
        getattr(asked, login).get(f"/process-instances/{asked.instance}", expect=404)

    own = {"explanation": TOLD, "opinion": AGREED}
    assert asked.texts("yhc") == asked.texts("pzx") == own
    assert asked.texts("twn") == asked.texts("wzh") == {**own, "report": REPORT}


def test_r_sec_3_every_reading_and_every_refusal_is_shown_to_discipline(house: House) -> None:
    asked = Asked(house)
    asked.send()
    asked.reply()
    asked.panel("pzx", "签署意见")
    asked.texts("yhc")
    letter = asked.card("yhc")["documents"][0]["id"]
    asked.yhc.ask("GET", f"/documents/{letter}/content", query_string={"format": "docx"}, expect=200)
    asked.ryx.get(f"/documents/{letter}", expect=404)
    asked.ryx.get(f"/inquiries/{asked.id}", expect=404)
    asked.sysadmin.get(f"/inquiries/{asked.id}/texts", expect=404)

    log = [(each["who"], each["kind"], each["texts"]) for each in reversed(asked.card()["readings"])]

    assert log == [
        ("彭志翾", "read", ["inquiry.explanation"]),
        ("姚海澄", "read", ["inquiry.explanation"]),
        ("姚海澄", "read", ["document.T-19"]),
        ("阮以修", "refused", []),
        ("sysadmin", "refused", []),
    ]
    assert asked.card("yhc")["readings"] == [], "the log is for discipline"


def test_domain_7_2_a_discipline_officer_learns_nothing_of_an_inquiry_about_himself(house: House) -> None:
    asked = Asked(house)
    asked.begin("inquiry_letter", person="wzh")
    asked.twn.complete("起草函询", "submit", {"field": "duties"})

    asked.wzh.get(f"/inquiries/{asked.id}", expect=404)
    asked.wzh.get(f"/process-instances/{asked.instance}", expect=404)
    assert not asked.wzh.has_task("函询审批")


def test_r_sec_2_a_warning_tells_discipline_who_read_clue_and_letters(house: House) -> None:
    """The clue, the facts and what the warned wrote are noted by the same means as talks and inquiries."""
    ladder = Ladder(house)
    ladder.remind()
    ladder.yhc.complete("签收", "received")
    ladder.yhc.complete("书面回告", "submit", LETTER)
    task = ladder.twn.find_task("核查回告")["id"]
    ladder.twn.get(f"/tasks/{task}")

    log = ladder.twn.get(f"/warnings/{ladder.id}/readings")["items"]

    assert log[0]["texts"] == ["warning.clue", "warning.facts", "reply.causes", "reply.measures"]
    ladder.yhc.get(f"/warnings/{ladder.id}/readings", expect=404)


CALLER = draw(
    "handling",
    [
        start(
            added='<lf:assign role="discipline"/><lf:form><lf:field name="whom" type="person" label="对象"'
            ' required="true"/></lf:form>'
        ),
        action(
            "prepare",
            "prepare_inquiry",
            '<lf:in name="person" value="whom"/><lf:out name="inquiry" value="inquiry"/>'
            '<lf:out name="rank" value="rank"/><lf:out name="rung" value="rung"/>',
        ),
        call(
            "ask",
            "inquiry_letter",
            '<lf:in name="inquiry" value="inquiry"/><lf:in name="rank" value="rank"/><lf:in name="rung" value="rung"/>'
            '<lf:out name="disposition" value="disposition"/>',
        ),
        end(),
    ],
    [("start", "prepare"), ("prepare", "ask"), ("ask", "end")],
    variables='<lf:variable name="whom" type="code" given="true"/><lf:variable name="inquiry" type="id"/>'
    '<lf:variable name="rank" type="code"/><lf:variable name="rung" type="integer"/>'
    '<lf:variable name="disposition" type="code"/>',
)


def test_r_inq_1_another_procedure_may_call_an_inquiry_and_is_as_confidential(house: House) -> None:
    house.publish(CALLER)
    asked = Asked(house)
    asked.begin("handling", whom="yhc")
    [asked.id] = [each["id"] for each in asked.twn.get("/inquiries")["items"]]
    asked.twn.complete("起草函询", "submit", {"field": "assessment"})
    asked.wzh.complete("函询审批", "agree")
    asked.reply(outcome="submit_direct")
    asked.report("criticism")
    asked.twn.complete("记录处理情况", "file", {"record": "已由党组织主要负责人批评教育。"})

    assert asked.card()["state"] == "closed"
    ended = asked.twn.get(f"/process-instances/{asked.instance}")
    assert (ended["state"], ended["variables"]["disposition"]) == ("completed", "criticism")
    asked.ryx.get(f"/process-instances/{asked.instance}", expect=404)


def test_domain_7_1_only_the_head_of_discipline_steers_an_inquiry(house: House) -> None:
    """Nobody copies it to others; what is cancelled takes the inquiry with it."""
    asked = Asked(house)
    asked.send()
    task = asked.yhc.find_task("书面说明")["id"]
    asked.yhc.post(f"/tasks/{task}/copy", {"to": ["pzx"]}, expect=403)
    reason = {"reason": "经研究，不再函询。"}
    asked.lzy.post(f"/process-instances/{asked.instance}/cancel", reason, expect=404)
    asked.hxc.post(f"/process-instances/{asked.instance}/cancel", reason, expect=403)

    asked.wzh.post(f"/process-instances/{asked.instance}/cancel", reason)

    assert asked.card()["state"] == "cancelled"
    assert not asked.yhc.has_task("书面说明")
