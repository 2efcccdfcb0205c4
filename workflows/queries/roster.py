"""Whom and what one may choose in a form: people and units of an organisation."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.models import Person, Unit


@dataclass(frozen=True)
class PersonChoice:
    """Somebody who can be named, with the unit in whose staff list he stands."""

    code: str
    name: str
    title: str
    unit: str


@dataclass(frozen=True)
class UnitChoice:
    """A unit that can be named."""

    code: str
    name: str
    kind: str


def list_people(session: Session, org_id: int) -> list[PersonChoice]:
    """The active staff of an organisation, unit by unit; experts without a unit are not among them."""
    rows = session.execute(
        select(Person.code, Person.name, Person.title, func.coalesce(Unit.name, ""))
        .join(Unit, Unit.id == Person.unit_id)
        .where(Person.org_id == org_id, Person.active)
        .order_by(Unit.position, Person.id)
    )
    return [PersonChoice(*row) for row in rows]


def list_units(session: Session, org_id: int) -> list[UnitChoice]:
    """The active units of an organisation in their order; the organisation itself is none."""
    rows = session.execute(
        select(Unit.code, Unit.name, Unit.kind)
        .where(Unit.org_id == org_id, Unit.active, Unit.parent_id.is_not(None))
        .order_by(Unit.position)
    )
    return [UnitChoice(*row) for row in rows]
