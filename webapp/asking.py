"""Who asks in this request: the session behind a cookie or a bearer token, as actor and as command."""

from datetime import datetime
from typing import Final

from flask import g, request
from flask_login import UserMixin

from bpmn.texts import N_
from services.identity.queries import SessionCard, show_session
from services.identity.use_cases import touch_session
from services.process.accesses import note_accesses
from services.transaction import HOUSE, Command
from webapp.extensions import db
from workflows.clock import wall_now
from workflows.errors import RefusedError, WorkflowError
from workflows.queries.clock import read_clock
from workflows.rules.actors import Actor
from workflows.running.restricted_texts import WAITING, Access
from workflows.work import Work

COOKIE: Final = "lianflow_session"
MAX_KEY: Final = 64


class SignInNeededError(WorkflowError):
    """The request needs a signed-in account."""

    code = "sign-in-needed"
    message = N_("请先登录")


class SignedInUser(UserMixin):
    """What Flask-Login calls the user: a session card."""

    def __init__(self, card: SessionCard) -> None:
        self.card = card

    def get_id(self) -> str:
        """The account, as Flask-Login wants it."""
        return self.card.account


def cookie_name(*, https: bool) -> str:
    """The session cookie's name; behind HTTPS it is bound to this host (ASVS 3.3.3)."""
    return f"__Host-{COOKIE}" if https else COOKIE


def read_token() -> str:
    """The secret that the request brings: a bearer token, else the session cookie."""
    header = request.headers.get("Authorization", "")
    if header.startswith("Bearer "):
        return header.removeprefix("Bearer ").strip()
    return request.cookies.get(g.cookie_name, "")


def comes_with_cookie() -> bool:
    """Whether the browser added the credential by itself, so that a forged request could use it."""
    return not request.headers.get("Authorization", "").startswith("Bearer ")


def load_user(_request: object) -> SignedInUser | None:
    """Flask-Login's question for each request."""
    token = read_token()
    if not token:
        return None
    wall = wall_now()
    card = show_session(db.session(), token, wall=wall, at=read_clock(db.session(), wall))
    return SignedInUser(card) if card else None


def current_card() -> SessionCard | None:
    """The session of the request, if there is one; that it is in use is noted once a minute."""
    if "card" not in g:
        user = load_user(request)
        g.card = user.card if user else None
        if g.card and g.card.stale:
            touch_session(HOUSE, read_token())
    card: SessionCard | None = g.card
    return card


def current_actor() -> Actor:
    """The asker; a request without one is refused."""
    card = current_card()
    if card is None:
        raise SignInNeededError
    return card.actor


def command() -> Command:
    """The asker with the key of this request: a header of the API, a hidden field of a form.

    The request's look at the database ends here: what it reads after the command shall show what the command did.
    """
    key = request.headers.get("Idempotency-Key", "") or request.form.get("command_key", "")
    if len(key) > MAX_KEY:
        raise RefusedError(N_("幂等键最长 %(limit)d 个字符"), limit=MAX_KEY)
    actor = current_actor()
    db.session.rollback()
    return Command(actor, key)


def now() -> datetime:
    """Application time, read once a request."""
    if "at" not in g:
        g.at = read_clock(db.session(), wall_now())
    at: datetime = g.at
    return at


def looking() -> Work:
    """A question: the request's reading session, its instant, and the asker; what it opens is noted in the end."""
    session = db.session()
    g.accesses = session.info.setdefault(WAITING, [])
    return Work(session, now(), current_actor())


def keep_accesses() -> None:
    """Write down which restricted texts this request has opened; if that fails, the answer does too."""
    read: list[Access] = g.get("accesses") or []
    if read:
        accesses = tuple(read)
        read.clear()
        note_accesses(Command(current_actor()), accesses)


def keep_refusal(about: tuple[str, str]) -> None:
    """Write down that the asker was refused something confidential (R-SEC-3)."""
    note_accesses(Command(current_actor()), (Access("refused", *about),))


def look_again() -> Work:
    """A question after a command of this request: it sees what the command has written."""
    db.session.rollback()
    for name in ("at", "frame"):
        g.pop(name, None)
    return looking()
