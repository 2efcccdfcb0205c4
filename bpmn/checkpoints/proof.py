"""Whether every way from a procedure's start to a successful end passes a mandatory step, and if not, a way around.

The proof goes through the graph of what nodes do (`meaning`), scope by scope, into sub-processes and called processes:
at a parallel join one branch is enough, elsewhere every way must have passed. What breaks an activity or a scope off
may do so before anything in it is done.
"""

from collections.abc import Mapping
from typing import NamedTuple

from bpmn.checkpoints.answers import find_answer, is_excused
from bpmn.checkpoints.demands import Checkpoint
from bpmn.checkpoints.meaning import Doings, does_any, is_certain, narrow_doings, written_variables
from bpmn.checkpoints.routes import Routes, Way, WayKind, ends_all, interrupting_starts
from bpmn.checkpoints.states import Level, State, join_states, meet_states
from bpmn.elements import CallActivity, EventStart, Node, Process, SubProcess


class Passing(NamedTuple):
    """One node of a way around a step, and the flow by which it was come to, '' where none is drawn."""

    process: str
    node: str
    flow: str = ""


Path = tuple[Passing, ...]


class Scope(NamedTuple):
    """A part that is proved by itself: the process or a sub-process of it, and what is looked for there."""

    process: str
    id: str
    doings: Doings
    voids: Doings


class Proof:
    """The proof of one mandatory step over the processes that there are."""

    def __init__(self, processes: Mapping[str, Process], checkpoint: Checkpoint) -> None:
        self.processes = processes
        self.checkpoint = checkpoint
        self.routes: dict[tuple[str, str], Routes] = {}
        self._around: dict[tuple[Scope, Level], Path | None] = {}

    def find_bypass(self, process: str) -> Path | None:
        """A way from the start to a successful end that does not pass the step; None if there is none."""
        scope = Scope(process, "", self.checkpoint.doings, self.checkpoint.voided_by)
        return self.find_around(scope, Level.OPEN)

    def find_around(self, scope: Scope, level: Level) -> Path | None:
        """A way through a scope on which a token that enters on this level leaves without having passed."""
        key = scope, level
        if key not in self._around:
            # What calls itself gives nothing as long as it is not known.
            self._around[key] = ()
            self._around[key] = _Walk(self, scope, level).find_around()
        return self._around[key]

    def routes_of(self, scope: Scope) -> Routes:
        """The ways of a scope."""
        key = scope.process, scope.id
        if key not in self.routes:
            self.routes[key] = Routes(self.processes[scope.process], scope.id)
        return self.routes[key]

    def find_inner(self, scope: Scope, node: Node) -> Scope | None:
        """What runs inside a node: a sub-process, or a called process that is there."""
        if isinstance(node, SubProcess):
            return scope._replace(id=node.id)
        if isinstance(node, CallActivity) and node.called in self.processes:
            return Scope(node.called, "", narrow_doings(node, scope.doings), narrow_doings(node, scope.voids))
        return None

    def does(self, scope: Scope, node: Node) -> bool:
        """Whether a node that ends by itself has done the step."""
        inner = self.find_inner(scope, node)
        if inner is None or not inner.doings or not is_certain(node):
            return does_any(node, scope.doings)
        return self.find_around(inner, Level.OPEN) is None

    def holds(self, scope: Scope, around: frozenset[Scope] = frozenset()) -> bool:
        """Whether anything inside a scope does the step, whichever ways lead there."""
        if scope in around:
            return False
        inner = [(node, self.find_inner(scope, node)) for node in self.routes_of(scope).nodes.values()]
        return any(
            does_any(node, scope.doings) or (each is not None and self.holds(each, around | {scope}))
            for node, each in inner
        )

    def voids(self, scope: Scope, node: Node) -> bool:
        """Whether a node may make void what was done before it."""
        inner = self.find_inner(scope, node)
        if inner is None or not inner.voids:
            return does_any(node, scope.voids)
        return self.find_around(inner, Level.PASSED) is not None


class _Walk:
    """The fixed point of one scope: what holds for every token at each node, and by which way the worst came."""

    def __init__(self, proof: Proof, scope: Scope, level: Level) -> None:
        self.proof = proof
        self.scope = scope
        self.level = level
        self.process = proof.processes[scope.process]
        self.routes = proof.routes_of(scope)
        self.done = {each for each, node in self.routes.nodes.items() if proof.does(scope, node)}
        self.void = {each for each, node in self.routes.nodes.items() if proof.voids(scope, node)}
        self.states: dict[str, State] = {}
        self.causes: dict[tuple[str, Level], Way | None] = {}

    def find_around(self) -> Path | None:
        """A way to an end of the scope without the step, also by what breaks the scope off."""
        self._settle()
        for end in self.routes.ends:
            least = Level.PASSED if ends_all(end) else Level.BESIDE
            if end.id in self.states and self.leave(end).level < least:
                return self._trace(end.id, self.states[end.id].level)
        for event in interrupting_starts(self.process, self.scope.id):
            inside = self.proof.find_around(self.scope._replace(id=event.scope), self._lowest())
            if inside is not None:
                return self._interrupted(event, inside)
        return None

    def _interrupted(self, event: EventStart, inside: Path) -> Path:
        first = [Passing(self.scope.process, each) for each in self.routes.starts[:1]]
        return (*first, Passing(self.scope.process, event.scope), *inside)

    def _lowest(self) -> Level:
        return Level.PASSED if self.level is Level.PASSED and not self.void else Level.OPEN

    # -- the fixed point ---------------------------------------------------------------------------

    def _settle(self) -> None:
        for start in self.routes.starts:
            self._note(start, State(self.level), {level: None for level in Level if self.level <= level})
        waiting = list(self.routes.starts)
        while waiting:
            targets = [way.target for way in self.routes.outgoing[waiting.pop()] if way.target in self.routes.nodes]
            waiting += [target for target in targets if self._enter(target)]

    def _enter(self, node: str) -> bool:
        """Take what comes by the ways in; whether anything is known that was not."""
        ways = {way: state for way in self.routes.incoming[node] if (state := self._carry(way)) is not None}
        if not ways or (self.routes.joins(node) and len(ways) < len(self.routes.incoming[node])):
            return False
        state = (join_states if self.routes.joins(node) else meet_states)(ways.values())
        worst = min(ways, key=lambda way: ways[way].level)
        return self._note(node, state, {level: worst for level in Level if state.level <= level})

    def _note(self, node: str, state: State, causes: Mapping[Level, Way | None]) -> bool:
        for level, way in causes.items():
            self.causes.setdefault((node, level), way)
        changed = self.states.get(node) != state
        self.states[node] = state
        return changed

    def _carry(self, way: Way) -> State | None:
        """What holds for a token that comes by a way; None while none is known to come."""
        if way.source not in self.states:
            return None
        source = self.routes.nodes[way.source]
        if way.kind is WayKind.FLOW:
            return self._turn_in(way, self._excuse(way, self.leave(source)))
        entered = self.states[way.source]
        if way.kind is WayKind.BESIDE:
            return State(max(entered.level, Level.BESIDE))
        return State(Level.OPEN if way.source in self.void else entered.level, begun=way.source in self.done)

    def leave(self, node: Node) -> State:
        """What holds for a token that has left a node by itself."""
        entered = self.states[node.id]
        level = Level.OPEN if node.id in self.void else entered.level
        if node.id in self.done or (entered.begun and self._closes(node)):
            level = Level.PASSED
        asked = find_answer(node, self.proof.checkpoint.excuse)
        kept = "" if entered.answer in written_variables(node) or node.id in self.void else entered.answer
        return State(level, entered.begun, asked or kept)

    def _closes(self, node: Node) -> bool:
        closing = tuple(each.closing for each in self.scope.doings if each.closing)
        action = getattr(node, "action", None)
        return action is not None and action.name in closing

    def _excuse(self, way: Way, state: State) -> State:
        excused = way.flow is not None and is_excused(self.process, way.flow, state.answer)
        return state._replace(level=Level.PASSED) if excused else state

    def _turn_in(self, way: Way, state: State) -> State:
        turns = state.level is Level.BESIDE and self.routes.turns_in(way)
        return state._replace(level=Level.OPEN) if turns else state

    # -- the way back ------------------------------------------------------------------------------

    def _trace(self, node: str, level: Level) -> Path:
        """The way on which a token came to a node on this level, or worse, from the start of the scope."""
        back: list[Path] = [(Passing(self.scope.process, node),)]
        while (way := self.causes[node, level]) is not None:
            back[-1] = (back[-1][0]._replace(flow=way.flow.id if way.flow else ""), *back[-1][1:])
            node, level = way.source, self._level_before(way, level)
            around = () if way.kind is not WayKind.FLOW else self._inside(node)
            back.append((Passing(self.scope.process, node), *around))
        return tuple(passing for part in reversed(back) for passing in part)

    def _level_before(self, way: Way, level: Level) -> Level:
        """On which level a token must have come to the source of a way to go on so."""
        if way.kind is WayKind.BESIDE or way.source in self.void:
            return Level.PASSED
        return max(level, Level.BESIDE) if self.routes.turns_in(way) else level

    def _inside(self, node: str) -> Path:
        """The way through what runs inside a node that looks as if it did the step."""
        inner = self.proof.find_inner(self.scope, self.routes.nodes[node])
        if inner is None or node in self.void or not inner.doings or not self.proof.holds(inner):
            return ()
        return self.proof.find_around(inner, Level.OPEN) or ()
