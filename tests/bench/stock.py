"""The stock engine as its manual has it: the whole instance as JSON in one row, read, moved on, written each step."""

from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from lxml import etree
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState
from sqlalchemy import text

from tests.bench.drawings import ROUNDS, draw_long, draw_wide
from tests.bench.figures import Figure, Plan, measure
from tests.bench.places import Place
from workflows import database

_serializer = BpmnWorkflowSerializer()


class StuckError(Exception):
    """The engine finds no task to go on with, though the process has not ended."""


def begin(diagram: bytes, key: str) -> Any:
    """Parse and start a drawing."""
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(diagram))
    workflow = BpmnWorkflow(parser.get_spec(key))
    workflow.do_engine_steps()
    return workflow


def ready(workflow: Any) -> list[Any]:
    found: list[Any] = workflow.get_tasks(state=TaskState.READY, manual=True)
    if not found and not workflow.completed:
        raise StuckError(f"finds no task to go on with among {len(workflow.tasks)}")
    return found


def move(workflow: Any) -> None:
    """Complete a task in the middle."""
    tasks = ready(workflow)
    task = tasks[len(tasks) // 2]
    task.set_data(check="return")
    task.run()
    workflow.do_engine_steps()


@cache
def run_rounds(done: int) -> str:
    """An instance after so many steps; the same for both databases."""
    workflow = begin(ROUNDS, "loop")
    for _ in range(done):
        move(workflow)
    ready(workflow)
    return str(_serializer.serialize_json(workflow))


@cache
def run_wide(size: int) -> str:
    """An instance with so many tasks side by side."""
    return str(_serializer.serialize_json(begin(draw_wide(size), f"wide{size}")))


class Shelf:
    """A table of instances."""

    def __init__(self, place: Place) -> None:
        with place.engine.begin() as connection:
            connection.execute(text("CREATE TABLE IF NOT EXISTS bench_stock (id INTEGER PRIMARY KEY, state TEXT)"))
        self.count = 0

    def add(self, workflow: Any) -> int:
        """Serialize and insert."""
        return self.put(_serializer.serialize_json(workflow))

    def put(self, state: str) -> int:
        """Insert."""
        self.count += 1
        with database.bound().writing() as session:
            values = {"id": self.count, "state": state}
            session.execute(text("INSERT INTO bench_stock (id, state) VALUES (:id, :state)"), values)
            session.commit()
        return self.count

    def step(self, number: int, act: Callable[[Any], None] = move) -> None:
        """The naive step."""
        with database.bound().writing() as session:
            found = session.scalar(text("SELECT state FROM bench_stock WHERE id = :id"), {"id": number})
            workflow = _serializer.deserialize_json(found)
            act(workflow)
            values = {"id": number, "state": _serializer.serialize_json(workflow)}
            session.execute(text("UPDATE bench_stock SET state = :state WHERE id = :id"), values)
            session.commit()


def measure_stock(place: Place, plan: Plan) -> Iterator[Figure]:
    """Everything that stock runs at all."""
    shelf = Shelf(place)
    long = draw_long()
    yield measure(place, "stock: start", 23, [lambda: shelf.add(begin(long, "long"))] * plan.runs)
    for number in plan.steps:
        yield _guard("stock: complete, linear", number, place, partial(_measure_rounds, place, shelf, number, plan))
    for number in (each for each in plan.tasks if each <= plan.most_stock):
        yield _guard("stock: complete, parallel", number, place, partial(_measure_wide, place, shelf, number, plan))


def _guard(name: str, number: int, place: Place, make: Callable[[], Figure]) -> Figure:
    try:
        return make()
    except (StuckError, RecursionError) as error:
        return Figure(name, number, place.kind, failure=f"{type(error).__name__}: {error}")


def _measure_rounds(place: Place, shelf: Shelf, done: int, plan: Plan) -> Figure:
    state = run_rounds(done)
    numbers = [shelf.put(state) for _ in range(plan.runs)]
    return measure(place, "stock: complete, linear", done, [partial(shelf.step, each) for each in numbers])


def _measure_wide(place: Place, shelf: Shelf, size: int, plan: Plan) -> Figure:
    number = shelf.put(run_wide(size))
    count = min(plan.runs, max(3, 6000 // size), size - 1)
    return measure(place, "stock: complete, parallel", size, [partial(shelf.step, number)] * count)
