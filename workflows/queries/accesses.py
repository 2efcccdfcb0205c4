"""Who has read the restricted texts of a thing, and who was refused."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import Account, Person, RestrictedAccess


@dataclass(frozen=True)
class AccessCard:
    """Somebody has read texts of a thing, named by their purposes, or was refused."""

    kind: str
    who: str
    texts: tuple[str, ...]
    at: datetime


def list_accesses(session: Session, org_id: int, refs: Sequence[str]) -> list[AccessCard]:
    """Accesses to some things by their public ids, the latest first."""
    rows = session.execute(
        select(RestrictedAccess, Person.name, Account.login)
        .join(Account, Account.id == RestrictedAccess.account_id)
        .outerjoin(Person, Person.id == RestrictedAccess.person_id)
        .where(RestrictedAccess.org_id == org_id, RestrictedAccess.object_ref.in_(refs))
        .order_by(RestrictedAccess.id.desc())
    )
    return [AccessCard(row.kind, name or login, tuple(row.texts.split()), row.at) for row, name, login in rows]
