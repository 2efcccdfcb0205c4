"""Tasks: the work in people's inboxes; who may do it; what was typed so far; copies and comments."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import (
    Base,
    BigInt,
    Code,
    Instant,
    JsonList,
    JsonObject,
    Key,
    Name,
    OrgId,
    Prose,
    PublicId,
    one_of,
)
from workflows.rules.states import ConsultationState, TaskState

OPEN = text("state = 'open'")


class Task(Base):
    """Work for one person, or one seat of a vote (`seat` > 0). Completed tasks never change (R-TASK-4)."""

    __tablename__ = "task"
    __table_args__ = (
        UniqueConstraint("instance_id", "engine_id", "seat"),
        one_of("state", TaskState),
        CheckConstraint("(state = 'completed') = (completed_at IS NOT NULL)", name="completed"),
        Index("ix_task_open_instance", "instance_id", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_task_due", "due_at", postgresql_where=OPEN, sqlite_where=OPEN),
        Index("ix_task_done", "completed_by_id", "completed_at"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    engine_id: Mapped[int]
    scope_id: Mapped[int] = mapped_column(default=0)
    """The call whose variables the node reads; 0 for those of the process itself."""
    path: Mapped[Name] = mapped_column(default="")
    """Where its token stands (see `workflows.engine.progress.EngineRow`)."""
    seat: Mapped[int] = mapped_column(default=0)
    process_key: Mapped[Code]
    node_id: Mapped[str] = mapped_column(String(128))
    name: Mapped[Name]
    state: Mapped[Code]
    vacant: Mapped[bool] = mapped_column(default=False)
    """Nobody matched its owner rule: it waits in the office's inbox, marked 无人可派 (R-TASK-1)."""
    claimed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    member: Mapped[JsonObject] = mapped_column(default=dict)
    """For whom or what a multi-instance was opened."""
    object_type: Mapped[Code] = mapped_column(default="")
    object_ref: Mapped[Code] = mapped_column(default="")
    """The panel, meeting or ballot that the task belongs to, by its public id."""
    opened_at: Mapped[Instant]
    due_at: Mapped[datetime | None]
    due_rule: Mapped[Code] = mapped_column(default="")
    completed_at: Mapped[datetime | None]
    completed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    on_behalf_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """The principal whose substitute completed it."""
    outcome: Mapped[Code] = mapped_column(default="")
    outcome_label: Mapped[Name] = mapped_column(default="")
    opinion: Mapped[Prose] = mapped_column(default="")
    voided: Mapped[bool] = mapped_column(default=False)
    """Another's return has made this outcome void (因退回失效, R-RET-1); what was said stays as it is."""
    drafted: Mapped[bool] = mapped_column(default=False)
    """Somebody has kept a draft, which goes when the task does."""
    set_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("definition_set.id"))
    """The versions under which it was closed, where the instance has gone on under others since."""
    adviser_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Whose advice its owner waits for (委派): meanwhile nobody completes it, and its clock stands."""
    answers: Mapped[JsonObject] = mapped_column(default=dict)
    """Accepted answers of forms that no handler takes into tables of its own."""


class Candidate(Base):
    """A person who may do a task, and the path by which the owner rule led to him (R-TASK-1)."""

    __tablename__ = "candidate"
    __table_args__ = (
        Index(
            "ix_candidate_inbox",
            "person_id",
            postgresql_where=text("open"),
            sqlite_where=text("open = 1"),
        ),
    )

    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True)
    open: Mapped[bool] = mapped_column(default=True)
    """Mirrors the task's state, so that an inbox costs what is in it and not what was."""
    advising: Mapped[bool] = mapped_column(default=False)
    """He may not do it: he is, or was, asked for advice about it."""
    path: Mapped[JsonList]
    """Rule, unit and so on, from the diagram's words to the person."""


class TaskConsultation(Base):
    """A question of a task's owner to somebody else (委派): the advice comes back, the task stays the owner's."""

    __tablename__ = "task_consultation"
    __table_args__ = (
        one_of("state", ConsultationState),
        CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended"),
        CheckConstraint("(state = 'answered') = (advice <> '')", name="advice"),
        Index(
            "uq_task_consultation_open",
            "task_id",
            unique=True,
            postgresql_where=OPEN,
            sqlite_where=OPEN,
        ),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), index=True)
    owner_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    adviser_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[Instant]
    state: Mapped[Code]
    advice: Mapped[str] = mapped_column(Text, default="")
    ended_at: Mapped[datetime | None]
    held: Mapped[JsonList] = mapped_column(default=list)
    """Ids of due work (its reminder, the timers on its border) that waits until the task is back."""


class TaskDraft(Base):
    """What somebody typed into a form and has not sent; sealed, for it may be a vote or a talk."""

    __tablename__ = "task_draft"

    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    revision: Mapped[int]
    """How often it was saved."""
    saved_at: Mapped[Instant]


class TaskCopy(Base):
    """An instance shown to somebody for information (抄送)."""

    __tablename__ = "task_copy"
    __table_args__ = (UniqueConstraint("instance_id", "person_id"), Index("ix_task_copy_reader", "person_id", "id"))

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    sent_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    sent_at: Mapped[Instant]
    read_at: Mapped[datetime | None]


class TaskComment(Base):
    """A remark beside the decision; it moves nothing."""

    __tablename__ = "task_comment"

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), index=True)
    author_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    text: Mapped[str] = mapped_column(Text)
    written_at: Mapped[Instant]
