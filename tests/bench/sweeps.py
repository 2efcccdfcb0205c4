"""Looking what is due, while many instances wait."""

from collections.abc import Iterator
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

INDEX = "ix_due_work_pending"


def measure_sweeps(place: Place, plan: Plan) -> Iterator[Figure]:
    """Claim what is due: nothing; and a whole turn of the dispatcher, which asks too when the next will be."""
    request = StartRequest(place.house.publish(SHORT).key, UNIT)
    office = place.house.command(OFFICE)
    for _ in range(plan.waiting):
        start_process(office, request)
    place.house.work_off()
    place.refresh()
    yield measure(place, "sweep", plan.waiting, [lambda: claim_due(HOUSE)] * plan.runs)
    turn = Dispatcher(lambda _work, _lease: None).turn
    yield measure(place, "turn of the dispatcher", plan.waiting, [turn] * plan.runs)


def uses_index(place: Place) -> bool:
    """Whether the sweep's statement runs on its index."""
    seen: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        seen.append((statement, parameters))

    event.listen(place.engine, "before_cursor_execute", note)
    try:
        assert not claim_due(HOUSE)
    finally:
        event.remove(place.engine, "before_cursor_execute", note)
    return all(INDEX in place.explain(*each) for each in seen if "due_work" in each[0])
