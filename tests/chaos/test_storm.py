"""Due work survives what a machine room does to it (R2 to R6 of the trust study); `make chaos` blows longer."""

from pathlib import Path

import pytest

from tests.chaos.storm import Plan, storm_embedded, storm_workers
from tests.conftest import Databases
from tests.houses import House

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("chaos")]


def test_each_timer_has_its_effect_once_though_workers_are_killed_and_the_broker_forgets(
    databases: Databases, postgres_url: str, tmp_path: Path
) -> None:
    plan = Plan(timers=40, kills=6, seconds=0.3, hurried=True, patience=90)
    with House(databases.copy("postgresql", postgres_url), tmp_path) as house:
        report = storm_workers(house, plan)

    assert report.outcome.timers == 40
    assert (report.kills, report.emptied, report.restarts) == (6, 1, 1)
    assert report.outcome.reclaimed, "the faults have hit work that was under way"


def test_each_timer_has_its_effect_once_though_the_one_process_is_killed(databases: Databases, tmp_path: Path) -> None:
    plan = Plan(timers=30, kills=3, seconds=0.05, hurried=True, patience=90)
    with House(databases.copy("sqlite"), tmp_path) as house:
        report = storm_embedded(house, plan)

    assert report.outcome.timers == 30
    assert report.kills == 3
    assert report.outcome.reclaimed, "the faults have hit work that was under way"
