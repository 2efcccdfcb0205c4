"""What the warned write (E-50): 书面回告, 书面检查, 整改报告."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, PublicId, one_of

KINDS = ("reply", "examination", "report")


class ReplyLetter(Base):
    """One letter: causes and measures lie sealed; how late it came, and what its check said."""

    __tablename__ = "reply_letter"
    __table_args__ = (
        one_of("kind", KINDS),
        CheckConstraint("late_days >= 0", name="late"),
        CheckConstraint("(verified IS NULL) = (verified_at IS NULL)", name="verified"),
        CheckConstraint("verified_by_id <> written_by_id", name="two_people"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    kind: Mapped[Code]
    causes_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    measures_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    progress_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """Which measures are done, and when; the rows as JSON."""
    evidence_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """Names of what proves it, one a line (佐证清单)."""
    document_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("document.id"), unique=True)
    """The letter as a document (T-11)."""
    written_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    received_at: Mapped[Instant]
    late_days: Mapped[int]
    """Working days after the deadline; 0 on time."""
    verified: Mapped[bool | None]
    verified_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]


class MissedReply(Base):
    """A letter that had not come when grace was over; it may still be filed, and is marked late (R-WARN-6)."""

    __tablename__ = "missed_reply"
    __table_args__ = (one_of("kind", KINDS),)

    id: Mapped[Key]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    kind: Mapped[Code]
    due_at: Mapped[Instant]
    missed_at: Mapped[Instant]
    letter_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("reply_letter.id"), unique=True)
    """The late letter."""
