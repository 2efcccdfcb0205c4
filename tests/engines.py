"""A running instance without a database: rows as JSON between the steps, and two workers that take turns."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, replace
from typing import Any

from bpmn.decisions.evaluation import CompiledTable
from bpmn.elements import Gateway, UserTask
from bpmn.reader import read_process
from workflows.engine.compiler import compile_set
from workflows.engine.progress import ActionCall, DecisionMade, EngineRow, MemberCall, Progress, Window
from workflows.engine.stepping import Stepper
from workflows.rules.passage import Passage, Visit
from workflows.rules.returning import Target, find_obstacle, find_targets, remember_returner
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
        self.processes = {process.id: process for process in processes}
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

    # -- approval operations -----------------------------------------------------------------------

    def targets(self, engine_id: int) -> dict[str, Target]:
        """The steps to which an open one may be returned, by node."""
        return {each.visit.node_id: each for each in find_targets(self.visits(), engine_id, self._is_step)}

    def give_back(self, node: str | int, to: str, *, straight: bool = False) -> "Running":
        """Return a step; the returner is known by the number of his token."""
        engine_id = node if isinstance(node, int) else self.one(node)
        target, row = self.targets(engine_id)[to], self.row(engine_id)
        passed = [each.engine_id for each in target.since]
        inner = remember_returner(row.node_id, row.inner, person_id=engine_id, passed=passed) if straight else {}
        gone = [each.engine_id for each in target.gone]
        window = self.window(engine_id, target.visit.engine_id, target.visit.parent_id)
        self._store(self._worker().send_again(window, target.visit.engine_id, gone, inner))
        return self

    def obstacle(self, engine_id: int) -> Visit | None:
        """What has happened since a step was done."""
        scope = [visit for visit in self.visits() if visit.scope_id == self.row(engine_id).scope_id]
        return find_obstacle(scope, engine_id, self._is_passed, self._is_step)

    def take_back(self, engine_id: int) -> "Running":
        """Take back a step that is done and of which nothing has followed."""
        visit = self.row(engine_id)
        passage = Passage(each for each in self.visits() if each.scope_id == visit.scope_id)
        gone = [each.engine_id for each in passage.descendants_of(engine_id) if each.state.open]
        window = self.window(engine_id, engine_id, visit.parent_id)
        owed = {name: value for name, value in visit.inner.items() if name == "back"}
        self._store(self._worker().send_again(window, engine_id, gone, {"again": engine_id, **owed}))
        return self

    def take_child_back(self, engine_id: int) -> "Running":
        """Take back a child of a multi-instance that is not over."""
        siblings = [row.engine_id for row in self.open_rows() if row.parent_id == self.row(engine_id).parent_id]
        window = self.window(siblings[0] if siblings else engine_id, engine_id)
        self._store(self._worker().reopen_child(window, engine_id, {"again": engine_id}))
        return self

    def move(self, node: str | int, to: str) -> "Running":
        """Take an open token to another node of its scope."""
        engine_id = node if isinstance(node, int) else self.one(node)
        self._store(self._worker().move(self.window(engine_id), engine_id, to))
        return self

    def add_children(self, repetition: int, *numbers: int) -> "Running":
        members = [{"number": number} for number in numbers]
        self._store(self._worker().add_children(self.window(repetition), repetition, members))
        return self

    def remove_child(self, child: int) -> "Running":
        self._store(self._worker().remove_child(self.window(child), child))
        return self

    def finish_early(self, repetition: int) -> "Running":
        self._store(self._worker().finish_early(self.window(repetition), repetition))
        return self

    def visits(self) -> list[Visit]:
        """Everything that ever was, as much of it as the way needs."""
        return [row.visit for row in self.rows()]

    def _is_step(self, visit: Visit) -> bool:
        return isinstance(self.processes[visit.process_key].nodes[visit.node_id], UserTask)

    def _is_passed(self, visit: Visit) -> bool:
        return isinstance(self.processes[visit.process_key].nodes[visit.node_id], Gateway)

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

    def window(self, engine_id: int, *more: int) -> Window:
        """Open rows on the way from the process to the task, no row of a sibling in a multi-instance; and more rows."""
        steps = self.row(engine_id).path.split("/")
        around = {"", *("/".join(steps[:count]) for count in range(1, len(steps) + 1))}
        rows = {row.engine_id: row for row in self.open_rows() if row.path in around}
        rows |= {each: self.row(each) for each in more if each}
        return Window(self.key, tuple(rows.values()), self.variables, self.last_id)

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
