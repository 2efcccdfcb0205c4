"""Due work: claimed under a lease, done once, put off after a failure, given up after five (rules R1, R4, R6)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from services.jobs.performing import BACKOFF, MAX_ATTEMPTS, claim_due, perform, perform_all_due
from services.transaction import HOUSE
from tests.houses import START, House
from tests.services.jobs.conftest import Doing, Plan, effects, find
from workflows import database
from workflows.clock import wall_now
from workflows.database import SQLITE_WAIT_MS
from workflows.models import DueWork, Incident
from workflows.queries.due_work import LEASE, claim_work
from workflows.rules.states import DueState


def change(work_id: int, **values: object) -> None:
    """Move what is stored instead of the clock."""
    with database.bound().writing() as session:
        session.query(DueWork).filter_by(id=work_id).update(values)
        session.commit()


def pass_time(work_id: int) -> None:
    """Let the lease or the pause of a piece of work be over."""
    change(work_id, free_at=wall_now() - timedelta(seconds=1))


def claim() -> dict[int, str]:
    return dict(claim_due(HOUSE))


def test_what_is_due_is_done_once_in_the_order_of_time(house: House, planned: Plan) -> None:
    planned("third", at=START)
    planned("first", at=START - timedelta(days=2))
    planned("second", at=START - timedelta(days=1))

    assert perform_all_due() == 3
    assert perform_all_due() == 0

    assert effects(house) == ["first", "second", "third"]


def test_what_is_not_due_yet_waits_for_the_application_clock(house: House, planned: Plan) -> None:
    (later,) = planned("later", at=START + timedelta(hours=1))

    assert perform_all_due() == 0
    house.travel(START + timedelta(hours=1))

    assert effects(house) == ["later"]
    assert find(house, later).state == DueState.DONE


def test_the_same_work_is_not_noted_twice(house: House, planned: Plan) -> None:
    from sqlalchemy.exc import IntegrityError

    planned("once")

    with pytest.raises(IntegrityError):
        planned("once")


def test_a_lease_keeps_others_away_until_it_is_over(house: House, planned: Plan) -> None:
    """A worker that was killed has written nothing; its work is claimed again when the lease is over."""
    (work_id,) = planned("a")
    first = claim()
    assert claim() == {}

    leased = find(house, work_id)
    assert leased.free_at is not None
    assert timedelta(0) < leased.free_at - wall_now() <= LEASE
    pass_time(work_id)
    second = claim()

    assert second[work_id] != first[work_id]
    assert perform(work_id, second[work_id])
    assert effects(house) == ["a"]


def test_a_worker_that_outlived_its_lease_is_fenced_off(house: House, planned: Plan) -> None:
    """The zombie comes after the other has finished."""
    (work_id,) = planned("a")
    first = claim()[work_id]
    pass_time(work_id)
    second = claim()[work_id]

    assert perform(work_id, second)
    assert not perform(work_id, first)

    assert effects(house) == ["a"]


def test_while_a_worker_is_at_it_nobody_can_claim_it_though_its_lease_is_over(
    house: House, planned: Plan, doing: Doing
) -> None:
    """The work is marked done before it is done: its row is held until both are there, or neither."""
    (work_id,) = planned("a")
    lease = claim()[work_id]
    claimed: list[Any] = []
    doing.before = lambda _work, _payload: claimed.append(claim_at_once(house))

    assert perform(work_id, lease)

    assert claimed == [[]]
    assert effects(house) == ["a"]


def claim_at_once(house: House) -> list[Any]:
    """Claim as if an hour had passed, without waiting for anybody: nothing where SQLite's one writer is at work."""
    with house.engine.connect() as connection, Session(connection) as session:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA busy_timeout=0")
        try:
            return claim_work(session, house.now, wall_now() + timedelta(hours=1), limit=10)
        except OperationalError:
            return []
        finally:
            session.rollback()
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql(f"PRAGMA busy_timeout={SQLITE_WAIT_MS}")


def test_a_message_that_comes_three_times_has_one_effect(house: House, planned: Plan) -> None:
    (work_id,) = planned("a")
    lease = claim()[work_id]

    assert [perform(work_id, lease) for _ in range(3)] == [True, False, False]

    assert effects(house) == ["a"]


def test_a_failure_undoes_everything_and_is_put_off_each_time_longer(house: House, planned: Plan, doing: Doing) -> None:
    (work_id,) = planned("a")
    doing.fails = {"a"}
    pauses = []

    for attempt in range(1, MAX_ATTEMPTS):
        before = wall_now()
        assert not perform(work_id, claim()[work_id])
        row = find(house, work_id)
        assert (row.attempts, row.state) == (attempt, DueState.PENDING)
        assert row.free_at is not None
        pauses.append(round((row.free_at - before) / BACKOFF))
        assert claim() == {}
        pass_time(work_id)

    assert pauses == [1, 4, 16, 64]
    assert effects(house) == []
    doing.fails = set()
    assert perform(work_id, claim()[work_id])
    assert effects(house) == ["a"]


def test_after_five_failures_a_person_is_needed(house: House, planned: Plan, doing: Doing) -> None:
    (work_id,) = planned("a")
    doing.fails = {"a"}

    for _ in range(MAX_ATTEMPTS):
        perform(work_id, claim()[work_id])
        pass_time(work_id)

    assert find(house, work_id).state == DueState.DEAD
    assert claim() == {}
    with house.reading() as session:
        incident = session.query(Incident).one()
        assert (incident.due_work_id, incident.state) == (work_id, "open")
        assert incident.cause.startswith("ZeroDivisionError tests.services.jobs.conftest:")
        assert "姚海澄" not in incident.cause + find(house, work_id).last_error


def test_work_that_was_set_going_by_hand_and_dies_again_calls_for_a_person_again(
    house: House, planned: Plan, doing: Doing
) -> None:
    (work_id,) = planned("a")
    doing.fails = {"a"}
    for _ in range(MAX_ATTEMPTS):
        perform(work_id, claim()[work_id])
        pass_time(work_id)
    with house.reading() as session:
        session.execute(update(DueWork).values(state=DueState.PENDING, attempts=MAX_ATTEMPTS - 1))
        session.execute(update(Incident).values(state="resolved"))
        session.commit()

    perform(work_id, claim()[work_id])

    assert find(house, work_id).state == DueState.DEAD
    with house.reading() as session:
        assert [each.state for each in session.query(Incident)] == ["open"]


def test_a_poisoned_work_does_not_stop_the_others(house: House, planned: Plan, doing: Doing) -> None:
    planned("poison", at=START - timedelta(days=1))
    planned("a", "b")
    doing.fails = {"poison"}

    assert perform_all_due() == 2

    assert effects(house) == ["a", "b"]


def test_a_work_of_an_unknown_kind_fails_like_any_other(house: House, planned: Plan) -> None:
    (work_id,) = planned("a")
    change(work_id, kind="removed_in_a_later_release")

    assert perform_all_due() == 0

    assert find(house, work_id).last_error.startswith("KeyError")


def test_a_jump_of_the_clock_is_stopped_by_no_poison(house: House, planned: Plan, doing: Doing) -> None:
    planned("poison", at=START + timedelta(hours=1))
    planned("a", at=START + timedelta(hours=2))
    doing.fails = {"poison"}

    house.travel(START + timedelta(hours=3))

    assert effects(house) == ["a"]


def test_on_the_way_of_a_jump_everything_happens_at_its_own_instant(house: House, planned: Plan) -> None:
    from workflows.models import OutboxMessage

    planned("b", at=START + timedelta(hours=2))
    planned("a", at=START + timedelta(hours=1))

    house.travel(START + timedelta(days=30))

    with house.reading() as session:
        rows = session.query(OutboxMessage).filter_by(kind="copied").order_by(OutboxMessage.id).all()
        times = [(row.values["name"], (row.created_at - START) // timedelta(minutes=1)) for row in rows]
    assert times == [("a", 60), ("b", 120)]


def test_time_never_runs_backwards(house: House) -> None:
    yhc = house.sign_in("yhc")
    yhc.advance("2026-07-14T09:00:00+08:00")

    yhc.post("/demo/clock", {"now": "2026-07-14T08:59:59+08:00"}, expect=422)
    yhc.post("/demo/clock", {"now": "2026-07-15T09:00:00"}, expect=422)
    yhc.post("/demo/clock", {"now": "soon"}, expect=422)
    house.stranger().get("/demo/clock", expect=401)

    assert yhc.get("/demo/clock")["now"].startswith("2026-07-14T09:00")


def test_a_work_strikes_itself_out_when_its_instance_ends_by_it(house: House) -> None:
    """A timer that leads to the end cancels everything pending of its instance, itself included."""
    from tests.diagrams import UNIT, catch, draw, end
    from tests.procedures import STARTER

    nodes = [STARTER, catch("late", "timer wd:1"), end()]
    house.publish(draw("short", nodes, [("start", "late"), ("late", "end")], variables=UNIT))
    office = house.sign_in("hxc")
    started = office.start("short", "D07")

    house.travel("2026-07-15T00:00:00+08:00")

    assert office.get(f"/process-instances/{started['id']}")["state"] == "completed"
    with house.reading() as session:
        assert session.query(Incident).count() == 0
