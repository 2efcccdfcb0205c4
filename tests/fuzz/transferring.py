"""A schedule that goes on under another version somewhere on its way: refused, or to the end like any other."""

from dataclasses import dataclass
from random import Random

from tests.fuzz.blocks import OUTCOMES, Border, Crowd, Procedure, Watch
from tests.fuzz.drawing import draw_all
from tests.fuzz.driving import MESSAGE, TIMER, DifferenceError
from tests.fuzz.generating import generate
from tests.fuzz.mutating import Mutator, list_blocks
from tests.migrating import Migrating
from workflows.engine.progress import EngineRow
from workflows.rules.migration import Plan
from workflows.rules.states import NodeState

MAX_STEPS = 400


@dataclass
class Outcome:
    """What became of a schedule."""

    plan: Plan
    ended: bool


class MovingSchedule:
    """One instance of the process of a seed, and a next version of it."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(~seed)
        self.old = generate(seed)
        mutator = Mutator(seed)
        self.new = mutator.mutate(self.old)
        self.mapping = mutator.mapping
        self.running = Migrating(*draw_all(self.old))
        self.moves: list[str] = []

    def run(self) -> Outcome | None:
        """Start, make some steps, move, and go on to the end; None if it ended before it could move."""
        self.running.start()
        for _ in range(self.random.randint(0, 12)):
            if not self.running.ended:
                self.step()
        if self.running.ended:
            return None
        plan = self.move()
        while not self.running.ended and len(self.moves) < MAX_STEPS:
            self.step()
            if plan.possible and is_safe(self.old) and is_safe(self.new):
                self.require(not self.list_doubled(), f"two tokens at {self.list_doubled()}")
        return Outcome(plan, self.running.ended)

    def move(self) -> Plan:
        """Go on under the next version, if that is possible; what is open is the same then."""
        before = [row.engine_id for row in self.running.open_rows()]
        plan = self.running.migrate(*draw_all(self.new), mapping=self.mapping)
        self.moves.append("moved" if plan.possible else "stayed")
        self.require(before == [row.engine_id for row in self.running.open_rows()], "other tokens are open")
        return plan

    def step(self) -> None:
        """Let one of the things happen that are waited for; clocks and whoever sends messages are patient."""
        rows = self.running.open_rows()
        tasks = [row for row in rows if row.state is NodeState.READY]
        events = [row for row in rows if row.state is NodeState.WAITING and row.node_id.startswith((TIMER, MESSAGE))]
        self.require(bool(tasks or events), f"stuck: {self.running.waiting()} wait")
        if events and (not tasks or self.random.random() < 0.15):
            self._fire(self.random.choice(events))
        else:
            self._complete(self.random.choice(tasks))

    def _fire(self, row: EngineRow) -> None:
        self.moves.append(f"event {row.node_id}")
        self.running.fire(row.engine_id)

    def _complete(self, row: EngineRow) -> None:
        outcome = self.random.choice(OUTCOMES)
        self.moves.append(f"{row.node_id} {outcome}")
        self.running.complete(row.engine_id, outcome)

    def list_doubled(self) -> list[str]:
        """Steps with two tokens in one scope."""
        seen: set[tuple[int, str]] = set()
        found = []
        for row in self.running.open_rows():
            place = (row.scope_id, row.node_id)
            if not row.part and place in seen and row.state is not NodeState.WAITING:
                found.append(row.node_id)
            seen.add(place)
        return found

    def require(self, holds: bool, what: str) -> None:
        """Fail with everything that is needed to see it again."""
        if not holds:
            raise DifferenceError(f"seed {self.seed}: {what}\n  after " + "\n        ".join(["start", *self.moves]))


def is_safe(procedure: Procedure) -> bool:
    """Whether no step of it can have two tokens."""
    crowds = any(True for _ in list_blocks(procedure, Crowd))
    beside = (*list_blocks(procedure, Border), *list_blocks(procedure, Watch))
    return not crowds and all(event.interrupting for event in beside)


def check_move(seed: int) -> Outcome | None:
    """Run the schedule of a seed; whatever goes wrong names the seed."""
    schedule = MovingSchedule(seed)
    try:
        return schedule.run()
    except DifferenceError:
        raise
    except Exception as error:
        raise DifferenceError(f"seed {seed}: {error!r}\n  after {schedule.moves}") from error
