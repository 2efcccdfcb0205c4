"""The sample: every power approved, last cycle's points rated, D07's left out."""

from services.registry.models import Power, PowerStep, RiskPoint
from services.registry.sample import LoadedRegister, load_sample_register
from services.transaction import HOUSE
from tests.houses import House


def test_thirty_powers_with_their_steps_are_approved(house: House) -> None:
    with house.reading() as session:
        assert {power.state for power in session.query(Power)} == {"approved"}
        assert session.query(Power).count() == 30
        assert session.query(PowerStep).count() > 100


def test_points_keep_their_numbers_and_those_of_d07_stay_free_decision_30(house: House) -> None:
    with house.reading() as session:
        numbers = {point.number for point in session.query(RiskPoint)}
        assert numbers == set(range(1, 61)) - {44, 45}
        assert {point.state for point in session.query(RiskPoint)} == {"rated"}


def test_loading_twice_changes_nothing(house: House) -> None:
    assert load_sample_register(HOUSE) == LoadedRegister(0, 0)
