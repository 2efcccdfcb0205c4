"""A token game on the tree of blocks: it says who is waited for, and knows nothing of the engine, its rows or gateways.

A `Run` is a block at work. It ends once, by telling whoever started it (`done`), or is cancelled from above. What waits
for people and clocks stands in the game as `Wait`s, by where they are: the activities around them, with the number of
the member they are repeated for, then their own node.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.fuzz.blocks import (
    OUTCOMES,
    Activity,
    Arm,
    Block,
    Border,
    Both,
    Call,
    Choice,
    Crowd,
    Fail,
    Loop,
    Procedure,
    Race,
    Receive,
    Row,
    Some,
    Sub,
    Tell,
    UserTask,
    Watch,
)

Place = tuple[tuple[str, int], ...]
"""Where something waits: nodes from outside in, each with the member's number where it is repeated, else 0."""


@dataclass(eq=False)
class Wait:
    """A task that somebody has to do, or a timer or message that may happen."""

    kind: str
    place: Place
    happen: Callable[[str], None]


class Game:
    """A process at work."""

    def __init__(self, procedure: Procedure) -> None:
        self.waits: list[Wait] = []
        self.ended = False
        self.main = Scope(Frame(self, (), {}, None), procedure.body, self._end, watches=procedure.watches)
        self.main.begin()

    def _end(self) -> None:
        self.ended = True

    def places(self, kind: str) -> Counter[Place]:
        """Where tasks or timers wait."""
        return Counter(wait.place for wait in self.waits if wait.kind == kind)

    def happen(self, kind: str, place: Place, outcome: str = "") -> None:
        """Complete a task, or let a timer happen; tokens at the same place are the same."""
        next(wait for wait in self.waits if (wait.kind, wait.place) == (kind, place)).happen(outcome)


@dataclass(frozen=True)
class Frame:
    """What a block knows of what is around it."""

    game: Game
    place: Place
    values: dict[str, str | None]
    scope: "Scope | None"

    def wait(self, kind: str, node: str, number: int, happen: Callable[[str], None]) -> Wait:
        wait = Wait(kind, (*self.place, (node, number)), happen)
        self.game.waits.append(wait)
        return wait

    def drop(self, wait: Wait) -> None:
        if wait in self.game.waits:
            self.game.waits.remove(wait)


class Run:
    """A block at work."""

    def __init__(self, frame: Frame, block: Any, done: Callable[[], None]) -> None:
        self.frame = frame
        self.block = block
        self.done = done
        self.live = True
        self.inside: list[Run] = []

    def begin(self) -> None:
        raise NotImplementedError

    def end(self) -> None:
        """Be over, by having done everything."""
        if self.live:
            self.live = False
            self.done()

    def cancel(self) -> None:
        """Be over, by somebody else's word."""
        self.live = False
        for each in self.inside:
            each.cancel()

    def start(self, block: Block, done: Callable[[], None]) -> None:
        """Begin a block inside, unless one begun just before has ended everything."""
        if self.live:
            run = RUNS[type(block)](self.frame, block, done)
            self.inside.append(run)
            run.begin()


class Scope(Run):
    """A process or sub-process: over when its last token is gone, whichever way that came."""

    def __init__(
        self,
        frame: Frame,
        body: Row,
        done: Callable[[], None],
        catcher: "ActivityRun | None" = None,
        *,
        watches: tuple[Watch, ...] = (),
        around: "tuple[Scope, Watch] | None" = None,
    ) -> None:
        super().__init__(Frame(frame.game, frame.place, frame.values, self), body, done)
        self.tokens = 0
        self.catcher = catcher
        self.watches = list(watches)
        """What has not happened yet, or may happen again."""
        self.around = around
        """Where this is an event sub-process: the scope that it belongs to, and what it is there."""
        self.timers: dict[str, Wait] = {}

    def begin(self) -> None:
        for watch in self.watches:
            if watch.kind == "timer":
                self._open(watch)
        self.add(self.block)

    def _open(self, watch: Watch) -> None:
        self.timers[watch.id] = self.frame.wait("timer", watch.id, 0, lambda _: self.answer(watch))

    def add(self, block: Block) -> None:
        """Begin the body, or what goes on beside it."""
        self.tokens += 1
        self.start(block, self._end_token)

    def _end_token(self) -> None:
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
        place = (*self.frame.place, (watch.box, 0))
        inner = Frame(self.frame.game, place, self.frame.values, None)
        body = Scope(inner, watch.body, self._end_token, around=(self, watch))
        self.tokens += 1
        self.inside.append(body)
        body.begin()

    def throw(self, kind: str) -> bool:
        """Let what is thrown in this scope be caught, the nearest first; say whether somebody did."""
        scope: Scope | None = self
        come_from: Watch | None = None
        while scope is not None:
            found = [watch for watch in scope.watches if watch.kind == kind and watch is not come_from]
            if found:
                scope.answer(found[0])
                return True
            if scope.catcher is not None and scope.catcher.catch(kind):
                return True
            if scope.around is not None:
                scope, come_from = scope.around
            else:
                scope, come_from = (scope.catcher.frame.scope if scope.catcher else None), None
        return False


class RowRun(Run):
    """One after another."""

    def begin(self, at: int = 0) -> None:
        if at == len(self.block.parts):
            self.end()
        else:
            self.start(self.block.parts[at], lambda: self.begin(at + 1))


class SplitRun(Run):
    """Some of several ways: over when all that were begun are."""

    def begin(self) -> None:
        chosen = self.choose()
        self.left = len(chosen)
        for way in chosen:
            self.start(way, self._end_way)

    def _end_way(self) -> None:
        self.left -= 1
        if not self.left:
            self.end()

    def choose(self) -> list[Row]:
        return list(self.block.ways)


class SomeRun(SplitRun):
    """All ways whose test holds, else the last."""

    def choose(self) -> list[Row]:
        tested = zip(self.block.tests, self.block.ways, strict=False)
        return [way for test, way in tested if test.holds(self.frame.values)] or [self.block.ways[-1]]


class ChoiceRun(SomeRun):
    """The first of those ways."""

    def choose(self) -> list[Row]:
        return super().choose()[:1]


class RaceRun(Run):
    """Waits for several things, and goes the way of what happens first."""

    def begin(self) -> None:
        self.waits = [
            self.frame.wait(_kind(arm.kind), arm.id, 0, lambda _, arm=arm: self._go(arm)) for arm in self.block.arms
        ]

    def _go(self, arm: Arm) -> None:
        self._leave()
        self.start(arm.way, self.end)

    def _leave(self) -> None:
        for wait in self.waits:
            self.frame.drop(wait)

    def cancel(self) -> None:
        super().cancel()
        self._leave()


class LoopRun(Run):
    """Again and again."""

    def begin(self) -> None:
        self.start(self.block.body, self._check)

    def _check(self) -> None:
        self.start(self.block.check, self._decide)

    def _decide(self) -> None:
        if self.frame.values[self.block.check.id] == OUTCOMES[0]:
            self.begin()
        else:
            self.end()


class FailRun(Run):
    """An error, or nothing."""

    def begin(self) -> None:
        if not self.block.when.holds(self.frame.values):
            self.end()
            return
        assert self.frame.scope is not None
        caught = self.frame.scope.throw("error")
        assert caught


class TellRun(Run):
    """An escalation, or nothing; goes on unless that has ended it."""

    def begin(self) -> None:
        assert self.frame.scope is not None
        if self.block.when.holds(self.frame.values):
            self.frame.scope.throw("escalation")
        self.end()


class CrowdRun(Run):
    """Tokens pass a parallel block: it lets one through for each set of one token a way."""

    def begin(self) -> None:
        self.arrived = dict.fromkeys(self.block.ways, 0)
        self.left = self.block.tokens
        for way in list(self.block.ways) * self.block.tokens:
            self.start(way, lambda way=way: self._arrive(way))

    def _arrive(self, way: UserTask) -> None:
        self.arrived[way] += 1
        if all(self.arrived.values()):
            self.arrived = {each: count - 1 for each, count in self.arrived.items()}
            self.start(self.block.after, self._pass)

    def _pass(self) -> None:
        self.left -= 1
        if not self.left:
            self.end()


class ActivityRun(Run):
    """A task, a sub-process or a call, perhaps repeated, with what waits on its border."""

    def begin(self) -> None:
        self.timers: dict[str, Wait] = {}
        for border in self.block.borders:
            if border.kind in {"timer", "message"}:
                self._open(border)
        self.number = self.completed = 0
        repeat = self.block.repeat
        self.count = repeat.count(self.frame.values) if repeat else 1
        if not self.count:
            self._finish()
        for _ in range(1 if repeat and repeat.sequential else self.count):
            self._begin_one()

    def _open(self, border: Border) -> None:
        self.timers[border.id] = self.frame.wait(_kind(border.kind), border.id, 0, lambda _: self.fire(border))

    def _begin_one(self) -> None:
        if not self.live or self.number == self.count:
            return
        self.number += 1
        number = self.number if self.block.repeat else 0
        one = ONES[type(self.block)](self, self.block, number)
        self.inside.append(one)
        one.begin()

    def end_one(self, outcome: str) -> None:
        """One of them is done: perhaps all, or enough."""
        self.completed += 1
        repeat = self.block.repeat
        if self.completed == self.count or repeat.is_enough(self.completed, outcome):
            self._finish()
        elif repeat.sequential:
            self._begin_one()

    def _finish(self) -> None:
        self._leave()
        self.end()

    def _leave(self) -> None:
        for wait in self.timers.values():
            self.frame.drop(wait)
        for each in self.inside:
            each.cancel()
        self.inside.clear()

    def cancel(self) -> None:
        super().cancel()
        self._leave()

    # -- the border --------------------------------------------------------------------------------

    def fire(self, border: Border) -> None:
        """A timer or message happens, or something thrown arrives; a message that does not interrupt may come again."""
        assert self.frame.scope is not None
        wait = self.timers.pop(border.id, None)
        if wait:
            self.frame.drop(wait)
        if not border.interrupting:
            if border.kind == "message":
                self._open(border)
            self.frame.scope.add(border.way or Row())
            return
        self._leave()
        if border.way is None:
            self.frame.scope.terminate()
        else:
            self.start(border.way, self.end)

    def catch(self, kind: str) -> bool:
        """Something thrown inside arrives; say whether the border catches it."""
        found = [border for border in self.block.borders if border.kind == kind]
        if found:
            self.fire(found[0])
        return bool(found)


class One(Run):
    """One doing of an activity."""

    def __init__(self, around: ActivityRun, block: Any, number: int) -> None:
        super().__init__(around.frame, block, lambda: None)
        self.around = around
        self.number = number

    def inner(self, values: dict[str, str | None]) -> Frame:
        return Frame(self.frame.game, (*self.frame.place, (self.block.id, self.number)), values, None)

    def finish(self, outcome: str = "") -> None:
        if self.live:
            self.live = False
            self.around.end_one(outcome)


class OneTask(One):
    """Somebody has to do something."""

    def begin(self) -> None:
        self.wait = self.frame.wait("task", self.block.id, self.number, self._complete)

    def _complete(self, outcome: str) -> None:
        self.frame.drop(self.wait)
        self.frame.values[self.block.id] = outcome
        self.finish(outcome)

    def cancel(self) -> None:
        super().cancel()
        self.frame.drop(self.wait)


class OneReceive(One):
    """Somebody outside has to say something."""

    def begin(self) -> None:
        self.wait = self.frame.wait("message", self.block.id, self.number, self._take)

    def _take(self, _outcome: str) -> None:
        self.frame.drop(self.wait)
        self.finish()

    def cancel(self) -> None:
        super().cancel()
        self.frame.drop(self.wait)


class OneSub(One):
    """A sub-process shares the values around it."""

    def begin(self) -> None:
        inner, watches = self.inner(self.frame.values), self.block.watches
        scope = Scope(inner, self.block.body, self.finish, self.around, watches=watches)
        self.inside.append(scope)
        scope.begin()


class OneCall(One):
    """A call has values of its own."""

    def begin(self) -> None:
        name, source = self.block.given
        self.values: dict[str, str | None] = {name: self.frame.values.get(source)}
        called = self.block.called
        scope = Scope(self.inner(self.values), called.body, self._take, self.around, watches=called.watches)
        self.inside.append(scope)
        scope.begin()

    def _take(self) -> None:
        name, source = self.block.taken
        self.frame.values[name] = self.values.get(source)
        self.finish()


def _kind(kind: str) -> str:
    """What is waited for: who sends messages and signals, and whether others get them too, is not the game's."""
    return "timer" if kind == "timer" else "message"


RUNS: dict[type[Block], type[Run]] = {
    UserTask: ActivityRun,
    Receive: ActivityRun,
    Sub: ActivityRun,
    Call: ActivityRun,
    Row: RowRun,
    Choice: ChoiceRun,
    Both: SplitRun,
    Some: SomeRun,
    Race: RaceRun,
    Loop: LoopRun,
    Fail: FailRun,
    Tell: TellRun,
    Crowd: CrowdRun,
}
ONES: dict[type[Activity], type[One]] = {
    UserTask: OneTask,
    Receive: OneReceive,
    Sub: OneSub,
    Call: OneCall,
}
