"""Random processes that go on under random next versions: refused, or to their end without getting stuck.

A failure names its seed: `check_move(seed)` in `tests/fuzz/transferring.py` shows it again.
"""

from collections.abc import Iterable

import pytest

from tests.fuzz.driving import DifferenceError
from tests.fuzz.transferring import check_move
from workflows.rules.migration import plan

SEEDS = 100
BATCH = 25
FOUND_WITHIN = 160
"""How many seeds a rule that is left out may stay unnoticed."""


@pytest.mark.parametrize("first", range(0, SEEDS, BATCH))
def test_r_gov_3_what_is_moved_comes_to_its_end(first: int) -> None:
    found = [outcome for seed in range(first, first + BATCH) if (outcome := check_move(seed)) is not None]

    assert all(outcome.ended for outcome in found)
    assert sum(outcome.plan.possible for outcome in found) > BATCH / 4, "what is always refused proves nothing"
    assert any(not outcome.plan.possible for outcome in found)


@pytest.mark.parametrize("rule", ["check_regions", "check_token"])
def test_a_rule_that_is_left_out_is_missed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plan, rule, lambda *_: [])

    with pytest.raises(DifferenceError, match="seed"):
        check_moves(range(FOUND_WITHIN))


def check_moves(seeds: Iterable[int]) -> None:
    for seed in seeds:
        check_move(seed)
