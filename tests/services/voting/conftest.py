"""A stage for votes on a house of its own."""

import pytest

from tests.houses import House
from tests.voting import Stage


@pytest.fixture
def stage(house: House) -> Stage:
    return Stage(house)
