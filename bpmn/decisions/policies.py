"""Hit policies (DMN 1.3, 8.2.10): which of the rules that match give the result, and in what order."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from bpmn.decisions.tables import Aggregation, HitPolicy, Value
from bpmn.errors import DecisionError
from bpmn.texts import N_


@dataclass(frozen=True)
class Hit:
    """A rule that matches: its number and what its result cells come to."""

    number: int
    results: tuple[Value, ...]


Hits = Sequence[Hit]
Ranks = Sequence[Mapping[Value, int]]
"""By output, the place of each allowed value; empty where none are listed."""


def take_unique(hits: Hits, _ranks: Ranks) -> Hits:
    """UNIQUE: only one may match."""
    if len(hits) > 1:
        text = N_("规则 %(first)d 和规则 %(second)d 同时命中，而命中策略是 %(policy)s")
        raise DecisionError(text, first=hits[0].number, second=hits[1].number, policy=HitPolicy.UNIQUE.value)
    return hits


def take_first(hits: Hits, _ranks: Ranks) -> Hits:
    """FIRST: the first in the order of the table."""
    return hits[:1]


def take_any(hits: Hits, _ranks: Ranks) -> Hits:
    """ANY: several may match if they say the same."""
    for other in hits[1:]:
        if other.results != hits[0].results:
            text = N_("规则 %(first)d 和规则 %(second)d 同时命中而结果不同，命中策略是 %(policy)s")
            raise DecisionError(text, first=hits[0].number, second=other.number, policy=HitPolicy.ANY.value)
    return hits[:1]


def take_in_output_order(hits: Hits, ranks: Ranks) -> Hits:
    """OUTPUT ORDER: all, in the order of the outputs' allowed values; the first output counts most."""
    return sorted(hits, key=lambda hit: tuple(map(_rank, ranks, hit.results)))


def _rank(ranks: Mapping[Value, int], value: Value) -> int:
    return ranks.get(value, len(ranks))


def take_by_priority(hits: Hits, ranks: Ranks) -> Hits:
    """PRIORITY: the one whose outputs stand first among the allowed values."""
    return take_in_output_order(hits, ranks)[:1]


def take_all(hits: Hits, _ranks: Ranks) -> Hits:
    """RULE ORDER and COLLECT: all, in the order of the table (COLLECT leaves the order open)."""
    return hits


POLICIES: Final[Mapping[HitPolicy, Callable[[Hits, Ranks], Hits]]] = {
    HitPolicy.UNIQUE: take_unique,
    HitPolicy.FIRST: take_first,
    HitPolicy.ANY: take_any,
    HitPolicy.PRIORITY: take_by_priority,
    HitPolicy.RULE_ORDER: take_all,
    HitPolicy.OUTPUT_ORDER: take_in_output_order,
    HitPolicy.COLLECT: take_all,
}


def add_up(results: Sequence[Any]) -> Value:
    """SUM: nothing where no rule matches."""
    return sum(results, Decimal(0)) if results else None


def find_least(results: Sequence[Any]) -> Value:
    """MIN: nothing where no rule matches."""
    return min(results, default=None)


def find_greatest(results: Sequence[Any]) -> Value:
    """MAX: nothing where no rule matches."""
    return max(results, default=None)


def count_up(results: Sequence[Any]) -> Value:
    """COUNT: 0 where no rule matches; equal results count each."""
    return Decimal(len(results))


AGGREGATIONS: Final[Mapping[Aggregation, Callable[[Sequence[Any]], Value]]] = {
    Aggregation.SUM: add_up,
    Aggregation.MIN: find_least,
    Aggregation.MAX: find_greatest,
    Aggregation.COUNT: count_up,
}
