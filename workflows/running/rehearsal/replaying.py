"""Taking the answers of an instance that has ended through another version, until the ways part.

What its actions gave is not written down step by step. So of the values that each may have given, those are taken that
lead where the instance went; where a later step shows that another was meant, the replay goes back and tries that.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bpmn.elements import Event, EventKind, Node
from workflows.engine.progress import EngineRow, MemberCall, Values
from workflows.rules.rehearsal.choosing import Place, Script, ScriptedChooser
from workflows.rules.rehearsal.records import Happening, Parting, Record, Step, compare_steps
from workflows.rules.states import NodeState
from workflows.running.library import BoundSet
from workflows.running.rehearsal.people import context_at, find_due
from workflows.running.rehearsal.playing import Move, Played, Player, begin_tokens
from workflows.running.rehearsal.recalling import is_step
from workflows.running.rehearsal.tokens import Tokens, node_of
from workflows.running.rehearsal.world import RehearsalWorld

BUDGET: Final = 600
"""Steps of one replay, those included that are taken back."""
MAX_TRIES: Final = 32


class RecordedWorld(RehearsalWorld):
    """Repeats activities for those for whom they were repeated; others as in every rehearsal."""

    record: Record
    at: datetime

    def list_members(self, call: MemberCall) -> list[Values]:
        """The members of the record at this instant, else those of the organisation."""
        found = self.record.members.get((call.process_key, call.node_id, self.at))
        return list(found) if found else super().list_members(call)


class RecordedChooser(ScriptedChooser):
    """Thinks first of what a variable was in the end."""

    def __init__(self, script: Script, known: Mapping[Step, Any]) -> None:
        super().__init__(script)
        self.known = known

    def choose(self, place: Place, options: Sequence[Any]) -> Any:
        """The next choice of the script among the options, the last value of the record first."""
        process, _, name = place
        last = self.known.get((process, name))
        ordered = sorted(options, key=lambda each: (each != last) if (process, name) in self.known else False)
        return super().choose(place, ordered)


@dataclass
class Frame:
    """One step of a replay: where it begins, what is done, and which values have yet to be tried."""

    index: int
    tokens: Tokens
    move: Move
    at: datetime
    behind: Step | None
    wanted: Counter[Step]
    timers: Mapping[int, datetime]
    """When timers are due that the record does not know."""
    waiting: list[Script] = field(default_factory=lambda: [()])
    tried: int = 0


@dataclass(frozen=True)
class Replayed:
    """How far a record goes through a version; no parting where it goes to its end."""

    agreed: int
    parting: Parting | None
    bounded: bool = False


class Replayer:
    """Replays one record. `before` is what the instance ran on."""

    def __init__(self, player: Player, record: Record, before: BoundSet) -> None:
        self.player = player
        self.record = record
        self.before = before
        self.best: tuple[int, int, Parting] | None = None
        self.world = RecordedWorld(player.world.parameters, player.possible, player.world.context_of)
        self.world.record, self.world.at = record, record.began_at
        player.world = player.stepper.world = self.world

    def run(self) -> Replayed:
        """Look for the values that lead as far as possible along the record."""
        record, begin = self.record, begin_tokens(self.player.subject)
        frames = [Frame(0, begin, Move("start"), record.began_at, None, record.started, {})]
        for _ in range(BUDGET):
            while frames and (not frames[-1].waiting or frames[-1].tried >= MAX_TRIES):
                frames.pop()
            if not frames:
                break
            following = self._try(frames[-1])
            if following is True:
                return Replayed(len(record.happenings), None)
            if isinstance(following, Frame):
                frames.append(following)
        parting = self.best[2] if self.best else None
        return Replayed(parting.index if parting else 0, self._explain(parting), bounded=bool(frames))

    def _try(self, frame: Frame) -> Frame | bool:
        """Take a step with the next values: the step after it, True at the end of both, False where they part."""
        chooser = RecordedChooser(frame.waiting.pop(), self.record.known)
        self.world.at = frame.at
        played = self.player.play(frame.tokens, frame.move, chooser)
        frame.tried += 1
        frame.waiting += chooser.alternatives()
        if played.stuck:
            return self._part(frame, "stuck", cause=played.stuck.text)
        now = self._list_opened(frame.tokens, played)
        if now != frame.wanted:
            return self._part(frame, "path", frame.wanted - now, now - frame.wanted)
        return self._follow(frame, played)

    def _follow(self, frame: Frame, played: Played) -> Frame | bool:
        """The next happening of the record, where it is waited for."""
        tokens, index = played.tokens, frame.index + 1
        timers = {**frame.timers, **self._list_timers(frame, tokens)}
        happenings = self.record.happenings
        if index > len(happenings):
            return True if tokens.ended else self._part(frame, "end", now=self._list_open(tokens))
        happening = happenings[index - 1]
        late = self._find_fired(tokens, timers, happening)
        if late is not None:
            return self._part(frame, "timer", Counter({(happening.process, happening.node): 1}), Counter({late: 1}))
        row = self._find_wait(tokens, happening)
        if row is None:
            then = Counter({(happening.process, happening.node): 1})
            return self._part(frame, "missing", then, self._list_open(tokens))
        kind = "complete" if row.state is NodeState.READY else "fire"
        move = Move(kind, row.engine_id, happening.outcome if kind == "complete" else "")
        behind = (happening.process, happening.node)
        return Frame(index, tokens, move, happening.at, behind, happening.opened, timers)

    def _find_wait(self, tokens: Tokens, happening: Happening) -> EngineRow | None:
        """The token at which a happening of the record would happen."""
        here = [row for row in tokens.rows if (row.process_key, row.node_id) == (happening.process, happening.node)]
        open_ones = [row for row in here if row.state is NodeState.READY or row.state is NodeState.WAITING]
        own = [row for row in open_ones if row.local.get("each", {}).get("person") == happening.person]
        return next(iter([*own, *open_ones]), None)

    def _list_opened(self, before: Tokens, played: Played) -> Counter[Step]:
        fresh = [row for row in played.rows if row.engine_id > before.last_id]
        steps = (row for row in fresh if is_step(node_of(self.player.processes, row), row.part))
        return Counter((row.process_key, row.node_id) for row in steps)

    def _list_open(self, tokens: Tokens) -> Counter[Step]:
        return Counter((row.process_key, row.node_id) for row, _ in tokens.list_ready(self.player.processes))

    def _list_timers(self, frame: Frame, tokens: Tokens) -> dict[int, datetime]:
        """When timers that have just begun to wait are due, as far as the version of the record does not have them."""
        found: dict[int, datetime] = {}
        for row, node, kind in tokens.list_events(self.player.processes):
            fresh = row.engine_id > frame.tokens.last_id and kind is EventKind.TIMER
            if fresh and not self._is_known(row):
                due, _ = find_due(context_at(self.player.subject, tokens, row, frame.at), node)
                found |= {row.engine_id: due} if due else {}
        return found

    def _is_known(self, row: EngineRow) -> bool:
        """Whether the version of the record has the same timer."""
        old = self.before.processes.get(row.process_key)
        then = old.nodes.get(row.node_id) if old else None
        return isinstance(then, Event) and _term_of(then) == _term_of(node_of(self.player.processes, row))

    def _find_fired(self, tokens: Tokens, timers: Mapping[int, datetime], happening: Happening) -> Step | None:
        """A timer that would have happened before what the record says came next."""
        for number, due in timers.items():
            row = tokens.by_id.get(number)
            if row is not None and due < happening.at:
                return row.process_key, row.node_id
        return None

    def _part(
        self,
        frame: Frame,
        kind: str,
        then: Counter[Step] | None = None,
        now: Counter[Step] | None = None,
        cause: Any = None,
    ) -> bool:
        """Remember where the ways part, if none came farther or was more alike."""
        then, now = then or Counter(), now or Counter()
        alike = compare_steps(then, now) if kind != "stuck" else -BUDGET
        if self.best is None or (frame.index, alike) > self.best[:2]:
            parting = Parting(frame.index, kind, frame.at, frame.behind, tuple(then), tuple(now), cause)
            self.best = (frame.index, alike, parting)
        return False

    def _explain(self, parting: Parting | None) -> Parting | None:
        """Say that an operation stands in between where that is why nothing can be compared."""
        if parting is None or not self._was_operated(parting):
            return parting
        return Parting(parting.index, "operation", parting.at, parting.behind, parting.then, parting.now)

    def _was_operated(self, parting: Parting) -> bool:
        happenings = self.record.happenings
        until = happenings[parting.index].at if parting.index < len(happenings) else parting.at
        return self.record.operated_by(until)


def _term_of(node: Node) -> tuple[str, str]:
    """When a timer happens, as drawn."""
    return (node.due, node.moment) if isinstance(node, Event) else ("", "")
