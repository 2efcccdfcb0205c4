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
    written_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    due_at: Mapped[datetime | None]
    received_at: Mapped[Instant]
    late_days: Mapped[int]
    """Working days after the deadline; 0 on time."""
    verified: Mapped[bool | None]
    verified_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
