"""Signing in and out. All instants here are wall time: a demo's jump signs nobody out (decision 1)."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.identity.passwords import decoy_hash, verify_password
from services.transaction import Command, use_case
from workflows.clock import wall_now
from workflows.errors import WorkflowError
from workflows.models import Account, UserSession
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.work import Work

IDLE: Final = timedelta(minutes=30)
IDLE_DEMO: Final = timedelta(hours=12)
LONGEST: Final = timedelta(hours=12)
TOUCH_EVERY: Final = timedelta(minutes=1)


class SignInRefusedError(WorkflowError):
    """Login or password is wrong, or the account is locked or disabled: the answer does not say which."""

    code = "sign-in-refused"
    message = N_("账号或口令不正确，或账号已被锁定")


@dataclass(frozen=True)
class SignedIn:
    """A new session: the secret token, which is stored nowhere, and its end."""

    token: str
    expires_at: datetime
    account_id: int


def sign_in(command: Command, login: str, password: str, *, channel: str = "browser") -> SignedIn:
    """Begin a session. Failures are counted in a transaction of their own, so that refusing does not undo the count."""
    found = _check_sign_in(command, login, password, channel=channel)
    if found is None:
        raise SignInRefusedError
    return found


@use_case
def _check_sign_in(work: Work, login: str, password: str, *, channel: str) -> SignedIn | None:
    now = wall_now()
    account = work.session.scalar(select(Account).where(Account.login == login.strip()).with_for_update())
    fits = verify_password(account.password_hash if account else decoy_hash(), password)
    if account is None or account.state != "active" or _is_locked(account, now):
        return None
    if not fits:
        _count_failure(work.session, account, now)
        return None
    account.failures, account.locked_until = 0, None
    return _open_session(work.session, account, channel, now)


def _is_locked(account: Account, now: datetime) -> bool:
    return account.locked_until is not None and now < account.locked_until


def _count_failure(session: Session, account: Account, now: datetime) -> None:
    """Lock the account for a while after too many failures (R-SEC-4); sample accounts are exempt."""
    parameters = Parameters(load_latest_set(session, account.org_id).values)
    account.failures += 1
    if account.failures >= parameters.integer("security.lockout_failures") and not account.demo:
        lock = timedelta(minutes=parameters.integer("security.lockout_minutes"))
        account.failures, account.locked_until = 0, now + lock


def _open_session(session: Session, account: Account, channel: str, now: datetime) -> SignedIn:
    token = secrets.token_urlsafe(32)
    expires_at = now + LONGEST
    session.add(
        UserSession(
            token_hash=hash_token(token),
            account_id=account.id,
            channel=channel,
            created_at=now,
            seen_at=now,
            expires_at=expires_at,
        )
    )
    return SignedIn(token, expires_at, account.id)


def hash_token(token: str) -> bytes:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).digest()


@use_case
def sign_out(work: Work, token: str) -> None:
    """End a session: its token is worth nothing from now on."""
    work.session.execute(delete(UserSession).where(UserSession.token_hash == hash_token(token)))


@use_case
def touch_session(work: Work, token: str) -> None:
    """Note that a session is in use."""
    found = work.session.scalar(select(UserSession).where(UserSession.token_hash == hash_token(token)))
    if found is not None:
        found.seen_at = wall_now()
