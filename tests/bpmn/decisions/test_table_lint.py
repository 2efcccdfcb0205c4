"""Every rule of the lint of tables, on tables that keep it and on ones that break it."""

from dataclasses import replace
from typing import Any

import pytest

from bpmn.decisions.tables import DecisionTable, Input, Output, Rule, ValueType
from bpmn.errors import Severity
from bpmn.lint import ValueKind, Vocabulary
from bpmn.lint.tables import TABLE_RULES, check_table
from tests.tables import Row, table

KNOWN = Vocabulary(parameters={"talks.limit": ValueKind.NUMBER})
WHOLE: list[Row] = [("< 5", '"a"'), (">= 5", '"b"')]


def found(made: DecisionTable, severity: Severity = Severity.ERROR) -> set[tuple[str, int | None, int | None]]:
    """Rule, row and column of every problem of a severity."""
    problems = check_table(made, KNOWN)
    return {(each.rule, each.row, each.column) for each in problems if each.severity is severity}


def hints(made: DecisionTable) -> set[tuple[str, int | None, int | None]]:
    return found(made, Severity.WARNING)


def with_input(**more: Any) -> DecisionTable:
    return replace(table(WHOLE), inputs=(Input("A", "a", ValueType.NUMBER, **more),))


def with_output(**more: Any) -> DecisionTable:
    return replace(table(WHOLE), outputs=(Output(**{"name": "result", "type": ValueType.STRING, **more}),))


GOOD = [
    table(WHOLE),
    table(WHOLE, "FIRST"),
    table([("< 6", '"a"'), (">= 5", '"a"')], "ANY"),
    table([("< 6", '"a"'), (">= 5", '"b"')], "PRIORITY", allowed='"a","b"'),
    table([("< 6", '"a"'), (">= 5", '"b"')], "OUTPUT ORDER", allowed='"a","b"'),
    table([("< 6", '"a"')], "RULE ORDER"),
    table([("< 6", "1")], "COLLECT", aggregation="SUM", result="integer"),
    table([("< 6", "-")], "COLLECT", aggregation="COUNT"),
    table([("< 6", 'date("2026-01-01")')], "COLLECT", aggregation="MAX", result="date"),
    table([("< 6", '"a"')], default='"b"'),
    table([('"x"', '"a"'), ('not("x")', '"b"')], types=("string",)),
]


@pytest.mark.parametrize("made", GOOD, ids=lambda made: f"{made.policy} {made.aggregation}")
def test_a_good_table_has_no_problem(made: DecisionTable) -> None:
    assert check_table(made, KNOWN) == []


BAD: list[tuple[str, DecisionTable, int | None, int | None]] = [
    ("decision-frame", replace(table(WHOLE), id="Not plain"), None, None),
    ("decision-frame", replace(table(WHOLE), name=" "), None, None),
    ("decision-frame", replace(table(WHOLE), name="长" * 201), None, None),
    ("decision-frame", replace(table(WHOLE), rules=()), None, None),
    ("decision-frame", replace(table(WHOLE), inputs=(), rules=(Rule((), ('"a"',)),)), None, None),
    ("decision-frame", with_output(name="Result"), None, 1),
    ("decision-columns", with_input(allowed="< 5"), None, 0),
    ("decision-columns", replace(table(WHOLE), inputs=(Input("A", "open('x')", ValueType.NUMBER),)), None, 0),
    ("decision-columns", replace(table(WHOLE), inputs=(Input("A", "", ValueType.NUMBER),)), None, 0),
    ("decision-columns", with_output(default="x y"), None, 1),
    ("decision-columns", with_output(allowed='"a","b"', default='"c"'), None, 1),
    ("decision-columns", table([("> parameters.talks.most", '"a"')]), None, None),
    ("decision-cells", table([("< 5", '"a"'), (">= five!", '"b"')]), 2, 0),
    ("decision-cells", table([("< 5", '"a"'), (">= 5", "b c")]), 2, 1),
    ("decision-cells", table([("< 5", '"a"'), (">= limit", '"b"')]), 2, 0),
    ("decision-cells", table([("< 5", '"a"'), (">= 5", "unquoted")]), 2, 1),
    ("decision-columns", with_output(default="unquoted"), None, 1),
    ("decision-cells", table([("< 5", '"a"'), (">= 5", "7")]), 2, 1),
    ("decision-cells", table([("< 5", '"a"'), (">= 5", '"z"')], allowed='"a","b"'), 2, 1),
    ("decision-cells", replace(with_input(allowed="1,2"), rules=(Rule(("3",), ('"a"',)),)), 1, 0),
    ("decision-policy", table([("5", "1")], "RULE ORDER", aggregation="SUM", result="integer"), None, None),
    ("decision-policy", table([("5", '"a"')], "COLLECT", aggregation="MIN"), None, 1),
    ("decision-policy", table([("5", 'date("2026-01-01")')], "COLLECT", aggregation="SUM", result="date"), None, 1),
    ("decision-policy", table([("5", "-")], "COLLECT", aggregation="SUM", result="integer"), 1, 1),
    ("decision-policy", table([("5", '"a"')], "PRIORITY"), None, 1),
    ("decision-policy", table([('"a"', "a")], "PRIORITY", allowed='"a"', types=("string",)), 1, 1),
    ("decision-policy", table([("5", "-")], "OUTPUT ORDER", allowed='"a"'), 1, 1),
    ("decision-policy", table([("5", '"a"')], "COLLECT", default='"a"'), None, 1),
    ("decision-overlap", table([("< 6", '"a"'), (">= 5", '"a"')]), 2, None),
    ("decision-overlap", table([("< 6", '"a"'), (">= 5", '"b"')], "ANY"), 2, None),
    ("decision-overlap", table([("-", '"a"'), ("null", '"b"')]), 2, None),
]


@pytest.mark.parametrize(("rule", "made", "row", "column"), BAD)
def test_a_fault_is_named_at_its_cell(rule: str, made: DecisionTable, row: int | None, column: int | None) -> None:
    assert (rule, row, column) in found(made)
    assert all(str(problem.text) for problem in check_table(made, KNOWN))


def test_an_aggregation_of_several_outputs_is_refused() -> None:
    made = table([("5", "1")], "COLLECT", aggregation="SUM", result="integer")
    made = replace(made, outputs=made.outputs * 2, rules=(Rule(("5",), ("1", "1")),))

    assert ("decision-policy", None, None) in found(made)


HINTED = [
    ("decision-gaps", table([("< 5", '"a"'), ("> 5", '"b"')]), None, None),
    ("decision-gaps", table([('"x"', '"a"')], "FIRST", types=("string",)), None, None),
    ("decision-reached", table([("< 9", '"a"'), ("< 5", '"b"'), (">= 9", '"c"')], "FIRST"), 2, None),
    ("decision-cells", table([("< 5", '"a"'), (">= 5", '"b"'), ("(5..5)", '"c"')]), 3, 0),
    ("decision-certainty", table([("< b", "-", '"a"'), (">= b", "-", '"b"')]), 1, None),
]


@pytest.mark.parametrize(("rule", "made", "row", "column"), HINTED)
def test_a_hint_does_not_forbid_publication(
    rule: str, made: DecisionTable, row: int | None, column: int | None
) -> None:
    assert found(made) == set()
    assert hints(made) == {(rule, row, column)}


def test_what_is_told_has_an_example() -> None:
    overlap = check_table(table([("< 6", '"a"'), (">= 5", '"a"')], types=("integer",)), KNOWN)
    gap = check_table(table([("< 5", '"a"'), ("> 5", '"b"')]), KNOWN)

    assert "规则 1 与规则 2 重叠，例如 A = 5" in str(overlap[0].text)
    assert "A = 5" in str(gap[0].text)


def test_many_overlaps_are_not_all_told() -> None:
    assert len(check_table(table([("-", '"a"')] * 100), KNOWN)) <= 21


def test_a_table_too_large_to_look_through_says_so() -> None:
    rows = [(", ".join(str(at * 60 + number) for number in range(60)), '"x"') for at in range(200)]

    assert ("decision-certainty", None, None) in hints(table(rows))


def test_every_rule_is_broken_by_one_of_these() -> None:
    assert {rule for rule, *_ in BAD} | {rule for rule, *_ in HINTED} == set(TABLE_RULES)
