"""The same paths in memory and through the database, two workers in turn; then everything that must be true is true."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from tests.fuzz.driving import DifferenceError
from tests.fuzz.storing import StoredSchedule
from tests.houses import House
from tests.invariants import check_invariants
from workflows.engine.progress import Progress
from workflows.running import steps
from workflows.running.engine_rows import record_rows


def run_all(house: House, seeds: Iterable[int]) -> None:
    for seed in seeds:
        StoredSchedule(seed, house).run(steps=25)


@pytest.mark.parametrize("first", [0, 5])
def test_the_database_keeps_what_memory_keeps(house: House, first: int) -> None:
    run_all(house, range(first, first + 5))

    check_invariants(house)


def test_a_planted_bug_of_the_store_is_found(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not ended in the database: siblings of a multi-instance that is over."""

    def record(session: Session, instance_id: int, progress: Progress, at: datetime) -> None:
        record_rows(session, instance_id, replace(progress, freed=()), at)

    monkeypatch.setattr(steps, "record_rows", record)

    with pytest.raises(DifferenceError, match="row"):
        run_all(house, range(2, 15))
