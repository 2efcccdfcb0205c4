"""Looking what is due, while many timers wait."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event

from services.jobs.dispatching import Dispatcher
from services.jobs.performing import claim_due
from services.process.instances import StartRequest, start_process
from services.transaction import HOUSE
from tests.bench.drawings import SHORT
from tests.bench.figures import Figure, Plan, measure
from tests.bench.places import Place
from tests.bench.product import OFFICE, UNIT
from tests.houses import House
from workflows import database
from workflows.models import DueWork, ProcessInstance
from workflows.queries import due_work as queries
from workflows.rules.states import DueState
from workflows.running.due_work import make_row, schedule_all

INDEX = "ix_due_work_pending"


def measure_sweeps(place: Place, plan: Plan) -> Iterator[Figure]:
    """Claim what is due: nothing; and a whole turn of the dispatcher, which asks too when the next will be."""
    request = StartRequest(place.house.publish(SHORT).key, UNIT)
    start_process(place.house.command(OFFICE), request)
    place.house.work_off()
    turn = Dispatcher(lambda _work, _lease: None).turn
    for waiting in plan.waiting:
        fill_timers(place.house, waiting)
        place.refresh()
        yield measure(place, "sweep", waiting, [lambda: claim_due(HOUSE)] * plan.runs)
        yield measure(place, "turn of the dispatcher", waiting, [turn] * plan.runs)


def fill_timers(house: House, wanted: int) -> None:
    """Let so many timers wait, the first of them for a month from now; those that wait already count."""
    first = house.now + timedelta(days=30)
    with database.bound().writing() as session:
        waiting = session.query(DueWork).filter_by(kind="timer", state=DueState.PENDING).count()
        instance = session.query(ProcessInstance).order_by(ProcessInstance.id).limit(1).one()
        rows = [_future(instance, number, first) for number in range(waiting, wanted)]
        schedule_all(session, rows)
        session.commit()


def _future(instance: ProcessInstance, number: int, first: datetime) -> dict[str, Any]:
    """A timer of a token that is not there: nobody fires it here."""
    due_at, key = first + timedelta(minutes=number), f"future:{number}"
    return make_row(
        instance.org_id, "timer", due_at, key, instance_id=instance.id, instance=instance.id, engine_id=10**6 + number
    )


def uses_index(place: Place) -> bool:
    """Whether the sweep, and the question when the next will be, run on the index of what is to be done."""
    plans = list(explain_sweep(place))
    return bool(plans) and all(INDEX in each for each in plans)


def explain_sweep(place: Place) -> Iterator[str]:
    """How the database runs the statements of a turn with nothing to do."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        seen.append((statement, parameters))

    event.listen(place.engine, "before_cursor_execute", note)
    try:
        assert not claim_due(HOUSE)
        with place.house.reading() as session:
            queries.next_due_at(session)
    finally:
        event.remove(place.engine, "before_cursor_execute", note)
    yield from (place.explain(*each) for each in seen if "due_work" in each[0])
