"""及时完善、限期整改: improved, verified, downgraded, noticed, reported, determined anew."""

from datetime import datetime

import pytest

from services.documents.models import Document
from services.registry.models import Consequence, Disposition
from tests.services.registry.rounds import Round, a_point, hold_post

NOTE = "按审定意见补充了请托的方式和环节。"
CAUSES = "对照职权运行流程不细，环节分析不到位，表述不够具体。"


def dispose(d07: Round, grade: str, *points: dict, **more: object) -> None:
    d07.reach_determination(*(points or (a_point(),)))
    d07.judge(dict.fromkeys(d07.refs(), grade), **more)


def improved(d07: Round, number: str = "R044", title: str = "评议专家接受请托") -> dict:
    words = {"title": title, "manifestation": "评议前与参评单位私下接触"}
    return {"point": d07.refs()[number], "note": NOTE, **words}


def improve(d07: Round, title: str = "评议专家接受请托") -> None:
    d07.yhc.complete("及时完善", "submit", {"points": [improved(d07, title=title)]})


def verify(d07: Round, outcome: str) -> None:
    opinion = "" if outcome == "pass" else "表现形式仍然笼统，请继续完善。"
    d07.qmz.complete("核验完善情况", outcome, opinion=opinion)


def rectify(d07: Round) -> None:
    rows = [improved(d07, number) for number in d07.refs()]
    d07.pzx.complete("整改并提交整改报告", "submit", {"points": rows, "causes": CAUSES})


# -- R-DSP-2 -----------------------------------------------------------------------------------------


def test_fairly_accurate_points_are_improved_by_their_owner_within_five_days_r_dsp_2(d07: Round) -> None:
    dispose(d07, "fairly")

    task = d07.yhc.find_task("及时完善")
    assert task["due_at"] == "2026-07-20T16:00:00Z"
    assert task["why"] == "您是该风险点的岗位责任人（学位授权审核岗）"
    assert not d07.pzx.has_task("及时完善")
    assert d07.point("R044").state == "rectifying"


def test_an_improvement_that_passes_enters_the_register_r_dsp_2(d07: Round) -> None:
    dispose(d07, "fairly")
    improve(d07)
    verify(d07, "pass")

    point = d07.hxc.get(f"/risk-points/{d07.refs()['R044']}")
    assert (point["state"], point["title"], point["determined_grade"]) == ("determined", "评议专家接受请托", "fairly")
    assert d07.submissions()[0].state == "done"


def test_every_point_of_the_owner_must_be_improved_r_dsp_2(d07: Round) -> None:
    dispose(d07, "fairly", a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))

    rows = d07.form(d07.yhc, "及时完善")["points"]["value"]
    assert len(rows) == 2, "the form begins with them"
    answer = d07.yhc.complete("及时完善", "submit", {"points": [improved(d07)]}, expect=422)
    assert {each["code"] for each in answer["errors"]} == {"missing-rows"}


def test_the_first_failed_verification_goes_back_to_the_owner_r_dsp_2(d07: Round) -> None:
    dispose(d07, "fairly")
    improve(d07)
    verify(d07, "fail")

    assert d07.yhc.has_task("及时完善")
    assert not d07.pzx.has_task("整改并提交整改报告")


def test_the_second_turns_it_into_basically_accurate_r_dsp_2(d07: Round) -> None:
    dispose(d07, "fairly")
    for title in ("评议专家接受请托", "评议专家接受参评单位请托"):
        improve(d07, title)
        verify(d07, "fail")

    assert d07.pzx.has_task("整改并提交整改报告")
    assert not d07.yhc.has_task("及时完善")
    assert d07.point("R044").determined_grade == "basically"
    panel = d07.page(d07.pzx, "整改并提交整改报告")["panel"]
    assert (panel["grade"], panel["downgraded"], panel["failures"]) == ("fairly", True, 2)


def test_the_owner_does_not_verify_his_own_improvement_r_coi_2(d07: Round) -> None:
    dispose(d07, "fairly")
    hold_post("qmz")
    improve(d07)

    assert d07.hxc.has_task("核验完善情况")
    assert not d07.qmz.has_task("核验完善情况")


# -- R-DSP-3 -----------------------------------------------------------------------------------------


def test_basically_accurate_points_get_a_numbered_notice_and_twenty_days_r_dsp_3(d07: Round) -> None:
    dispose(d07, "basically")

    assert d07.pzx.find_task("整改并提交整改报告")["due_at"] == "2026-08-03T16:00:00Z"
    notice = d07.page(d07.pzx, "整改并提交整改报告")["panel"]["notice"]
    assert (notice["number"], notice["due_on"]) == ("廉整〔2026〕1号", "2026-08-03")


@pytest.mark.parametrize(("days", "due"), [(10, "2026-07-23"), (30, "2026-08-12")])
def test_a_determination_may_set_ten_to_thirty_days_r_dsp_3(d07: Round, days: int, due: str) -> None:
    dispose(d07, "basically", rectify_days=days)

    assert d07.page(d07.pzx, "整改并提交整改报告")["panel"]["notice"]["due_on"] == due


@pytest.mark.parametrize("days", [9, 31])
def test_other_terms_are_refused_r_dsp_3(d07: Round, days: int) -> None:
    with pytest.raises(AssertionError, match="整改期限须为 10 至 30 日"):
        dispose(d07, "basically", rectify_days=days)


def test_a_rectification_is_assessed_and_determined_anew_r_dsp_3(d07: Round) -> None:
    dispose(d07, "basically")
    rectify(d07)
    d07.judge({"R044": "accurate"}, task="专家复评")

    assert d07.point("R044").state == "determined"
    assert d07.submissions()[0].state == "done"
    with d07.house.reading() as session:
        assert [row.state for row in session.query(Disposition)] == ["split"]


def test_a_set_determined_anew_splits_again_by_grade_r_dsp_7(d07: Round) -> None:
    dispose(d07, "basically", a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    rectify(d07)
    d07.judge({"R044": "basically", "R045": "inaccurate"}, task="专家复评")

    assert d07.fjc.has_task("约谈")
    assert d07.pzx.has_task("整改并提交整改报告")
    with d07.house.reading() as session:
        rows = session.query(Disposition).order_by(Disposition.id).all()
        assert [(row.grade, row.state, row.parent_id) for row in rows] == [
            ("basically", "split", None),
            ("basically", "open", rows[0].id),
            ("inaccurate", "open", rows[0].id),
        ]
        assert [(row.year, row.seq) for row in session.query(Document).filter_by(kind="T-07")] == [(2026, 1), (2026, 2)]


def test_a_point_joins_the_talk_that_has_not_been_held_r_dsp_4(d07: Round) -> None:
    d07.reach_determination(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    d07.judge({"R044": "inaccurate", "R045": "basically"})
    rows = [improved(d07, "R045")]
    d07.pzx.complete("整改并提交整改报告", "submit", {"points": rows, "causes": CAUSES})
    d07.judge({"R045": "inaccurate"}, task="专家复评")

    assert [each["number"] for each in d07.page(d07.fjc, "约谈")["panel"]["points"]] == ["R044", "R045"]
    with d07.house.reading() as session:
        assert session.query(Disposition).filter_by(grade="inaccurate").count() == 1


# -- R-DSP-6 -----------------------------------------------------------------------------------------


def proposals(d07: Round) -> list[tuple[str, str, str]]:
    with d07.house.reading() as session:
        rows = session.query(Consequence).order_by(Consequence.id)
        return [(row.kind, row.rule, row.colour) for row in rows]


def test_an_overdue_rectification_is_a_proposal_and_nothing_else_r_dsp_6(d07: Round) -> None:
    dispose(d07, "basically")
    d07.house.travel("2026-08-04T09:00:00+08:00")
    assert proposals(d07) == [], "the time of grace runs"

    d07.house.travel("2026-08-08T09:00:00+08:00")
    assert proposals(d07) == [("warning_proposal", "R-DSP-6", "yellow")]
    assert d07.pzx.has_task("整改并提交整改报告"), "the work is still to be done"


def test_a_report_in_the_time_of_grace_is_not_proposed_r_dsp_6(d07: Round) -> None:
    dispose(d07, "basically")
    d07.house.travel("2026-08-04T09:00:00+08:00")
    rectify(d07)
    d07.house.travel("2026-08-10T09:00:00+08:00")

    assert proposals(d07) == []


def test_an_overdue_redo_is_a_proposal_r_dsp_6(d07: Round) -> None:
    d07.redo()
    due = d07.submissions()[1].due_at
    assert due == datetime.fromisoformat("2026-07-28T00:00:00+08:00"), "ten working days"
    d07.house.travel("2026-07-29T09:00:00+08:00")
    assert proposals(d07) == []

    d07.house.travel("2026-07-30T09:00:00+08:00")
    assert proposals(d07) == [("warning_proposal", "R-DSP-6", "yellow")]


def test_a_redo_handed_on_in_time_is_not_proposed_r_dsp_6(d07: Round) -> None:
    d07.redo()
    d07.redo_list()
    d07.house.travel("2026-07-30T09:00:00+08:00")

    assert proposals(d07) == []


def test_a_cancelled_set_is_closed_and_its_points_stay_as_determined(d07: Round) -> None:
    dispose(d07, "basically")
    instance = d07.pzx.find_task("整改并提交整改报告")["instance_id"]
    d07.hxc.post(f"/process-instances/{instance}/cancel", {"reason": "小组决定撤销本次处置"})

    with d07.house.reading() as session:
        assert [row.state for row in session.query(Disposition)] == ["cancelled"]
    assert d07.point("R044").determined_grade == "basically"
    assert d07.submissions()[0].state == "done"
