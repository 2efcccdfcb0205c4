"""A house for tests: the application on a prepared database, and the ways in that people and machines have."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlalchemy import event
from sqlalchemy.orm import Session

from services.identity.passwords import hash_password
from services.identity.queries import load_actor
from services.jobs.demo_clock import advance_clock
from services.jobs.performing import perform_all_due
from services.organisation.founding import found_installation, list_organisations, load_sample
from services.process.definitions import StoredDefinition, publish_shipped
from services.registry.sample import load_sample_register
from services.registry.sample_regulations import load_sample_regulations
from services.transaction import HOUSE, Command
from services.voting.sample import load_sample_reviewers
from services.wiring import register_all
from tests.clients import Client
from webapp.app import create_app
from webapp.config import Settings
from webapp.house import DEMO_PASSWORD, publish_all
from workflows import database
from workflows.clock import wall_now
from workflows.models import Account, Organisation
from workflows.queries.clock import read_clock

START = datetime.fromisoformat("2026-07-13T09:00:00+08:00")


def prepare_house() -> None:
    """Fill an empty database with the sample, as a demo's first start does."""
    register_all()
    found_installation(HOUSE, demo_start=START)
    load_sample(HOUSE, password_hash=hash_password(DEMO_PASSWORD))
    load_sample_register(HOUSE)
    load_sample_regulations(HOUSE)
    load_sample_reviewers(HOUSE)
    publish_all()


class House:
    """The application and its database."""

    def __init__(self, url: str, home: Path) -> None:
        self.settings = Settings(home=home, demo=True, database_url=url, port=0)
        self.app = create_app(self.settings)
        with self.app.app_context():
            from webapp.extensions import db

            self.engine = db.engine
        self.begin()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.engine.dispose()

    def begin(self, at: datetime = START) -> None:
        """Let the demo's clock begin now: the prepared database may be older than the test. Elsewhere if need be."""
        from workflows.models import Installation

        with database.bound().writing() as session:
            row = session.get_one(Installation, 1)
            row.clock_from, row.clock_set_at = at, wall_now()
            session.commit()

    # -- people ------------------------------------------------------------------------------------

    def sign_in(self, login: str) -> Client:
        """Somebody who has signed in over the API."""
        return Client(self.app.test_client(), login, DEMO_PASSWORD)

    def stranger(self) -> Client:
        """Somebody who has not."""
        return Client(self.app.test_client())

    def command(self, login: str, key: str = "") -> Command:
        """A command of an account, for tests below the web."""
        with self.reading() as session:
            account = session.query(Account).filter_by(login=login).one()
            return Command(load_actor(session, account.id, read_clock(session, wall_now())), key)

    # -- time --------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        """Application time."""
        with self.reading() as session:
            return read_clock(session, wall_now())

    def travel(self, to: str | datetime) -> None:
        """Move the clock forward; what falls due on the way happens."""
        wanted = datetime.fromisoformat(to) if isinstance(to, str) else to
        advance_clock(HOUSE, wanted)

    def work_off(self) -> int:
        """Do what is due now."""
        return perform_all_due()

    # -- the database ------------------------------------------------------------------------------

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A look into the tables."""
        with database.bound().reading() as session:
            yield session

    @property
    def org_id(self) -> int:
        """The main organisation."""
        with self.reading() as session:
            return next(each.id for each in list_organisations(session) if each.code == "EDU")

    def publish(self, xml: bytes | str, *, code: str = "EDU") -> StoredDefinition:
        """Publish a diagram."""
        data = xml.encode() if isinstance(xml, str) else xml
        with self.reading() as session:
            org_id = session.query(Organisation).filter_by(code=code).one().id
        return publish_shipped(HOUSE, org_id, data)

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """Collect the statements that are executed, without BEGIN, COMMIT and SET (decision 33)."""
        statements: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(("BEGIN", "COMMIT", "ROLLBACK", "SET", "PRAGMA", "SAVEPOINT")):
                statements.append(statement)

        event.listen(self.engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(self.engine, "before_cursor_execute", note)
