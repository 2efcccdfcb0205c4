"""Who is what to whom on a day: heads, deputies, leaders in charge, liaisons, holders of posts and of roles."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import BindParameter, ColumnElement, and_, bindparam, or_, select
from sqlalchemy.orm import Session

from workflows.models import Person, Post, PostAssignment, RoleGrant, Substitution, Unit, UnitRole
from workflows.rules.actors import Principal


@dataclass(frozen=True)
class Holder:
    """A person in a post of a unit."""

    person_id: int
    person_code: str
    post_id: int
    post_code: str
    post_name: str


def in_force(table: Any, on: date | BindParameter[Any]) -> ColumnElement[bool]:
    """A condition: a dated row holds on the day."""
    return and_(table.from_on <= on, or_(table.to_on.is_(None), table.to_on > on))


def list_unit_people(session: Session, unit_id: int, role: str, on: date) -> list[int]:
    """People who are something to a unit on a day."""
    return list(
        session.scalars(
            select(UnitRole.person_id)
            .join(Person, Person.id == UnitRole.person_id)
            .where(UnitRole.unit_id == unit_id, UnitRole.role == role, in_force(UnitRole, on), Person.active)
            .order_by(UnitRole.id)
        )
    )


def list_role_holders(session: Session, org_id: int, code: str, role: str, on: date) -> tuple[Unit | None, list[int]]:
    """A unit by its code, and the people who are something to it on a day, in one look."""
    rows = session.execute(_ROLE_HOLDERS, {"org": org_id, "code": code, "role": role, "today": on}).all()
    return (rows[0][0] if rows else None), [person for _, person in rows if person]


def list_own_roles(session: Session, person_id: int, on: date) -> list[tuple[str, str]]:
    """What somebody is to which units on a day: roles and codes."""
    rows = session.execute(
        select(UnitRole.role, Unit.code)
        .join(Unit, Unit.id == UnitRole.unit_id)
        .where(UnitRole.person_id == person_id, in_force(UnitRole, on))
        .order_by(UnitRole.id)
    )
    return [(role, code) for role, code in rows]


def list_role_people(session: Session, org_id: int, roles: Iterable[str], on: date) -> list[tuple[int, str]]:
    """People who hold one of the roles on a day, with the role."""
    rows = session.execute(
        select(RoleGrant.person_id, RoleGrant.role)
        .join(Person, Person.id == RoleGrant.person_id)
        .where(RoleGrant.org_id == org_id, RoleGrant.role.in_(list(roles)), in_force(RoleGrant, on), Person.active)
        .order_by(RoleGrant.id)
    )
    return [(person_id, role) for person_id, role in rows if person_id is not None]


def list_holders(session: Session, unit_id: int, on: date) -> list[Holder]:
    """Everybody who holds a post of the unit on a day, once for each post."""
    rows = session.execute(
        select(Person.id, Person.code, Post.id, Post.code, Post.name)
        .join(PostAssignment, PostAssignment.person_id == Person.id)
        .join(Post, Post.id == PostAssignment.post_id)
        .where(Post.unit_id == unit_id, in_force(PostAssignment, on), Person.active)
        .order_by(Post.code, Person.code)
    )
    return [Holder(*row) for row in rows]


def find_unit(session: Session, org_id: int, code: str) -> Unit | None:
    """A unit by its code."""
    return session.scalar(select(Unit).where(Unit.org_id == org_id, Unit.code == code))


def find_people(session: Session, org_id: int, codes: Collection[str]) -> dict[str, Person]:
    """The people with these codes, by code."""
    mine = (Person.org_id == org_id) & Person.code.in_(codes)
    return {person.code: person for person in session.scalars(select(Person).where(mine))}


def find_person(session: Session, org_id: int, code: str) -> Person | None:
    """A person by code."""
    return session.scalar(select(Person).where(Person.org_id == org_id, Person.code == code))


def list_known_codes(session: Session, table: type[Person] | type[Unit], org_id: int, codes: Iterable[str]) -> set[str]:
    """Those of the codes that exist."""
    return set(session.scalars(select(table.code).where(table.org_id == org_id, table.code.in_(list(codes)))))


def load_names(session: Session, person_ids: Iterable[int]) -> dict[int, str]:
    """Names of people by id."""
    wanted = set(person_ids)
    if not wanted:
        return {}
    rows = session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))
    return dict(rows.all())


def list_principals(session: Session, person_id: int, on: date) -> tuple[Principal, ...]:
    """For whom a person stands in on a day (R-TASK-3)."""
    rows = session.execute(_PRINCIPALS, {"person": person_id, "today": on})
    return tuple(Principal(*row) for row in rows)


def list_substitutes(session: Session, person_ids: Iterable[int], on: date) -> dict[int, list[str]]:
    """Names of those who stand in for people on a day, by principal (R-TASK-3)."""
    rows = session.execute(
        select(Substitution.principal_id, Person.name)
        .join(Person, Person.id == Substitution.substitute_id)
        .where(
            Substitution.principal_id.in_(list(person_ids)),
            Substitution.from_on <= on,
            Substitution.to_on > on,
            Substitution.revoked.is_(False),
        )
        .order_by(Substitution.id)
    )
    found: dict[int, list[str]] = {}
    for principal, name in rows:
        found.setdefault(principal, []).append(name)
    return found


# Statements of every step, made once: making one costs as much as running it.

_ROLE_HOLDERS: Final = (
    select(Unit, Person.id)
    .outerjoin(
        UnitRole,
        and_(
            UnitRole.unit_id == Unit.id,
            UnitRole.role == bindparam("role"),
            in_force(UnitRole, bindparam("today")),
        ),
    )
    .outerjoin(Person, and_(Person.id == UnitRole.person_id, Person.active))
    .where(Unit.org_id == bindparam("org"), Unit.code == bindparam("code"))
    .order_by(UnitRole.id)
)
_PRINCIPALS: Final = (
    select(Person.id, Person.name, Substitution.id)
    .join(Substitution, Substitution.principal_id == Person.id)
    .where(
        Substitution.substitute_id == bindparam("person"),
        Substitution.from_on <= bindparam("today"),
        Substitution.to_on > bindparam("today"),
        Substitution.revoked.is_(False),
    )
    .order_by(Substitution.id)
)
