"""Overlaps, gaps and rules never reached are those that trying every input finds."""

import random
from itertools import combinations, product
from time import process_time
from typing import Any

import pytest

from bpmn.decisions.analysis import Analysis, TooLargeError
from bpmn.decisions.tables import Value
from tests.bpmn.decisions.test_policies import RUNGS, say_number, say_rung
from tests.tables import compiled

NUMBERS: list[Any] = [None, *range(-1, 11)]
WORDS: list[Any] = [None, *RUNGS, "other"]


@pytest.mark.parametrize("seed", range(150))
def test_the_analysis_finds_what_trying_every_input_finds(seed: int) -> None:
    random_ = random.Random(seed)
    rows = [(say_number(random_)[0], say_rung(random_)[0], '"x"') for _ in range(random_.randint(1, 6))]
    table = compiled(rows, types=("integer", "string"))
    found = Analysis(table)
    matching = {point: match(table, point) for point in product(NUMBERS, WORDS)}
    told = f"seed {seed}: {rows}"

    overlaps = {(each.first, each.second) for each in found.find_overlaps()}
    assert overlaps == {pair for numbers in matching.values() for pair in combinations(sorted(numbers), 2)}, told
    for each in found.find_overlaps():
        assert {each.first, each.second} <= match(table, each.example), told
    gap = found.find_gap()
    assert (gap is not None) == any(not numbers for point, numbers in matching.items() if None not in point), told
    assert gap is None or not match(table, gap), told
    reached = {min(numbers) for numbers in matching.values() if numbers}
    able = {number for numbers in matching.values() for number in numbers}
    assert set(found.find_shadowed()) == able - reached, told


def match(table: Any, point: tuple[Value, ...]) -> set[int]:
    """The numbers of the rules that match an input."""
    return {
        number
        for number, rule in enumerate(table.rules, start=1)
        if all(cell.matches(value, {}) for cell, value in zip(rule.conditions, point, strict=True))
    }


@pytest.mark.parametrize(
    ("kind", "cells", "gap"),
    [
        ("number", ["< 5", "> 5"], True),
        ("number", ["< 5", ">= 5"], False),
        ("number", ["<= 4", ">= 5"], True),
        ("integer", ["<= 4", ">= 5"], False),
        ("number", ["< 0.1", "[0.1..0.2]", "> 0.2"], False),
        ("boolean", ["true"], True),
        ("boolean", ["true", "false"], False),
        ("string", ['"a"', 'not("a")'], False),
        ("string", ['"a"', '"b"'], True),
        ("date", ['< date("2026-01-01")', '> date("2025-12-31")'], False),
        ("date", ['< date("2026-01-01")', '> date("2026-01-01")'], True),
        ("date", ['<= date("0001-01-01")', '> date("0001-01-01")'], False),
    ],
)
def test_gaps_by_type(kind: str, cells: list[str], *, gap: bool) -> None:
    found = Analysis(compiled([(cell, '"x"') for cell in cells], types=(kind,))).find_gap()

    assert (found is not None) == gap, found


def test_rules_that_compare_with_variables_are_set_apart() -> None:
    found = Analysis(compiled([("> limit", '"a"'), ("5", '"b"'), ("5", '"c"')]))

    assert list(found.undecided) == [1]
    assert [(each.first, each.second) for each in found.find_overlaps()] == [(2, 3)]


def test_a_hostile_table_is_given_up_soon() -> None:
    random_ = random.Random(1)
    kinds = ("boolean",) * 8
    rows = [(*(random_.choice(["true", "false", "-"]) for _ in kinds), '"x"') for _ in range(200)]
    wide = [(",".join(str(random_.randint(0, 10**6)) for _ in range(60)), '"x"') for _ in range(200)]
    began = process_time()

    for hostile in (compiled(rows, types=kinds), compiled(wide)):
        found = Analysis(hostile)
        try:
            found.find_gap()
            list(found.find_shadowed())
        except TooLargeError:
            continue

    assert process_time() - began < 5


def test_the_largest_honest_table_is_looked_through() -> None:
    """200 rules of ranges that follow each other without overlap or gap."""
    rows = [("< 1", '"x"'), *((f"[{at}..{at + 1})", '"x"') for at in range(1, 199)), (">= 199", '"x"')]
    found = Analysis(compiled(rows))

    assert list(found.find_overlaps()) == []
    assert found.find_gap() is None
