"""Looking what is due costs the same however much is to be done later: one statement, on its index."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from services.jobs.performing import claim_due
from services.process.instances import StartRequest, start_process
from services.transaction import HOUSE
from tests.bench.drawings import SHORT
from tests.bench.places import Place, open_place
from tests.bench.sweeps import INDEX, explain_sweep, fill_timers
from tests.conftest import Databases
from tests.services.jobs.conftest import plan

MANY = 100_000


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, databases: Databases, tmp_path: Path) -> Iterator[Place]:
    """A house in which a timer waits, on each kind of database."""
    kind: str = request.param
    server = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    with open_place(kind, databases, tmp_path / "home", server) as made:
        start_process(made.house.command("hxc"), StartRequest(made.house.publish(SHORT).key, "D07"))
        made.house.work_off()
        yield made
        made.look.dispose()


def count_statements(place: Place) -> list[str]:
    with place.house.counting() as statements:
        assert claim_due(HOUSE) == []
    return statements


def test_a_sweep_with_nothing_due_is_one_indexed_statement_whatever_waits(place: Place) -> None:
    fill_timers(place.house, 10)
    few = count_statements(place)
    fill_timers(place.house, MANY)
    place.refresh()

    many = count_statements(place)
    plans = list(explain_sweep(place))

    assert len(few) == 1
    assert many == few
    assert len(plans) == 2, plans
    for each in plans:
        assert INDEX in each, each
        assert "Seq Scan on due_work" not in each, each
        assert "Aggregate" not in each, each


def test_the_first_of_many_is_found_when_its_time_has_come(place: Place) -> None:
    """The plan is no shortcut: what is due is claimed from among those that are not, and nothing else."""
    fill_timers(place.house, 1000)
    due = plan(HOUSE, place.house.org_id, "now", place.house.now - timedelta(minutes=1))

    assert [work_id for work_id, _ in claim_due(HOUSE)] == [due]
    assert claim_due(HOUSE) == []
