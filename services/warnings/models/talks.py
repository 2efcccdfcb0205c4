"""Admonition talks (诫勉谈话, E-51): what was said lies sealed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, PublicId, one_of

STATES = ("arranged", "recorded", "signed", "refused")


class AdmonitionTalk(Base):
    """One talk of two talkers with the warned person, or the head of the warned unit."""

    __tablename__ = "admonition_talk"
    __table_args__ = (
        one_of("state", STATES),
        CheckConstraint("talker_id <> recorder_id", name="two_talkers"),
        CheckConstraint("talked_id <> talker_id AND talked_id <> recorder_id", name="other"),
        CheckConstraint("(state = 'arranged') = (reason_id IS NULL)", name="recorded"),
        CheckConstraint("reason_id IS NULL OR (problems_id IS NOT NULL AND demands_id IS NOT NULL)", name="complete"),
        CheckConstraint("(state IN ('signed', 'refused')) = (settled_at IS NOT NULL)", name="settled"),
        UniqueConstraint("warning_id", "arranged_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    state: Mapped[Code]
    talker_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    recorder_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    talked_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    place: Mapped[Name]
    decided_at: Mapped[Instant]
    arranged_at: Mapped[Instant]
    held_on: Mapped[date | None] = mapped_column(Date)
    reason_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    explanation_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    problems_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    demands_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    remark_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What the talked-to says to the record when he signs it."""
    settled_at: Mapped[datetime | None] = mapped_column(index=True)


class CounselTalk(Base):
    """A talk below the ladder (rung 0): no signal, no colour; what was said lies sealed (P6)."""

    __tablename__ = "counsel_talk"
    __table_args__ = (CheckConstraint("talked_id <> talker_id", name="other"),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), unique=True)
    measure: Mapped[Name]
    """What the profile calls it: 谈心疏导, 打招呼提醒."""
    talker_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    talked_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    held_on: Mapped[date] = mapped_column(Date)
    place: Mapped[Name]
    content_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    response_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    document_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("document.id"), unique=True)
    """Its record (T-22)."""
