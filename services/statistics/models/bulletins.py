"""Bulletins (预警通报, E-44): what is made known of the warnings of a period."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Day, Instant, JsonObject, Key, OrgId, Prose, PublicId, one_of

STATES = ("draft", "submitted", "published", "cancelled")


class Bulletin(Base):
    """One bulletin: the figures as they were frozen, what the office writes to them, who approved, its number."""

    __tablename__ = "bulletin"
    __table_args__ = (
        one_of("state", STATES),
        UniqueConstraint("org_id", "year", "number"),
        CheckConstraint("first_on <= last_on", name="period"),
        CheckConstraint("(year IS NULL) = (number IS NULL)", name="number"),
        CheckConstraint("(state = 'published') = (published_at IS NOT NULL)", name="published"),
        CheckConstraint("state <> 'published' OR (number IS NOT NULL AND approver_id IS NOT NULL)", name="approved"),
        CheckConstraint("approver_id <> drafter_id", name="two_people"),
        CheckConstraint("NOT named OR naming_reason <> ''", name="naming"),
        Index("ix_bulletin_published", "org_id", "published_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """Also the business key of its process."""
    org_id: Mapped[OrgId]
    first_on: Mapped[Day]
    last_on: Mapped[Day]
    state: Mapped[Code]
    year: Mapped[int | None]
    number: Mapped[int | None]
    """That of its document: given with publication, without gaps."""
    figures: Mapped[JsonObject] = mapped_column(default=dict)
    """Counts and cases as they stood when they were frozen; people by id only."""
    frozen_at: Mapped[datetime | None]
    situation: Mapped[Prose] = mapped_column(default="")
    problems: Mapped[Prose] = mapped_column(default="")
    demands: Mapped[Prose] = mapped_column(default="")
    named: Mapped[bool] = mapped_column(default=False)
    """Whether it is proposed, and with publication approved, that people are named (domain §7.1)."""
    naming_reason: Mapped[Prose] = mapped_column(default="")
    drafter_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    approver_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    opened_at: Mapped[Instant]
    published_at: Mapped[datetime | None]
