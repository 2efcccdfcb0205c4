"""Fixtures for all tests: a prepared house on a real database, people who sign in, and time that travels."""

import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from services.schema import upgrade_schema
from tests.houses import House, prepare_house
from tests.servers import find_chromium, find_postgres, run_postgres, run_redis
from webapp.limits import forget_rates
from workflows import database
from workflows.queries.clock import forget_demo
from workflows.running.library import forget_sets

SERVERS = "LIANFLOW_TEST_POSTGRES"
REDIS = "LIANFLOW_TEST_REDIS"
CHOSEN = "LIANFLOW_TEST_DATABASE"

_running = ExitStack()


def pytest_configure(config: pytest.Config) -> None:
    """Start the real servers once, in the process that hands out the tests."""
    if hasattr(config, "workerinput") or config.option.collectonly:
        return
    programs = find_postgres()
    if programs and SERVERS not in os.environ:
        os.environ[SERVERS] = _running.enter_context(run_postgres(programs))
    if shutil.which("redis-server") and REDIS not in os.environ:
        os.environ[REDIS] = _running.enter_context(run_redis())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop them."""
    if not hasattr(config, "workerinput"):
        _running.close()


def require(what: str, found: object) -> None:
    """Skip with the reason where something is missing; where the suite must be whole, that is a failure."""
    if found:
        return
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def postgres_url() -> str:
    """The server of PostgreSQL."""
    require("PostgreSQL", os.environ.get(SERVERS))
    return os.environ[SERVERS]


@pytest.fixture(scope="session")
def redis_url() -> str:
    """The server of Redis."""
    require("Redis", os.environ.get(REDIS))
    return os.environ[REDIS]


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """The browser."""
    path = find_chromium()
    require("Chromium", path)
    return path or ""


class Databases:
    """Prepared databases to copy: one with the sample loaded, for each kind of database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0
        self.prepared: dict[str, str] = {}

    def copy(self, kind: str, server: str = "") -> str:
        """A database of one's own, with the sample in it."""
        if kind not in self.prepared:
            self.prepared[kind] = self._prepare(kind, server)
        self.count += 1
        if kind == "sqlite":
            target = self.folder / f"copy{self.count}.db"
            shutil.copy(self.prepared[kind], target)
            return f"sqlite:///{target}"
        name = f"{Path(self.prepared[kind]).name}_{self.count}"
        _create(server, name, template=self.prepared[kind])
        return f"{server}/{name}"

    def _prepare(self, kind: str, server: str) -> str:
        name = f"prepared_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
        if kind == "sqlite":
            path = self.folder / "prepared.db"
            self._fill(f"sqlite:///{path}")
            return str(path)
        _create(server, name)
        self._fill(f"{server}/{name}")
        return name

    def _fill(self, url: str) -> None:
        engine = database.open_engine(url)
        database.bind(database.Database(engine))
        upgrade_schema(engine)
        prepare_house()
        if url.startswith("sqlite"):
            with engine.connect() as connection:
                connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        engine.dispose()


def _create(server: str, name: str, template: str = "template1") -> None:
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    admin.dispose()


def _drop(server: str, url: str) -> None:
    admin = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE IF EXISTS {url.rpartition('/')[2]} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(scope="session")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Prepared databases, made once a process."""
    return Databases(tmp_path_factory.mktemp("databases"))


@pytest.fixture
def database_kind() -> str:
    """Which database a test runs on: SQLite, or what the whole run chose."""
    return os.environ.get(CHOSEN, "sqlite")


@contextmanager
def keep_house(databases: Databases, kind: str, home: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A house with the sample organisations, on a database of its own."""
    server = request.getfixturevalue("postgres_url") if kind == "postgresql" else ""
    url = databases.copy(kind, server)
    forget_demo()
    forget_sets()
    forget_rates()
    with House(url, home) as made:
        yield made
    if server:
        _drop(server, url)


@pytest.fixture
def house(database_kind: str, databases: Databases, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[House]:
    """A house for one test."""
    with keep_house(databases, database_kind, tmp_path / "home", request) as made:
        yield made
