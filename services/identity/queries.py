"""Who an account is today."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from services.identity.use_cases import IDLE, IDLE_DEMO, TOUCH_EVERY, hash_token
from workflows.models import Account, Organisation, Person, RoleGrant, Unit, UserSession
from workflows.queries.directory import in_force, list_principals
from workflows.rules.actors import Actor
from workflows.rules.deadlines import ZONE


@dataclass(frozen=True)
class SessionCard:
    """A live session: who it is, what to show of him, and whether it should be touched."""

    actor: Actor
    person_code: str
    unit_name: str
    organisation: str
    language: str
    account: str
    stale: bool


def show_session(session: Session, token: str, *, wall: datetime, at: datetime) -> SessionCard | None:
    """The live session behind a token; None if there is none, it is over, or it was idle for too long."""
    row = session.execute(_LIVE, {"token": hash_token(token)}).one_or_none()
    if row is None:
        return None
    live, account, organisation, _, unit_name = row
    person: Person | None = row[3]
    idle = IDLE_DEMO if account.demo else IDLE
    if wall >= live.expires_at or wall - live.seen_at >= idle:
        return None
    return SessionCard(
        actor=_make_actor(session, account, person, at),
        person_code=person.code if person else "",
        unit_name=unit_name or "",
        organisation=organisation,
        language=account.language,
        account=account.public_id,
        stale=wall - live.seen_at >= TOUCH_EVERY,
    )


def load_actor(session: Session, account_id: int, at: datetime) -> Actor:
    """An account as the asker of a command."""
    account = session.get_one(Account, account_id)
    person = session.get(Person, account.person_id) if account.person_id else None
    return _make_actor(session, account, person, at)


def _make_actor(session: Session, account: Account, person: Person | None, at: datetime) -> Actor:
    today = at.astimezone(ZONE).date()
    mine = {"account": account.id, "person": person.id if person else None, "today": today}
    roles = session.scalars(_ROLES, mine)
    return Actor(
        account_id=account.id,
        org_id=account.org_id,
        login=account.login,
        name=person.name if person else account.name or account.login,
        person_id=person.id if person else None,
        roles=frozenset(roles),
        principals=list_principals(session, person.id, today) if person else (),
    )


# Statements of every request, made once: making one costs as much as running it.

_LIVE: Final = (
    select(UserSession, Account, Organisation.name, Person, Unit.name)
    .join(Account, Account.id == UserSession.account_id)
    .join(Organisation, Organisation.id == Account.org_id)
    .outerjoin(Person, Person.id == Account.person_id)
    .outerjoin(Unit, Unit.id == Person.unit_id)
    .where(UserSession.token_hash == bindparam("token"), Account.state == "active")
)
_ROLES: Final = select(RoleGrant.role).where(
    or_(RoleGrant.account_id == bindparam("account"), RoleGrant.person_id == bindparam("person")),
    in_force(RoleGrant, bindparam("today")),
)
