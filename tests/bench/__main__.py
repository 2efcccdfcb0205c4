"""`make bench`: measure everything, write build/bench.json and the tables of docs/reference/performance.md."""

import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.figures import FULL, QUICK, Figure, Plan
from tests.bench.floor import measure_floor
from tests.bench.goals import judge
from tests.bench.page import write_page
from tests.bench.places import Place, open_place
from tests.bench.product import measure_linear, measure_parallel, measure_start, warm_up
from tests.bench.requests import add_write, measure_requests
from tests.bench.stock import measure_stock
from tests.bench.sweeps import measure_sweeps, uses_index
from tests.bench.votes import measure_votes
from tests.conftest import Databases
from tests.servers import find_postgres, run_postgres

OUTPUT = Path("build/bench.json")
PARTS = (
    measure_votes,
    measure_requests,
    measure_start,
    measure_linear,
    measure_parallel,
    measure_stock,
    measure_sweeps,
)


def say(line: str) -> None:
    """Let whoever waits know."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


@contextmanager
def open_places() -> Iterator[Iterator[Place]]:
    """A house on each kind of database that this machine has, one after the other."""
    with tempfile.TemporaryDirectory(prefix="lianflow-bench-") as folder:
        yield _open_each(Path(folder))


def _open_each(folder: Path) -> Iterator[Place]:
    databases = Databases(folder)
    with open_place("sqlite", databases, folder / "home") as place:
        yield place
    programs = find_postgres()
    if programs is None:
        say("no PostgreSQL on this machine: measured on SQLite only")
        return
    with run_postgres(programs) as server, open_place("postgresql", databases, folder / "home", server) as place:
        yield place


def measure_all(plan: Plan, indexed: dict[str, bool]) -> Iterator[Figure]:
    """Figures as they are ready."""
    yield from measure_floor(plan)
    with open_places() as places:
        for place in places:
            add_write(place.house.app)
            warm_up(place)
            for part in PARTS:
                yield from part(place, plan)
            indexed[place.kind] = uses_index(place)


def describe(seconds: float, *, quick: bool) -> str:
    """On what and how it was measured."""
    how = "`BENCH_QUICK=1 make bench`" if quick else "`make bench`"
    load = os.getloadavg()[0]
    machine = f"{os.cpu_count()} cores, load {load:.1f} at the end, Python {platform.python_version()}"
    return f"Measured with {how} in {seconds:.0f} s on {machine}."


def main() -> None:
    quick = os.environ.get("BENCH_QUICK", "") not in {"", "0"}
    indexed: dict[str, bool] = {}
    figures, began = [], time.monotonic()
    for figure in measure_all(QUICK if quick else FULL, indexed):
        figures.append(figure)
        say(f"{figure.database} | {figure.name} | {figure.n:,} | {figure.failure or figure.cpu_ms}")
    OUTPUT.parent.mkdir(exist_ok=True)
    text = json.dumps([each.as_json() for each in figures], ensure_ascii=False, indent=1)
    OUTPUT.write_text(f"{text}\n", encoding="utf-8")
    judged = judge(figures, indexed=indexed)
    write_page(describe(time.monotonic() - began, quick=quick), figures, judged)
    for each in judged:
        say(f"{'reached' if each.reached else 'MISSED '} | {each.what} | {each.asked} | {each.measured}")


main()
