"""Parameters of an organisation: numbered sets that never change; an instance keeps its own (R-GOV-3)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, OrgId, Prose, one_of


class ParameterSet(Base):
    """All values that hold together, `group.name` → entry: proposed by one account, put in force by another."""

    __tablename__ = "parameter_set"
    __table_args__ = (
        UniqueConstraint("org_id", "number"),
        one_of("state", ("proposed", "effective", "rejected")),
        CheckConstraint("proposed_by_id IS NULL OR decided_by_id <> proposed_by_id", name="two_people"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    number: Mapped[int]
    values: Mapped[JsonObject]
    note: Mapped[Prose] = mapped_column(default="")
    state: Mapped[Code] = mapped_column(default="effective")
    proposed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    decided_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]
    created_at: Mapped[Instant]
