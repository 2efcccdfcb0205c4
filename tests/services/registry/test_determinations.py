"""组织审: both grades are kept, and every point goes its own way."""

from services.registry.happenings import note_changed_results
from services.registry.models import Consequence, Determination
from tests.services.registry.rounds import Round, a_point
from workflows import database
from workflows.models import Vote, VoteItem
from workflows.work import Work

THREE = (
    a_point(),
    a_point("论文抽检结果运用不力", flow_step="W24.4"),
    a_point("专家抽取不随机", flow_step="W24.3"),
)


def test_both_grades_are_kept_and_the_determined_one_counts_r_grp_5(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"}, experts={"R044": "fairly"}, reason="专家意见已在会前吸收，表述准确。")

    point = d07.yhc.get(f"/risk-points/{d07.refs()['R044']}")
    assert (point["expert_grade"], point["determined_grade"], point["state"]) == ("fairly", "accurate", "determined")
    [found] = point["determinations"]
    assert (found["expert_grade"], found["grade"], found["reason"]) == (
        "fairly", "accurate", "专家意见已在会前吸收，表述准确。",
    )  # fmt: skip


def test_a_difference_without_a_reason_is_refused_and_nothing_changes_r_grp_5(d07: Round) -> None:
    d07.reach_determination(a_point())
    meeting_task = d07.hxc.find_task("专家评")["id"]
    refs = d07.refs()
    d07.write_vote("panel", "decided", {refs["R044"]: ("fairly", {})})
    counts = {"expert_grade": "fairly", "reason": "", "base": 7, "present": 6, "approve": 5, "against": 1, "abstain": 0}
    meeting = d07.write_vote("meeting", "decided", {refs["R044"]: ("accurate", counts)})

    body = {"outcome": "done", "values": {"meeting": meeting}}
    answer = d07.hxc.post(f"/tasks/{meeting_task}/complete", body, expect=422)

    assert answer["detail"] == "审定结果与专家评价不一致的，须写明理由"
    assert d07.point("R044").determined_grade == ""


def test_counts_are_shown_without_names_r_exp_11_r_grp_7(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"})

    [found] = d07.yhc.get(f"/risk-points/{d07.refs()['R044']}")["determinations"]
    assert found["counts"] == {
        "meeting": {"base": 7, "present": 6, "approve": 5, "against": 1, "abstain": 0},
        "experts": {"accurate": 5},
    }


def test_what_was_put_off_counts_as_the_later_vote_decided(d07: Round) -> None:
    d07.reach_determination(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    refs = d07.refs()
    counts = {"reason": "", "approve": 4}
    first = d07.write_vote("meeting", "decided", {refs["R044"]: ("accurate", counts), refs["R045"]: ("", counts)})
    d07.write_vote("meeting", "decided", {refs["R045"]: ("accurate", counts)}, ref=first)
    d07.hxc.complete("专家评", "done", {"meeting": first})

    assert (d07.point("R044").state, d07.point("R045").state) == ("determined", "determined")


def test_accurate_points_enter_the_register_and_wait_for_nobody_r_dsp_1(d07: Round) -> None:
    d07.reach_determination(*THREE)
    d07.judge({"R044": "fairly", "R045": "inaccurate", "R061": "accurate"})

    assert d07.point("R061").state == "determined"
    assert d07.point("R061").settled_version == 1
    assert [each.state for each in d07.submissions()] == ["disposing"]


def test_each_other_grade_gets_a_process_of_its_own_r_dsp_7(d07: Round) -> None:
    d07.reach_determination(*THREE)
    d07.judge({"R044": "fairly", "R045": "inaccurate", "R061": "basically"})

    assert (d07.yhc.has_task("及时完善"), d07.fjc.has_task("约谈"), d07.pzx.has_task("整改并提交整改报告")) == (
        True, True, True,
    )  # fmt: skip
    instance = d07.yhc.find_task("及时完善")["instance_id"]
    shown = d07.yhc.get(f"/process-instances/{instance}")
    assert shown["title"] == "学位管理与研究生处 比较准确风险点处置（2026年度 第1轮）"
    assert [(link["kind"], link["parent"]) for link in shown["links"]] == [("disposition", True)]


def test_points_of_the_same_grade_are_one_set_r_dsp_7(d07: Round) -> None:
    d07.reach_determination(*THREE)
    d07.judge({"R044": "inaccurate", "R045": "inaccurate", "R061": "accurate"})

    assert [each["number"] for each in d07.page(d07.fjc, "约谈")["panel"]["points"]] == ["R044", "R045"]


def test_a_submission_whose_points_are_all_accurate_is_done(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"})

    assert d07.submissions()[0].state == "done"


def test_a_determination_names_its_version(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"})

    with d07.house.reading() as session:
        assert [(row.version, row.grade) for row in session.query(Determination)] == [(1, "accurate")]


def change_expert_result(d07: Round, result: str) -> None:
    """An expert's vote is voided later; the voting wing counts again and lets us know."""
    with database.bound().writing() as session:
        vote = session.query(Vote).filter_by(kind="panel").one()
        session.query(VoteItem).filter_by(vote_id=vote.id).update({"result": result})
        note_changed_results(Work(session, d07.house.now), {"vote": vote.id})
        session.commit()


def test_a_changed_expert_result_demands_another_determination_r_exp_9(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"})
    for _ in range(2):
        change_expert_result(d07, "fairly")

    with d07.house.reading() as session:
        [fact] = session.query(Consequence)
        assert (fact.kind, fact.rule, fact.point_id) == ("redetermination", "R-EXP-9", d07.point("R044").id)


def test_a_count_that_changes_no_result_demands_nothing_r_exp_9(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"})
    change_expert_result(d07, "accurate")

    with d07.house.reading() as session:
        assert session.query(Consequence).count() == 0
