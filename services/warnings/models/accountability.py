"""Accountability (责任追究, E-55): from a proposal with evidence to a decision of the group and its execution."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.ladder import CONDITIONS
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, Prose, PublicId, one_of


class AccountabilityCase(Base):
    """One case; nothing is decided before the statement was heard or waived (R-ACC-2)."""

    __tablename__ = "accountability_case"
    __table_args__ = (
        one_of("condition", (*CONDITIONS, "failed_rectification")),
        one_of("outcome", ("", "pursue", "supplement", "waive")),
        CheckConstraint("investigator_id <> second_id", name="two_investigators"),
        CheckConstraint("outcome = '' OR heard_at IS NOT NULL", name="heard"),
        CheckConstraint("decided_at IS NULL OR outcome = 'pursue'", name="decided"),
        CheckConstraint("heard_at IS NULL OR waived OR statement_id IS NOT NULL", name="statement"),
        CheckConstraint("executed_at IS NULL OR decided_at IS NOT NULL", name="executed"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    condition: Mapped[Code]
    evidence_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    proposed_at: Mapped[Instant]
    investigator_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    second_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    responsibility: Mapped[Code] = mapped_column(default="")
    findings_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    intended_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What was told to be intended (拟处理意见)."""
    statement_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    waived: Mapped[bool] = mapped_column(default=False)
    heard_at: Mapped[datetime | None]
    outcome: Mapped[Code] = mapped_column(default="")
    round: Mapped[int] = mapped_column(default=1)
    """Of votes; another begins where one came to no decision."""
    base: Mapped[int] = mapped_column(default=0)
    voted: Mapped[int] = mapped_column(default=0)
    approved: Mapped[int] = mapped_column(default=0)
    forms: Mapped[Name] = mapped_column(default="")
    decision: Mapped[Prose] = mapped_column(default="")
    decided_at: Mapped[datetime | None]
    executed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class AccountabilityVote(Base):
    """How a member of the group voted on a case, by name (R-GRP-7)."""

    __tablename__ = "accountability_vote"
    __table_args__ = (
        one_of("choice", ("pursue", "supplement", "waive")),
        UniqueConstraint("case_id", "round", "person_id"),
    )

    id: Mapped[Key]
    case_id: Mapped[int] = mapped_column(BigInt, ForeignKey("accountability_case.id"), index=True)
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    round: Mapped[int]
    choice: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")
    cast_at: Mapped[Instant]
