"""The pinned library by itself runs every hit policy but COLLECT as FIRST, and says nothing.

Each table is asked twice: by the library as it comes, with its own parser of DMN, and by ours, from the same file.
Where one of these tests fails after an upgrade, the library has mended something.
"""

from typing import Any

import pytest
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.camunda.parser.CamundaParser import CamundaParser

from bpmn.decisions.evaluation import compile_table, decide
from bpmn.decisions.reader import read_decision
from bpmn.errors import DecisionError
from tests.diagrams import draw, end, start
from tests.tables import Row, file

TASK = '<businessRuleTask id="rule" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:decisionRef="sample"/>'
BOTH: list[Row] = [("5", '"a"'), ("5", '"b"')]


def ask_library(table: bytes, value: int) -> Any:
    """What the library writes to `result`."""
    parser = CamundaParser()
    parser.add_bpmn_str(draw("p", [start(), TASK, end()], [("start", "rule"), ("rule", "end")]))
    # The library's parser knows no annotations of rules.
    parser.add_dmn_str(b"\n".join(line for line in table.splitlines() if b"<annotation" not in line).split(b"?>")[1])
    workflow = BpmnWorkflow(parser.get_spec("p"))
    workflow.task_tree.data["a"] = value
    workflow.do_engine_steps()
    assert workflow.completed
    return workflow.data.get("result")


def ask_ours(table: bytes, value: int) -> Any:
    return decide(compile_table(read_decision(table)), {"a": value}).results["result"]


def test_unique_with_two_matches_is_first_to_the_library_and_an_error_to_us() -> None:
    table = file(BOTH, "UNIQUE")

    assert ask_library(table, 5) == "a"
    with pytest.raises(DecisionError, match="规则 1 和规则 2"):
        ask_ours(table, 5)


def test_any_with_results_that_differ_is_first_to_the_library_and_an_error_to_us() -> None:
    table = file(BOTH, "ANY")

    assert ask_library(table, 5) == "a"
    with pytest.raises(DecisionError):
        ask_ours(table, 5)


@pytest.mark.parametrize(
    ("policy", "more", "right"),
    [
        ("RULE ORDER", {}, ["a", "b"]),
        ("OUTPUT ORDER", {"allowed": '"b","a"'}, ["b", "a"]),
        ("PRIORITY", {"allowed": '"b","a"'}, "b"),
        ("COLLECT", {"aggregation": "COUNT"}, 2),
    ],
)
def test_other_policies_are_not_what_they_say(policy: str, more: dict[str, str], right: Any) -> None:
    table = file(BOTH, policy, **more)

    assert ask_library(table, 5) in ("a", ["a", "b"])
    assert ask_ours(table, 5) == right


def test_cells_of_the_library_are_python() -> None:
    """A cell that computes is run by the library and refused by us."""
    table = file([("len(str(2 ** 100)) - 26", '"a"')])

    assert ask_library(table, 5) == "a"
    with pytest.raises(DecisionError):
        ask_ours(table, 5)
