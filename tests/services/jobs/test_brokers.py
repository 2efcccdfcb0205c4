"""Celery performs due work end to end, on the embedded broker and on a real Redis; what is lost is found again."""

import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from services.jobs.celery_app import MEMORY, make_celery
from services.jobs.dispatching import Dispatcher
from services.jobs.performing import claim_due
from services.transaction import HOUSE
from tests.houses import START, House
from tests.services.jobs.conftest import Doing, Plan, effects
from webapp.embedded import Background, make_dispatcher
from workflows import database
from workflows.clock import wall_now
from workflows.models import DueWork

PATIENCE = 20.0


@pytest.fixture(params=["memory", "redis"])
def broker(request: pytest.FixtureRequest) -> str:
    if request.param == "memory":
        return MEMORY
    return str(request.getfixturevalue("redis_url"))


@contextmanager
def working(broker_url: str, doing: Doing, *names: str) -> Iterator[tuple[Any, Dispatcher, threading.Event]]:
    """A worker and a dispatcher; the event is set when all these pieces of work have been begun."""
    celery = make_celery(broker_url)
    celery.conf.task_default_queue = uuid.uuid4().hex  # no other test's messages
    begun: set[str] = set()
    enough = threading.Event()

    def count_up(_work: Any, payload: Any) -> None:
        begun.add(payload["name"])
        if begun >= set(names):
            enough.set()

    doing.before = count_up
    dispatcher = make_dispatcher(celery)
    with Background(celery, dispatcher, threads=2):
        yield celery, dispatcher, enough


def test_due_work_is_performed_end_to_end(house: House, planned: Plan, doing: Doing, broker: str) -> None:
    names = [f"work {number}" for number in range(6)]

    with working(broker, doing, *names) as (_, dispatcher, enough):
        planned(*names)
        dispatcher.wake()
        assert enough.wait(PATIENCE)

    assert sorted(effects(house)) == names


def test_what_a_broker_has_lost_is_claimed_again(house: House, planned: Plan, doing: Doing, broker: str) -> None:
    """The message of a claimed work never arrives; when its lease is over, another is sent."""
    (lost,) = planned("lost")
    assert dict(claim_due(HOUSE))[lost]
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(id=lost).update({"free_at": wall_now() - timedelta(seconds=1)})
        session.commit()

    with working(broker, doing, "lost") as (_, dispatcher, enough):
        dispatcher.wake()
        assert enough.wait(PATIENCE)

    assert effects(house) == ["lost"]


def test_a_message_that_a_broker_doubles_has_one_effect(house: House, planned: Plan, doing: Doing, broker: str) -> None:
    (work_id,) = planned("doubled")
    lease = dict(claim_due(HOUSE))[work_id]

    with working(broker, doing, "doubled", "last") as (celery, dispatcher, enough):
        for _ in range(3):
            celery.send_task("perform_due_work", (work_id, lease))
        planned("last")
        dispatcher.wake()
        assert enough.wait(PATIENCE)

    assert sorted(effects(house)) == ["doubled", "last"]


def test_a_dispatcher_sleeps_until_the_next_instant_and_no_longer_than_it_may(house: House, planned: Plan) -> None:
    handed: list[int] = []
    dispatcher = Dispatcher(lambda work_id, _lease: handed.append(work_id), longest=timedelta(seconds=2))
    planned("far", at=START + timedelta(days=1))
    assert dispatcher.turn() == timedelta(seconds=2)

    (soon,) = planned("soon", at=house.now + timedelta(milliseconds=900))
    assert timedelta(0) < dispatcher.turn() <= timedelta(milliseconds=900)

    (now,) = planned("now")
    dispatcher.turn()
    assert handed == [now]
    assert soon not in handed


def test_an_outage_is_waited_out(house: House, planned: Plan) -> None:
    """The broker refuses the first message: the dispatcher goes on, and what it had claimed comes back."""
    expected = set(planned("first", "second"))
    handed: set[int] = set()
    refused, done = threading.Event(), threading.Event()

    def hand_over(work_id: int, _lease: str) -> None:
        if not refused.is_set():
            refused.set()
            raise ConnectionError("the broker is away")
        handed.add(work_id)
        if handed == expected:
            done.set()

    dispatcher = Dispatcher(hand_over, longest=timedelta(milliseconds=10))
    thread = threading.Thread(target=dispatcher.run, daemon=True)
    thread.start()
    assert refused.wait(PATIENCE)
    with database.bound().writing() as session:
        session.query(DueWork).update({"free_at": None})
        session.commit()
    came_back = done.wait(PATIENCE)
    dispatcher.stop()
    thread.join(PATIENCE)

    assert came_back
