"""Which values a way may turn on, and how a rehearsal chooses among them: R-GOV-2's “every path”, without tables."""

from itertools import product

import pytest

from bpmn.comparisons import list_compared
from bpmn.errors import ExpressionError
from bpmn.reader import read_process
from tests.diagrams import UNIT, call, draw, end, start, user, xor
from workflows.rules.rehearsal.choosing import Script, ScriptedChooser, TurningChooser
from workflows.rules.rehearsal.constants import Barred, list_barred
from workflows.rules.rehearsal.possibilities import OTHER, Possibilities, find_possibilities

PARAMETERS = {"disposition": {"max": 2}}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("sign == 'return'", {("sign", "return")}),
        ("'return' == sign", {("sign", "return")}),
        ("rung in [2, 3]", {("rung", 2), ("rung", 3)}),
        ("vote == 'short' and not extended", {("vote", "short"), ("extended", True)}),
        ("failures < parameters.disposition.max", {("failures", "parameters.disposition.max")}),
        ("days if days else term", {("days", True)}),
        ("approver == agreed_by", set()),
        ("a && b == 'x'", {("a", True), ("b", "x")}),
    ],
)
def test_what_an_expression_compares_is_read_from_it(text: str, found: set[tuple[str, object]]) -> None:
    assert list_compared(text) == found


def test_what_is_no_expression_is_refused() -> None:
    with pytest.raises(ExpressionError):
        list_compared("import os")


def possibilities(condition: str, variables: str) -> Possibilities:
    diagram = draw(
        "p",
        [start(), user("t"), xor("x"), end(), end("b")],
        [("start", "t"), ("t", "x"), ("x", "b", condition), ("x", "end")],
        variables=UNIT + variables,
    )
    return find_possibilities({"p": read_process(diagram)}, (), PARAMETERS)


@pytest.mark.parametrize(
    ("condition", "kind", "values"),
    [
        ("v == 'a'", "code", ("a", OTHER)),
        ("v in ['a', 'b']", "code", ("a", "b", OTHER)),
        ("v == 2", "integer", (1, 2, 3)),
        ("v > 0", "integer", (0, 1)),
        ("v >= parameters.disposition.max", "integer", (1, 2, 3)),
        ("v", "boolean", (False, True)),
        ("v", "code", ("", OTHER)),
        ("v", "integer", (0, 1)),
        ("t == 'done'", "code", (None,)),
        ("t == 'done'", "integer", (1,)),
    ],
)
def test_values_are_those_compared_with_and_their_neighbours(
    condition: str, kind: str, values: tuple[object, ...]
) -> None:
    found = possibilities(condition, f'<lf:variable name="v" type="{kind}"/>')

    assert found.of("p", "v") == values
    assert found.matters("p", "v") == ("v" in condition.split() or condition.startswith("v"))


def test_what_a_call_takes_back_is_compared_where_it_comes_from() -> None:
    outer = draw(
        "outer",
        [start(), call("c", "inner", '<lf:out name="sign" value="result"/>'), xor("x"), end(), end("b")],
        [("start", "c"), ("c", "x"), ("x", "b", "sign == 'return'"), ("x", "end")],
        variables='<lf:variable name="sign" type="code"/>',
    )
    inner = draw("inner", [start(), end()], [("start", "end")], variables='<lf:variable name="result" type="code"/>')
    processes = {each.id: each for each in map(read_process, (outer, inner))}

    found = find_possibilities(processes, (), {})

    assert found.of("inner", "result") == ("return", OTHER)
    assert found.matters("inner", "result")
    assert ("inner", "result") in found.loose


def test_scripts_go_every_way_and_each_once() -> None:
    """Three choices, the last of which there is only after the second alternative of the first."""
    seen: list[tuple[object, ...]] = []
    waiting: list[Script] = [()]
    while waiting:
        chooser = ScriptedChooser(waiting.pop())
        first = chooser.choose(("p", "a", ""), "xy")
        second = chooser.choose(("p", "b", ""), (1, 2, 3))
        seen.append((first, second, chooser.choose(("p", "c", ""), "uv") if first == "y" else ""))
        waiting += chooser.alternatives()

    assert sorted(seen, key=str) == sorted([*product("x", (1, 2, 3), [""]), *product("y", (1, 2, 3), "uv")], key=str)


def test_a_loop_is_left_because_every_turn_takes_the_next() -> None:
    chooser = TurningChooser(lambda place: ("said",) if place[1] == "b" else ())

    assert [chooser.choose(("p", "a", ""), ("back", "on")) for _ in range(3)] == ["back", "on", "back"]
    assert chooser.choose(("p", "b", ""), ("back", "on")) == "said"


def calling(*handed: str) -> list[Barred]:
    """What is barred of a process that is called so many times, each with another value for `v`."""
    inner = draw(
        "inner",
        [start(), xor("x"), user("t"), user("u"), end(), end("b")],
        [("start", "x"), ("x", "t", "v != ''"), ("x", "u"), ("t", "end"), ("u", "b")],
        variables='<lf:variable name="v" type="code" given="true"/>',
    )
    last = len(handed) - 1
    calls = [call(f"c{at}", "inner", f'<lf:in name="v" value="{each}"/>') for at, each in enumerate(handed)]
    ways = [("start", "c0"), *((f"c{at}", f"c{at + 1}") for at in range(last)), (f"c{last}", "end")]
    outer = draw("outer", [start(), *calls, end()], ways, variables=UNIT)
    processes = {"outer": read_process(outer), "inner": read_process(inner)}
    return list(list_barred(processes, "outer", {"given": ("",)}))


@pytest.mark.parametrize("handed", [("''",), ("''", "''"), ("given",)])
def test_what_no_call_comes_to_is_barred_with_the_condition_that_never_holds(handed: tuple[str, ...]) -> None:
    found = calling(*handed)

    assert [(each.kind, each.id) for each in found] == [("node", "end"), ("node", "t"), ("flow", "f2"), ("flow", "f4")]
    assert {each.conditions for each in found} == {("v != ''",)}


def test_the_default_is_barred_where_another_way_is_always_taken() -> None:
    found = [(each.kind, each.id) for each in calling("'a'")]

    assert found == [("node", "b"), ("node", "u"), ("flow", "f3"), ("flow", "f5")]


@pytest.mark.parametrize("handed", [("unit",), ("''", "'a'"), ("''", "unit")])
def test_what_some_call_may_come_to_is_looked_for(handed: tuple[str, ...]) -> None:
    assert calling(*handed) == []
