"""Changes of procedures (P15): what is to be published, why, from when, and who decided."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.changes.rules import OPEN, ChangeState
from workflows.models.base import Base, BigInt, Code, Instant, JsonList, Key, Name, OrgId, Prose, PublicId, one_of

_UNDECIDED = ", ".join(f"'{state}'" for state in (ChangeState.REVIEWED, ChangeState.RETURNED, ChangeState.WITHDRAWN))
_ENDED = ", ".join(f"'{state}'" for state in ChangeState if state not in OPEN)


class ProcedureChange(Base):
    """One change: the drafts that it publishes together, its reason, and the two people."""

    __tablename__ = "procedure_change"
    __table_args__ = (
        one_of("state", ChangeState),
        CheckConstraint("approver_id <> editor_id", name="two_people"),
        CheckConstraint(f"state IN ({_UNDECIDED}) OR approver_id IS NOT NULL", name="decided"),
        CheckConstraint("(approver_id IS NULL) = (decided_at IS NULL)", name="decision"),
        CheckConstraint(f"(state IN ({_ENDED})) = (ended_at IS NOT NULL)", name="ended"),
        Index("ix_procedure_change_open", "org_id", "state"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """Also the business key of its process."""
    org_id: Mapped[OrgId]
    state: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")
    document_number: Mapped[Name] = mapped_column(default="")
    """The paper by which the change was ordered."""
    effective_on: Mapped[date | None] = mapped_column(Date)
    """From which day it is in force; None for as soon as it is approved."""
    editor_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    approver_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    rehearsal: Mapped[JsonList] = mapped_column(default=list)
    """What the dry run of its drafts found, one object a process (`services.changes.trials.Trial`)."""
    proposed_at: Mapped[Instant]
    decided_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class ChangedDefinition(Base):
    """One draft of a change, with the digest of what was handed in and the version that it follows."""

    __tablename__ = "changed_definition"
    __table_args__ = (
        Index(
            "uq_changed_definition_open",
            "definition_id",
            unique=True,
            postgresql_where=text("open"),
            sqlite_where=text("open"),
        ),
    )

    change_id: Mapped[int] = mapped_column(BigInt, ForeignKey("procedure_change.id"), primary_key=True)
    definition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"), primary_key=True)
    digest: Mapped[Code]
    base_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_definition.id"))
    """The published version that it was compared with; None for a new procedure."""
    open: Mapped[bool]
    """Whether the change is under way: a draft is part of one open change at most."""
