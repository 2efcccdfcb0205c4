"""Substitution (委托代办, R-TASK-3): for a period, to a person of the same or a higher function."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.transaction import use_case
from workflows.errors import NotFoundError, RefusedError
from workflows.models import Person, RoleGrant, Substitution, UnitRole
from workflows.queries.directory import find_person, in_force
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import DEPUTY, HEAD, LEADER
from workflows.work import Work

RANKS: Final[Mapping[str, int]] = {"top_leader": 4, "dept_leader": 3, LEADER: 3, HEAD: 2, DEPUTY: 1}
"""Functions from high to low; everybody else is 0."""


@dataclass(frozen=True)
class AppointedSubstitute:
    """The substitution that now exists."""

    id: int
    substitute: str


@use_case
def appoint_substitute(work: Work, code: str, from_on: date, to_on: date, *, reason: str) -> AppointedSubstitute:
    """Let somebody act for the asker from a day until a day (exclusive)."""
    person = find_person(work.session, work.asker.org_id, code)
    if person is None or not person.active or person.expert:
        raise NotFoundError(N_("没有这位人员"))
    if person.id == work.person_id or not from_on < to_on or not reason.strip():
        raise RefusedError(N_("请选择他人、写明起止日期和事由"))
    today = work.at.astimezone(ZONE).date()
    if _rank(work.session, person.id, today) < _rank(work.session, work.person_id, today):
        raise RefusedError(N_("只能委托给同级或更高职务的人员"))
    made = Substitution(
        org_id=work.asker.org_id,
        principal_id=work.person_id,
        substitute_id=person.id,
        from_on=from_on,
        to_on=to_on,
        reason=reason.strip(),
    )
    work.session.add(made)
    work.session.flush()
    return AppointedSubstitute(made.id, person.name)


def _rank(session: Session, person_id: int, on: date) -> int:
    roles = session.scalars(select(RoleGrant.role).where(RoleGrant.person_id == person_id, in_force(RoleGrant, on)))
    units = session.scalars(select(UnitRole.role).where(UnitRole.person_id == person_id, in_force(UnitRole, on)))
    return max((RANKS.get(role, 0) for role in (*roles, *units)), default=0)


@use_case
def revoke_substitution(work: Work, substitution_id: int) -> None:
    """End a substitution that the asker has appointed."""
    found = work.session.get(Substitution, substitution_id)
    if found is None or found.principal_id != work.person_id:
        raise NotFoundError
    found.revoked = True


@dataclass(frozen=True)
class SubstitutionCard:
    """A substitution, as its principal sees it."""

    id: int
    substitute: str
    from_on: date
    to_on: date
    reason: str


def list_substitutions(session: Session, person_id: int, on: date) -> list[SubstitutionCard]:
    """The asker's substitutions that have not ended."""
    rows = session.execute(
        select(Substitution, Person.name)
        .join(Person, Person.id == Substitution.substitute_id)
        .where(Substitution.principal_id == person_id, Substitution.to_on > on, Substitution.revoked.is_(False))
        .order_by(Substitution.from_on)
    )
    return [SubstitutionCard(row.id, name, row.from_on, row.to_on, row.reason) for row, name in rows]
