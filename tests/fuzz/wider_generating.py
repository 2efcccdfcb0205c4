"""Random processes with errands and relays among all other blocks."""

from random import Random

from tests.fuzz.blocks import OUTCOMES, Block, Crowd, Procedure, Row
from tests.fuzz.generating import MAX_DEPTH, MAX_TASKS, _Maker
from tests.fuzz.wider_blocks import Errand, Relay, Way


def generate_wider(seed: int) -> Procedure:
    """The wider process of a seed."""
    return _WiderMaker(Random(seed), "w").make_procedure(depth=0, fails=False)


class _WiderMaker(_Maker):
    """Makes errands and relays too."""

    def _scope(self, depth: int, *, fails: bool) -> Row:
        row = super()._scope(depth, fails=fails)
        alone = not isinstance(row.parts[-1], Crowd)
        return Row((*row.parts, self._relay())) if alone and self.random.random() < 0.25 else row

    def _block(self, depth: int, *, fails: bool) -> Block:
        if depth < MAX_DEPTH and self.tasks < MAX_TASKS and self.random.random() < 0.25:
            return self._errand()
        return super()._block(depth, fails=fails)

    def _errand(self) -> Errand:
        """Only late results are asked for: which of two branches without waits runs first is nobody's promise."""
        variable, result = self._name("v"), self.random.choice(("", "", *OUTCOMES))
        self.variables.append(variable)
        if not result:
            self.names.append(variable)
        return Errand(self._name("act"), variable, result)

    def _relay(self) -> Relay:
        stages = tuple(self._stage() for _ in range(self.random.choice((1, 2, 2, 3))))
        return Relay(self._name("w"), self.random.randint(2, 4), stages)

    def _stage(self) -> tuple[Way, ...]:
        """One way with a task or two; or several, one of which may be empty."""
        count = self.random.choice((1, 2, 2, 3))
        least = 1 if count == 1 else 0
        ways = tuple(self._way(self.random.randint(least, 2)) for _ in range(count))
        return ways if any(ways) else (self._way(1), *ways[1:])

    def _way(self, length: int) -> Way:
        return tuple(self._plain_task() for _ in range(length))
