"""The way that tokens really went through one scope: who came before whom, seen from the rows of their visits.

A visit follows the one that sent its token; at a join it also follows the tokens that were consumed with it, and a
boundary event follows its host. So visits form a graph without circles, however often a loop was gone round.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from workflows.rules.states import NodeState

ORIGIN: Final = 0
"""Stands for the beginning of the scope: no visit has this number."""


@dataclass(frozen=True)
class Visit:
    """One visit of a token to a node, as much of it as the way needs."""

    engine_id: int
    parent_id: int
    scope_id: int
    process_key: str
    node_id: str
    part: str
    state: NodeState
    path: str = ""
    joined: tuple[int, ...] = ()
    """Tokens that were consumed with this one when a join fired."""
    host: int = 0
    """The activity on whose border it waited."""
    again: int = 0
    """Who gets the step again, having had it before."""

    @property
    def sources(self) -> tuple[int, ...]:
        """The visits that this one follows."""
        return (self.host or self.parent_id, *self.joined)


class Passage:
    """The visits of one scope."""

    def __init__(self, visits: Iterable[Visit]) -> None:
        self.visits: Mapping[int, Visit] = {visit.engine_id: visit for visit in visits}

    @cached_property
    def followers(self) -> Mapping[int, list[int]]:
        """By visit, those that follow it."""
        found: dict[int, list[int]] = defaultdict(list)
        for visit in self.visits.values():
            for source in visit.sources:
                found[source].append(visit.engine_id)
        return found

    @cached_property
    def _nearest(self) -> Mapping[int, int]:
        """By visit, the nearest one that every way to it passed; `ORIGIN` where there is none."""
        found: dict[int, int] = {}
        depth = {ORIGIN: 0}
        for visit in self._in_order():
            sources = [source if source in self.visits else ORIGIN for source in visit.sources]
            near = sources[0]
            for other in sources[1:]:
                near = _meet(near, other, found, depth)
            found[visit.engine_id], depth[visit.engine_id] = near, depth[near] + 1
        return found

    def _in_order(self) -> Iterator[Visit]:
        """The visits, each after all that it follows; a token that waited long may be older than what it joined."""
        left = {
            visit.engine_id: sum(source in self.visits for source in visit.sources) for visit in self.visits.values()
        }
        ready = [engine_id for engine_id, count in left.items() if not count]
        while ready:
            engine_id = ready.pop()
            yield self.visits[engine_id]
            for follower in self.followers.get(engine_id, ()):
                left[follower] -= 1
                if not left[follower]:
                    ready.append(follower)

    def dominators_of(self, engine_id: int) -> list[Visit]:
        """The visits that every way to this one passed, nearest first, without itself."""
        found = []
        at = self._nearest[engine_id]
        while at != ORIGIN:
            found.append(self.visits[at])
            at = self._nearest[at]
        return found

    def descendants_of(self, engine_id: int) -> list[Visit]:
        """All visits that followed from this one, oldest number first, without itself."""
        seen: set[int] = set()
        waiting = list(self.followers.get(engine_id, ()))
        while waiting:
            at = waiting.pop()
            if at not in seen:
                seen.add(at)
                waiting.extend(self.followers.get(at, ()))
        return [self.visits[each] for each in sorted(seen)]

    def owns(self, engine_id: int) -> bool:
        """Whether everything that followed from a visit followed from it alone: no join mixed it with other tokens."""
        inside = {visit.engine_id for visit in self.descendants_of(engine_id)} | {engine_id}
        return all(set(self.visits[each].sources) <= inside for each in inside - {engine_id})


def _meet(one: int, other: int, nearest: Mapping[int, int], depth: Mapping[int, int]) -> int:
    """The nearest visit that the ways to both have passed."""
    while one != other:
        if depth[one] >= depth[other]:
            one = nearest[one]
        else:
            other = nearest[other]
    return one
