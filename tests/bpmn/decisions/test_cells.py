"""Cells say what S-FEEL says, and nothing else is read."""

from datetime import date, timedelta
from decimal import Decimal
from time import process_time
from typing import Any

import pytest

from bpmn.decisions.cells import MAX_LENGTH, Literal, parse_condition, parse_result, parse_values
from bpmn.decisions.tables import ValueType
from bpmn.decisions.values import coerce, release, write_value
from bpmn.errors import DecisionError

D = Decimal


@pytest.mark.parametrize(
    ("text", "kind", "matching", "others"),
    [
        ("-", "number", [D(1), None], []),
        ("", "string", ["a", None], []),
        ("5", "number", [D(5), D("5.0")], [D(6), None]),
        ("-5", "number", [D(-5)], [D(5)]),
        (".5", "number", [D("0.5")], [D(5)]),
        ('"a"', "string", ["a"], ["b", "", None]),
        ('"a","b"', "string", ["a", "b"], ["c"]),
        (r'"say \"a\""', "string", ['say "a"'], ["a"]),
        ('"a,b"', "string", ["a,b"], ["a", "b"]),
        ("true", "boolean", [True], [False, None]),
        ("false", "boolean", [False], [True, None]),
        ("null", "string", [None], ["", "null"]),
        ('null, "a"', "string", [None, "a"], ["b"]),
        ("< 5", "number", [D(4)], [D(5), D(6), None]),
        ("<= 5", "number", [D(4), D(5)], [D(6), None]),
        ("> 5", "number", [D(6)], [D(5), D(4), None]),
        (">=5", "number", [D(5), D(6)], [D(4), None]),
        ("[1..5]", "integer", [D(1), D(5)], [D(0), D(6), None]),
        ("(1..5)", "integer", [D(2), D(4)], [D(1), D(5)]),
        ("]1..5[", "integer", [D(2), D(4)], [D(1), D(5)]),
        ("[1..5)", "number", [D(1), D("4.9")], [D(5)]),
        ("(1..5]", "number", [D(5), D("1.1")], [D(1)]),
        ("[1.5..2.5]", "number", [D("1.5"), D("2.5")], [D("1.4")]),
        ("< 0, [3..4], > 9", "number", [D(-1), D(3), D(10)], [D(0), D(5), D(9)]),
        ('not("a", "b")', "string", ["c", None], ["a", "b"]),
        ("not(< 5)", "number", [D(5)], [D(4), None]),
        ("not([1..5])", "number", [D(6)], [D(3), None]),
        ("not(null)", "string", ["a"], [None]),
        ('date("2026-01-01")', "date", [date(2026, 1, 1)], [date(2026, 1, 2), None]),
        (
            '[date("2026-01-01")..date("2026-03-31")]',
            "date",
            [date(2026, 1, 1), date(2026, 3, 31)],
            [date(2026, 4, 1), None],
        ),
    ],
)
def test_a_condition_matches_what_it_says(text: str, kind: str, matching: list[Any], others: list[Any]) -> None:
    cell = parse_condition(text, ValueType(kind))

    assert [value for value in matching if not cell.matches(value, {})] == []
    assert [value for value in others if cell.matches(value, {})] == []


def test_a_condition_compares_with_variables_and_parameters() -> None:
    cell = parse_condition("> limit, parameters.talks.limit", ValueType.INTEGER)
    known = {"limit": 5, "parameters": {"talks": {"limit": 2}}}

    assert [number for number in range(8) if cell.matches(D(number), known)] == [2, 6, 7]
    assert not parse_condition("> limit", ValueType.INTEGER).matches(D(5), {"limit": None})


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("'a'", "string"),
        ('"a', "string"),
        ('"a" "b"', "string"),
        ('"a",', "string"),
        (",", "string"),
        ('"a" or "b"', "string"),
        ("1 + 1", "number"),
        ("[1..5", "number"),
        ("[1,5]", "number"),
        ("[5..1]", "number"),
        ("1..5", "number"),
        ("5 <", "number"),
        ("< null", "number"),
        ('< "a"', "string"),
        ("< true", "boolean"),
        ('"a"', "number"),
        ("5", "string"),
        ("1.5", "integer"),
        ("true", "string"),
        ("not", "string"),
        ("not()", "string"),
        ('not(not("a"))', "string"),
        ('date("2026-02-30")', "date"),
        ('date("someday")', "date"),
        ("2026-01-01", "date"),
        ("len(x)", "number"),
        ("__import__", "string"),
        ("a._b", "string"),
        ("?", "string"),
        ("1e9", "number"),
        ("1" * 16, "number"),
        ("（1..5）", "number"),
        ("9" * (MAX_LENGTH + 1), "number"),
    ],
)
def test_what_is_no_condition_is_refused_with_a_sentence(text: str, kind: str) -> None:
    with pytest.raises(DecisionError) as refused:
        parse_condition(text, ValueType(kind))

    assert str(refused.value.text)


@pytest.mark.parametrize("unit", ["?", '"', "[", "not(", "1,", " ", '"\\', "-", "a.", "1.", "date(", '"a",'])
def test_hostile_cells_are_refused_or_read_at_once(unit: str) -> None:
    texts = [unit * 20_000, (unit * MAX_LENGTH)[:MAX_LENGTH], (unit * MAX_LENGTH)[: MAX_LENGTH - 1] + "x"]
    began = process_time()

    for text in texts:
        for kind in ValueType:
            for read in (parse_condition, parse_result, parse_values):
                try:
                    read(text, kind)
                except DecisionError:
                    continue

    assert process_time() - began < 1


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ('"a"', "string", "a"),
        ("-5", "integer", D(-5)),
        ("true", "boolean", True),
        ("", "string", None),
        ("-", "number", None),
    ],
)
def test_a_result_is_a_literal(text: str, kind: str, value: Any) -> None:
    assert parse_result(text, ValueType(kind)) == Literal(value)


@pytest.mark.parametrize("text", ["< 5", "[1..5]", '"a"', "5, 6", "1 +", "__x__ + 1", "open('x')"])
def test_a_result_is_one_value_or_an_expression(text: str) -> None:
    with pytest.raises(DecisionError):
        parse_result(text, ValueType.INTEGER)


@pytest.mark.parametrize(
    "value", ["a", 'with "quotes" and \\', "二\n行", D("1.50"), D(-3), True, False, None, date(2026, 1, 1)]
)
def test_a_value_is_written_as_it_is_read(value: Any) -> None:
    kinds = {str: ValueType.STRING, Decimal: ValueType.NUMBER, bool: ValueType.BOOLEAN, date: ValueType.DATE}
    kind = kinds.get(type(value), ValueType.STRING)

    assert parse_values(write_value(value), kind) == (value,)


@pytest.mark.parametrize(
    ("value", "kind", "found"),
    [
        (3, "integer", D(3)),
        (0.1, "number", D("0.1")),
        ("2026-07-13", "date", date(2026, 7, 13)),
        (None, "date", None),
        ("a", "string", "a"),
        (False, "boolean", False),
    ],
)
def test_variables_become_values_of_their_column(value: Any, kind: str, found: Any) -> None:
    assert coerce(value, ValueType(kind), "x") == found
    assert release(found) == value


@pytest.mark.parametrize(
    ("value", "kind"),
    [(True, "number"), (1, "boolean"), ("1", "number"), (1, "string"), (1.5, "integer"), ("13 July", "date"),
     (float("nan"), "number"), (float("inf"), "number"), ([1], "number"), (timedelta(1), "date")],
)  # fmt: skip
def test_a_variable_of_another_type_is_refused(value: Any, kind: str) -> None:
    with pytest.raises(DecisionError, match="金额"):
        coerce(value, ValueType(kind), "金额")


def test_a_number_has_a_size() -> None:
    """Also one that is too long to be written out is refused with a sentence."""
    assert coerce(10**18 - 1, ValueType.INTEGER, "金额") == D(10**18 - 1)
    for value in (10**18, -(10**5000), 1e300):
        with pytest.raises(DecisionError, match="金额"):
            coerce(value, ValueType.NUMBER, "金额")
