"""Tables of risk information (E-48) and of the letters that ask a unit to close a gap (反馈函, E-59)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.information.rules.states import NATURES, OVER, SOURCES, VERDICTS, InformationState
from workflows.models.base import Base, BigInt, Code, Day, Instant, Key, Name, OrgId, PublicId, one_of

CLOSED = ", ".join(f"'{state}'" for state in OVER)


class RiskInformation(Base):
    """One item. What was heard lies sealed; who said it is nowhere asked for."""

    __tablename__ = "risk_information"
    __table_args__ = (
        one_of("source", SOURCES),
        one_of("state", InformationState),
        one_of("verified", ("", *VERDICTS)),
        one_of("nature", ("", *NATURES)),
        UniqueConstraint("org_id", "year", "number"),
        CheckConstraint("handler_id <> person_id", name="other_handler"),
        CheckConstraint("(verified = '') = (verified_at IS NULL)", name="verified_then"),
        CheckConstraint("(verified = '') = (findings_id IS NULL)", name="findings"),
        CheckConstraint("nature <> 'system' OR unit_id IS NOT NULL", name="system"),
        CheckConstraint("nature <> 'personal' OR unit_id IS NOT NULL OR person_id IS NOT NULL", name="personal"),
        CheckConstraint(f"(state IN ({CLOSED})) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(state = 'proposed') = (warning <> '')", name="warning"),
        Index("ix_risk_information_list", "org_id", "state", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """Also the business key of its process."""
    org_id: Mapped[OrgId]
    year: Mapped[int]
    number: Mapped[int]
    source: Mapped[Code]
    heard_on: Mapped[Day]
    field: Mapped[Name]
    """领域."""
    post: Mapped[Name] = mapped_column(default="")
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    handler_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who was assigned; without him discipline inspection handles it."""
    text_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    state: Mapped[Code]
    verified: Mapped[Code] = mapped_column(default="")
    nature: Mapped[Code] = mapped_column(default="")
    repeated: Mapped[bool] = mapped_column(default=False)
    """Whether something about the same subject was heard in the year before."""
    score: Mapped[int | None]
    findings_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    gist_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What is passed on: to the unit in the letter, or to those who assess a warning."""
    registered_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    registered_at: Mapped[Instant]
    verified_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    verified_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    warning: Mapped[Code] = mapped_column(default="")
    """The public id of the warning that it set off."""


class FeedbackLetter(Base):
    """A 反馈函 to a unit whose rules have a gap, and what the unit answered; another round is another row."""

    __tablename__ = "feedback_letter"
    __table_args__ = (
        CheckConstraint("(answered_at IS NULL) = (causes_id IS NULL)", name="answered"),
        CheckConstraint("(answered_at IS NULL) = (measures_id IS NULL)", name="measures"),
        CheckConstraint("answered_at IS NOT NULL OR late_days = 0", name="late"),
        CheckConstraint("accepted IS NULL OR checked_at IS NOT NULL", name="checked"),
    )

    id: Mapped[Key]
    information_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_information.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"))
    sent_at: Mapped[Instant]
    overdue_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    causes_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    measures_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    answered_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    answered_at: Mapped[datetime | None]
    late_days: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[bool | None]
    checked_at: Mapped[datetime | None]
