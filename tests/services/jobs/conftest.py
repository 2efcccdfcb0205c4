"""Due work of a kind that only tests have: it writes down what it did where a rollback takes it away again."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from services.transaction import HOUSE, use_case
from tests.houses import START, House
from workflows import registries
from workflows.models import DueWork, OutboxMessage, Person
from workflows.running.due_work import schedule
from workflows.work import Work

Plan = Callable[..., None]
EFFECT = "copied"


class Doing:
    """What the test's kind of work shall do besides writing its effect; by default nothing."""

    def __init__(self) -> None:
        self.fails: set[str] = set()
        self.before: Callable[[Work, Mapping[str, Any]], None] = lambda _work, _payload: None


_doing = Doing()


def note_effect(work: Work, payload: Mapping[str, Any]) -> None:
    """Write a row, then fail where the test says so."""
    person = work.session.query(Person).order_by(Person.id).limit(1).one()
    work.session.add(
        OutboxMessage(
            org_id=person.org_id,
            person_id=person.id,
            kind=EFFECT,
            values={"name": payload["name"], "at": work.at.isoformat()},
            created_at=work.at,
        )
    )
    work.session.flush()
    _doing.before(work, payload)
    if payload["name"] in _doing.fails:
        raise ZeroDivisionError("姚海澄的材料")


registries.due_kinds.register("test_effect", note_effect)


@pytest.fixture
def doing() -> Iterator[Doing]:
    """Say what the work shall do."""
    yield _doing
    _doing.__init__()  # type: ignore[misc]


@use_case
def plan(work: Work, org_id: int, name: str, at: datetime, instance_id: int | None = None) -> int:
    """Note a piece of work; return its id."""
    schedule(work.session, org_id, "test_effect", at, name, instance_id=instance_id, name=name)
    return work.session.scalars(select(DueWork.id).where(DueWork.dedupe_key == f"test_effect:{name}")).one()


@pytest.fixture
def planned(house: House) -> Plan:
    """Note pieces of work that are due at once, or at an instant."""

    def note(*names: str, at: datetime = START, instance_id: int | None = None) -> list[int]:
        return [plan(HOUSE, house.org_id, name, at, instance_id) for name in names]

    return note


def effects(house: House) -> list[str]:
    """What was done, oldest first."""
    with house.reading() as session:
        rows = session.query(OutboxMessage).filter_by(kind=EFFECT).order_by(OutboxMessage.id)
        return [row.values["name"] for row in rows]


def find(house: House, work_id: int) -> DueWork:
    """One piece of work as it stands."""
    with house.reading() as session:
        return session.get_one(DueWork, work_id)
