"""Two at once in the register: numbers are given once, and a submission ends with the last of its sets.

The first holds its transaction open until the second waits for it, seen in the server's own table of activities: so
they do overlap. Without the locks the second would not wait, and the assertions fail.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Event
from typing import TypeVar

import pytest
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from bpmn.processes import read_shipped
from bpmn.reader import read_process
from services.registry.models import Disposition, RiskPoint, Submission
from services.registry.recording.dispositions import close_set
from services.registry.recording.numbers import take_point_numbers
from services.registry.rules.states import DispositionState
from services.registry.starts import open_submission
from tests.houses import House
from tests.services.registry.rounds import Round, a_point
from workflows import database
from workflows.context import StartContext
from workflows.errors import ConflictError
from workflows.models import Organisation, Unit
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.work import Work

T = TypeVar("T")

pytestmark = pytest.mark.postgres

AT = datetime(2026, 7, 20, tzinfo=UTC)
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def database_kind() -> str:
    """SQLite lets one writer in at a time; here two of them meet."""
    return "postgresql"


def overlap(first: Callable[[Session], T], second: Callable[[Session], T]) -> tuple[T, T]:
    """Do both; the first commits only when the second waits for it or is done."""

    def follow() -> T:
        with database.bound().writing() as session:
            result = second(session)
            session.commit()
            return result

    with ThreadPoolExecutor(1) as pool, database.bound().writing() as session:
        result = first(session)
        session.flush()
        follower = pool.submit(follow)
        wait_for(follower)
        session.commit()
        return result, follower.result(timeout=20)


def wait_for(follower: Future[T]) -> None:
    """Until the follower waits for a lock, or has ended."""
    pause = Event()
    with database.bound().reading() as session:
        for _ in range(200):
            if follower.done() or session.scalar(WAITING):
                return
            session.rollback()
            pause.wait(0.02)
    raise AssertionError("the second neither waits nor ends")


def add_point(session: Session, org_id: int) -> int:
    """Take a number and use it."""
    [number] = take_point_numbers(session, org_id, 1)
    like = session.scalars(select(RiskPoint).where(RiskPoint.number == 1)).one()
    session.add(
        RiskPoint(
            org_id=org_id,
            number=number,
            unit_id=like.unit_id,
            post_id=like.post_id,
            found_by="SELF",
            cycle=2026,
            first_round=1,
            state="draft",
            version=1,
        )
    )
    return number


def test_two_finds_at_once_get_different_numbers(house: House) -> None:
    org_id = house.org_id

    numbers = overlap(lambda session: add_point(session, org_id), lambda session: add_point(session, org_id))

    assert numbers == (44, 45)


def test_of_two_starts_of_a_unit_one_is_told_of_the_other(house: House) -> None:
    with house.reading() as session:
        unit = session.scalars(select(Unit).where(Unit.code == "D07", Unit.org_id == house.org_id)).one()
        organisation = session.get_one(Organisation, house.org_id)
        parameters = Parameters(load_latest_set(session, house.org_id).values)
    process = read_process(read_shipped("risk_discovery_anhui6"))

    def start(session: Session) -> str:
        context = StartContext(Work(session, AT), organisation, process, parameters, unit)
        try:
            return open_submission(context, {}).business_key
        except ConflictError as error:
            return str(error)

    first, second = overlap(start, start)
    assert len(first) == 32
    assert second == "学位管理与研究生处 2026年度的排查已经启动"


def test_with_the_last_of_two_sets_that_end_at_once_the_submission_is_done(house: House) -> None:
    d07 = Round(house)
    d07.reach_determination(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    d07.judge({"R044": "fairly", "R045": "basically"})

    def close(grade: str) -> Callable[[Session], None]:
        def run(session: Session) -> None:
            chosen = session.scalars(select(Disposition).where(Disposition.grade == grade)).one()
            close_set(Work(session, AT), chosen, DispositionState.PASSED)

        return run

    overlap(close("fairly"), close("basically"))

    with house.reading() as session:
        assert session.scalars(select(Submission.state)).all() == ["done"]
