"""Other versions of a random process: steps put in, taken out, put side by side, renamed; branches more."""

from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from tests.fuzz.blocks import Both, Call, Choice, Procedure, Row, Some, Test, UserTask


class Mutator:
    """Makes a next version by two to eight changes at random places; `mapping` tells what was renamed."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed * 7 + 1)
        self.count = 0
        self.mapping: dict[str, str] = {}

    def mutate(self, procedure: Procedure) -> Procedure:
        """The next version, what it calls included."""
        for _ in range(self.random.randint(2, 8)):
            makers: tuple[Callable[[Procedure], Procedure], ...] = (self.rename, self.change, self.change, self.change)
            procedure = self.random.choice(makers)(procedure)
        return procedure

    def rename(self, procedure: Procedure) -> Procedure:
        """Another id for a step, wherever it is named."""
        homes = {task.id: each.key for each in procedure.family() for task in list_blocks(each, UserTask, calls=False)}
        old = self.random.choice(sorted(homes))
        if old in self.mapping.values():
            return procedure
        new = f"r{old}"
        self.mapping[f"{homes[old]}/{old}"] = new
        renamed = _changed(procedure, lambda thing: _renamed(thing, old, new))
        assert isinstance(renamed, Procedure)
        return renamed

    def change(self, procedure: Procedure) -> Procedure:
        """Something else in one row."""
        named = {name for test in list_blocks(procedure, Test) for name, _ in test.pairs}
        named |= {name for call in list_blocks(procedure, Call) for name in (call.given[1], call.taken[1])}
        row = self.random.choice(list(list_blocks(procedure, Row)))
        maker = self.random.choice((self.insert, self.insert, self.remove, self.widen, self.wrap, self.narrow))
        other = maker(row, named)
        changed = _changed(procedure, lambda thing: other if thing is row else thing)
        assert isinstance(changed, Procedure)
        return changed

    def _task(self) -> UserTask:
        self.count += 1
        return UserTask(f"n{self.count}")

    def insert(self, row: Row, _named: set[str]) -> Row:
        """A step more."""
        at = self.random.randint(0, len(row.parts))
        return Row((*row.parts[:at], self._task(), *row.parts[at:]))

    def remove(self, row: Row, named: set[str]) -> Row:
        """A step less, if no condition asks for it."""
        loose = [part for part in row.parts if isinstance(part, UserTask) and part.id not in named]
        gone = self.random.choice(loose) if loose else None
        return Row(tuple(part for part in row.parts if part is not gone)) if len(row.parts) > 1 else row

    def widen(self, row: Row, _named: set[str]) -> Row:
        """A branch more in one of the splits."""
        splits = [part for part in row.parts if isinstance(part, (Both, Some, Choice))]
        if not splits:
            return row
        split = self.random.choice(splits)
        ways = (Row((self._task(),)), *split.ways)
        wider = (
            replace(split, ways=ways)
            if isinstance(split, Both)
            else replace(split, ways=ways, tests=(_mine(ways), *split.tests))
        )
        return Row(tuple(wider if part is split else part for part in row.parts))

    def narrow(self, row: Row, named: set[str]) -> Row:
        """A branch less in a parallel block."""
        splits = [part for part in row.parts if isinstance(part, Both) and len(part.ways) > 2]
        if not splits:
            return row
        split = self.random.choice(splits)
        loose = [way for way in split.ways if not {task.id for task in list_blocks(way, UserTask)} & named]
        gone = self.random.choice(loose) if loose else None
        fewer = replace(split, ways=tuple(way for way in split.ways if way is not gone))
        return Row(tuple(fewer if part is split else part for part in row.parts))

    def wrap(self, row: Row, _named: set[str]) -> Row:
        """A step gets another beside it."""
        tasks = [part for part in row.parts if isinstance(part, UserTask)]
        if not tasks:
            return row
        task = self.random.choice(tasks)
        self.count += 1
        beside = Both(f"w{self.count}", (Row((task,)), Row((self._task(),))))
        return Row(tuple(beside if part is task else part for part in row.parts))


def _mine(ways: tuple[Row, ...]) -> Test:
    """Holds once the new step was done: in the next round of a loop."""
    task = ways[0].parts[0]
    assert isinstance(task, UserTask)
    return Test(((task.id, "a"),))


def _parts(thing: Any, *, calls: bool) -> Iterator[Any]:
    """What a block holds; a called process stands with its caller, and is not gone into from the call."""
    if isinstance(thing, tuple):
        yield from thing
    elif is_dataclass(thing):
        for each in fields(thing):
            if each.name != "called" and (calls or each.name != "calls"):
                yield getattr(thing, each.name)


def list_blocks(thing: Any, kind: type[Any], *, calls: bool = True) -> Iterator[Any]:
    """Everything of a kind in a block."""
    if isinstance(thing, kind):
        yield thing
    for part in _parts(thing, calls=calls):
        yield from list_blocks(part, kind, calls=calls)


def _changed(thing: Any, change: Callable[[Any], Any]) -> Any:
    """The same with everything in it changed, from outside in."""
    thing = change(thing)
    if isinstance(thing, tuple):
        return tuple(_changed(each, change) for each in thing)
    if not is_dataclass(thing) or isinstance(thing, Test):
        return thing
    names = [each.name for each in fields(thing) if each.name != "called"]
    return replace(thing, **{name: _changed(getattr(thing, name), change) for name in names})  # type: ignore[type-var]


def _renamed(thing: Any, old: str, new: str) -> Any:
    """A step under its new id, a condition or a call that names it."""
    if isinstance(thing, UserTask) and thing.id == old:
        return replace(thing, id=new)
    if isinstance(thing, Test):
        return Test(tuple((new if name == old else name, value) for name, value in thing.pairs))
    if isinstance(thing, Call):
        given, taken = ((first, new if second == old else second) for first, second in (thing.given, thing.taken))
        return replace(thing, given=given, taken=taken)
    return thing
