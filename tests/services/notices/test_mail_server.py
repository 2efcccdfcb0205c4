"""Mail over a real SMTP server that demands encryption and a login: nothing is ever sent in the clear."""

import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message as MailHandler
from aiosmtpd.smtp import AuthResult, LoginPassword

from tests.houses import House
from tests.procedures import PLAIN, begin
from workflows.models import NoticeDelivery

Configure = Callable[..., None]

USER, PASSWORD = "lianflow@example.gov.cn", "a pass/word: with@signs"


@dataclass
class Post:
    """A mail server, what it has taken, and who has signed in."""

    controller: Any = None
    mails: list[Message] = field(default_factory=list)
    logins: list[tuple[str, str, bool]] = field(default_factory=list)
    """Name, password, and whether the line was encrypted then."""

    @property
    def port(self) -> int:
        found: int = self.controller.server.sockets[0].getsockname()[1]
        return found

    def sign_in(self, server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        login, password = data.login.decode(), data.password.decode()
        self.logins.append((login, password, isinstance(server.transport.get_extra_info("ssl_object"), ssl.SSLObject)))
        return AuthResult(success=(login, password) == (USER, PASSWORD), handled=False)


class Keeper(MailHandler):
    """Keeps what comes."""

    def __init__(self, post: Post) -> None:
        super().__init__()
        self.post = post

    def handle_message(self, message: Message) -> None:
        self.post.mails.append(message)


class OnAnyPort(Controller):
    """Begins on a port that is free, which only the server itself knows."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def authority(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> trustme.CA:
    """An authority made for this test; the machine trusts it and nobody else."""
    made, path = trustme.CA(), tmp_path / "authority.pem"
    made.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))
    return made


@pytest.fixture
def serve(authority: trustme.CA) -> Iterator[Callable[..., Post]]:
    """Open mail servers that demand STARTTLS and then a login, each with a certificate for a name."""
    opened: list[Post] = []

    def open_server(name: str = "localhost", **more: Any) -> Post:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        authority.issue_cert(name).configure_cert(context)
        post = Post()
        post.controller = OnAnyPort(
            Keeper(post),
            hostname="localhost",
            port=0,
            **{
                "tls_context": context,
                "require_starttls": True,
                "authenticator": post.sign_in,
                "auth_required": True,
                **more,
            },
        )
        post.controller.start()
        opened.append(post)
        return post

    yield open_server
    for post in opened:
        post.controller.stop()


def url(post: Post, scheme: str = "smtp+starttls", password: str = "a%20pass%2Fword%3A%20with%40signs") -> str:
    return f"{scheme}://lianflow%40example.gov.cn:{password}@localhost:{post.port}"


def send(house: House, configure: Configure, smtp_url: str) -> list[str]:
    """Let somebody be told of a task; how the deliveries stand."""
    configure(smtp_url=smtp_url)
    begin(house, PLAIN)
    house.work_off()
    with house.reading() as session:
        return [state for (state,) in session.query(NoticeDelivery.state)]


def test_a_mail_goes_out_encrypted_and_signed_in(
    house: House, configure: Configure, serve: Callable[..., Post]
) -> None:
    post = serve()

    assert send(house, configure, url(post)) == ["sent"]
    assert post.logins == [(USER, PASSWORD, True)]
    assert [mail["To"] for mail in post.mails] == ["yhc@example.gov.cn"]


def test_a_wrong_password_sends_nothing_and_is_tried_again(
    house: House, configure: Configure, serve: Callable[..., Post]
) -> None:
    post = serve()

    assert send(house, configure, url(post, password="wrong")) == ["waiting"]
    assert {(login, encrypted) for login, _password, encrypted in post.logins} == {(USER, True)}
    assert post.mails == []


def test_a_server_of_another_name_gets_neither_password_nor_mail(
    house: House, configure: Configure, serve: Callable[..., Post]
) -> None:
    """Whoever sits between has no certificate for the name."""
    post = serve("mail.example.com")

    assert send(house, configure, url(post)) == ["waiting"]
    assert (post.logins, post.mails) == ([], [])


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_server_that_offers_no_encryption_gets_neither_password_nor_mail(
    house: House, configure: Configure, serve: Callable[..., Post]
) -> None:
    """Stripping STARTTLS from the greeting does not make us speak in the clear."""
    post = serve(tls_context=None, require_starttls=False, auth_require_tls=False)

    assert send(house, configure, url(post)) == ["waiting"]
    assert (post.logins, post.mails) == ([], [])
