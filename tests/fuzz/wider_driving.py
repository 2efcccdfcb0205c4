"""Schedules of wider processes: results that come late are moves like any other, and variables are compared too."""

from collections import Counter
from collections.abc import Iterable, Mapping
from random import Random
from typing import Any

from tests.engines import FakeWorld, Running
from tests.fuzz import wider_oracle  # noqa: F401 -- teaches the oracle the wider blocks
from tests.fuzz.blocks import OUTCOMES
from tests.fuzz.driving import DifferenceError, Move, Schedule
from tests.fuzz.wider_drawing import draw_all
from tests.fuzz.wider_generating import generate_wider
from workflows.rules.states import NodeState

ACTIONS = {"echo": lambda call: dict(call.inputs), "later": lambda _call: None}


class LateRunning(Running):
    """An instance to which results may come at any of its actions."""

    def resume_at(self, engine_id: int, results: Mapping[str, Any]) -> None:
        """The result of one action comes."""
        self._store(self._worker().resume(self.window(engine_id), engine_id, results))


class WiderSchedule(Schedule):
    """One instance of the wider process of a seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(~seed)
        self.procedure = generate_wider(seed)
        self.running = LateRunning(*draw_all(self.procedure), world=FakeWorld(ACTIONS))
        self.moves = []
        self.boxes = {}
        self.begun = Counter()

    def choose(self) -> Move:
        """One of the moves that are open; a result comes now and then."""
        if self.works and (self.random.random() < 0.3 or not (self.tasks or self.timers)):
            row = self.random.choice(self.works)
            return Move("work", row.engine_id, self.place_of(row), self.random.choice(OUTCOMES))
        return super().choose()

    def _move_engine(self, move: Move) -> None:
        if move.kind == "work":
            self.running.resume_at(move.engine_id, {"result": move.outcome})
        else:
            super()._move_engine(move)

    def _look(self) -> None:
        super()._look()
        started = (row for row in self.rows.values() if row.state is NodeState.STARTED)
        self.works = [row for row in started if row.node_id.startswith("act")]

    def compare(self) -> None:
        """As ever; and results at work are the same, and the process's variables."""
        super().compare()
        engine, oracle = sorted(map(self.place_of, self.works)), sorted(self.game.places("work").elements())
        self.require(engine == oracle, f"work: engine {engine}, oracle {oracle}")
        known = {name: value for name, value in self.game.main.frame.values.items() if value is not None}
        values = {name: value for name, value in self.running.variables.items() if value is not None}
        # What acts at once beside an error that ends it may come first or second: both are right.
        both = values.keys() & known.keys()
        alone = {name for name in values.keys() ^ known.keys() if not name.startswith("v")}
        same = all(values[name] == known[name] for name in both) and not alone
        self.require(same, f"variables: engine {values}, oracle {known}")


def check_wider(seed: int) -> int:
    """Run the wider schedule of a seed; whatever goes wrong names the seed."""
    schedule = WiderSchedule(seed)
    try:
        return schedule.run()
    except DifferenceError:
        raise
    except Exception as error:
        raise DifferenceError(f"wider seed {seed}: {error!r}\n  after {schedule.moves}") from error


def check_all_wider(seeds: Iterable[int]) -> None:
    """Run the wider schedules of several seeds."""
    for seed in seeds:
        check_wider(seed)
