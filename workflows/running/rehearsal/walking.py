"""Walking one way through a process: answers that somebody gives, or generated ones, on a clock of its own.

People act at once or at the last moment, as is wished; whatever a clock does happens in between, in its order. Nothing
is written: the tokens are in memory, and the session that the organisation is read with can only read.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bpmn.elements import EventKind, Node, ServiceTask, UserTask
from workflows.engine.progress import EngineRow
from workflows.errors import WorkflowError
from workflows.rules.rehearsal.choosing import Choice, Place, TurningChooser
from workflows.running.rehearsal.exploring import passed_goals
from workflows.running.rehearsal.people import Resolution, context_at, find_due, resolve_owner
from workflows.running.rehearsal.playing import Move, Played, Player, begin_tokens

MAX_WALK: Final = 500
"""Steps of one walk."""
MOMENT: Final = timedelta(seconds=1)
"""How long before its deadline a task is done at the last moment."""


@dataclass(frozen=True)
class Answer:
    """What happens at a node that is waited for: the outcome of a task or vote, an event, the values of an action."""

    node: str
    outcome: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    process: str = ""
    """The key of the process that the node belongs to, where several have one of that name."""

    def is_for(self, process: str, node: str) -> bool:
        """Whether it is meant for a node."""
        return self.node == node and self.process in {"", process}


@dataclass
class Wait:
    """Something that is waited for: since when, until when, by whom; then how it ended."""

    row: EngineRow
    node: Node
    kind: str
    """`task`, `vote`, `timer`, `message` or `signal`."""
    opened_at: datetime
    due_at: datetime | None = None
    due_rule: str = ""
    owner: Resolution | None = None
    done_at: datetime | None = None
    outcome: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)
    assumed: bool = False
    """Whether nobody has said how it ends."""
    gone: bool = False
    """Whether it ended without being done: withdrawn, or overtaken by something else."""


@dataclass
class Walk:
    """One way through a process."""

    began_at: datetime
    at: datetime
    waits: list[Wait] = field(default_factory=list)
    """Everything that was waited for, in the order in which it was opened."""
    passed: list[tuple[str, str]] = field(default_factory=list)
    """Nodes in the order in which tokens came to them, with their processes."""
    flows: list[tuple[str, str]] = field(default_factory=list)
    state: str = "running"
    """`completed`; `waiting` for an answer; `stuck` where the drawing cannot go on; `bounded` after too many steps."""
    stuck: WorkflowError | None = None
    stuck_at: str = ""
    unused: list[Answer] = field(default_factory=list)
    """Answers to what was never waited for."""
    chosen: list[Choice] = field(default_factory=list)


@dataclass(frozen=True)
class Manner:
    """How a walk is walked."""

    answers: Sequence[Answer] = ()
    generates: bool = True
    """Whether what is not answered is answered by itself; else the walk stops there."""
    late: bool = False
    """Whether everybody acts at the last moment; else at once."""
    most: int = MAX_WALK


class Walker:
    """Walks one way."""

    def __init__(self, player: Player, manner: Manner) -> None:
        self.player = player
        self.subject = player.subject
        self.manner = manner
        at = self.subject.work.at
        self.walk = Walk(at, at)
        self.tokens = begin_tokens(self.subject)
        self.left = list(manner.answers)
        self.open: dict[int, Wait] = {}
        self.repeated: dict[int, Answer] = {}
        self.noted: set[tuple[int, str]] = set()
        self.doers: dict[tuple[int, str], int] = {}
        self.turns = TurningChooser(self._give_value)

    def run(self) -> Walk:
        """Walk until the end, until an answer is missing, or for so many steps."""
        self._play(Move("start", values={}))
        steps = 0
        while not self.tokens.ended and self.walk.stuck is None:
            steps += 1
            if steps > self.manner.most:
                self.walk.state = "bounded"
                break
            if not self._go_on():
                break
        self._finish()
        return self.walk

    def _finish(self) -> None:
        if self.tokens.ended:
            self.walk.state = "completed"
        elif self.walk.stuck is not None:
            self.walk.state = "stuck"
        self.walk.unused = [each for each in self.left if not self._is_action(each)]
        self.walk.chosen = self.turns.made

    def _is_action(self, answer: Answer) -> bool:
        nodes = (process.nodes.get(answer.node) for process in self.player.processes.values())
        return any(isinstance(node, ServiceTask) for node in nodes)

    # -- what happens next -------------------------------------------------------------------------

    def _go_on(self) -> bool:
        """Let the next thing happen; False where it has to be said, or nothing can."""
        found = self._find_answered()
        if found is not None:
            self._act(*found)
            return True
        if not self.manner.generates:
            self.walk.state = "waiting"
            return False
        wait = self._find_next()
        if wait is None:
            self.walk.state, self.walk.stuck_at = "stuck", ", ".join(row.node_id for row in self.tokens.rows)
            return False
        self._act(wait, None)
        return True

    def _find_answered(self) -> tuple[Wait, Answer] | None:
        """The next answer if that is waited for, else that of another member of its repetition, else a later one."""
        for at in range(len(self.left)):
            found = self._take_answer(at)
            if found is not None:
                return found
            if not self._is_action(self.left[at]):
                alike = self._find_alike()
                if alike is not None:
                    return alike
        return self._find_alike()

    def _take_answer(self, at: int) -> tuple[Wait, Answer] | None:
        answer = self.left[at]
        wait = next((each for each in self._open_waits() if answer.is_for(each.row.process_key, each.node.id)), None)
        if wait is None:
            return None
        del self.left[at]
        if wait.row.part:
            self.repeated[wait.row.parent_id] = answer
        return wait, answer

    def _find_alike(self) -> tuple[Wait, Answer] | None:
        members = ((each, self.repeated.get(each.row.parent_id)) for each in self._open_waits() if each.row.part)
        return next(((wait, answer) for wait, answer in members if answer), None)

    def _open_waits(self) -> Iterator[Wait]:
        yield from (self.open[number] for number in sorted(self.open))

    def _find_next(self) -> Wait | None:
        """A task; where there is none, the event that comes first."""
        waits = list(self._open_waits())
        tasks = [each for each in waits if each.kind in {"task", "vote"}]
        if tasks:
            return tasks[0]
        timers = sorted((each for each in waits if each.due_at), key=lambda each: each.due_at or self.walk.at)
        return next(iter(timers or waits), None)

    def _act(self, wait: Wait, answer: Answer | None) -> None:
        """Let something happen at its time; what a clock does before comes before."""
        self._move_clock(wait)
        if wait.gone:
            return
        wait.done_at, wait.assumed = self.walk.at, answer is None
        if wait.kind in {"task", "vote"}:
            wait.outcome = self._outcome_of(wait, answer)
            wait.values = dict(answer.values) if answer else {}
            self._note_doer(wait)
            self._play(Move("complete", wait.row.engine_id, wait.outcome, wait.values))
        else:
            self._play(Move("fire", wait.row.engine_id))

    def _outcome_of(self, wait: Wait, answer: Answer | None) -> str:
        if answer is not None and answer.outcome:
            return answer.outcome
        node = wait.node
        outcomes = self.player.outcomes_of(wait.row.process_key, node) if isinstance(node, UserTask) else ("",)
        if answer is not None or len(outcomes) == 1:
            return outcomes[0]
        chosen: str = self.turns.choose((wait.row.process_key, node.id, ""), outcomes)
        return chosen

    def _note_doer(self, wait: Wait) -> None:
        """The first of those who may is taken to have done it: for steps that somebody else has to do."""
        people = wait.owner.assignment.assignees if wait.owner else ()
        if people:
            self.doers[self.tokens.scope_of(wait.row), wait.node.id] = people[0].person_id

    def _move_clock(self, wait: Wait) -> None:
        """Go on to the instant at which something happens, past every timer that comes first."""
        target = self._instant_of(wait)
        while not wait.gone:
            first = self._first_timer(target)
            if first is None or first is wait:
                break
            self.walk.at = max(self.walk.at, first.due_at or self.walk.at)
            first.done_at = self.walk.at
            self._play(Move("fire", first.row.engine_id))
        if not wait.gone:
            self.walk.at = max(self.walk.at, target)

    def _instant_of(self, wait: Wait) -> datetime:
        if wait.due_at is None:
            return self.walk.at
        if wait.kind == "timer":
            return wait.due_at
        return max(self.walk.at, wait.due_at - MOMENT) if self.manner.late else self.walk.at

    def _first_timer(self, until: datetime) -> Wait | None:
        timers = [each for each in self._open_waits() if each.kind == "timer" and each.due_at and each.due_at <= until]
        return min(timers, key=lambda each: (each.due_at, each.row.engine_id), default=None)

    # -- what came of it ---------------------------------------------------------------------------

    def _give_value(self, place: Place) -> tuple[Any, ...]:
        """What somebody has said that an action or a start gives."""
        process, node, name = place
        for at, answer in enumerate(self.left):
            if answer.is_for(process, node) and self._is_action(answer) and name in answer.values:
                values = dict(answer.values)
                value = values.pop(name)
                self.left[at : at + 1] = [Answer(answer.node, answer.outcome, values, answer.process)] if values else []
                return (value,)
        return ()

    def _play(self, move: Move) -> None:
        done = self.open.pop(move.engine_id, None)
        played = self.player.play(self.tokens, move, self.turns)
        if played.stuck:
            self.walk.stuck = played.stuck
            self.walk.stuck_at = done.node.id if done else ""
            return
        self._take(played)

    def _take(self, played: Played) -> None:
        self.tokens = played.tokens
        for row in played.rows:
            self._note_passed(row)
        for number in [each for each in self.open if each not in self.tokens.by_id]:
            self.open.pop(number).gone = True
        known = {each.row.engine_id for each in self.walk.waits}
        for row, node, kind in self._list_waits():
            if row.engine_id not in known:
                self._open(row, node, kind)

    def _note_passed(self, row: EngineRow) -> None:
        """Note once that a token has come to a node, and by which flow."""
        for goal, process, name, _ in passed_goals(self.player.processes, (row,)):
            if (row.engine_id, goal) not in self.noted:
                self.noted.add((row.engine_id, goal))
                (self.walk.passed if goal == "node" else self.walk.flows).append((process, name))

    def _list_waits(self) -> Iterator[tuple[EngineRow, Node, str]]:
        for row, node in self.tokens.list_ready(self.player.processes):
            yield row, node, "vote" if node.vote else "task"
        for row, event, kind in self.tokens.list_events(self.player.processes):
            yield row, event, str(kind)

    def _open(self, row: EngineRow, node: Node, kind: str) -> None:
        context = context_at(self.subject, self.tokens, row, self.walk.at)
        due_at, rule = find_due(context, node) if kind in {"task", "vote", EventKind.TIMER} else (None, "")
        owner = resolve_owner(context, node, self.doers) if isinstance(node, UserTask) else None
        wait = Wait(row, node, kind, self.walk.at, due_at, rule, owner)
        self.walk.waits.append(wait)
        self.open[row.engine_id] = wait


def walk_through(player: Player, manner: Manner) -> Walk:
    """Walk one way."""
    return Walker(player, manner).run()
