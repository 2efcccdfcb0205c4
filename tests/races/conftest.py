"""Houses on both databases, whatever the whole run has chosen."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Databases, _drop
from tests.houses import House
from tests.invariants import check_invariants
from webapp.limits import forget_rates
from workflows.queries.clock import forget_demo
from workflows.running.library import forget_sets


@pytest.fixture(params=["sqlite", "postgresql"])
def either_house(databases: Databases, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A house on SQLite, and one on PostgreSQL."""
    server = request.getfixturevalue("postgres_url") if request.param == "postgresql" else ""
    url = databases.copy(request.param, server)
    forget_demo()
    forget_sets()
    forget_rates()
    with House(url, tmp_path / "home") as made:
        yield made
        check_invariants(made)
    if server:
        _drop(server, url)


@pytest.fixture
def lock(either_house: House) -> str:
    """What of a statement takes the lock of an instance."""
    return "FOR UPDATE" if either_house.engine.dialect.name == "postgresql" else "BEGIN IMMEDIATE"
