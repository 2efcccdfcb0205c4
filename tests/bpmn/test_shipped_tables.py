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


@pytest.mark.parametrize("rung", [1, 2, 3, 4])
def test_every_rung_has_its_document_and_a_term_that_is_a_parameter(rung: int) -> None:
    """What the rungs are called is held to the requirements in tests/services/warnings/test_ladder_table.py."""
    for kind in ("person", "unit"):
        found = ask("disposal_ladder", profile="suizhou_platform", subject_kind=kind, rung=rung)
        assert found["document"] == ("T-08", "T-09", "T-10", "T-12")[rung - 1]
        assert found["term"] in default_parameters()
