"""The token game of activities: tasks, sub-processes and calls, what waits on their borders, several at one task."""

from typing import Any

from tests.fuzz.blocks import Activity, Border, Call, Receive, Row, Sub, UserTask
from tests.fuzz.flows import kind_of
from tests.fuzz.tokens import RUNS, Debt, Frame, Mark, Run, Scope, Wait
from tests.fuzz.walking import walks_to


class ActivityRun(Run):
    """A task, a sub-process or a call, perhaps repeated, with what waits on its border."""

    owed: Debt | None = None
    """To whom it goes straight back when it is done."""
    finished = False
    """Whether it was done, and not interrupted or left out."""
    passed = False
    """Whether a token that goes straight back has left it out."""
    interrupted = False
    """Whether an event on its border has ended it."""
    completed = total = highest = 0

    def begin(self) -> None:
        self.timers: dict[str, Wait] = {}
        self.later: list[int] = []
        self.entry = self.trail
        game = self.frame.game
        if self.sought and self.sought != self.block.id:
            self._enter_border()
            return
        self.sought = None
        if game.debt and game.debt.node != self.block.id:
            self.passed = True
            self.end()
            return
        if game.debt:
            self.owed, game.debt = game.debt.then, None
        if self.mark() in game.holds:
            game.held[self.mark()] = self
            return
        self.open()

    @property
    def at_work(self) -> bool:
        """Whether somebody may still do something here."""
        return self.live and not self.finished and not self.interrupted

    def mark(self) -> Mark:
        """Where it is, and the number of what has set it off."""
        return (*self.frame.place, (self.block.id, 0)), self.cause.serial if self.cause else 0

    def _enter_border(self) -> None:
        """The node that is sought lies behind an event that has interrupted this."""
        way = next(each.way for each in self.block.borders if each.way is not None and self.leads_to(each.way))
        self.start(way, self.end)

    def open(self) -> None:
        """Begin to wait."""
        for border in self.block.borders:
            if border.kind in {"timer", "message"}:
                self._open(border)
        repeat = self.block.repeat
        self.interrupted = False
        self.completed = 0
        self.total = self.highest = repeat.count(self.frame.values) if repeat else 1
        self.later = list(range(1, self.total + 1)) if repeat else [0]
        if not self.total:
            self._finish()
        while self.live and self.later:
            self._begin_one()
            if repeat and repeat.sequential:
                return

    def again(self) -> None:
        """Begin anew, by somebody's wish."""
        self._leave()
        self.live, self.trail = True, self.entry
        self.open()

    def _open(self, border: Border) -> None:
        kind = kind_of(border.kind)
        self.timers[border.id] = self.frame.wait(kind, border.id, 0, lambda _: self.fire(border), self)

    def _begin_one(self) -> None:
        one = ONES[type(self.block)](self, self.block, self.later.pop(0))
        self.inside.append(one)
        one.begin()

    def end_one(self, outcome: str) -> None:
        """One of them is done: perhaps all, or enough."""
        self.completed += 1
        repeat = self.block.repeat
        if self.completed == self.total or repeat.is_enough(self.completed, outcome):
            self._finish()
        elif repeat.sequential:
            self._begin_one()

    def _finish(self) -> None:
        self._leave()
        self.finished = True
        self.trail = (*self.entry, self)
        if self.owed and walks_to(self, self.owed.node):
            self.frame.game.debt = self.owed
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
            self.frame.scope.add(border.way or Row(), (*self.entry, self))
            return
        self._leave()
        self.interrupted = True
        if border.way is None:
            self.frame.scope.terminate()
        else:
            self.start(border.way, self.end, self.entry)

    def catch(self, kind: str) -> bool:
        """Something thrown inside arrives; say whether the border catches it."""
        found = [border for border in self.block.borders if border.kind == kind]
        if found:
            self.fire_thrown(found[0])
        return bool(found)

    def fire_thrown(self, border: Border) -> None:
        """Something thrown inside is caught on the border."""
        place = (*self.frame.place, (border.id, 0))
        self.frame.game.catch(place, self, lambda: self.fire(border))

    # -- several at it -----------------------------------------------------------------------------

    def add_one(self) -> int:
        """One more has to do it: at once, or after all others; his number."""
        self.total += 1
        self.highest += 1
        self.later.append(self.highest)
        if not self.block.repeat.sequential:
            self._begin_one()
        return self.highest

    def ones(self) -> "list[One]":
        """The doings that are open."""
        return [each for each in self.inside if isinstance(each, One) and each.live]

    def remove_one(self, number: int) -> None:
        """One has not to do it any more; if the others are done, that is all."""
        if number in self.later:
            self.later.remove(number)
            self.total -= 1
            return
        one = next(each for each in self.ones() if each.number == number)
        one.cancel()
        self.inside.remove(one)
        self.total -= 1
        if self.completed and self.completed == self.total:
            self._finish()
        elif self.later:
            self._begin_one()

    def finish_early(self) -> None:
        """What is done is enough."""
        self._finish()


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
        self.wait = self.frame.wait("task", self.block.id, self.number, self._complete, self.around)

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
        self.wait = self.frame.wait("message", self.block.id, self.number, self._take, self.around)

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
        scope.above = self.around
        self.inside.append(scope)
        scope.begin()


class OneCall(One):
    """A call has values of its own."""

    def begin(self) -> None:
        name, source = self.block.given
        inner = self.inner({name: self.frame.values.get(source)})
        self.values = self.frame.game.keep(inner.place, inner.values)
        called = self.block.called
        scope = Scope(inner, called.body, self._take, self.around, watches=called.watches)
        scope.above = self.around
        self.inside.append(scope)
        scope.begin()

    def _take(self) -> None:
        name, source = self.block.taken
        self.frame.values[name] = self.values.get(source)
        self.finish()


ONES: dict[type[Activity], type[One]] = {UserTask: OneTask, Receive: OneReceive, Sub: OneSub, Call: OneCall}
RUNS |= dict.fromkeys(ONES, ActivityRun)
