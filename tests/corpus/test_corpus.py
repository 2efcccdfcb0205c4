"""The corpus: small models with everything that is waited for after each step, as the standard has it.

Every case runs without a database, stored and loaded between its steps, two workers in turn. Every tenth also runs
through commands and tables; `FUZZ_SEED` says which tenth, and `CORPUS_EVERY=1` takes all.
"""

import os
from collections import Counter

import pytest

from tests.corpus.drawing import draw_case
from tests.corpus.notation import AREAS, Case, read_cases
from tests.corpus.playing import Player
from tests.corpus.storing import StoredPlayer, may_be_published
from tests.fuzz import planting
from tests.houses import House
from tests.invariants import check_invariants
from workflows.engine.progress import EngineError

CASES = read_cases()
LEAST = 300
"""How many different models there have to be."""

EVERY = int(os.environ.get("CORPUS_EVERY", "10"))
FIRST = int(os.environ.get("FUZZ_SEED", "0")) % EVERY
PARTS = 4


def play_all(cases: list[Case]) -> None:
    for case in cases:
        for trace in case.traces:
            Player(case, trace).play()


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_engine_waits_for_what_the_standard_says(case: Case) -> None:
    play_all([case])


@pytest.mark.parametrize("part", range(PARTS))
def test_the_tables_hold_what_the_standard_says(house: House, part: int) -> None:
    chosen = [case for case in CASES if may_be_published(case)][FIRST::EVERY][part::PARTS]
    assert chosen

    for case in chosen:
        for trace in case.traces:
            StoredPlayer(case, trace, house).play()

    check_invariants(house)


def test_there_are_at_least_three_hundred_different_models() -> None:
    drawn = {tuple(draw_case(case)) for case in CASES}

    assert len(drawn) >= LEAST
    assert len(drawn) == len(CASES), [name for name, times in Counter(map(str, CASES)).items() if times > 1]


def test_every_case_says_where_its_expectation_comes_from() -> None:
    assert [str(case) for case in CASES if not case.traces or not case.source.partition(": ")[2]] == []
    assert {case.area for case in CASES} == {path.stem for path in AREAS.glob("*.txt")}


@pytest.mark.parametrize("plant", [*planting.JOINS, *planting.OTHERS], ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_found(plant: planting.Plant, monkeypatch: pytest.MonkeyPatch) -> None:
    """The expectations are worth something: none of them was taken from what the engine happens to do."""
    plant(monkeypatch)

    with pytest.raises((AssertionError, IndexError, EngineError)):
        play_all(CASES)
