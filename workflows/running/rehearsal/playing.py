"""One step of a rehearsed instance: the engine as it is, with a world that performs nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bpmn.elements import Process, UserTask
from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import ActionCall, EngineError, EngineRow, Limits, MemberCall, Progress
from workflows.engine.stepping import Stepper
from workflows.errors import ProcessStuckError, WorkflowError
from workflows.models import ProcessInstance
from workflows.rules.parameters import Parameters
from workflows.rules.rehearsal.choosing import Choice, Chooser
from workflows.rules.rehearsal.possibilities import find_possibilities
from workflows.running.library import BoundSet
from workflows.running.rehearsal.tokens import Tokens, node_of
from workflows.running.rehearsal.world import RehearsalWorld, find_effects
from workflows.running.starting import start_event
from workflows.work import Work

RUNS: Final = 200
"""Nodes that may run by themselves in one rehearsed step, beside twice as many as are drawn."""
REPEATS: Final = 3
"""Members with whom a repetition is rehearsed where every way is looked for: one, another, and the last."""


@dataclass(frozen=True)
class Subject:
    """What is rehearsed: drawings bound together, with whom and what they read."""

    work: Work
    bound: BoundSet
    tables: tuple[Any, ...]
    parameters: Parameters
    instance: ProcessInstance
    """Stands for the instance; it is never added to the session."""
    given: Mapping[str, Any] = field(default_factory=dict)
    """What the start says."""
    rehearsed: bool = True
    """Whether there is nothing yet that relations may ask for; an instance that runs has it."""

    @property
    def processes(self) -> Mapping[str, Process]:
        """The drawings by key."""
        return self.bound.processes

    @property
    def root(self) -> Process:
        """The process itself."""
        return self.bound.processes[self.bound.root_key]

    def context_of(self, call: ActionCall | MemberCall) -> NodeContext:
        """What a node may know while the engine runs."""
        return self.context(call.process_key, call.node_id, call.variables)

    def context(self, process_key: str, node_id: str, variables: Mapping[str, Any]) -> NodeContext:
        """What a node may know with these variables."""
        process = self.processes[process_key]
        return NodeContext(
            work=self.work,
            instance=self.instance,
            process=process,
            node=process.nodes[node_id],
            parameters=self.parameters,
            variables=variables,
            rehearsed=self.rehearsed,
        )


@dataclass(frozen=True)
class Move:
    """What happens next: `start`, `complete` or `fire` at a token, with the outcome of a task or vote."""

    kind: str
    engine_id: int = 0
    outcome: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Played:
    """What a step did: the tokens now, the rows that it touched, what was chosen; or why it could not be done."""

    tokens: Tokens
    rows: tuple[EngineRow, ...] = ()
    chosen: tuple[Choice, ...] = ()
    stuck: WorkflowError | None = None


class Player:
    """Steps of one subject."""

    def __init__(self, subject: Subject, *, repeats: int | None = REPEATS) -> None:
        self.subject = subject
        self.processes = subject.processes
        self.possible = find_possibilities(subject.processes, subject.tables, subject.parameters.by_group)
        self.world = RehearsalWorld(subject.parameters.by_group, self.possible, subject.context_of)
        drawn = sum(len(process.nodes) for process in subject.processes.values())
        limits = Limits(runs=RUNS + 2 * drawn, repeats=repeats)
        self.stepper = Stepper(subject.bound.compiled, self.world, limits)

    def play(self, tokens: Tokens, move: Move, chooser: Chooser) -> Played:
        """Let a move happen; what the drawing cannot do is said and nothing has moved."""
        self.world.chooser = chooser
        try:
            progress = self._step(tokens, move)
        except (ProcessStuckError, EngineError) as error:
            stuck = error if isinstance(error, WorkflowError) else ProcessStuckError(cause=str(error))
            return Played(tokens, (), tuple(chooser.made), stuck)
        finally:
            self.world.chooser = None
        return Played(tokens.after(progress), progress.rows, tuple(chooser.made))

    def _step(self, tokens: Tokens, move: Move) -> Progress:
        if move.kind == "start":
            return self.stepper.start(self.subject.bound.root_key, self._start_values())
        if move.kind == "fire":
            return self.stepper.fire(tokens.window, move.engine_id)
        row = tokens.by_id[move.engine_id]
        node = node_of(self.processes, row)
        variables = (
            self._task_values(row, node, move.outcome, tokens.variables_at(row)) if isinstance(node, UserTask) else {}
        )
        values = {**variables, **move.values}
        return self.stepper.complete(tokens.window, move.engine_id, outcome=move.outcome, variables=values)

    def given_values(self) -> dict[str, tuple[Any, ...]]:
        """What is known of the values that the start is given: what somebody says, else what wings declare."""
        said = {name: (value,) for name, value in self.subject.given.items()}
        return {**self._declared_start(), **said}

    def _declared_start(self) -> dict[str, tuple[Any, ...]]:
        root = self.subject.root
        return {**find_effects("start", root.id), **find_effects("starter", start_event(root).writes)}

    def _start_values(self) -> dict[str, Any]:
        """The given variables: what somebody says, else what whoever starts it may give, else what is asked about."""
        subject, process = self.subject, self.subject.root
        declared = self._declared_start()
        names = {each.name for each in process.variables if each.given} | set(declared)
        place = (process.id, "")
        chosen = {
            name: self.world.choose(place, name, declared.get(name))
            for name in sorted(names)
            if name not in subject.given
        }
        return {**chosen, **{name: value for name, value in subject.given.items() if name in names}}

    def _task_values(self, row: EngineRow, node: UserTask, outcome: str, known: Mapping[str, Any]) -> dict[str, Any]:
        """Variables that a form, its handler or a vote would write."""
        place = (row.process_key, row.node_id)
        asked = dict(self._written(row.process_key, node, outcome))
        found = {name: self.world.choose(place, name, declared) for name, declared in asked.items()}
        return {name: copy_value(value, known) for name, value in found.items()}

    def _written(self, process: str, node: UserTask, outcome: str) -> Iterator[tuple[str, tuple[Any, ...] | None]]:
        for each in node.form.fields:
            if each.variable and (not each.outcomes or outcome in each.outcomes):
                values = tuple(option.value for option in each.options)
                yield each.variable, values or None
        if node.vote:
            yield from ((each.name, _decided(node.vote.kind, outcome, each.value)) for each in node.vote.outputs)
        yield from self._handled(process, node, outcome)

    def _handled(self, process: str, node: UserTask, outcome: str) -> Iterator[tuple[str, tuple[Any, ...] | None]]:
        """What the handler of a form says that it gives; where it says nothing, whatever nothing else writes."""
        effects = find_effects("handler", node.writes)
        for key, values in effects.items():
            only, _, name = key.rpartition(":")
            if name and only in {"", outcome}:
                yield name, values
        if node.writes and not effects:
            loose = (name for owner, name in sorted(self.possible.loose) if owner == process)
            yield from ((name, None) for name in loose if self.possible.matters(process, name))

    def outcomes_of(self, process: str, node: UserTask) -> tuple[str, ...]:
        """The ways in which a task or vote may end: what is drawn or declared; '' where there is but one."""
        if node.vote is None:
            return tuple(each.name for each in node.outcomes) or ("",)
        declared = find_effects("vote", node.vote.kind).get("outcome")
        if declared:
            drawn = tuple(each.name for each in node.outcomes)
            return tuple(name for each in declared for name in (drawn if each == registries.DRAWN else (each,)))
        compared = self.possible.values.get((process, node.id))
        return compared or tuple(each.name for each in node.outcomes) or ("",)

    def list_moves(self, tokens: Tokens) -> Iterator[tuple[EngineRow, Move]]:
        """What may happen next: every outcome of everything that waits, and every event."""
        for row, node in tokens.list_ready(self.processes):
            for outcome in self.outcomes_of(row.process_key, node):
                yield row, Move("complete", row.engine_id, outcome)
        for row, _node, _kind in tokens.list_events(self.processes):
            yield row, Move("fire", row.engine_id)


def _decided(kind: str, outcome: str, name: str) -> tuple[Any, ...] | None:
    """What a vote may give under a name when it ended so; None where its kind does not say."""
    if name == "outcome":
        return (outcome,)
    declared = find_effects("vote", kind)
    return declared.get(f"{outcome}:{name}", declared.get(name))


def copy_value(value: Any, known: Mapping[str, Any]) -> Any:
    """A declared value, or behind `=` that of another variable."""
    return known.get(value[1:]) if isinstance(value, str) and value.startswith("=") else value


def begin_tokens(subject: Subject) -> Tokens:
    """Nothing has begun."""
    return Tokens(subject.bound.root_key, (), {})
