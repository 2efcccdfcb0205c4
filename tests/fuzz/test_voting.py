"""Votes among the tasks of random processes: in the engine one wait, in the tables one open vote."""

import pytest

from tests.fuzz.voting import VotingSchedule, let_vote
from tests.houses import House
from tests.invariants import check_invariants


def test_a_vote_is_one_wait_on_every_path(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    let_vote(monkeypatch)
    schedules = [VotingSchedule(seed, house) for seed in range(200, 208)]

    for schedule in schedules:
        schedule.run(steps=15)

    assert sum(schedule.votes for schedule in schedules) > 10
    check_invariants(house)
