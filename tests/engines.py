"""A running instance without a database: rows as JSON between the steps, and two workers that take turns."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from bpmn.decisions.evaluation import CompiledTable
from bpmn.reader import read_process
from workflows.engine.compiler import compile_set
from workflows.engine.progress import ActionCall, DecisionMade, EngineRow, MemberCall, Progress, Window
from workflows.engine.stepping import Stepper
from workflows.rules.states import NodeState


class FakeWorld:
    """What a step may ask of the house, answered from what the test has prepared."""

    def __init__(self, actions: Mapping[str, Callable[[ActionCall], Any]] | None = None) -> None:
        self.actions = dict(actions or {})
        self.calls: list[ActionCall] = []
        self.decisions: list[DecisionMade] = []
        self.parameters = {"talks": {"limit": 3}}

    def run_action(self, call: ActionCall) -> Mapping[str, Any] | None:
        self.calls.append(call)
        return self.actions.get(call.name, lambda _call: {})(call)

    def note_decision(self, made: DecisionMade) -> None:
        self.decisions.append(made)

    def list_members(self, call: MemberCall) -> list[Mapping[str, Any]]:
        """`people(n)` are n members with a number each."""
        return [{"number": number} for number in range(1, call.arguments[0] + 1)]


class Running:
    """One instance. Nothing survives a step but what its rows and variables say as JSON."""

    def __init__(self, *files: bytes, world: FakeWorld | None = None, tables: Iterable[CompiledTable] = ()) -> None:
        self.world = world or FakeWorld()
        processes = [read_process(file) for file in files]
        self.key = processes[0].id
        self.workers = [Stepper(compile_set(processes, tables), self.world) for _ in range(2)]
        self.steps = 0
        self.stored: dict[int, str] = {}
        self.open: dict[int, str] = {}
        self.variables: dict[str, Any] = {}
        self.last_id = 0
        self.ended = False
        self.progress: Progress | None = None

    # -- moving it ---------------------------------------------------------------------------------

    def start(self, **variables: Any) -> "Running":
        self._store(self._worker().start(self.key, variables))
        return self

    def complete(self, node: str | int, outcome: str = "", **variables: Any) -> "Running":
        engine_id = node if isinstance(node, int) else self.one(node)
        window = self.window(engine_id)
        self._store(self._worker().complete(window, engine_id, outcome=outcome, variables=variables))
        return self

    def fire(self, node: str | int) -> "Running":
        engine_id = node if isinstance(node, int) else self.one(node, NodeState.WAITING)
        self._store(self._worker().fire(self.window(engine_id), engine_id))
        return self

    def resume(self, node: str, results: Mapping[str, Any]) -> "Running":
        engine_id = self.one(node, NodeState.STARTED)
        self._store(self._worker().resume(self.window(engine_id), engine_id, results))
        return self

    def cancel(self) -> "Running":
        window = Window(self.key, tuple(self.open_rows()), self.variables, self.last_id)
        self._store(self._worker().cancel(window))
        return self

    def _worker(self) -> Stepper:
        self.steps += 1
        return self.workers[self.steps % 2]

    # -- looking at it -----------------------------------------------------------------------------

    def rows(self) -> list[EngineRow]:
        return [_thaw(text) for text in self.stored.values()]

    def open_rows(self) -> list[EngineRow]:
        return [_thaw(text) for text in self.open.values()]

    def ready(self) -> list[str]:
        """Names of the nodes at which people may act, in the order of the alphabet."""
        return sorted(row.node_id for row in self.open_rows() if row.state is NodeState.READY)

    def waiting(self) -> list[str]:
        return sorted(row.node_id for row in self.open_rows() if row.state is NodeState.WAITING)

    def all(self, node: str, state: NodeState = NodeState.READY) -> list[int]:
        """Ids of the tokens at a node, oldest first."""
        return [row.engine_id for row in self.open_rows() if row.node_id == node and row.state is state]

    def one(self, node: str, state: NodeState = NodeState.READY) -> int:
        found = self.all(node, state)
        assert len(found) == 1, f"{len(found)} tokens at {node}; ready {self.ready()}, waiting {self.waiting()}"
        return found[0]

    def row(self, engine_id: int) -> EngineRow:
        return _thaw(self.stored[engine_id])

    def window(self, engine_id: int) -> Window:
        """Open rows on the way from the process to the task: no row of a sibling in a multi-instance."""
        steps = self.row(engine_id).path.split("/")
        around = {"", *("/".join(steps[:count]) for count in range(1, len(steps) + 1))}
        rows = tuple(row for row in self.open_rows() if row.path in around)
        return Window(self.key, rows, self.variables, self.last_id)

    # -- keeping it --------------------------------------------------------------------------------

    def _store(self, progress: Progress) -> None:
        self.progress = progress
        assert all(row.engine_id > self.last_id for row in progress.created)
        assert all(row.engine_id in self.stored for row in progress.changed)
        assert progress.last_id == max([self.last_id, *(row.engine_id for row in progress.created)])
        for row in progress.rows:
            self._keep(row)
        for row in self.open_rows() if progress.freed else []:
            if row.path.startswith(progress.freed):
                self._keep(replace(row, state=NodeState.CANCELLED))
        self.variables = json.loads(json.dumps(dict(progress.variables)))
        self.last_id, self.ended = progress.last_id, progress.ended
        assert self.ended == (not self.open), "ended is: no token is left"

    def _keep(self, row: EngineRow) -> None:
        text = _freeze(row)
        self.stored[row.engine_id] = text
        if row.state.open:
            self.open[row.engine_id] = text
        else:
            self.open.pop(row.engine_id, None)


def _freeze(row: EngineRow) -> str:
    return json.dumps(asdict(row), sort_keys=True)


def _thaw(text: str) -> EngineRow:
    values = json.loads(text)
    return EngineRow(**{**values, "state": NodeState(values["state"])})
