"""What is remembered of an instance that has ended: its start, and everything that moved it, in order."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Step = tuple[str, str]
"""A process and a node of it."""


@dataclass(frozen=True)
class Happening:
    """Something that moved an instance: a task or vote that was done, an event that happened; and what it opened."""

    at: datetime
    process: str
    node: str
    engine_id: int
    outcome: str = ""
    person: int | None = None
    """For whom the task was, where it was one of several for members of a repetition."""
    opened: Counter[Step] = field(default_factory=Counter)
    """Steps of people, votes and automatic steps that its token came to."""


@dataclass(frozen=True)
class Record:
    """An instance that has ended."""

    began_at: datetime
    started: Counter[Step]
    happenings: tuple[Happening, ...]
    members: Mapping[tuple[str, str, datetime], list[Mapping[str, Any]]]
    """For whom an activity was repeated, by process, node and instant."""
    known: Mapping[Step, Any]
    """The last values of variables, by process and name."""
    given: Mapping[str, Any]
    operations: tuple[datetime, ...] = ()
    """When somebody returned, moved or took back something: no answer of a step leads there."""

    def operated_by(self, at: datetime) -> bool:
        """Whether an operation had changed the way by an instant."""
        return any(each <= at for each in self.operations)


@dataclass(frozen=True)
class Parting:
    """Where a way parts from the record: after which of its happenings, what came then and what would come now."""

    index: int
    """How many happenings agree."""
    kind: str
    """`path` where other steps open; `missing` where the step is not waited for; `timer`; `stuck`; `end`;
    `operation` where an operation makes it impossible to compare on."""
    at: datetime
    behind: Step | None
    then: tuple[Step, ...] = ()
    now: tuple[Step, ...] = ()
    cause: Any = None


def compare_steps(then: Counter[Step], now: Counter[Step]) -> int:
    """How alike two sets of steps are: 0 where they are the same, below it the less alike they are."""
    return -sum(((then - now) + (now - then)).values())
