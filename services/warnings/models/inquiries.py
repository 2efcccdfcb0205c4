"""Inquiries by letter (谈话函询, P6a): what is asked names a field only; every text lies sealed."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.inquiries import DISPOSITIONS, FIELDS, OVER, InquiryState
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId, one_of

SETTLED = ", ".join(f"'{state}'" for state in OVER)


class Inquiry(Base):
    """One inquiry to a person: drafted, approved, answered, reported on, settled."""

    __tablename__ = "inquiry"
    __table_args__ = (
        one_of("state", InquiryState),
        one_of("field", ("", *FIELDS)),
        one_of("disposition", ("", *DISPOSITIONS)),
        CheckConstraint(
            "state = 'drafted' OR state IN ('dropped', 'cancelled', 'transferred') OR field <> ''", name="chosen_field"
        ),
        CheckConstraint("approver_id <> person_id", name="other_approver"),
        CheckConstraint("drafted_by_id <> person_id", name="other_drafter"),
        CheckConstraint("reported_by_id <> person_id", name="other_reporter"),
        CheckConstraint(
            "state NOT IN ('issued', 'replied', 'reported', 'closed', 'warned') OR approver_id IS NOT NULL",
            name="approved",
        ),
        CheckConstraint("(disposition = '') = (report_id IS NULL)", name="report"),
        CheckConstraint("(report_id IS NULL) = (reported_at IS NULL)", name="reported"),
        CheckConstraint("state <> 'closed' OR conclusion_id IS NOT NULL OR record_id IS NOT NULL", name="concluded"),
        CheckConstraint("conclusion_id IS NULL OR disposition = 'believed'", name="believed"),
        CheckConstraint(f"(state IN ({SETTLED})) = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_inquiry_list", "org_id", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """Also the business key of its process."""
    org_id: Mapped[OrgId]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    """The unit of the person, whose head leads his party organisation."""
    head_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    """Who leads it when the letter is issued and is not concerned himself; None: nobody signs (R-INQ-1)."""
    rank: Mapped[Code]
    state: Mapped[Code]
    field: Mapped[Code] = mapped_column(default="")
    concerns_head: Mapped[bool] = mapped_column(default=False)
    """Whether the matter concerns the head of the party organisation: he gets no copy and signs nothing."""
    drafted_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    remark_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What the approver said last where he did not agree."""
    approver_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    approved_at: Mapped[datetime | None]
    disposition: Mapped[Code] = mapped_column(default="")
    report_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """情况报告."""
    reported_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    reported_at: Mapped[datetime | None]
    conclusion_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What the feedback letter says."""
    record_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What was recorded of a talk, a criticism or an inspection."""
    opened_at: Mapped[Instant]
    closed_at: Mapped[datetime | None]


class InquiryLetter(Base):
    """A letter of an inquiry with its reply; there are two at most (R-INQ-1, R-INQ-2)."""

    __tablename__ = "inquiry_letter"
    __table_args__ = (
        UniqueConstraint("inquiry_id", "round"),
        CheckConstraint("round IN (1, 2)", name="round"),
        CheckConstraint("due_at > issued_at", name="due"),
        CheckConstraint("(explanation_id IS NULL) = (replied_at IS NULL)", name="replied"),
        CheckConstraint("late_days >= 0", name="late"),
        CheckConstraint("opinion_id IS NULL OR (replied_at IS NOT NULL AND NOT direct)", name="signed"),
        CheckConstraint("(opinion_id IS NULL) = (signed_at IS NULL)", name="opinion"),
        CheckConstraint("(opinion_id IS NULL) = (signed_by_id IS NULL)", name="signer"),
        CheckConstraint("unsigned_at IS NULL OR signed_at IS NULL", name="unsigned"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    inquiry_id: Mapped[int] = mapped_column(BigInt, ForeignKey("inquiry.id"))
    round: Mapped[int]
    number: Mapped[Name]
    """Of the document: 廉函〔2026〕1号."""
    issued_at: Mapped[Instant]
    due_at: Mapped[Instant]
    overdue_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    """When the days of grace were over without a reply; one that comes later is kept and marked late (R-WARN-6)."""
    explanation_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    replied_at: Mapped[datetime | None]
    late_days: Mapped[int] = mapped_column(default=0)
    """Working days after the deadline; 0 on time."""
    direct: Mapped[bool] = mapped_column(default=False)
    """Whether the reply went past the head of the party organisation."""
    opinion_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    signed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    signed_at: Mapped[datetime | None]
    unsigned_at: Mapped[datetime | None]
    """When the head's time to sign was over: that is his fault, not the person's."""
