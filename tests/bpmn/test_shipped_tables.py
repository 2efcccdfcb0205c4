"""The decision tables that ship with the product: whole, without gaps and overlaps, and saying what the rules say."""

import pytest

from bpmn.decisions.evaluation import compile_table, decide
from bpmn.decisions.reader import read_decision
from bpmn.processes import TABLES, read_shipped
from services.organisation.defaults import default_parameters
from services.process.decisions import check_decision_file
from services.wiring import register_all

RANKS = ("staff", "head", "unit", "leader", "top")


def ask(key: str, **values: object) -> dict[str, object]:
    return dict(decide(compile_table(read_decision(read_shipped(key))), values).results)


@pytest.mark.parametrize("key", TABLES)
def test_a_shipped_table_has_nothing_that_people_should_look_at(key: str) -> None:
    register_all()

    table, problems = check_decision_file(read_shipped(key))

    assert table is not None
    assert table.id == key
    assert problems == []


@pytest.mark.parametrize(
    ("rank", "approvers"),
    [
        ("staff", ["office_head", "discipline_head", "discipline_head", "group_chair"]),
        ("head", ["discipline_head", "top_leader", "discipline_head", "group_chair"]),
        ("unit", ["discipline_head", "top_leader", "discipline_head", "group_chair"]),
        ("leader", ["top_leader"] * 4),
        ("top", ["superior"] * 4),
    ],
)
def test_r_warn_2_the_approver_follows_from_rank_and_rung(rank: str, approvers: list[str]) -> None:
    """干部管理权限: whoever manages the cadre decides; nobody decides locally about the top leader."""
    assert [ask("warning_approver", rank=rank, rung=rung)["role"] for rung in (1, 2, 3, 4)] == approvers


@pytest.mark.parametrize(
    ("profile", "kind", "measures"),
    [
        ("suizhou_platform", "person", ["警示提醒", "诫勉纠错", "责令整改", "责任追究"]),
        ("anhui_six", "unit", ["警示", "诫勉", "责令纠错", "责任追究"]),
        ("damuwan_five", "person", ["打招呼提醒", "诫勉谈话", "纠错", "责任追究"]),
        ("xinhui_three_scope", "person", ["批评教育", "诫勉谈话", "限期整改", "纪律追究"]),
        ("xinhui_three_scope", "unit", ["风险提示", "对责任领导诫勉谈话", "限期整改", "追究主要领导和相关人员责任"]),
    ],
)
def test_each_profile_has_its_own_words_for_the_four_rungs(profile: str, kind: str, measures: list[str]) -> None:
    found = [ask("disposal_ladder", profile=profile, subject_kind=kind, rung=rung) for rung in (1, 2, 3, 4)]

    assert [each["measure"] for each in found] == measures
    assert [each["document"] for each in found] == ["T-08", "T-09", "T-10", "T-12"]
    assert {each["term"] for each in found} <= default_parameters().keys()
