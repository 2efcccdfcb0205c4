"""The floor under a step: the engine alone on the window of rows that a step reads, in memory, without a database."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from bpmn.reader import read_process
from tests.bench.drawings import ROUNDS, draw_long, draw_wide
from tests.bench.figures import NOWHERE, Cost, Figure, Plan, Run, measure
from tests.engines import FakeWorld
from workflows.engine.compiler import compile_set
from workflows.engine.progress import EngineRow, Progress, Window
from workflows.engine.stepping import Stepper
from workflows.rules.states import NodeState


class Memory:
    """A meter where there is nothing to count but CPU."""

    kind = NOWHERE

    def watching(self, _cost: Cost) -> AbstractContextManager[None]:
        return nullcontext()


class Floor:
    """An instance of which the open rows are kept."""

    def __init__(self, diagram: bytes, key: str) -> None:
        self.key = key
        self.stepper = Stepper(compile_set([read_process(diagram)]), FakeWorld())
        self.begin()

    def begin(self) -> None:
        """Start anew."""
        self.rows: dict[int, EngineRow] = {}
        self.keep(self.stepper.start(self.key, {}))

    def keep(self, progress: Progress) -> None:
        for row in progress.rows:
            self.rows[row.engine_id] = row
            if not row.state.open:
                del self.rows[row.engine_id]
        self.variables, self.last_id = progress.variables, progress.last_id

    def ready(self) -> list[EngineRow]:
        return [row for row in self.rows.values() if row.state is NodeState.READY]

    def window(self, row: EngineRow) -> Window:
        """What a step on this row reads: the rows on the way to it."""
        steps = row.path.split("/")
        around = {"", *("/".join(steps[:count]) for count in range(1, len(steps) + 1))}
        rows = tuple(each for each in self.rows.values() if each.path in around)
        return Window(self.key, rows, self.variables, self.last_id)

    def steps(self, count: int, outcome: str = "return") -> Iterator[Run]:
        """Steps of the engine on what they read; keeping what they wrote is not measured."""
        for _ in range(count):
            tasks = self.ready()
            row = tasks[len(tasks) // 2]
            made: list[Progress] = []
            yield partial(self._step, self.window(row), row.engine_id, outcome, made)
            self.keep(made[0])

    def _step(self, window: Window, engine_id: int, outcome: str, made: list[Progress]) -> None:
        made.append(self.stepper.complete(window, engine_id, outcome=outcome))


def measure_floor(plan: Plan) -> Iterator[Figure]:
    """The same drawings as the product's."""
    memory = Memory()
    long = Floor(draw_long(), "long")
    yield measure(memory, "floor: start", 23, [long.begin] * plan.runs)
    going, done = Floor(ROUNDS, "loop"), 0
    for number in plan.steps:
        for step in going.steps(max(0, number - done)):
            step()
        yield measure(memory, "floor: complete, linear", number, going.steps(plan.runs))
        done = max(done, number) + plan.runs
    for number in plan.tasks:
        wide = Floor(draw_wide(number), f"wide{number}")
        runs = wide.steps(min(plan.runs, number // 2))
        yield measure(memory, "floor: complete, parallel", number, runs)
