"""Warnings (预警, E-49), what happened to each, and the notices that were issued on it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.states import OVER, SHINING, Colour, WarningState
from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, Prose, PublicId, one_of


def _listed(states: tuple[WarningState, ...]) -> str:
    return ", ".join(f"'{state}'" for state in states)


class RiskWarning(Base):
    """One warning about a person or a unit. The signal shines from the first notice until the warning is closed."""

    __tablename__ = "warning"
    __table_args__ = (
        one_of("colour", Colour),
        one_of("state", WarningState),
        one_of("rank", ("staff", "head", "unit", "leader", "top")),
        one_of("adjustment", ("", "propose", "none")),
        UniqueConstraint("org_id", "year", "number"),
        CheckConstraint("(rank = 'unit') = (person_id IS NULL)", name="subject"),
        CheckConstraint("person_id IS NOT NULL OR unit_id IS NOT NULL", name="somebody"),
        CheckConstraint("(year IS NULL) = (number IS NULL)", name="number"),
        CheckConstraint("rung IS NULL OR rung BETWEEN 1 AND 4", name="rung"),
        CheckConstraint("proposed_rung IS NULL OR proposed_rung BETWEEN 1 AND 4", name="proposed_rung"),
        CheckConstraint(f"(state IN ({_listed(SHINING)})) = (colour <> 'green')", name="shining"),
        CheckConstraint("colour = 'green' OR (number IS NOT NULL AND rung IS NOT NULL)", name="issued"),
        CheckConstraint("colour = 'green' OR approver_id IS NOT NULL", name="approved"),
        CheckConstraint("approver_id <> person_id", name="other_approver"),
        CheckConstraint(f"(state IN ({_listed(OVER)})) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("state <> 'closed' OR closing_note <> ''", name="closing_note"),
        Index("ix_warning_board", "org_id", "state"),
        Index("ix_warning_closed", "org_id", "closed_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """Also the business key of its process."""
    org_id: Mapped[OrgId]
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    """The warned unit, or the unit in whose staff list the person stood."""
    rank: Mapped[Code]
    source: Mapped[Code]
    earlier_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("warning.id"))
    """The last warning of the same subject, where this one shows a recurrence."""
    year: Mapped[int | None]
    number: Mapped[int | None]
    """〔2026〕3号; given with the first notice, without gaps."""
    colour: Mapped[Code]
    colour_since: Mapped[Instant]
    rung: Mapped[int | None]
    """The rung that was decided on."""
    state: Mapped[Code]
    proposed_colour: Mapped[Code] = mapped_column(default="")
    proposed_rung: Mapped[int | None]
    restored_colour: Mapped[Code] = mapped_column(default="")
    """The colour before the last rise: a proposal that is returned to the reply gives it back (R-WARN-7)."""
    returned: Mapped[bool] = mapped_column(default=False)
    """Whether a proposal was returned to the reply; that is possible once (R-WARN-7)."""
    measure: Mapped[Name] = mapped_column(default="")
    """What the profile calls the rung."""
    clue_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    facts_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    items_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What an order demands to be put right, one item a line (整改事项)."""
    standard_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """By what its inspection judges (验收标准)."""
    basis: Mapped[Prose] = mapped_column(default="")
    conditions: Mapped[Name] = mapped_column(default="")
    """Those of the five that hold, blank-separated (R-WARN-3)."""
    term: Mapped[Code] = mapped_column(default="")
    """The term of a correction order that the approver set; '' for the usual one."""
    delegated: Mapped[bool] = mapped_column(default=False)
    """Whether the decision lets the person's own leader hold the admonition talk (R-TALK-1)."""
    proposed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """None: the house itself proposed it, because a deadline had passed (R-DSP-6)."""
    origin: Mapped[str | None] = mapped_column(String(200), unique=True)
    """The fact of another procedure that it follows from: one warning for each."""
    adjustment: Mapped[Code] = mapped_column(default="")
    """Whether closing it asks for the linked risk to be looked at anew (R-WARN-10): '', propose, none."""
    approver_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    approved_at: Mapped[datetime | None]
    opened_at: Mapped[Instant]
    closed_at: Mapped[datetime | None]
    closing_note: Mapped[Prose] = mapped_column(default="")


class WarningLink(Base):
    """A risk item that a warning is about: a list of a unit, a risk point; named by its wing, which alone knows it."""

    __tablename__ = "warning_link"
    __table_args__ = (one_of("kind", ("submission", "risk_point")), UniqueConstraint("warning_id", "kind", "ref"))

    id: Mapped[Key]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    kind: Mapped[Code]
    ref: Mapped[Code]
    """Its public id."""
    label: Mapped[Name]
    """What it was called when the warning began."""


class WarningEvent(Base):
    """Something that happened to a warning, and how it stood afterwards. Rows are only added."""

    __tablename__ = "warning_event"
    __table_args__ = (
        one_of("colour", Colour),
        one_of("state", WarningState),
        Index("ix_warning_event_kind", "kind", "at"),
    )

    id: Mapped[Key]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    instance_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    kind: Mapped[Code]
    rule: Mapped[Code]
    colour: Mapped[Code]
    rung: Mapped[int | None]
    state: Mapped[Code]
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who did it; None where it happened by itself."""
    at: Mapped[Instant]


class WarningNotice(Base):
    """A paper on a warning (T-08, T-09, T-10, T-12), and how it was served; its number is that of its document."""

    __tablename__ = "warning_notice"
    __table_args__ = (
        one_of("document", ("T-08", "T-09", "T-10", "T-12")),
        CheckConstraint("rung BETWEEN 1 AND 4", name="rung"),
        CheckConstraint("served_at IS NULL OR served_at >= issued_at", name="served"),
        CheckConstraint("served_at IS NOT NULL OR NOT deemed", name="deemed"),
        Index("ix_warning_notice_served", "org_id", "served_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """What its document is about: one that is issued again for the same notice is its next version."""
    org_id: Mapped[OrgId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    document: Mapped[Code]
    document_id: Mapped[int] = mapped_column(BigInt, ForeignKey("document.id"), unique=True)
    rung: Mapped[int]
    measure: Mapped[Name]
    issued_at: Mapped[Instant]
    served_at: Mapped[datetime | None]
    """When deadlines began to run (R-WARN-4)."""
    deemed: Mapped[bool] = mapped_column(default=False)
    """Whether it was not acknowledged in time and therefore counts as served."""
