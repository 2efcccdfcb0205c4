"""The list: revisions, removals with reasons, confirmation, and the ballot that is repeated only if it changed."""

import pytest

from tests.services.registry.rounds import MEETING, Round, a_point

REMOVED = "与学位点评议请托说情重复，合并表述。"


def open_summary(d07: Round) -> None:
    d07.start()
    d07.find(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    d07.give()


def removal(d07: Round, number: str = "R045", reason: str = REMOVED) -> dict:
    return {"point": d07.refs()[number], "reason": reason}


def revision(d07: Round, number: str = "R044", **more: str) -> dict:
    words = {"category": "PROC", "title": "学位点评议请托", "manifestation": "评议前请托打招呼，影响结果"}
    return {"point": d07.refs()[number], **words, **more}


def test_a_removal_needs_a_reason_r_ret_2(d07: Round) -> None:
    open_summary(d07)

    answer = d07.yhc.complete("汇总", "submit", {**MEETING, "removals": [removal(d07, reason="重复")]}, expect=422)

    assert [(each["field"], each["code"]) for each in answer["errors"]] == [("removals.0.reason", "too-small")]


def test_a_removal_is_confirmed_by_the_head_and_shown_to_who_signs_and_accepts_r_ret_2(d07: Round) -> None:
    open_summary(d07)
    d07.summarise(removals=[removal(d07)])
    shown = d07.page(d07.pzx, "主要负责人确认")["panel"]["removed"]
    assert [(each["number"], each["removal_confirmed"]) for each in shown] == [("R045", False)]

    d07.confirm()
    d07.ballot()
    for person, task in ((d07.fjc, "审签"), (d07.qmz, "受理审查")):
        panel = d07.page(person, task)["panel"]
        assert [(each["number"], each["removal_reason"]) for each in panel["removed"]] == [("R045", REMOVED)]
        assert [each["number"] for each in panel["points"]] == ["R044"]
        if task == "审签":
            d07.fjc.complete("审签", "agree")


def test_what_was_removed_is_not_voted_on_and_is_cancelled_on_acceptance(d07: Round) -> None:
    open_summary(d07)
    d07.summarise(removals=[removal(d07)])
    d07.confirm()
    d07.ballot()
    d07.fjc.complete("审签", "agree")
    assert d07.point("R045").state == "draft"
    d07.accept()

    assert (d07.point("R044").state, d07.point("R045").state) == ("pending", "cancelled")


def test_a_removed_point_is_put_back_by_revising_it(d07: Round) -> None:
    open_summary(d07)
    d07.summarise(removals=[removal(d07)])
    d07.pzx.complete("主要负责人确认", "return", opinion="论文抽检的风险点不应剔除，请恢复。")
    assert "修改即恢复" in d07.options(d07.yhc, "汇总", "revisions.point")[d07.refs()["R045"]]
    d07.summarise(revisions=[revision(d07, "R045", title="论文抽检结果运用不力")])

    panel = d07.page(d07.pzx, "主要负责人确认")["panel"]
    assert ([each["number"] for each in panel["points"]], panel["removed"]) == (["R044", "R045"], [])


def test_a_point_is_not_removed_and_revised_at_once(d07: Round) -> None:
    open_summary(d07)

    body = {**MEETING, "removals": [removal(d07, "R044")], "revisions": [revision(d07)]}
    answer = d07.yhc.complete("汇总", "submit", body, expect=422)

    assert {each["code"] for each in answer["errors"]} == {"revised"}


def test_an_empty_list_is_not_confirmed_r_self_1(d07: Round) -> None:
    open_summary(d07)
    d07.summarise(removals=[removal(d07, "R044"), removal(d07, "R045")])

    answer = d07.pzx.complete("主要负责人确认", "confirm", expect=422)

    assert {each["code"] for each in answer["errors"]} == {"empty-list"}
    d07.pzx.complete("主要负责人确认", "return", opinion="找不到风险点才是最大的风险，请重新讨论。")


def test_a_revision_is_a_new_version_and_the_old_one_stays(d07: Round) -> None:
    open_summary(d07)
    d07.summarise(revisions=[revision(d07)])

    versions = d07.yhc.get(f"/risk-points/{d07.refs()['R044']}/history")["items"]
    assert [(each["number"], each["origin"], each["author"], each["title"]) for each in versions] == [
        (1, "self_check", "姚海澄", "学位点评议请托说情"),
        (2, "summary", "姚海澄", "学位点评议请托"),
    ]


def test_a_return_goes_to_the_drafter_and_needs_ten_characters_r_ret_1(d07: Round) -> None:
    d07.reach_signing(a_point())
    answer = d07.fjc.complete("审签", "return", opinion="再改改", expect=422)
    assert [(each["field"], each["code"]) for each in answer["errors"]] == [("opinion", "too-short")]

    d07.fjc.complete("审签", "return", opinion="表现形式过于笼统，请修改后再报。")
    assert d07.yhc.has_task("汇总")
    assert d07.submissions()[0].state == "drafting"


def test_after_a_return_the_ballot_is_not_repeated_if_the_list_is_the_same(d07: Round) -> None:
    d07.reach_signing(a_point())
    d07.fjc.complete("审签", "return", opinion="请补充处室会议的参加人员。")
    d07.summarise(attendees="彭志翾、顾疏影、姚海澄、联络员")
    d07.confirm()

    assert d07.fjc.has_task("审签")
    assert not d07.hxc.has_task("群众帮")


def test_after_a_return_the_ballot_is_repeated_if_the_list_changed(d07: Round) -> None:
    d07.reach_signing(a_point())
    d07.fjc.complete("审签", "return", opinion="表现形式过于笼统，请修改后再报。")
    d07.summarise(revisions=[revision(d07)])
    d07.confirm()

    assert d07.hxc.has_task("群众帮")
    assert not d07.fjc.has_task("审签")
    assert d07.submissions()[0].state == "balloting"


def test_what_the_office_returns_is_with_the_unit_again(d07: Round) -> None:
    d07.reach_acceptance(a_point())
    d07.qmz.complete("受理审查", "return", opinion="风险点与工作差距混同，请修改。")

    assert d07.yhc.has_task("汇总")
    assert (d07.submissions()[0].state, d07.submissions()[0].handed_in_at) == ("drafting", None)


@pytest.mark.parametrize("missing", ["complete", "distinct", "no_gap"])
def test_a_submission_is_accepted_only_if_all_three_checks_hold(d07: Round, missing: str) -> None:
    d07.reach_acceptance(a_point())
    checks = {"complete": True, "distinct": True, "no_gap": True, missing: False}

    answer = d07.qmz.complete("受理审查", "accept", checks, expect=422)
    assert [(each["field"], each["code"]) for each in answer["errors"]] == [(missing, "must-hold")]

    d07.accept()
    assert d07.submissions()[0].state == "accepted"
