"""Appeals (申诉, E-56) against decisions of accountability, and what stood after each decision. Rows are only added."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.appeals import RESULTS, STATES
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, Prose, PublicId, one_of


class DecisionAppeal(Base):
    """The one appeal that there is against a decision (R-ACC-5, R-ACC-6).

    `weight_before` is how heavy the decision was; what comes out is never heavier. `investigator_id`, `second_id` and
    `issuer_id` are those who made the decision: none of them examines the appeal.
    """

    __tablename__ = "decision_appeal"
    __table_args__ = (
        one_of("state", STATES),
        one_of("result", ("", *RESULTS)),
        one_of("outcome", ("", "agree", "supplement", "reject")),
        CheckConstraint("weight_after <= weight_before", name="not_heavier"),
        CheckConstraint("result <> 'upheld' OR weight_after = weight_before", name="upheld"),
        CheckConstraint("result <> 'changed' OR (weight_after < weight_before AND weight_after > 0)", name="changed"),
        CheckConstraint("result <> 'revoked' OR weight_after = 0", name="revoked"),
        CheckConstraint("(result = '') = (weight_after IS NULL)", name="weighed"),
        CheckConstraint("(state = 'refused') = (refused_at IS NOT NULL)", name="refused"),
        CheckConstraint("(refused_at IS NULL) = (refused_by_id IS NULL)", name="refused_by"),
        CheckConstraint("late OR state <> 'refused'", name="refused_late"),
        CheckConstraint("NOT late OR state IN ('filed', 'refused')", name="late"),
        CheckConstraint("late = (due_at IS NULL)", name="due"),
        CheckConstraint("(state = 'decided') = (decided_at IS NOT NULL)", name="decided"),
        CheckConstraint("decided_at IS NULL OR (outcome = 'agree' AND result <> '')", name="voted"),
        CheckConstraint("(reviewer_id IS NULL) = (result = '')", name="reviewed"),
        CheckConstraint(
            "reviewer_id <> investigator_id AND reviewer_id <> second_id AND reviewer_id <> issuer_id"
            " AND reviewer_id <> filed_by_id",
            name="other_reviewer",
        ),
        CheckConstraint("decider_id <> issuer_id AND decider_id <> filed_by_id", name="other_decider"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    party_id: Mapped[int] = mapped_column(BigInt, ForeignKey("responsible_party.id"), unique=True)
    state: Mapped[Code]
    filed_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    filed_at: Mapped[Instant]
    reasons_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    appeal_by: Mapped[date] = mapped_column(Date)
    late: Mapped[bool]
    due_at: Mapped[datetime | None]
    """Until when it is to be decided; none for one that came late."""
    investigator_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    second_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    issuer_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    refusal: Mapped[Prose] = mapped_column(default="")
    refused_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    refused_at: Mapped[datetime | None]
    reviewer_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    review_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    result: Mapped[Code] = mapped_column(default="")
    forms: Mapped[Name] = mapped_column(default="")
    weight_before: Mapped[int]
    weight_after: Mapped[int | None]
    outcome: Mapped[Code] = mapped_column(default="")
    """What the group made of the proposed result."""
    base: Mapped[int] = mapped_column(default=0)
    voted: Mapped[int] = mapped_column(default=0)
    approved: Mapped[int] = mapped_column(default=0)
    ruling_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """The decision on the appeal, in words."""
    decider_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]


class DecisionChange(Base):
    """What stood against a party from an instant on: the decision itself, then what an appeal made of it.

    The database refuses to change or delete these rows (R-ACC-5: the history is kept).
    """

    __tablename__ = "decision_change"
    __table_args__ = (one_of("kind", ("decided", *RESULTS)), CheckConstraint("weight >= 0", name="weight"))

    id: Mapped[Key]
    party_id: Mapped[int] = mapped_column(BigInt, ForeignKey("responsible_party.id"), index=True)
    appeal_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("decision_appeal.id"))
    kind: Mapped[Code]
    forms: Mapped[Name]
    weight: Mapped[int]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    at: Mapped[Instant]
