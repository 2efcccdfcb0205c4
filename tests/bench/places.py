"""Where it is measured: the product's house on a database that is no demo's: no statement asks for its clock."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text

from tests.bench.figures import Cost
from tests.conftest import Databases
from tests.houses import House
from webapp.limits import forget_rates
from workflows import database
from workflows.models import Installation
from workflows.queries.clock import forget_demo
from workflows.running.library import forget_sets


class Place:
    """A house with meters in it."""

    def __init__(self, kind: str, house: House) -> None:
        self.kind = kind
        self.house = house
        self.engine = house.engine
        make_real(house)
        self.look = create_engine(house.engine.url, isolation_level="AUTOCOMMIT", hide_parameters=True)

    @contextmanager
    def watching(self, cost: Cost) -> Iterator[None]:
        """Count statements, commits and bytes of the write-ahead log."""
        commits: list[Any] = []

        def note(connection: Any) -> None:
            commits.append(connection)

        event.listen(self.engine, "commit", note)
        before = self._read_log(fresh=True)
        try:
            with self.house.counting() as statements:
                yield
        finally:
            event.remove(self.engine, "commit", note)
        cost.sql, cost.commits = len(statements), len(commits)
        cost.bytes = self._read_log() - before

    def _read_log(self, *, fresh: bool = False) -> int:
        """Where the write-ahead log ends; SQLite's is emptied first, so that its length is what was written."""
        if self.kind == "postgresql":
            with self.look.connect() as connection:
                return int(connection.scalar(text("SELECT pg_current_wal_insert_lsn() - '0/0'::pg_lsn")) or 0)
        path = Path(self.engine.url.database or "")
        if fresh:
            with closing(sqlite3.connect(path)) as emptying:
                emptying.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        log = path.with_name(f"{path.name}-wal")
        return log.stat().st_size if log.exists() else 0

    def explain(self, statement: str, parameters: Any) -> str:
        """How the database would run a statement."""
        self.refresh()
        word = "EXPLAIN" if self.kind == "postgresql" else "EXPLAIN QUERY PLAN"
        with self.engine.connect() as connection:
            rows = connection.exec_driver_sql(f"{word} {statement}", parameters).all()
        return "\n".join(str(row[-1]) for row in rows)

    def refresh(self) -> None:
        """Let the database count its rows, as its housekeeping does in production; and write its pages out."""
        with self.look.connect() as connection:
            connection.execute(text("ANALYZE"))
            if self.kind == "postgresql":
                connection.execute(text("CHECKPOINT"))


def make_real(house: House) -> None:
    """Make a demo's database one of production."""
    with database.bound().writing() as session:
        row = session.get_one(Installation, 1)
        row.demo, row.clock_from, row.clock_set_at = False, None, None
        session.commit()
    forget_demo()


@contextmanager
def open_place(kind: str, databases: Databases, home: Path, server: str = "") -> Iterator[Place]:
    """A fresh place."""
    forget_demo()
    forget_sets()
    forget_rates()
    with House(databases.copy(kind, server), home) as house:
        yield Place(kind, house)
