"""Parameters of an organisation: numbered sets that never change; an instance keeps its own (R-GOV-3)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, OrgId, Prose, one_of


class ParameterSet(Base):
    """All values that hold together, `group.name` → entry: proposed by one account, put in force by another.

    A proposal holds only what it changes; its values are those in force at its acceptance with the changes on top, so
    of two proposals neither undoes the other.
    """

    __tablename__ = "parameter_set"
    __table_args__ = (
        UniqueConstraint("org_id", "number"),
        UniqueConstraint("org_id", "in_force"),
        CheckConstraint("(state = 'effective') = (in_force IS NOT NULL)", name="in_force"),
        one_of("state", ("proposed", "effective", "rejected")),
        CheckConstraint("proposed_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    number: Mapped[int]
    in_force: Mapped[int | None]
    """The how-manieth set in force it is; the last one binds what starts."""
    changes: Mapped[JsonObject] = mapped_column(default=dict)
    values: Mapped[JsonObject] = mapped_column(default=dict)
    note: Mapped[Prose] = mapped_column(default="")
    state: Mapped[Code] = mapped_column(default="effective")
    proposed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[Instant]
