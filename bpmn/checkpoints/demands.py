"""What a profile demands of its procedures, as data: which steps must be passed, and what such a step does."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

KINDS: Final = ("vote", "writes", "action")
"""What a step can be known by: its kind of vote, the handler of its form, its registered action."""


@dataclass(frozen=True)
class Doing:
    """What a step does, by one of `KINDS`.

    `given` says what its process must have been called with, as written there: colleagues and leaders are asked for
    opinions by one process. Where `closing` names an action, the step counts as done too if it was begun, an event
    on a border ended it, and the action is done afterwards: who had not yet spoken is put on record.
    """

    kind: str
    name: str
    given: Mapping[str, str] = field(default_factory=dict)
    closing: str = ""

    def __hash__(self) -> int:
        return hash((self.kind, self.name, self.closing, frozenset(self.given.items())))


@dataclass(frozen=True)
class Excuse:
    """A registered action that says whether the step is needed; `result` names its answer, true where it is."""

    action: str
    result: str


@dataclass(frozen=True)
class Checkpoint:
    """One mandatory step of a procedure.

    `mark` is how its node is marked (`lf:checkpoint`). Any of `doings` does it. What `voided_by` names makes it void:
    it has to be done again before the end.
    """

    process: str
    mark: str
    title: str
    doings: tuple[Doing, ...]
    excuse: Excuse | None = None
    voided_by: tuple[Doing, ...] = ()


def read_checkpoints(value: Mapping[str, Any]) -> tuple[Checkpoint, ...]:
    """The demands of one profile: by process, by mark, what is demanded; ValueError where it is not of that shape."""
    try:
        return tuple(
            _read_one(process, mark, entry) for process, entries in value.items() for mark, entry in entries.items()
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise ValueError(f"not a list of checkpoints: {error}") from error


def _read_one(process: str, mark: str, entry: Mapping[str, Any]) -> Checkpoint:
    if set(entry) - {"title", "done_by", "unless", "voided_by"}:
        raise ValueError(f"{mark}: {', '.join(sorted(entry))}")
    doings = tuple(_read_doings(entry["done_by"]))
    if not doings or not all(isinstance(each, str) and each for each in (process, mark, entry["title"])):
        raise ValueError(f"{mark}: nothing is demanded")
    unless = entry.get("unless")
    excuse = Excuse(unless["action"], unless["result"]) if unless else None
    return Checkpoint(process, mark, entry["title"], doings, excuse, tuple(_read_doings(entry.get("voided_by", ()))))


def _read_doings(entries: Any) -> Iterator[Doing]:
    for entry in entries:
        kinds = [kind for kind in KINDS if kind in entry]
        if len(kinds) != 1 or set(entry) - {*KINDS, "given", "closing"} or not isinstance(entry[kinds[0]], str):
            raise ValueError(f"not a doing: {entry}")
        yield Doing(kinds[0], entry[kinds[0]], dict(entry.get("given", {})), entry.get("closing", ""))
