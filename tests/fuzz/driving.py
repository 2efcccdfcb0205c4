"""A schedule: a random process, a random legal path through it on the engine's rows, the oracle beside it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from tests.engines import Running
from tests.fuzz.blocks import OUTCOMES, Procedure
from tests.fuzz.drawing import draw_all
from tests.fuzz.generating import generate
from tests.fuzz.oracle import Game, Place
from workflows.engine.progress import EngineError, EngineRow
from workflows.rules.states import NodeState

MAX_STEPS = 60
TIMER = "tm"
"""How ids of timers begin."""
BOX = "_box"
"""How ids of event sub-processes end."""
MESSAGE = "ms"
"""How ids of what waits for a message or signal begin."""


class DifferenceError(AssertionError):
    """Engine and oracle disagree."""


@dataclass(frozen=True)
class Move:
    """What happens next: a token and, at a task, the outcome."""

    kind: str
    engine_id: int
    place: Place
    outcome: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {'/'.join(f'{node}:{number}' for node, number in self.place)} {self.outcome}"


class Schedule:
    """One instance of the process of a seed; every step is compared."""

    def __init__(self, seed: int, procedure: Procedure | None = None) -> None:
        self.seed = seed
        self.random = Random(~seed)
        self.procedure = procedure or generate(seed)
        self.running = Running(*draw_all(self.procedure))
        self.moves: list[str] = []
        self.boxes: dict[int, int] = {}
        self.begun = Counter[tuple[int, str]]()

    def run(self, steps: int = MAX_STEPS) -> int:
        """Start, move until it ends or for so many steps, then cancel; the number of steps."""
        self.begin()
        while not self.running.ended and len(self.moves) < steps:
            self.step()
        if not self.running.ended:
            self.running.cancel()
        return len(self.moves)

    def begin(self) -> None:
        """Start both."""
        self.running.start()
        self.game = Game(self.procedure)
        self.compare()

    def step(self) -> Move:
        """Make one random move on both."""
        move = self.choose()
        self.moves.append(str(move))
        self.move(move)
        self.compare()
        return move

    def choose(self) -> Move:
        """One of the moves that are open; clocks and whoever sends messages are patient."""
        tasks, timers, messages = self.tasks, self.timers, self.messages
        self.require(bool(tasks or timers or messages), "nothing is waited for")
        for kind, rows, others in (("timer", timers, tasks or messages), ("message", messages, tasks)):
            if rows and (not others or self.random.random() < 0.15):
                row = self.random.choice(rows)
                return Move(kind, row.engine_id, self.place_of(row))
        row = self.random.choice(tasks)
        return Move("task", row.engine_id, self.place_of(row), self.random.choice(OUTCOMES))

    def move(self, move: Move) -> None:
        """Let it happen on both; sometimes it is tried twice, and the second time must be refused."""
        twice = self.random.random() < 0.1
        self._move_engine(move)
        if twice and not self.running.ended:
            self._repeat(move)
        self.game.happen(move.kind, move.place, move.outcome)

    def _move_engine(self, move: Move) -> None:
        if move.kind == "task":
            self.running.complete(move.engine_id, move.outcome)
        else:
            self.running.fire(move.engine_id)

    def _repeat(self, move: Move) -> None:
        try:
            self._move_engine(move)
        except EngineError:
            return
        self.require(holds=False, what=f"{move} happened twice")

    # -- comparing ---------------------------------------------------------------------------------

    def compare(self) -> None:
        """What is open is open on both, and so is the end."""
        self._look()
        self.require(self.running.ended == self.game.ended, f"ended: engine {self.running.ended}")
        for kind, rows in (("task", self.tasks), ("timer", self.timers), ("message", self.messages)):
            engine, oracle = Counter(map(self.place_of, rows)), self.game.places(kind)
            self.require(engine == oracle, f"{kind}s: engine alone {engine - oracle}, oracle alone {oracle - engine}")

    def require(self, holds: bool, what: str) -> None:
        """Fail with everything that is needed to see it again."""
        if not holds:
            raise DifferenceError(f"seed {self.seed}: {what}\n  after " + "\n        ".join(["start", *self.moves]))

    def _look(self) -> None:
        self.rows = {row.engine_id: row for row in self.running.open_rows()}
        self._count_boxes()
        self.tasks = [row for row in self.rows.values() if row.state is NodeState.READY]
        waiting = [row for row in self.rows.values() if row.state is NodeState.WAITING]
        self.timers = [row for row in waiting if row.node_id.startswith(TIMER)]
        self.messages = [row for row in waiting if row.node_id.startswith(MESSAGE)]

    def _count_boxes(self) -> None:
        """Number the event sub-processes: how many times each has begun in its scope."""
        for _, row in sorted(self.rows.items()):
            if row.node_id.endswith(BOX) and row.engine_id not in self.boxes:
                place = (row.scope_id, row.node_id)
                self.begun[place] += 1
                self.boxes[row.engine_id] = self.begun[place]

    def place_of(self, row: EngineRow) -> Place:
        """Where a token stands, in the oracle's words."""
        around = self.place_of(self.rows[row.scope_id]) if row.scope_id else ()
        number = row.local["each"]["number"] if row.part else self.boxes.get(row.engine_id, 0)
        return (*around, (row.node_id, number))


def check(seed: int) -> int:
    """Run the schedule of a seed; whatever goes wrong names the seed."""
    schedule = Schedule(seed)
    try:
        return schedule.run()
    except DifferenceError:
        raise
    except Exception as error:
        raise DifferenceError(f"seed {seed}: {error!r}\n  after {schedule.moves}") from error


def check_all(seeds: Iterable[int]) -> None:
    """Run the schedules of several seeds."""
    for seed in seeds:
        check(seed)
