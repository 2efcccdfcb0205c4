"""Correction orders (责令整改, E-53)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Prose, PublicId, one_of

STATES = ("issued", "passed", "failed", "failed_twice")


class CorrectionOrder(Base):
    """One order: its deadline, the one extension, the inspection by somebody who did not issue it."""

    __tablename__ = "correction_order"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("redo_no IN (0, 1)", name="redo"),
        CheckConstraint("inspector_id <> author_id", name="other_inspector"),
        CheckConstraint("extended_at < first_due_at", name="extended"),
        CheckConstraint("(extended_at IS NULL) = (first_due_at IS NULL)", name="extension"),
        CheckConstraint("state <> 'failed_twice' OR redo_no = 1", name="failed_twice"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    state: Mapped[Code]
    author_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who approved the order."""
    due_at: Mapped[datetime | None]
    """Known from service on."""
    due_since: Mapped[datetime | None]
    """When its present term began: with its service, or with the second order."""
    due_rule: Mapped[Code] = mapped_column(default="")
    """The term, as it was set: a duration or a parameter."""
    extended_by: Mapped[Code] = mapped_column(default="")
    """The extension of the present term, '' without one."""
    first_due_at: Mapped[datetime | None]
    """The deadline before the extension."""
    extended_at: Mapped[datetime | None]
    redo_no: Mapped[int] = mapped_column(default=0)
    inspector_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    inspected_at: Mapped[datetime | None] = mapped_column(index=True)
    issued_at: Mapped[Instant]
    published_at: Mapped[datetime | None]
    published: Mapped[Prose] = mapped_column(default="")
    """What was made known of the result (通报整改结果)."""
