"""Fixtures of the register's tests."""

import pytest

from tests.houses import House
from tests.services.registry.rounds import Round


@pytest.fixture
def d07(house: House) -> Round:
    """D07 with diagrams in which an office task stands in place of each body."""
    return Round(house)
