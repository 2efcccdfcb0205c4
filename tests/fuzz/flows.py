"""The token game of everything that is no activity: rows, gateways, loops, and what is thrown."""

from tests.fuzz.blocks import (
    OUTCOMES,
    Arm,
    Both,
    Choice,
    Crowd,
    Fail,
    Loop,
    Race,
    Row,
    Some,
    Tell,
    UserTask,
)
from tests.fuzz.tokens import RUNS, Run, Trail


class RowRun(Run):
    """One after another."""

    def begin(self, at: int = 0) -> None:
        """Begin a part, and the next when it is over."""
        while self.sought and not self.leads_to(self.block.parts[at]):
            at += 1
        self.at = at
        if at == len(self.block.parts):
            self.end()
        else:
            self.start(self.block.parts[at], lambda: self.begin(at + 1))


class SplitRun(Run):
    """Some of several ways: over when all that were begun are."""

    def begin(self) -> None:
        """Begin the ways."""
        chosen = [way for way in self.block.ways if self.leads_to(way)] or self.choose()
        self.count = self.left = len(chosen)
        for way in chosen:
            self.start(way, self._end_way)

    def threads(self) -> bool:
        """Where one way is gone, it is like a row."""
        return self.count == 1

    def _end_way(self) -> None:
        self.left -= 1
        if not self.left:
            if self.count > 1 and self.cause is not self.frame.game.now:
                self.frame.game.finished.append("join")
            self.end()

    def choose(self) -> list[Row]:
        """The ways that are gone."""
        return list(self.block.ways)


class SomeRun(SplitRun):
    """All ways whose test holds, else the last."""

    def choose(self) -> list[Row]:
        """The ways that are gone."""
        tested = zip(self.block.tests, self.block.ways, strict=False)
        return [way for test, way in tested if test.holds(self.frame.values)] or [self.block.ways[-1]]


class ChoiceRun(SomeRun):
    """The first of those ways."""

    def choose(self) -> list[Row]:
        """The way that is gone."""
        return super().choose()[:1]


class RaceRun(Run):
    """Waits for several things, and goes the way of what happens first."""

    entry: Trail = ()
    """Its trail when it began."""

    def begin(self) -> None:
        """Wait for all, unless a token is moved to what comes after one of them."""
        self.entry = self.trail
        self.waits = []
        for arm in self.block.arms:
            if self.leads_to(arm.way):
                self.start(arm.way, self.end)
                return
        self.waits = [
            self.frame.wait(kind_of(arm.kind), arm.id, 0, lambda _, arm=arm: self._go(arm), self)
            for arm in self.block.arms
        ]

    def _go(self, arm: Arm) -> None:
        self._leave()
        self.start(arm.way, self.end)

    def _leave(self) -> None:
        for wait in self.waits:
            self.frame.drop(wait)
        self.waits = []

    def cancel(self) -> None:
        """Be over, by somebody else's word."""
        super().cancel()
        self._leave()


class LoopRun(Run):
    """Again and again."""

    def begin(self) -> None:
        """Begin the body, then the check."""
        if self.leads_to(self.block.check):
            self._check()
        else:
            self.start(self.block.body, self._check)

    def _check(self) -> None:
        self.start(self.block.check, self._decide)

    def _decide(self) -> None:
        if self.frame.values.get(self.block.check.id) == OUTCOMES[0]:
            self.begin()
        else:
            self.end()


class FailRun(Run):
    """An error, or nothing."""

    def begin(self) -> None:
        """Throw if the test holds; that ends its way."""
        assert self.frame.scope is not None
        if self.block.when.holds(self.frame.values):
            self.frame.scope.throw("error")
        else:
            self.end()


class TellRun(Run):
    """An escalation, or nothing; goes on unless that has ended it."""

    def begin(self) -> None:
        """Throw if the test holds."""
        assert self.frame.scope is not None
        if self.block.when.holds(self.frame.values):
            self.frame.scope.throw("escalation")
        self.end()


class CrowdRun(Run):
    """Tokens pass a parallel block: it lets one through for each set of one token a way."""

    def threads(self) -> bool:
        """Several tokens go through it."""
        return False

    def begin(self) -> None:
        """Send all tokens on all ways."""
        self.frame.game.crowded = True
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


def kind_of(kind: str) -> str:
    """What is waited for: who sends messages and signals, and whether others get them too, is not the game's."""
    return "timer" if kind == "timer" else "message"


RUNS |= {
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
