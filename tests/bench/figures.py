"""Figures: what was measured, how often, and what came out in the middle."""

import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from itertools import zip_longest
from statistics import median
from typing import Any, Protocol

NOWHERE = "-"
WARM_UP = 2


@dataclass
class Cost:
    """What one run has cost."""

    cpu_ms: float = 0.0
    sql: int = 0
    commits: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Figure:
    """Medians of some runs; `failure` says why there are none."""

    name: str
    n: int
    database: str
    cpu_ms: float | None = None
    sql: int | None = None
    commits: int | None = None
    bytes: int | None = None
    runs: int = 0
    failure: str = ""

    def as_json(self) -> dict[str, Any]:
        values = dict(vars(self))
        if not self.failure:
            del values["failure"]
        return values


class Meter(Protocol):
    """Counts what a run does to a database."""

    kind: str

    def watching(self, cost: Cost) -> AbstractContextManager[None]: ...


Run = Callable[[], object]


def measure(meter: Meter, name: str, n: int, runs: Iterable[Run]) -> Figure:
    """Run everything; the first runs warm the caches up and do not count where there are enough."""
    return _summarise(meter, name, n, [_measure_one(meter, run) for run in runs])


def _summarise(meter: Meter, name: str, n: int, costs: list[Cost]) -> Figure:
    counted = costs[WARM_UP:] if len(costs) > 2 * WARM_UP else costs
    return Figure(
        name=name,
        n=n,
        database=meter.kind,
        cpu_ms=round(median(each.cpu_ms for each in counted), 3),
        sql=round(median(each.sql for each in counted)),
        commits=round(median(each.commits for each in counted)),
        bytes=round(median(each.bytes for each in counted)),
        runs=len(counted),
    )


def measure_by_turns(meter: Meter, name: str, runs: Mapping[int, Iterable[Run]]) -> list[Figure]:
    """Measure several sizes by turns, one run of each, so that what else the machine does falls on all of them."""
    costs: dict[int, list[Cost]] = {n: [] for n in runs}
    for turn in zip_longest(*runs.values()):
        for n, run in zip(runs, turn, strict=True):
            if run is not None:
                costs[n].append(_measure_one(meter, run))
    return [_summarise(meter, name, n, each) for n, each in costs.items()]


def _measure_one(meter: Meter, run: Run) -> Cost:
    cost = Cost()
    with meter.watching(cost):
        began = time.thread_time()
        run()
        cost.cpu_ms = (time.thread_time() - began) * 1000
    return cost


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    runs: int
    steps: tuple[int, ...]
    tasks: tuple[int, ...]
    voters: tuple[int, ...]
    waiting: tuple[int, ...] = (1000, 100_000)
    """Timers that are not due yet."""
    most_stock: int = 10_000
    """Tasks side by side that the stock engine is still asked to bear."""


FULL = Plan(runs=31, steps=(10, 50, 200, 1000), tasks=(10, 100, 1000, 3000, 10_000), voters=(10, 100, 1000, 10_000))
QUICK = Plan(runs=7, steps=(10, 1000), tasks=(10, 1000, 10_000), voters=(10, 10_000), most_stock=1000)
