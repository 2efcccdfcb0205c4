"""A house whose invariants are checked when the test is over."""

from collections.abc import Iterator

import pytest

from tests.houses import House
from tests.invariants import check_invariants


@pytest.fixture
def house(house: House) -> Iterator[House]:
    """A house in which, whatever the test does, everything that must be true is true."""
    yield house
    check_invariants(house)
