"""Errands: due work that goes outside the house, without a transaction while it is there."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from services.jobs.performing import claim_due, perform
from services.transaction import HOUSE
from tests.houses import House
from workflows import database, registries
from workflows.clock import wall_now
from workflows.models import DueWork, Incident
from workflows.running.due_work import HopelessError, TroubleError, schedule

KIND = "test_errand"


@dataclass
class Errand:
    """What an errand of a test meets, and what has become of it."""

    meets: Exception | None = None
    nothing: bool = False
    meanwhile: Any = None
    runs: int = 0
    recorded: list[Any] = field(default_factory=list)


@pytest.fixture
def errand(house: House) -> Iterator[Errand]:
    """An errand that is due now."""
    made = Errand()

    def run(_prepared: Any) -> None:
        made.runs += 1
        if made.meanwhile:
            made.meanwhile()
        if made.meets:
            raise made.meets

    registries.errands._things[KIND] = registries.Errand(
        prepare=lambda _work, payload: None if made.nothing else payload["thing"],
        run=run,
        record=lambda _work, _payload, prepared: made.recorded.append(prepared),
    )
    with database.bound().writing() as session:
        schedule(session, house.org_id, KIND, house.now, "1", thing=7)
        session.commit()
    yield made
    del registries.errands._things[KIND]


def work_row(house: House) -> DueWork:
    with house.reading() as session:
        return session.query(DueWork).filter_by(kind=KIND).one()


def test_what_was_prepared_is_run_and_recorded(house: House, errand: Errand) -> None:
    house.work_off()

    assert (errand.runs, errand.recorded, work_row(house).state) == (1, [7], "done")


def test_where_nothing_is_to_be_done_nobody_goes(house: House, errand: Errand) -> None:
    errand.nothing = True
    house.work_off()

    assert (errand.runs, errand.recorded, work_row(house).state) == (0, [], "done")


def test_others_write_while_an_errand_is_under_way(house: House, errand: Errand) -> None:
    """A SQLite database has one writer; whoever holds it while it waits stops everybody."""

    def write() -> None:
        with database.bound().writing() as session:
            schedule(session, house.org_id, KIND, house.now + timedelta(days=1), "2", thing=8)
            session.commit()

    errand.meanwhile = write
    house.work_off()

    assert errand.recorded == [7]


def test_trouble_is_tried_again_and_says_why(house: House, errand: Errand) -> None:
    errand.meets = TroubleError("answered 500")
    house.work_off()

    row = work_row(house)
    assert (row.state, row.last_error, errand.recorded) == ("pending", "answered 500", [])


def test_what_cannot_be_helped_calls_a_person_at_once(house: House, errand: Errand) -> None:
    errand.meets = HopelessError("no such user")
    house.work_off()

    with house.reading() as session:
        assert [row.cause for row in session.query(Incident)] == ["no such user"]
    assert work_row(house).state == "dead"


def test_an_unknown_fault_shows_no_values(house: House, errand: Errand) -> None:
    errand.meets = ValueError("13800000000")
    house.work_off()

    assert "138" not in work_row(house).last_error


def test_the_lease_begins_anew_when_the_errand_does(house: House, errand: Errand) -> None:
    """Fifty were claimed together; the last one has its whole minute all the same."""
    (claimed,) = [each for each in claim_due(HOUSE) if each]
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(kind=KIND).update({"free_at": wall_now() + timedelta(seconds=1)})
        session.commit()
    left: list[float] = []
    errand.meanwhile = lambda: left.append((work_row(house).free_at - wall_now()).total_seconds())

    assert perform(*claimed)
    assert left[0] > 50


def test_whoever_has_lost_the_lease_does_not_go(house: House, errand: Errand) -> None:
    (claimed,) = claim_due(HOUSE)

    assert not perform(claimed[0], "another's")
    assert errand.runs == 0


def test_whoever_loses_the_lease_on_the_way_writes_nothing(house: House, errand: Errand) -> None:
    (claimed,) = claim_due(HOUSE)

    def lose() -> None:
        with database.bound().writing() as session:
            session.query(DueWork).filter_by(kind=KIND).update({"lease": "another's"})
            session.commit()

    errand.meanwhile = lose
    assert not perform(*claimed)
    assert (errand.recorded, work_row(house).state) == ([], "pending")
