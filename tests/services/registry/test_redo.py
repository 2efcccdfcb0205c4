"""约谈、重新查找: no redo without a confirmed talk, every step again, and until it passes."""

from datetime import date

from services.registry.models import Consequence
from tests.services.registry.rounds import NO_RISK, TALK, Round, a_point, leave_post


def test_the_talk_is_the_leaders_and_due_in_five_days_r_dsp_4(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})

    assert d07.fjc.find_task("约谈")["due_at"] == "2026-07-20T16:00:00Z"
    assert not d07.pzx.has_task("约谈")
    assert (d07.point("R044").state, d07.point("R044").rounds_failed) == ("redoing", 1)


def test_without_a_confirmed_talk_there_is_no_redo_r_dsp_4(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})
    d07.fjc.complete("约谈", "record", TALK)

    assert len(d07.submissions()) == 1
    assert not d07.yhc.has_task("自己找")
    d07.pzx.complete("被谈话人核对确认", "confirm")
    assert len(d07.submissions()) == 2
    assert d07.yhc.has_task("自己找")


def test_an_objection_repeats_the_talk_r_dsp_4(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})
    d07.fjc.complete("约谈", "record", TALK)
    d07.pzx.complete("被谈话人核对确认", "object", opinion="会上没有谈到第二个问题，请更正。")
    assert len(d07.submissions()) == 1

    d07.talk()
    assert len(d07.submissions()) == 2


def test_the_redo_has_its_round_its_parent_and_its_scope_r_dsp_4(d07: Round) -> None:
    d07.redo()

    first, second = d07.submissions()
    assert (second.round, second.parent_id, second.state) == (2, first.id, "drafting")
    task = d07.yhc.find_task("自己找")
    assert task["business_title"] == "学位管理与研究生处 廉政风险点查找（2026年度 第2轮）"
    assert [row["title"] for row in d07.form(d07.yhc, "自己找")["points"]["value"]] == ["论文抽检结果运用不力"]
    assert [person.has_task("自己找") for person in (d07.pzx, d07.gsy)] == [False, False], "only posts of the set"


def test_a_redo_answers_every_point_of_its_set_r_dsp_5(d07: Round) -> None:
    d07.redo()

    answer = d07.yhc.complete("自己找", "no_risk", {"no_risk_reason": NO_RISK}, expect=422)
    assert {each["code"] for each in answer["errors"]} == {"points-to-redo"}
    answer = d07.yhc.complete("自己找", "found", {"points": [a_point("另一个风险点")]}, expect=422)
    assert {each["code"] for each in answer["errors"]} == {"missing-rows"}


def test_a_redo_may_find_more_points(d07: Round) -> None:
    d07.redo()
    rows = d07.form(d07.yhc, "自己找")["points"]["value"]
    d07.yhc.complete("自己找", "found", {"points": [*rows, a_point("抽检名单泄露", flow_step="W24.4")]})

    assert [each["number"] for each in d07.page(d07.pzx, "提出意见")["panel"]["points"]] == ["R045", "R061"]
    assert d07.point("R061").first_round == 2


def test_a_redo_passes_all_steps_again_and_loops_until_it_passes_r_dsp_5(d07: Round) -> None:
    d07.redo()
    d07.repeat("inaccurate")
    assert d07.point("R045").rounds_failed == 2
    d07.talk()
    d07.repeat("accurate")

    assert d07.point("R045").state == "determined"
    assert [(each.round, each.state) for each in d07.submissions()] == [(1, "done"), (2, "done"), (3, "done")]
    history = d07.yhc.get(f"/risk-points/{d07.refs()['R045']}")["determinations"]
    assert [(each["round"], each["grade"]) for each in history] == [
        (1, "inaccurate"),
        (2, "inaccurate"),
        (3, "accurate"),
    ]


def test_until_the_redo_has_passed_the_first_round_is_not_done(d07: Round) -> None:
    d07.redo()

    assert [each.state for each in d07.submissions()] == ["disposing", "drafting"]


def test_at_the_third_time_the_chair_talks_and_the_case_is_counted_r_dsp_5(d07: Round) -> None:
    d07.redo()
    for _ in range(2):
        d07.repeat("inaccurate")
        d07.talk()
    assert d07.lzy.has_task("组长约谈")
    assert len(d07.submissions()) == 3
    with d07.house.reading() as session:
        assert session.query(Consequence).count() == 0

    chairs = {name: value for name, value in TALK.items() if name != "attendees"}
    d07.lzy.complete("组长约谈", "record", chairs)
    assert len(d07.submissions()) == 4, "the redo still continues"
    with d07.house.reading() as session:
        assert [(row.kind, row.rule) for row in session.query(Consequence)] == [("annual_case", "R-DSP-5")]


def test_a_vacant_post_of_a_redo_is_answered_by_the_office_r_task_1(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "inaccurate"})
    leave_post("P14", date(2026, 7, 13))
    d07.talk()

    task = d07.hxc.find_task("自己找")
    assert task["why"] == "按规则无人可派，由办公室处理"
    rows = d07.form(d07.hxc, "自己找")["points"]["value"]
    d07.hxc.complete("自己找", "found", {"points": rows})
