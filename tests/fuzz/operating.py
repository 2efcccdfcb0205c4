"""Schedules with approval operations among their steps: what is offered, and what comes of it, is compared."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import is_dataclass
from typing import Any

from bpmn.elements import UserTask as DrawnTask
from bpmn.regions import regions_of
from tests.fuzz import approving
from tests.fuzz.blocks import Crowd
from tests.fuzz.driving import DifferenceError, Move, Schedule
from tests.fuzz.oracle import Event, Place, Wait
from workflows.engine.progress import EngineRow
from workflows.rules.states import NodeState

SHARE = 0.4
"""How many of the steps are approval operations, where there is one to do."""


class ApprovalSchedule(Schedule):
    """A path on which steps are also returned, taken back, moved, and signers come and go."""

    muddled = False
    """Whether two tokens were ever at one place: the oracle cannot tell what followed from which."""

    def begin(self) -> None:
        """Start both."""
        self.done: dict[int, tuple[Place, int]] = {}
        self.did: dict[str, int] = {}
        super().begin()

    def step(self) -> Move:
        """Make one random move on both, or do an approval operation."""
        several = (count > 1 for kind in ("task", "timer", "message") for count in self.game.places(kind).values())
        self.muddled |= self.game.crowded or any(several)
        if self.tasks and self.random.random() < SHARE:
            row = self.random.choice(self.tasks)
            if self._operate(row, self.game.find("task", self.place_of(row))):
                self.compare()
                return Move("operation", row.engine_id, ())
        return super().step()

    def move(self, move: Move) -> None:
        """Let it happen on both, and remember which event it was."""
        serial = self.game.serial + 1
        super().move(move)
        if move.kind == "task":
            self.done[move.engine_id] = (move.place, serial)

    def _operate(self, row: EngineRow, wait: Wait) -> bool:
        operations: list[Callable[[EngineRow, Wait], bool]] = [self._move_token]
        if not self.muddled:
            operations += [self._give_back] * 3 + [self._take_back] * 2
        if wait.around.block.repeat:
            operations += [self._add, self._remove, self._finish_early] * 3
        return self.random.choice(operations)(row, wait)

    def _note(self, name: str, wait: Wait, more: str = "") -> bool:
        self.moves.append(f"{name} {'/'.join(f'{node}:{number}' for node, number in wait.place)} {more}")
        self.did[name] = self.did.get(name, 0) + 1
        return True

    # -- the operations ----------------------------------------------------------------------------

    def _give_back(self, row: EngineRow, wait: Wait) -> bool:
        engine, oracle = self.running.targets(row.engine_id), approving.find_targets(wait)
        self.require(set(engine) == set(oracle), f"targets of {wait.place}: engine {set(engine)}, oracle {set(oracle)}")
        if not engine:
            return False
        to = self.random.choice(sorted(engine))
        target = engine[to]
        if target.straight:
            alone = approving.is_straight(self.procedure, self.game, wait, oracle[to])
            self.require(alone, f"straight back from {wait.place} to {to}")
        straight = target.straight and self.random.random() < 0.7
        self._note("return", wait, f"to {to}{' and straight back' if straight else ''}")
        self._give_back_engine(row, to, straight=straight)
        self.game = approving.give_back(self.procedure, self.game, wait, oracle[to], straight=straight)
        return True

    def _give_back_engine(self, row: EngineRow, to: str, *, straight: bool) -> None:
        self.running.give_back(row.engine_id, to, straight=straight)

    def _take_back(self, _row: EngineRow, wait: Wait) -> bool:
        known = {event.serial: event for event in self.game.log}
        found = [(number, known[serial]) for number, (_, serial) in self.done.items() if serial in known]
        found = [(number, event) for number, event in found if self._in_open_scope(number)]
        if not found:
            return False
        number, event = self.random.choice(found[-4:])
        engine = self._may_take_back(number)
        oracle = approving.may_take_back(self.procedure, self.game, event)
        self.require(engine == oracle, f"take back {event.place}: engine {engine}, oracle {oracle}")
        return engine and self._take_it_back(number, event, wait)

    def _take_it_back(self, number: int, event: Event, wait: Wait) -> bool:
        self._note("take back", wait, f"for {event.place}")
        self._take_back_engine(number)
        self.game = approving.take_back(self.procedure, self.game, event)
        return True

    def _take_back_engine(self, number: int) -> None:
        if self.running.row(number).part:
            self.running.take_child_back(number)
        else:
            self.running.take_back(number)

    def _in_open_scope(self, number: int) -> bool:
        scope = self.running.row(number).scope_id
        return not scope or scope in self.rows

    def _may_take_back(self, number: int) -> bool:
        row = self.running.row(number)
        if not row.part:
            return self.running.obstacle(number) is None
        later = [each for each in self.running.rows() if each.parent_id == row.parent_id and each.engine_id > number]
        in_order = "later" in self.running.row(row.parent_id).inner
        undone = all(each.state is not NodeState.COMPLETED for each in later if each.part)
        return row.parent_id in self.rows and (undone or not in_order)

    def _move_token(self, row: EngineRow, wait: Wait) -> bool:
        oracle = set(approving.find_moves(wait))
        engine = self._list_moves(row)
        if not oracle and self.game.crowded:
            return False
        self.require(engine == oracle, f"moves of {wait.place}: engine {engine}, oracle {oracle}")
        if not engine:
            return False
        to = self.random.choice(sorted(engine))
        self._note("move", wait, f"to {to}")
        self._move_engine_token(row, to)
        approving.move(self.game, wait, to)
        return True

    def _move_engine_token(self, row: EngineRow, to: str) -> None:
        self.running.move(row.parent_id if row.part else row.engine_id, to)

    def _list_moves(self, row: EngineRow) -> set[str]:
        process = self.running.processes[row.process_key]
        own = process.nodes[row.node_id]
        regions = regions_of(process, own.scope)
        crowds = {each.id for each in _crowd_tasks(self.procedure)}
        steps = {each for each in regions if isinstance(process.nodes[each], DrawnTask)} - {own.id} - crowds
        return {each for each in steps if regions[each] == regions[own.id]} if own.id not in crowds else set()

    def _add(self, row: EngineRow, wait: Wait) -> bool:
        self._note("add", wait)
        number = approving.add_one(self.game, wait)
        self.running.add_children(row.parent_id, number)
        return True

    def _remove(self, row: EngineRow, wait: Wait) -> bool:
        if wait.around.total == 1:
            return False
        self._note("remove", wait)
        approving.remove_one(self.game, wait)
        self.running.remove_child(row.engine_id)
        return True

    def _finish_early(self, row: EngineRow, wait: Wait) -> bool:
        if not wait.around.completed:
            return False
        self._note("finish early", wait)
        approving.finish_early(self.game, wait)
        self.running.finish_early(row.parent_id)
        return True


def _crowd_tasks(block: Any) -> Iterator[Any]:
    """The user tasks of crowds, wherever they are."""
    if isinstance(block, Crowd):
        yield from (*block.ways, block.after)
    elif isinstance(block, tuple):
        for each in block:
            yield from _crowd_tasks(each)
    elif is_dataclass(block):
        yield from _crowd_tasks(tuple(vars(block).values()))


def check(seed: int) -> dict[str, int]:
    """Run the schedule of a seed; what was done how often. Whatever goes wrong names the seed."""
    schedule = ApprovalSchedule(seed)
    try:
        schedule.run()
    except DifferenceError:
        raise
    except Exception as error:
        raise DifferenceError(f"seed {seed}: {error!r}\n  after {schedule.moves}") from error
    return schedule.did


def check_all(seeds: Iterable[int]) -> dict[str, int]:
    """Run the schedules of several seeds; what was done how often."""
    did: dict[str, int] = {}
    for seed in seeds:
        for name, count in check(seed).items():
            did[name] = did.get(name, 0) + count
    return did
