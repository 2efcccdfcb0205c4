"""What is to happen by itself: timers, reminders, closings, messages. The rows are the truth; Celery only executes."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, Name, OrgId, PublicId, one_of
from workflows.rules.states import DueState

PENDING = text("state = 'pending'")


class DueWork(Base):
    """One thing to do at one instant. `due_at` is application time; `free_at` (lease end, backoff) is wall time."""

    __tablename__ = "due_work"
    __table_args__ = (
        one_of("state", DueState),
        Index("ix_due_work_pending", "due_at", "id", postgresql_where=PENDING, sqlite_where=PENDING),
        Index("ix_due_work_instance", "instance_id", postgresql_where=PENDING, sqlite_where=PENDING),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    kind: Mapped[Code]
    dedupe_key: Mapped[Name] = mapped_column(unique=True)
    due_at: Mapped[Instant]
    instance_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    payload: Mapped[JsonObject]
    """Ids only."""
    state: Mapped[Code]
    attempts: Mapped[int] = mapped_column(default=0)
    lease: Mapped[Code] = mapped_column(default="")
    """Token of the claim that may write the result."""
    free_at: Mapped[datetime | None]
    last_error: Mapped[Code] = mapped_column(default="")
    done_at: Mapped[datetime | None]


class Incident(Base):
    """Something that could not be done by itself and needs a person (R6)."""

    __tablename__ = "incident"
    __table_args__ = (one_of("state", ("open", "resolved")),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    due_work_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("due_work.id"), unique=True)
    node_id: Mapped[Name] = mapped_column(default="")
    cause: Mapped[str] = mapped_column(Text)
    """Name of the error and where it arose; no data of people."""
    state: Mapped[Code] = mapped_column(default="open")
    happened_at: Mapped[Instant]
