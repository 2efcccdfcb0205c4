"""Looking for every way through a process: over where tokens stand and what conditions can tell apart.

Two tokens that stand alike and read alike go on alike, so each such place is looked at once. Of tasks that are open
side by side the oldest goes first, for the others come after it in every order anyway. It ends when everything drawn
has been reached, when there is nothing new, or after a number of steps; the result says which.
"""

from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

from bpmn.elements import BoundaryEvent, CatchEvent, EventKind, Node, Process, UserTask
from workflows.engine.progress import EngineRow
from workflows.errors import WorkflowError
from workflows.rules.rehearsal.choosing import Choice, Script, ScriptedChooser
from workflows.rules.rehearsal.constants import Barred, list_barred
from workflows.rules.states import NodeState
from workflows.running.rehearsal.playing import Move, Played, Player, begin_tokens
from workflows.running.rehearsal.tokens import Tokens, node_of

MAX_STEPS: Final = 4_000
"""Steps of an exploration."""
ROWS_A_STEP: Final = 30
"""Rows that its steps may read and write on average: where many tokens stand side by side, a step weighs more."""
MAX_SCRIPTS: Final = 64
"""Ways in which the values of one step may differ."""
EVENT_TURNS: Final = 2
"""From how many places an event is tried that nothing has to wait for."""

Goal = tuple[str, str, str, str]
"""What is to be reached: `node`, `flow` or `outcome`, a process, an id, and the outcome."""


@dataclass(frozen=True)
class Edge:
    """A step of the exploration: from which place, what happened, what was chosen, and where that led."""

    number: int
    source: int
    row: EngineRow | None
    move: Move
    chosen: tuple[Choice, ...]
    target: int | None
    passed: frozenset[tuple[str, str]] = frozenset()
    """Steps of people that were done or come to, with their processes."""
    stuck: WorkflowError | None = None


@dataclass
class Exploration:
    """What was found."""

    goals: frozenset[Goal]
    barred: tuple[Barred, ...] = ()
    """What no call comes to, and is no goal therefore."""
    reached: dict[Goal, int] = field(default_factory=dict)
    """By goal, the edge that first reached it."""
    edges: list[Edge] = field(default_factory=list)
    origins: dict[int, int] = field(default_factory=dict)
    """By place, the edge that first led there."""
    ends: set[int] = field(default_factory=set)
    halts: dict[int, tuple[EngineRow, ...]] = field(default_factory=dict)
    """Places at which nothing can happen although tokens are left."""
    waits: dict[tuple[str, str], tuple[Tokens, EngineRow]] = field(default_factory=dict)
    """By process and user task, where it was first met."""
    bounded: str = ""
    """Why not every place was looked at: `steps` or `values`; '' where every one was, or all goals are reached."""

    @cached_property
    def onward(self) -> Mapping[int, list[Edge]]:
        """The edges by the place from which they lead; asked for when the exploration is over."""
        found: dict[int, list[Edge]] = {}
        for edge in self.edges:
            found.setdefault(edge.source, []).append(edge)
        return found

    @property
    def missed(self) -> frozenset[Goal]:
        """What no way has reached."""
        return self.goals - self.reached.keys()

    def path_to(self, place: int) -> list[Edge]:
        """The edges by which a place was first come to."""
        found: list[Edge] = []
        while place in self.origins:
            edge = self.edges[self.origins[place]]
            found.append(edge)
            place = edge.source
        return found[::-1]


def list_goals(player: Player) -> Iterator[Goal]:
    """Everything drawn that a token may pass, and every outcome."""
    for process in player.processes.values():
        yield from (("node", process.id, node.id, "") for node in process.nodes.values() if _is_passed(node))
        passed = {node.id for node in process.nodes.values() if _is_passed(node)}
        yield from (("flow", process.id, flow.id, "") for flow in process.flows if flow.source in passed)
        for node in process.nodes.values():
            if isinstance(node, UserTask):
                yield from (("outcome", process.id, node.id, each) for each in player.outcomes_of(process.id, node))


def _is_passed(node: Node) -> bool:
    return not (isinstance(node, BoundaryEvent) and node.definition.kind is EventKind.COMPENSATION)


def _is_left_out(goal: Goal, left_out: set[tuple[str, str, str]]) -> bool:
    """Whether a goal is barred; outcomes are with their nodes."""
    kind, process, name, _ = goal
    return (process, "node" if kind == "outcome" else kind, name) in left_out


class Explorer:
    """One exploration."""

    def __init__(self, player: Player, *, steps: int = MAX_STEPS) -> None:
        self.player = player
        self.most = steps
        self.steps = 0
        self.rows = 0
        barred = tuple(list_barred(player.processes, player.subject.bound.root_key, player.given_values()))
        left_out = {(each.process, each.kind, each.id) for each in barred}
        goals = (goal for goal in list_goals(player) if not _is_left_out(goal, left_out))
        self.found = Exploration(frozenset(goals), barred)
        self.places: dict[Any, int] = {}
        self.frontier: deque[tuple[int, Tokens]] = deque()
        self.fired: Counter[tuple[str, str]] = Counter()

    def explore(self) -> Exploration:
        """Look from the start until there is nothing left to look for."""
        begin = begin_tokens(self.player.subject)
        self.places["begin"] = 0
        self._try(0, begin, None, Move("start"))
        return self._look(whole=False)

    def explore_from(self, tokens: Tokens) -> Exploration:
        """Look from where tokens stand, at every place that there is."""
        self.places[tokens.mark(self.player.possible)] = 0
        self._meet(tokens)
        self.frontier.append((0, tokens))
        return self._look(whole=True)

    def _look(self, *, whole: bool) -> Exploration:
        while self.frontier and (whole or self.found.missed):
            place, tokens = self.frontier.popleft()
            for row, move in self._choose_moves(tokens):
                self._try(place, tokens, row, move)
            if self.is_spent:
                self.found.bounded = "steps"
                break
        return self.found

    @property
    def is_spent(self) -> bool:
        """Whether enough was looked at."""
        return self.steps >= self.most or self.rows >= ROWS_A_STEP * self.most

    def _choose_moves(self, tokens: Tokens) -> Iterator[tuple[EngineRow, Move]]:
        ready = [row.engine_id for row, _ in tokens.list_ready(self.player.processes)]
        for row, move in self.player.list_moves(tokens):
            if move.kind == "complete":
                if row.engine_id == ready[0]:
                    yield row, move
            elif not ready or self.fired[tokens.around(row), row.node_id] < EVENT_TURNS:
                self.fired[tokens.around(row), row.node_id] += 1
                yield row, move

    def _try(self, place: int, tokens: Tokens, row: EngineRow | None, move: Move) -> None:
        """Let a move happen with every combination of values that may turn the way."""
        waiting: list[Script] = [()]
        tried = 0
        while waiting:
            if tried >= MAX_SCRIPTS or self.is_spent:
                self.found.bounded = "values" if tried >= MAX_SCRIPTS else "steps"
                return
            chooser = ScriptedChooser(waiting.pop())
            played = self.player.play(tokens, move, chooser)
            waiting += chooser.alternatives()
            tried += 1
            self.steps += 1
            self.rows += len(tokens.rows) + len(played.rows)
            self._note(place, row, move, played)

    def _note(self, place: int, row: EngineRow | None, move: Move, played: Played) -> None:
        found = self.found
        number = len(found.edges)
        if played.stuck:
            found.edges.append(Edge(number, place, row, move, played.chosen, None, stuck=played.stuck))
            return
        known = len(found.reached)
        if row is not None and move.kind == "complete":
            found.reached.setdefault(("outcome", row.process_key, row.node_id, move.outcome), number)
        for goal in passed_goals(self.player.processes, played.rows):
            found.reached.setdefault(goal, number)
        target = self._arrive(number, played.tokens, fresh=len(found.reached) > known)
        found.edges.append(Edge(number, place, row, move, played.chosen, target, self._list_steps(played)))

    def _list_steps(self, played: Played) -> frozenset[tuple[str, str]]:
        steps = (row for row in played.rows if isinstance(node_of(self.player.processes, row), UserTask))
        return frozenset((row.process_key, row.node_id) for row in steps)

    def _arrive(self, edge: int, tokens: Tokens, *, fresh: bool) -> int:
        """The number of a place; a new one is to be looked at."""
        mark = tokens.mark(self.player.possible)
        if mark in self.places:
            return self.places[mark]
        place = self.places[mark] = len(self.places)
        self.found.origins[place] = edge
        if tokens.ended:
            self.found.ends.add(place)
        elif not any(True for _ in self.player.list_moves(tokens)):
            self.found.halts[place] = tokens.rows
        else:
            self._meet(tokens)
            # Where something new has just been reached, more of it lies ahead.
            (self.frontier.appendleft if fresh else self.frontier.append)((place, tokens))
        return place

    def _meet(self, tokens: Tokens) -> None:
        for row, node in tokens.list_ready(self.player.processes):
            self.found.waits.setdefault((row.process_key, node.id), (tokens, row))


def passed_goals(processes: Mapping[str, Process], rows: tuple[EngineRow, ...]) -> Iterator[Goal]:
    """Nodes and flows that a step has passed or come to; an event that waits has not happened."""
    for row in rows:
        if row.part == "undo":
            continue
        waits = isinstance(node_of(processes, row), CatchEvent) and row.state is not NodeState.COMPLETED
        if not waits:
            yield "node", row.process_key, row.node_id, ""
        if row.inner.get("via"):
            yield "flow", row.process_key, row.inner["via"], ""
