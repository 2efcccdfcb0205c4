"""Two commands at one instance in either order: one effect each or one clear refusal, and nothing in between.

The order is no luck: who is to win holds the lock until the other has asked for it. Both databases, real threads.
"""

import pytest

from tests.houses import House
from tests.procedures import PLAIN
from tests.races.crossing import take_locks_out
from tests.races.duels import DUELS, Duel, look_at
from tests.races.ordering import OrderedRace
from tests.races.racing import Race
from workflows.models import ProcessInstance

pytestmark = pytest.mark.postgres


@pytest.mark.parametrize("first", [0, 1], ids=["first", "second"])
@pytest.mark.parametrize("duel", DUELS.values(), ids=DUELS.keys())
def test_whoever_comes_first_there_is_one_ending(either_house: House, lock: str, duel: Duel, first: int) -> None:
    acts = duel.set_up(either_house)

    with OrderedRace(either_house.engine, lock) as race:
        answers = race.run(acts[first], acts[1 - first])

    ending = look_at(either_house, answers if first == 0 else answers[::-1])
    assert ending == (duel.second_wins if first else duel.first_wins)
    assert race.collisions == []


LOCKED = {name: duel for name, duel in DUELS.items() if "time" not in name}
"""Where the lock of the instance alone decides: a worker at a timer holds the row of its work as well, marked done
first, and whoever wants to strike it out waits there."""


@pytest.mark.parametrize("duel", LOCKED.values(), ids=LOCKED.keys())
def test_without_the_lock_they_collide_or_end_otherwise(
    either_house: House, monkeypatch: pytest.MonkeyPatch, duel: Duel
) -> None:
    """The test above would fail: both have found the instance as it was, and act on it."""
    acts = duel.set_up(either_house)
    take_locks_out(monkeypatch)

    with Race(either_house.engine, 2, *duel.looks, together=True) as race:
        answers = race.run(*acts)

    assert race.collisions or look_at(either_house, answers) not in {duel.first_wins, duel.second_wins}


@pytest.mark.parametrize("key", ["one-form", ""], ids=["one key", "no key"])
def test_a_start_that_is_sent_twice_starts_one_instance(either_house: House, key: str) -> None:
    """The key is a row that only one can write: the second waits for it and gets the first answer."""
    either_house.publish(PLAIN)
    clients = [either_house.sign_in("hxc") for _ in range(2)]
    body = {"definition_key": "plain", "unit": "D07"}
    headers = {"Idempotency-Key": key} if key else {}
    on_postgresql = either_house.engine.dialect.name == "postgresql"
    mark = f"INSERT INTO {'command' if key else 'definition_set'}" if on_postgresql else "BEGIN IMMEDIATE"

    with OrderedRace(either_house.engine, mark) as race:
        answers = race.run(
            *(lambda who=who: who.ask("POST", "/process-instances", json=body, headers=headers) for who in clients)
        )

    assert [answer.status_code for answer in answers] == [201, 201]
    assert not key or race.collisions == []
    assert (answers[0].json == answers[1].json) == bool(key)
    with either_house.reading() as session:
        assert session.query(ProcessInstance).count() == (1 if key else 2)
