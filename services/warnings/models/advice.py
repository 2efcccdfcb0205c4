"""纪检监察建议书 (P6e): what discipline advises a unit to do, what the unit answers, what was found."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.advice import OVER, STANCES, VERDICTS, AdviceState
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId, one_of

ENDED = ", ".join(f"'{state}'" for state in OVER)


class SupervisionAdvice(Base):
    """One piece of advice to a unit; its texts lie sealed."""

    __tablename__ = "supervision_advice"
    __table_args__ = (
        one_of("state", AdviceState),
        one_of("stance", ("", *STANCES)),
        one_of("verdict", ("", *VERDICTS)),
        CheckConstraint("(number = '') = (served_at IS NULL)", name="number"),
        CheckConstraint("(served_at IS NULL) = (due_at IS NULL)", name="due"),
        CheckConstraint("served_at IS NULL OR (problems_id IS NOT NULL AND advice_id IS NOT NULL)", name="written"),
        CheckConstraint("served_at IS NULL OR approver_id IS NOT NULL", name="approved"),
        CheckConstraint("(stance = '') = (answer_id IS NULL)", name="answer"),
        CheckConstraint("(answer_id IS NULL) = (replied_at IS NULL)", name="replied"),
        CheckConstraint("late_days >= 0", name="late"),
        CheckConstraint("checked_by_id <> replied_by_id", name="other_checker"),
        CheckConstraint("verdict IN ('', 'missed') OR finding_id IS NOT NULL", name="found"),
        CheckConstraint("verdict <> 'declined' OR stance = 'object'", name="declined"),
        CheckConstraint("(state = 'refused') = (reported_at IS NOT NULL)", name="reported"),
        CheckConstraint(f"(state IN ({ENDED})) = (closed_at IS NOT NULL)", name="closed"),
        Index("ix_supervision_advice_list", "org_id", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """Also the business key of its process."""
    org_id: Mapped[OrgId]
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    state: Mapped[Code]
    problems_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    advice_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    drafted_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    remark_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What the head of discipline said last where he did not agree."""
    approver_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    number: Mapped[Name] = mapped_column(default="")
    """Of the document: 廉建〔2026〕1号."""
    served_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    overdue_at: Mapped[datetime | None]
    stance: Mapped[Code] = mapped_column(default="")
    answer_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What the unit does, or why it objects."""
    replied_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    replied_at: Mapped[datetime | None]
    late_days: Mapped[int] = mapped_column(default=0)
    verdict: Mapped[Code] = mapped_column(default="")
    finding_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    checked_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    checked_at: Mapped[datetime | None]
    record_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What was recorded where the unit had a good reason."""
    reported_at: Mapped[datetime | None]
    """When the superior leader was told."""
    opened_at: Mapped[Instant]
    closed_at: Mapped[datetime | None]
