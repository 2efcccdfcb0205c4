"""Who gets a task: a pure function that returns people and the path that led to each (R-TASK-1, R-COI-2, R-LVL-3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

Path = tuple[str, ...]


@dataclass(frozen=True)
class Assignee:
    """A person, and the path from the diagram's words to him: `("relation:head", "unit:D07")`."""

    person_id: int
    path: Path


@dataclass(frozen=True)
class Assignment:
    """Who may do a task; `vacant` says that nobody matched and the office stands in."""

    assignees: tuple[Assignee, ...]
    vacant: bool = False


def assign_people(
    found: Iterable[Assignee],
    excluded: frozenset[int],
    ladder: Sequence[Sequence[Assignee]],
    office: Iterable[Assignee],
) -> Assignment:
    """Choose from the people found those who may decide the matter.

    Nobody decides about himself or his own: the excluded fall out, and if that leaves nobody, the task moves up the
    ladder, level by level (R-COI-2, R-LVL-3). If nobody was found at all, or the ladder ends, it goes to the office,
    marked vacant (R-TASK-1): no step is ever skipped.
    """
    own = _distinct(found)
    allowed = _without(own, excluded)
    if allowed:
        return Assignment(allowed)
    for level in ladder if own else ():
        higher = _without(_distinct(level), excluded)
        if higher:
            return Assignment(tuple(Assignee(each.person_id, ("recused", *each.path)) for each in higher))
    return Assignment(_distinct(office), vacant=True)


def _without(people: Iterable[Assignee], excluded: frozenset[int]) -> tuple[Assignee, ...]:
    return tuple(each for each in people if each.person_id not in excluded)


def _distinct(people: Iterable[Assignee]) -> tuple[Assignee, ...]:
    """Each person once, by the first path that led to him."""
    return tuple({each.person_id: each for each in reversed(list(people))}.values())[::-1]


def describe_steps(path: Path) -> Iterator[tuple[str, str]]:
    """The steps of a path as (kind, name)."""
    for step in path:
        kind, _, name = step.partition(":")
        yield kind, name
