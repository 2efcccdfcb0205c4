"""The token game of the wider blocks; like the oracle, it knows nothing of the engine."""

from collections import Counter

from tests.fuzz.blocks import Row
from tests.fuzz.oracle import RUNS, Run
from tests.fuzz.wider_blocks import Errand, Relay


class ErrandRun(Run):
    """Something is done by itself, at once or later."""

    def begin(self) -> None:
        if self.block.result:
            self._take(self.block.result)
        else:
            self.wait = self.frame.wait("work", self.block.id, 0, self._come)

    def _come(self, result: str) -> None:
        self.frame.drop(self.wait)
        self._take(result)

    def _take(self, result: str) -> None:
        self.frame.values[self.block.variable] = result
        self.end()

    def cancel(self) -> None:
        super().cancel()
        if not self.block.result:
            self.frame.drop(self.wait)


class RelayRun(Run):
    """Tokens that pass stages; joins match tokens, whichever came from the same split."""

    def begin(self) -> None:
        self.left = self.block.tokens
        self.arrived = [Counter[int]() for _ in self.block.stages]
        for _ in range(self.block.tokens):
            self._enter(0)

    def _enter(self, stage: int) -> None:
        if stage == len(self.block.stages):
            self.left -= 1
            if not self.left:
                self.end()
            return
        for number, way in enumerate(self.block.stages[stage]):
            self.start(Row(way), lambda number=number: self._arrive(stage, number))

    def _arrive(self, stage: int, number: int) -> None:
        arrived, ways = self.arrived[stage], self.block.stages[stage]
        arrived[number] += 1
        if all(arrived[each] for each in range(len(ways))):
            arrived.subtract(range(len(ways)))
            self._enter(stage + 1)


RUNS |= {Errand: ErrandRun, Relay: RelayRun}
