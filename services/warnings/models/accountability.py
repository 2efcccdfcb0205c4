"""Accountability (责任追究, E-55): a case, those who are responsible, how the group voted on each, who was told."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.deeds import FORMS, RESPONSIBILITIES
from services.warnings.rules.ladder import CONDITIONS
from services.warnings.rules.parties import ADDRESSEES, SCOPES
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, Prose, PublicId, one_of


class AccountabilityCase(Base):
    """One case: the proposal with its evidence, and the two who investigate it (R-ACC-1)."""

    __tablename__ = "accountability_case"
    __table_args__ = (
        one_of("condition", (*CONDITIONS, "failed_rectification")),
        CheckConstraint("investigator_id <> second_id", name="two_investigators"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    condition: Mapped[Code]
    evidence_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    proposer_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    proposed_at: Mapped[Instant]
    approver_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    investigator_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    second_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    findings_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))


class ResponsibleParty(Base):
    """A person or unit that is responsible in a case: heard, voted on, decided about, each for itself.

    What stands now differs from what was decided only where an appeal was successful, and is never heavier (R-ACC-5).
    """

    __tablename__ = "responsible_party"
    __table_args__ = (
        one_of("kind", FORMS),
        one_of("responsibility", RESPONSIBILITIES),
        one_of("outcome", ("", "pursue", "supplement", "waive")),
        one_of("bulletin", ("", *SCOPES)),
        UniqueConstraint("case_id", "person_id"),
        CheckConstraint("(kind = 'unit') = (person_id IS NULL)", name="party"),
        CheckConstraint("person_id IS NOT NULL OR unit_id IS NOT NULL", name="somebody"),
        CheckConstraint("heard_at IS NULL OR intended_id IS NOT NULL", name="told"),
        CheckConstraint("heard_at IS NULL OR waived OR statement_id IS NOT NULL", name="statement"),
        CheckConstraint("outcome = '' OR heard_at IS NOT NULL", name="heard"),
        CheckConstraint("decided_at IS NULL OR outcome = 'pursue'", name="decided"),
        CheckConstraint(
            "decided_at IS NULL OR (forms <> '' AND basis <> '' AND decision <> '' AND bulletin <> ''"
            " AND facts_id IS NOT NULL AND decider_id IS NOT NULL AND weight > 0)",
            name="complete",
        ),
        CheckConstraint("decider_id <> person_id", name="other_decider"),
        CheckConstraint("standing_weight <= weight", name="not_heavier"),
        CheckConstraint("served_at IS NULL OR (decided_at IS NOT NULL AND notice_id IS NOT NULL)", name="served"),
        CheckConstraint("(served_at IS NULL) = (appeal_by IS NULL)", name="appeal_by"),
        CheckConstraint("executed_at IS NULL OR served_at IS NOT NULL", name="executed"),
        CheckConstraint("published_at IS NULL OR bulletin <> 'none'", name="published"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    case_id: Mapped[int] = mapped_column(BigInt, ForeignKey("accountability_case.id"), index=True)
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    kind: Mapped[Code]
    """unit, leader or staff: which forms there are (R-ACC-1)."""
    responsibility: Mapped[Code]
    dropped: Mapped[bool] = mapped_column(default=False)
    """A further investigation does not hold it responsible any more."""
    intended_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What it was told to be intended (拟处理意见)."""
    statement_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    waived: Mapped[bool] = mapped_column(default=False)
    heard_at: Mapped[datetime | None]
    outcome: Mapped[Code] = mapped_column(default="")
    base: Mapped[int] = mapped_column(default=0)
    voted: Mapped[int] = mapped_column(default=0)
    approved: Mapped[int] = mapped_column(default=0)
    forms: Mapped[Name] = mapped_column(default="")
    weight: Mapped[int] = mapped_column(default=0)
    """How heavy the forms are together (`rules.parties.weigh_forms`)."""
    facts_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    basis: Mapped[Prose] = mapped_column(default="")
    decision: Mapped[Prose] = mapped_column(default="")
    """What is decided and how it is carried out."""
    adopted: Mapped[Prose] = mapped_column(default="")
    """What of the statement was accepted, and why (陈述申辩采纳情况)."""
    bulletin: Mapped[Code] = mapped_column(default="")
    """Within which scope it is made known; 'none' where the decision does not say so (R-ACC-4)."""
    decider_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    decided_at: Mapped[datetime | None]
    notice_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("warning_notice.id"))
    served_at: Mapped[datetime | None]
    appeal_by: Mapped[date | None] = mapped_column(Date)
    """The last day for an appeal."""
    standing_forms: Mapped[Name] = mapped_column(default="")
    standing_weight: Mapped[int] = mapped_column(default=0)
    executed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]


class AccountabilityVote(Base):
    """How a member of the group voted on a party, or on an appeal, by name (R-GRP-7)."""

    __tablename__ = "accountability_vote"
    __table_args__ = (
        one_of("choice", ("pursue", "waive", "agree", "reject", "supplement")),
        UniqueConstraint("vote_id", "person_id", "item_ref"),
    )

    id: Mapped[Key]
    vote_id: Mapped[int] = mapped_column(BigInt, ForeignKey("vote.id"), index=True)
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    item_ref: Mapped[Code]
    """The public id of the party or the appeal."""
    choice: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")
    cast_at: Mapped[Instant]
    voided: Mapped[bool] = mapped_column(default=False)
    """He was recused afterwards: it counts no more."""


class DecisionCopy(Base):
    """Who got a copy of a decision: personnel, the dossier, the unit (R-ACC-4)."""

    __tablename__ = "decision_copy"
    __table_args__ = (one_of("addressee", ADDRESSEES), UniqueConstraint("party_id", "addressee", "person_id"))

    id: Mapped[Key]
    party_id: Mapped[int] = mapped_column(BigInt, ForeignKey("responsible_party.id"), index=True)
    addressee: Mapped[Code]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    sent_at: Mapped[Instant]
