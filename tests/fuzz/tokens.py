"""A token game on the tree of blocks: it says who is waited for, and knows nothing of the engine, its rows or gateways.

A `Run` is a block at work. It ends once, by telling whoever started it (`done`), or is cancelled from above. What waits
for people, clocks and messages stands in the game as `Wait`s, by where they are: the activities around them, with the
number of the member they are repeated for, then their own node. How blocks run stands in `flows` and `activities`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from tests.fuzz.blocks import Block, Procedure, Row, Watch, nodes_of

Trail = tuple[Any, ...]
Mark = tuple[tuple[tuple[str, int], ...], int]
Place = tuple[tuple[str, int], ...]
"""Where something waits: nodes from outside in, each with a number: of the member where it is repeated, of the time
where it is an event sub-process, else 0."""

CAUGHT = "caught"
"""An error or escalation has come to an event of its own scope or on a border: not what threw it sets that off."""

RUNS: dict[type[Any], "type[Run]"] = {}
"""How each kind of block runs."""


@dataclass(eq=False)
class Wait:
    """A task that somebody has to do, or a timer or message that may happen."""

    kind: str
    place: Place
    happen: Callable[[str], None]
    around: Any
    """The activity or race to which it belongs; None where that is the process itself."""


@dataclass(eq=False)
class Event:
    """Something that happened, with the values that were there before it, by the place of the call that has them."""

    kind: str
    place: Place
    word: str
    values: dict[Place, dict[str, str | None]]
    around: Any
    """The activity or race to which it happened, as it was at work then; None where it was the process itself."""
    serial: int = 0
    """Its number, which it keeps when the game is played again."""
    thrown_by: "Event | None" = None
    """In the course of what something was thrown."""


class Game:
    """A process at work."""

    def __init__(self, procedure: Procedure, holds: Collection[Mark] = ()) -> None:
        self.holds = holds
        """Activities that wait for a later wish to begin, so that they have no members of an earlier time."""
        self.held: dict[Mark, Any] = {}
        self.waits: list[Wait] = []
        self.ended = False
        self.values: dict[Place, dict[str, str | None]] = {}
        self.log: list[Event] = []
        self.serial = 0
        self.finished: list[str] = []
        """What came to an end of its scope, to a join that fired, or threw something, as long as the game goes."""
        self.debts: dict[int, Debt | None] = {}
        """What was owed from the events on by which steps began again."""
        self.crowded = False
        """Whether tokens were ever at the same place, so that it cannot be said which is which."""
        self.now: Event | None = None
        """What everything that begins has been set off by."""
        self.debt: Debt | None = None
        """The way of a token that goes straight to whom it owes it: user tasks before him are left out."""
        frame = Frame(self, (), self.keep((), {}), None)
        self.main = Scope(frame, procedure.body, self._end, watches=procedure.watches)
        self.main.begin()

    def _end(self) -> None:
        self.ended = True

    def keep(self, place: Place, values: dict[str, str | None]) -> dict[str, str | None]:
        """Remember the values of a call."""
        self.values[place] = values
        return values

    def places(self, kind: str) -> Counter[Place]:
        """Where tasks, timers or messages wait."""
        return Counter(wait.place for wait in self.waits if wait.kind == kind)

    def find(self, kind: str, place: Place) -> Wait:
        """The oldest wait there."""
        return next(wait for wait in self.waits if (wait.kind, wait.place) == (kind, place))

    def happen(self, kind: str, place: Place, outcome: str = "") -> None:
        """Complete a task, or let an event happen; tokens at the same place are the same."""
        wait = self.find(kind, place)
        self.record(kind, place, outcome, wait.around)
        wait.happen(outcome)

    def record(self, kind: str, place: Place, word: str, around: Any) -> None:
        """Write down what is about to happen: it sets off whatever begins from now on."""
        self.serial += 1
        thrown_by = self.now if kind == CAUGHT else None
        self.now = Event(kind, place, word, copy_values(self.values), around, self.serial, thrown_by)
        self.log.append(self.now)

    def catch(self, place: Place, around: Any, react: Callable[[], None]) -> None:
        """Let something that was thrown be caught; what goes on where it was thrown is still set off by what was."""
        before = self.now
        self.record(CAUGHT, place, "", around)
        react()
        self.now = before

    def runs(self) -> Iterator["Run"]:
        """All blocks at work, and those that were and lie in one that is."""
        waiting: list[Run] = [self.main]
        while waiting:
            run = waiting.pop(0)
            yield run
            waiting += run.inside


def copy_values(values: dict[Place, dict[str, str | None]]) -> dict[Place, dict[str, str | None]]:
    """The values as they are now."""
    return {place: dict(each) for place, each in values.items()}


@dataclass(frozen=True)
class Debt:
    """Who is owed a step straight back, by the node, and what he owed in turn."""

    node: str
    then: "Debt | None" = None


@dataclass(frozen=True)
class Frame:
    """What a block knows of what is around it."""

    game: Game
    place: Place
    values: dict[str, str | None]
    scope: "Scope | None"

    def wait(self, kind: str, node: str, number: int, happen: Callable[[str], None], around: Any = None) -> Wait:
        """Wait for something at a node."""
        wait = Wait(kind, (*self.place, (node, number)), happen, around)
        self.game.waits.append(wait)
        return wait

    def drop(self, wait: Wait) -> None:
        """Wait no more, if it has not happened already."""
        if wait in self.game.waits:
            self.game.waits.remove(wait)


class Run:
    """A block at work."""

    def __init__(self, frame: Frame, block: Any, done: Callable[[], None]) -> None:
        self.frame = frame
        self.block = block
        self.done = done
        self.live = True
        self.withdrawn = False
        """Whether it was over by somebody else's word."""
        self.inside: list[Run] = []
        self.above: Run | None = None
        self.trail: Trail = ()
        """The activities that every way to here has passed in this scope, oldest first."""
        self.cause = frame.game.now
        self.sought: str | None = None
        """The node to which a token is moved: what begins on the way to it leaves out all that is drawn before."""

    def begin(self) -> None:
        """Do what there is to do at once, and wait for the rest."""
        raise NotImplementedError

    def end(self) -> None:
        """Be over, by having done everything."""
        if self.live:
            self.live = False
            self.done()

    def cancel(self) -> None:
        """Be over, by somebody else's word."""
        self.withdrawn |= self.live
        self.live = False
        for each in self.inside:
            each.cancel()

    def start(self, block: Block, done: Callable[[], None], trail: Trail | None = None) -> None:
        """Begin a block inside, unless one begun just before has ended everything; then go on from its trail."""
        if self.live:
            run = RUNS[type(block)](self.frame, block, lambda: self._follow(run, done))
            run.above, run.trail = self, self.trail if trail is None else trail
            run.sought, self.sought = self.sought, None
            self.inside.append(run)
            run.begin()

    def _follow(self, run: "Run", done: Callable[[], None]) -> None:
        if self.threads():
            self.trail = run.trail
        done()

    def threads(self) -> bool:
        """Whether one token goes through this block and what is inside it."""
        return True

    def leads_to(self, block: Any) -> bool:
        """Whether the node that is sought lies in a block."""
        return self.sought is not None and self.sought in nodes_of(block)


class Scope(Run):
    """A process or sub-process: over when its last token is gone, whichever way that came."""

    def __init__(
        self,
        frame: Frame,
        body: Row,
        done: Callable[[], None],
        catcher: Any = None,
        *,
        watches: tuple[Watch, ...] = (),
        around: "tuple[Scope, Watch] | None" = None,
    ) -> None:
        super().__init__(Frame(frame.game, frame.place, frame.values, self), body, done)
        self.tokens = 0
        self.catcher = catcher
        """The sub-process or call of which it is the inside."""
        self.watches = list(watches)
        """What has not happened yet, or may happen again."""
        self.around = around
        """Where this is an event sub-process: the scope that it belongs to, and what it is there."""
        self.timers: dict[str, Wait] = {}
        self.answers = Counter[str]()
        """How often each event sub-process has begun: several may be at work at once."""

    @property
    def owner(self) -> Any:
        """The sub-process or call in which it is; an event sub-process follows from nothing inside its scope."""
        return self.around[0].owner if self.around else self.catcher

    def begin(self) -> None:
        """Watch, and do the body."""
        for watch in self.watches:
            if watch.kind == "timer":
                self._open(watch)
        self.add(self.block)

    def _open(self, watch: Watch) -> None:
        self.timers[watch.id] = self.frame.wait("timer", watch.id, 0, lambda _: self.answer(watch), self.owner)

    def add(self, block: Block, trail: Trail = ()) -> None:
        """Begin the body, or what goes on beside it."""
        self.tokens += 1
        self.start(block, self._end_token, trail)

    def threads(self) -> bool:
        """Several tokens may go through it."""
        return False

    def _end_token(self) -> None:
        self.frame.game.finished.append("end")
        self.tokens -= 1
        if not self.tokens:
            self._forget()
            self.end()

    def terminate(self) -> None:
        """Take all tokens away; that is an end like any other."""
        if self.live:
            self.cancel()
            self.done()

    def cancel(self) -> None:
        """Be over, by somebody else's word."""
        super().cancel()
        self._forget()

    # -- event sub-processes -----------------------------------------------------------------------

    def _forget(self) -> None:
        """Nothing more may happen here."""
        for wait in self.timers.values():
            self.frame.drop(wait)
        self.timers.clear()
        self.watches.clear()

    def answer(self, watch: Watch) -> None:
        """Something that an event sub-process watches for has happened."""
        if watch.interrupting:
            for each in self.inside:
                each.cancel()
            self.inside.clear()
            self.tokens = 0
            self._forget()
        elif watch.kind == "timer":
            self.frame.drop(self.timers.pop(watch.id))
            self.watches.remove(watch)
        self.answers[watch.id] += 1
        place = (*self.frame.place, (watch.box, self.answers[watch.id]))
        inner = Frame(self.frame.game, place, self.frame.values, None)
        body = Scope(inner, watch.body, self._end_token, around=(self, watch))
        body.above = self
        self.tokens += 1
        self.inside.append(body)
        body.begin()

    def throw(self, kind: str) -> None:
        """Let what is thrown in this scope be caught, the nearest first; what nobody catches is lost."""
        game, scope = self.frame.game, self
        come_from: Watch | None = None
        game.finished.append("thrown")
        while not scope.catch(kind, come_from):
            if scope.around is not None:
                scope, come_from = scope.around
            elif scope.catcher is not None:
                scope, come_from = scope.catcher.frame.scope, None
            else:
                assert kind != "error"
                return

    def catch(self, kind: str, come_from: Watch | None) -> bool:
        """Let an event sub-process answer what was thrown, or else the border around; say whether one does."""
        for watch in self.watches:
            if watch.kind == kind and watch is not come_from:
                self.answer_thrown(watch)
                return True
        return self.catcher is not None and self.catcher.catch(kind)

    def answer_thrown(self, watch: Watch) -> None:
        """An event sub-process answers what was thrown somewhere in the scope."""
        place = (*self.frame.place, (watch.id, 0))
        self.frame.game.catch(place, self.owner, lambda: self.answer(watch))
