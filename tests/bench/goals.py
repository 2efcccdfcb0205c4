"""What the figures are to be, and what they are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tests.bench.figures import Figure

DATABASES = ("sqlite", "postgresql")
REAL = "postgresql"


@dataclass(frozen=True)
class Judged:
    """A goal beside what was measured."""

    what: str
    asked: str
    measured: str
    reached: bool


class Results:
    """Figures by what, how many and where."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self._figures = {(each.name, each.n, each.database): each for each in figures}

    def cpu(self, name: str, n: int, database: str) -> float:
        return self._figures[name, n, database].cpu_ms or 0.0

    def sql(self, name: str, n: int, database: str) -> int:
        return self._figures[name, n, database].sql or 0

    def commits(self, name: str, n: int, database: str) -> int:
        return self._figures[name, n, database].commits or 0

    def sizes(self, name: str, database: str) -> list[int]:
        return sorted(n for known, n, where in self._figures if (known, where) == (name, database))

    def has(self, name: str, database: str) -> bool:
        return bool(self.sizes(name, database))


def judge(figures: Iterable[Figure], *, indexed: dict[str, bool]) -> list[Judged]:
    """Every goal on every database that was measured."""
    results = Results(figures)
    found: list[Judged] = []
    for database in DATABASES:
        if results.has("start", database):
            for rule in (_flat_costs, _step_costs, _requests, _votes):
                found += rule(results, database)
            found += _sweeps(results, database, indexed=indexed[database])
    return found


def _sweeps(results: Results, database: str, *, indexed: bool) -> Iterator[Judged]:
    sizes = results.sizes("sweep", database)
    counts = sorted({results.sql("sweep", size, database) for size in sizes})
    how = "on its index" if indexed else "WITHOUT its index"
    what = f"sweep, nothing due, {sizes[0]:,} → {sizes[-1]:,} timers wait, {database}"
    yield Judged(f"{what}: statements", "1, indexed", f"{_join(counts)}, {how}", counts == [1] and indexed)
    growth = results.cpu("sweep", sizes[-1], database) / results.cpu("sweep", sizes[0], database)
    yield Judged(f"{what}: CPU", "flat (≤ 1.3×)", f"{growth:.2f}×", growth <= 1.3)


def _flat_costs(results: Results, database: str) -> Iterator[Judged]:
    for name in ("complete, linear", "complete, parallel"):
        sizes = results.sizes(name, database)
        growth = results.cpu(name, sizes[-1], database) / results.cpu(name, sizes[0], database)
        counts = sorted({results.sql(name, size, database) for size in sizes})
        what = f"{name}, {sizes[0]:,} → {sizes[-1]:,}, {database}"
        yield Judged(f"{what}: CPU", "≤ 1.3×", f"{growth:.2f}×", growth <= 1.3)
        yield Judged(f"{what}: statements", "constant", _join(counts), len(counts) == 1)


def _step_costs(results: Results, database: str) -> Iterator[Judged]:
    for name, size, most in (("complete, linear", 10, 14), ("start", 23, 12)):
        count, commits = results.sql(name, size, database), results.commits(name, size, database)
        asked, measured = f"≤ {most} statements, 1 commit", f"{count}, {commits}"
        yield Judged(f"{name}, {size}, {database}", asked, measured, count <= most and commits == 1)
    name = "complete, parallel"
    stock = results.cpu(f"stock: {name}", 1000, database)
    share = results.cpu(name, 1000, database) / stock if stock else 1.0
    asked, measured = "≤ 1/7 of stock's CPU", f"1/{1 / share:.1f}"
    yield Judged(f"{name}, 1,000, {database}", asked, measured, share <= 1 / 7)


def _requests(results: Results, database: str) -> Iterator[Judged]:
    mine = results.cpu("complete over HTTP", 1, database)
    for name in ("bare Flask write request", "bare write request of the product"):
        times = mine / results.cpu(name, 1, database)
        yield Judged(f"complete over HTTP beside a {name}, {database}", "≤ 2×", f"{times:.1f}×", times <= 2)


def _votes(results: Results, database: str) -> Iterator[Judged]:
    for name in ("vote", "vote, box half full"):
        sizes = results.sizes(name, database)
        counts = sorted({results.sql(name, size, database) for size in sizes})
        growth = results.cpu(name, sizes[-1], database) / results.cpu(name, sizes[0], database)
        what = f"{name}, {sizes[0]:,} → {sizes[-1]:,}, {database}"
        yield Judged(f"{what}: statements", "≤ 8, flat", _join(counts), counts[-1] <= 8 and len(counts) == 1)
        yield Judged(f"{what}: CPU", "flat (≤ 1.3×)", f"{growth:.2f}×", growth <= 1.3)


def _join(counts: list[int]) -> str:
    return ", ".join(str(count) for count in counts)
