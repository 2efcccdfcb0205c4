"""People, what they are to units, and what roles they hold when (E-04, E-07, E-08, E-09)."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Day, Key, Name, OrgId, Prose, one_of
from workflows.rules.relations import UNIT_ROLES


class Person(Base):
    """Somebody who acts. Experts are people without a unit; people may have no account, and accounts no person."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("org_id", "code"),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    code: Mapped[Code]
    name: Mapped[Name]
    title: Mapped[Name] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    """The unit in whose staff list the person stands; None for external experts."""
    expert: Mapped[bool] = mapped_column(default=False)
    """Whether the person is in the pool of experts."""
    employer: Mapped[Name] = mapped_column(default="")
    expertise: Mapped[Name] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    email: Mapped[Name] = mapped_column(default="")
    """Where mail reaches the person; kept by administrators, empty where there is no address."""


class UnitRole(Base):
    """What a person is to a unit, with dates: head, deputy, leader in charge, liaison."""

    __tablename__ = "unit_role"
    __table_args__ = (
        one_of("role", UNIT_ROLES),
        CheckConstraint("to_on IS NULL OR to_on > from_on", name="period"),
        Index("ix_unit_role_unit", "unit_id", "role"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    role: Mapped[Code]
    from_on: Mapped[Day]
    to_on: Mapped[date | None] = mapped_column(Date)


class RoleGrant(Base):
    """A role given for a time, to a person (business roles) or to an account (administrators)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (account_id IS NULL)", name="holder"),
        CheckConstraint("to_on IS NULL OR to_on > from_on", name="period"),
        Index("ix_role_grant_role", "org_id", "role"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    role: Mapped[Code]
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    """None: in the whole organisation."""
    from_on: Mapped[Day]
    to_on: Mapped[date | None] = mapped_column(Date)
    reason: Mapped[Prose] = mapped_column(default="")


class Substitution(Base):
    """Somebody acts for somebody else for a time (委托代办, R-TASK-3); half-open, evaluated when one looks."""

    __tablename__ = "substitution"
    __table_args__ = (
        CheckConstraint("to_on > from_on", name="period"),
        CheckConstraint("principal_id <> substitute_id", name="other"),
        Index("ix_substitution_substitute", "substitute_id", "to_on"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    principal_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    substitute_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    from_on: Mapped[Day]
    to_on: Mapped[Day]
    reason: Mapped[Prose]
    revoked: Mapped[bool] = mapped_column(default=False)


class Interest(Base):
    """A declared tie between a person and another person or a unit (亲属及利害关系, E-09)."""

    __tablename__ = "interest"
    __table_args__ = (
        one_of("relation", ("kinship", "economic", "former_employee", "other")),
        CheckConstraint("(other_person_id IS NULL) <> (unit_id IS NULL)", name="other"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    relation: Mapped[Code]
    other_person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    note: Mapped[Prose] = mapped_column(default="")
    declared_on: Mapped[Day]
    until_on: Mapped[date | None] = mapped_column(Date)
    """The tie ended on that day (former employees are excluded for three years, R-EXP-3)."""
