"""Where a step may be returned to, and what stands in the way of taking one back: from the travelled path alone."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from workflows.rules.passage import Passage, Visit
from workflows.rules.states import NodeState

OPINION: Final = 10
"""Fewest characters of the opinion with a return (R-RET-1)."""

MEMORY: Final = "undo"
"""The part of a visit that is no token, but remembers that an activity was completed (compensation)."""

Asks = Callable[[Visit], bool]
"""Something that the drawing says of a visit's node."""


@dataclass(frozen=True)
class Target:
    """A step that may be returned to."""

    visit: Visit
    gone: tuple[Visit, ...]
    """What is open behind it, and is withdrawn."""
    since: tuple[Visit, ...]
    """Everything that has followed from it in its scope."""
    straight: bool
    """Whether its token may afterwards go straight to who returned it."""


def find_targets(visits: Iterable[Visit], engine_id: int, is_step: Asks) -> list[Target]:
    """The steps to which an open visit may be returned, nearest first; `visits` are those of all scopes around it.

    Of each node the latest visit counts, if every way to the open one passed it and nothing that followed from it was
    mixed with other tokens at a join. In a scope around, the activity that holds the open visit stands for it.
    """
    by_scope: dict[int, list[Visit]] = {}
    known: dict[int, Visit] = {}
    for visit in visits:
        known[visit.engine_id] = visit
        by_scope.setdefault(visit.scope_id, []).append(visit)
    origin = known[engine_id]
    seen = {_node(origin)}
    found = []
    for here in _outward(origin, known):
        passage = Passage(by_scope[here.scope_id])
        for visit in passage.dominators_of(here.engine_id):
            fits = visit.state is NodeState.COMPLETED and not visit.part and is_step(visit)
            if not fits or _node(visit) in seen:
                continue
            seen.add(_node(visit))
            if passage.owns(visit.engine_id):
                found.append(_target(visit, passage, origin))
    return found


def _node(visit: Visit) -> tuple[str, str]:
    return visit.process_key, visit.node_id


def _outward(origin: Visit, known: Mapping[int, Visit]) -> Iterator[Visit]:
    """A visit, and the activities that hold it from the inside out."""
    at: Visit | None = origin
    while at is not None:
        yield at
        at = known.get(at.scope_id)


def _target(visit: Visit, passage: Passage, origin: Visit) -> Target:
    since = tuple(passage.descendants_of(visit.engine_id))
    gone = tuple(each for each in since if each.state.open)
    mine = [
        each for each in gone if origin.engine_id in {each.engine_id, each.host} or _is_memory(each, visit.engine_id)
    ]
    others = [each for each in gone if each not in mine]
    return Target(visit, gone, since, straight=visit.scope_id == origin.scope_id and not origin.part and not others)


def gather_inside(around: Iterable[Visit], later: Iterable[Visit]) -> list[Visit]:
    """Some visits, and of the later ones those inside the activities among them, however deep; oldest first."""
    found = {visit.engine_id: visit for visit in around}
    for visit in sorted(later, key=lambda each: each.engine_id):
        if visit.scope_id in found:
            found[visit.engine_id] = visit
    return [found[each] for each in sorted(found)]


def remember_returner(
    node_id: str, inner: Mapping[str, Any], *, person_id: int | None, passed: Iterable[int]
) -> dict[str, Any]:
    """What a token bears that is to go straight back: where to, for whom, and which steps that saves.

    `inner` is what the returner's own token bore: if he owed it to somebody in turn, he still does.
    """
    mark = {"again": person_id} | ({"back": inner["back"]} if "back" in inner else {})
    return {"back": {"node": node_id, "mark": mark, "passed": list(passed)}}


def find_obstacle(visits: Iterable[Visit], engine_id: int, is_passed: Asks, is_step: Asks) -> Visit | None:
    """What has happened since a visit was completed, so that it cannot be taken back; None if nothing has.

    Behind it there may be what tokens only pass, and steps of people that are still open, with what waits on their
    borders, or has waited on its own and never happened; and all of that must have followed from this visit alone.
    No token behind it may have been withdrawn, as by an event sub-process that has interrupted the scope.
    """
    passage = Passage(visits)
    since = passage.descendants_of(engine_id)
    untouched = {each.engine_id for each in since if each.state.open and is_step(each)}
    mixed = not passage.owns(engine_id)
    for visit in since:
        waits = visit.state is NodeState.WAITING and visit.host in untouched
        never = visit.state is NodeState.CANCELLED and visit.host == engine_id
        passed = is_passed(visit) and not _is_withdrawn(visit, passage)
        fits = passed or visit.engine_id in untouched or waits or never or _is_memory(visit, engine_id)
        if not fits or (mixed and visit.joined):
            return visit
    return None


def _is_memory(visit: Visit, engine_id: int) -> bool:
    """Whether it only remembers that the other visit was completed, to be undone some day; it is withdrawn with it."""
    return visit.part == MEMORY and visit.parent_id == engine_id and visit.state is NodeState.WAITING


def _is_withdrawn(visit: Visit, passage: Passage) -> bool:
    """Whether a token was taken away, and not consumed by a join with others."""
    return visit.state is NodeState.CANCELLED and not passage.followers.get(visit.engine_id)
