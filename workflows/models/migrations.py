"""Moving running instances to another version: what was proposed and approved, and what became of each instance."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonList, JsonObject, Key, OrgId, Prose, PublicId, one_of
from workflows.rules.states import BatchState, MigrationState


class MigrationBatch(Base):
    """Instances of one version that one account wants to move to another version, and another account lets go."""

    __tablename__ = "migration_batch"
    __table_args__ = (
        one_of("state", BatchState),
        CheckConstraint("decided_by_id <> proposed_by_id", name="two_people"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        Index("ix_migration_batch_to", "to_id", "id"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    from_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"))
    to_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"))
    set_id: Mapped[int] = mapped_column(BigInt, ForeignKey("definition_set.id"))
    """The versions that they are to run on, bound when it was proposed."""
    mapping: Mapped[JsonList]
    """Old node ids to new ones: `{process, old, new}`."""
    chosen: Mapped[JsonObject]
    """By which filter the instances were found."""
    note: Mapped[Prose]
    state: Mapped[Code]
    proposed_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("account.id"))
    proposed_at: Mapped[Instant]
    decided_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    decided_at: Mapped[datetime | None]


class InstanceMigration(Base):
    """One instance of a batch: what became of it, and what puts it back."""

    __tablename__ = "instance_migration"
    __table_args__ = (
        UniqueConstraint("batch_id", "instance_id"),
        one_of("state", MigrationState),
        CheckConstraint("(state IN ('migrated', 'returned')) = (from_set_id IS NOT NULL)", name="from_set"),
        CheckConstraint("(state = 'pending') = (done_at IS NULL)", name="done"),
    )

    id: Mapped[Key]
    batch_id: Mapped[int] = mapped_column(BigInt, ForeignKey("migration_batch.id"))
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    state: Mapped[Code]
    reasons: Mapped[JsonList] = mapped_column(default=list)
    """Why it stayed: code, process, node and sentence of each finding."""
    from_set_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("definition_set.id"))
    before: Mapped[JsonObject] = mapped_column(default=dict)
    """What was renamed: it puts the instance back."""
    revision: Mapped[int | None]
    """The instance's revision after its move: while it has not changed the instance can go back."""
    done_at: Mapped[datetime | None]
