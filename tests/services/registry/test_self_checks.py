"""自己找: who answers, what a point must name, and what happens to 无风险点."""

import pytest
from sqlalchemy import delete

from tests.services.registry.rounds import NO_RISK, Round, a_point
from workflows import database
from workflows.models import PostAssignment


def problems(answer: dict) -> set[tuple[str, str]]:
    return {(each["field"], each["code"]) for each in answer["errors"]}


def test_every_post_holder_of_the_unit_is_asked_r_self_1(d07: Round) -> None:
    d07.start()

    assert [person.has_task("自己找") for person in (d07.yhc, d07.pzx, d07.gsy)] == [True, True, True]
    assert not d07.wym.has_task("自己找")


def test_points_get_the_lowest_free_numbers_of_the_organisation(d07: Round) -> None:
    d07.start()
    d07.find(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4", category="SYS"))

    assert list(d07.refs()) == ["R044", "R045"]

    d07.give(new_points=[a_point("专家抽取不随机", post="P14")])
    assert list(d07.refs()) == ["R044", "R045", "R061"]


@pytest.mark.parametrize("missing", ["power", "flow_step", "category", "title", "manifestation", "work_gap"])
def test_a_point_names_power_step_category_point_and_manifestation_r_self_2(d07: Round, missing: str) -> None:
    d07.start()
    point = {name: value for name, value in a_point().items() if name != missing}

    answer = d07.yhc.complete("自己找", "found", {"points": [point]}, expect=422)

    assert problems(answer) == {(f"points.0.{missing}", "required")}
    assert d07.refs() == {}


def test_a_work_gap_is_no_risk_r_self_2(d07: Round) -> None:
    d07.start()

    answer = d07.yhc.complete("自己找", "found", {"points": [a_point(), a_point(work_gap=True)]}, expect=422)

    assert problems(answer) == {("points.1.work_gap", "work-gap")}
    assert d07.refs() == {}


def test_a_step_belongs_to_its_power_r_self_2(d07: Round) -> None:
    d07.start(unit="D03")
    wrong = a_point(power="W02", flow_step="W01.2")

    answer = d07.wym.complete("自己找", "found", {"points": [wrong]}, expect=422)

    assert problems(answer) == {("points.0.flow_step", "other-power")}
    d07.wym.complete("自己找", "found", {"points": [a_point(power="W01", flow_step="W01.2")]})


def test_no_risk_needs_a_reason_of_twenty_characters_r_self_1(d07: Round) -> None:
    d07.start()

    answer = d07.gsy.complete("自己找", "no_risk", {"no_risk_reason": "没有"}, expect=422)
    assert problems(answer) == {("no_risk_reason", "too-small")}

    d07.gsy.complete("自己找", "no_risk", {"no_risk_reason": NO_RISK})


def test_no_risk_is_confirmed_by_the_head_and_his_own_by_the_leader_r_self_1(d07: Round) -> None:
    d07.start()
    d07.find(a_point())
    d07.give()
    d07.summarise()
    d07.pzx.complete("主要负责人确认", "confirm")
    shown = d07.page(d07.fjc, "确认负责人的无风险点")["panel"]["no_risk"]

    assert {(each["post"], each["state"]) for each in shown} == {
        ("学位管理与研究生处处长岗", "declared"),
        ("学位管理与研究生处副处长岗", "confirmed"),
    }


def test_the_head_may_not_decide_about_his_own_no_risk_r_coi_2(d07: Round) -> None:
    d07.start()
    d07.find(a_point())
    d07.give()
    d07.summarise()

    assert list(d07.options(d07.pzx, "主要负责人确认", "rejected").values()) == ["学位管理与研究生处副处长岗 顾疏影"]


def test_a_refused_no_risk_is_answered_again_by_him_alone_r_self_1(d07: Round) -> None:
    d07.start()
    d07.find(a_point())
    d07.give()
    d07.summarise()
    [refused] = d07.options(d07.pzx, "主要负责人确认", "rejected")
    d07.pzx.complete("主要负责人确认", "recheck", {"rejected": [refused]}, "副处长分管论文抽检，应有风险点。")

    assert [person.has_task("自己找") for person in (d07.yhc, d07.pzx, d07.gsy)] == [False, False, True]
    assert d07.page(d07.gsy, "自己找")["panel"]["refused_reason"] == NO_RISK
    d07.gsy.complete("自己找", "found", {"points": [a_point("抽检名单泄露", flow_step="W24.4")]})
    assert "R045" in d07.refs()


def test_a_refused_no_risk_of_the_head_is_answered_again_by_him_alone(d07: Round) -> None:
    d07.start()
    d07.find(a_point())
    d07.give()
    d07.summarise()
    d07.pzx.complete("主要负责人确认", "confirm")
    d07.fjc.complete("确认负责人的无风险点", "recheck", opinion="主要负责人签发推荐名单，应有风险点。")

    assert [person.has_task("自己找") for person in (d07.yhc, d07.pzx, d07.gsy)] == [False, True, False]


def test_a_unit_without_approved_powers_cannot_be_started_r_gate_1(d07: Round) -> None:
    answer = d07.hxc.start("risk_discovery_anhui6", "D12", expect=422)
    assert answer["detail"] == "政策法规处没有经审核的职权，请先完成清权确权"

    d07.start()


def test_a_unit_without_post_holders_cannot_be_started_and_says_why_r_gate_1(d07: Round) -> None:
    with database.bound().writing() as session:
        session.execute(delete(PostAssignment))
        session.commit()

    answer = d07.hxc.start("risk_discovery_anhui6", "D07", expect=422)
    assert answer["detail"] == "学位管理与研究生处没有岗位或者岗位无人任职，请先登记岗位"


def test_a_start_without_a_unit_says_what_is_missing(d07: Round) -> None:
    assert d07.hxc.start("risk_discovery_anhui6", expect=422)["detail"] == "请选择要排查的处室（单位）"


def test_a_unit_is_searched_once_in_a_cycle(d07: Round) -> None:
    first = d07.start()
    answer = d07.hxc.start("risk_discovery_anhui6", "D07", expect=409)
    assert "2026" in answer["detail"]

    d07.hxc.post(f"/process-instances/{first['id']}/cancel", {"reason": "重新部署后再启动"})
    d07.start()


def test_a_cancelled_submission_takes_its_drafts_with_it(d07: Round) -> None:
    started = d07.start()
    d07.find(a_point())
    d07.hxc.post(f"/process-instances/{started['id']}/cancel", {"reason": "重新部署后再启动"})

    assert d07.submissions()[0].state == "cancelled"
    assert d07.point("R044").state == "cancelled"
