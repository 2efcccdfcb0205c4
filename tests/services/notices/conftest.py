"""Fixtures: receivers on loopback, and an installation that is configured to use them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from services.notices.outbound import Outbound, bind_outbound
from tests.houses import House
from tests.receivers import Hook, Mailbox, open_hook, open_mailbox
from webapp.letters import Letters
from workflows import database
from workflows.models import Person

SECRET = "a secret of sixteen"


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server."""
    with open_mailbox() as box:
        yield box


@pytest.fixture
def hook() -> Iterator[Hook]:
    """A web server."""
    with open_hook() as opened:
        yield opened


@pytest.fixture
def configure(house: House) -> Iterator[Callable[..., None]]:
    """Say where notices go; nowhere when the test is over. People get addresses of their own."""
    with database.bound().writing() as session:
        for person in session.query(Person):
            person.email = f"{person.code}@example.gov.cn"
        session.commit()

    def bind(**receivers: Any) -> None:
        given = {"mail_from": "lianflow@example.gov.cn", "webhook_secret": SECRET, "private": True, **receivers}
        bind_outbound(Outbound(**given, public_url="https://lian.example.gov.cn/"), Letters())

    yield bind
    bind_outbound(Outbound())
