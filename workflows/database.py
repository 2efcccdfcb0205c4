"""The database door: engines for SQLite and PostgreSQL, and sessions that read or write.

A writing session takes SQLite's write lock at its beginning (`BEGIN IMMEDIATE`), so that it waits its turn instead of
failing half-way; a reading one never blocks writers. On PostgreSQL both are ordinary transactions with time limits.
Where it must be certain that nothing is written, the database itself is told to let a transaction only read.
"""

from typing import Any, Final

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.orm import Session

SQLITE_WAIT_MS: Final = 30_000

_LIMITS: Final = (
    "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=30s -c timezone=UTC"
)

_RETRIED: Final = frozenset({"40001", "40P01", "55P03", "57P01", "57P02", "57P03", "08000", "08003", "08006", "23505"})
"""SQLSTATEs after which the same command may succeed: serialisation, deadlock, lock timeout, lost connection, and a
unique key that somebody else took first: the command looks again and finds what he has made."""


def engine_options(url: str) -> dict[str, Any]:
    """Options for `create_engine`, by kind of database; errors never repeat the values of a statement."""
    common = {"pool_size": 10, "max_overflow": 20, "hide_parameters": True}
    if url.startswith("sqlite"):
        return {**common, "connect_args": {"check_same_thread": False}}
    return {**common, "pool_pre_ping": True, "connect_args": {"options": _LIMITS}}


def open_engine(url: str) -> Engine:
    """Make an engine, prepared for both kinds of sessions."""
    engine = create_engine(url, **engine_options(url))
    prepare_engine(engine)
    return engine


def prepare_engine(engine: Engine) -> None:
    """Set SQLite's pragmas and let SQLAlchemy, not the driver, begin its transactions."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={SQLITE_WAIT_MS}", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        connection.exec_driver_sql(f"PRAGMA query_only={'ON' if options.get('looking') else 'OFF'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writing") else "BEGIN")


class Database:
    """The bound database of this process."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writing = engine.execution_options(writing=True)
        self._looking = engine.execution_options(looking=True, postgresql_readonly=True)

    def writing(self) -> Session:
        """A session whose transaction may change rows."""
        return Session(self._writing, expire_on_commit=False)

    def reading(self) -> Session:
        """A session that only looks."""
        return Session(self.engine, expire_on_commit=False)

    def looking(self) -> Session:
        """A session in which the database refuses every change (`SET TRANSACTION READ ONLY`, `PRAGMA query_only`)."""
        return Session(self._looking, expire_on_commit=False, autoflush=False)


_bound: list[Database] = []


def bind(database: Database) -> None:
    """Make a database the one of this process."""
    _bound[:] = [database]


def bound() -> Database:
    """The database of this process."""
    if not _bound:
        raise RuntimeError("no database is bound")
    return _bound[0]


def is_transient(error: BaseException) -> bool:
    """Whether the same command may succeed if it is run again."""
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    locked = isinstance(error, OperationalError) and "database is locked" in str(error.orig)
    return state in _RETRIED or locked or error.connection_invalidated
