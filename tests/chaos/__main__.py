"""`make chaos`: the whole storm, on PostgreSQL with Redis and on the embedded default; CHAOS_SEED names the victims."""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.chaos.storm import Plan, Report, storm_embedded, storm_workers
from tests.conftest import Databases
from tests.houses import House
from tests.servers import find_postgres, run_postgres


def main(seed: int) -> int:
    """Run both; an assertion that fails says what was lost or doubled."""
    with tempfile.TemporaryDirectory(prefix="lianflow-chaos-") as folder:
        home = Path(folder)
        databases = Databases(home)
        programs = find_postgres()
        if programs is None:
            print("no PostgreSQL on this machine")  # noqa: T201 -- this is a tool for a terminal
            return 1
        with run_postgres(programs) as server:
            _run("workers, PostgreSQL, Redis", databases.copy("postgresql", server), home / "a", storm_workers, seed)
        _run("embedded, SQLite", databases.copy("sqlite"), home / "b", storm_embedded, seed)
    return 0


def _run(name: str, url: str, home: Path, storm: Callable[[House, Plan], Report], seed: int) -> None:
    with House(url, home) as house:
        report = storm(house, Plan(seed=seed, seconds=0.5 if "PostgreSQL" in name else 0.05))
    print(f"{name}, seed {seed}: {report}", flush=True)  # noqa: T201 -- this is a tool for a terminal


if __name__ == "__main__":
    sys.exit(main(int(os.environ.get("CHAOS_SEED", "1"))))
