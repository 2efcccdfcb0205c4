"""Stop anywhere: a command that is broken off has not happened, and given again it happens once."""

from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.fuzz.breaking import BrokenSchedule
from tests.fuzz.driving import DifferenceError
from tests.houses import House
from tests.invariants import check_invariants
from workflows.engine.progress import Progress
from workflows.running import steps
from workflows.running.engine_rows import record_rows


def run_all(house: House, first: int, last: int) -> int:
    """The schedules of these seeds; how often a command was broken off."""
    schedules = [BrokenSchedule(seed, house) for seed in range(first, last)]
    for schedule in schedules:
        schedule.run(steps=12)
    return sum(schedule.broken_off for schedule in schedules)


@pytest.mark.parametrize("first", [100, 103])
def test_what_is_broken_off_has_not_happened(house: House, first: int) -> None:
    assert run_all(house, first, first + 3) > 10

    check_invariants(house)


def test_a_commit_in_the_middle_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def record(session: Session, instance_id: int, progress: Progress, at: datetime) -> None:
        record_rows(session, instance_id, progress, at)
        session.commit()

    monkeypatch.setattr(steps, "record_rows", record)

    with pytest.raises(DifferenceError, match="broken off"):
        run_all(house, 100, 106)
