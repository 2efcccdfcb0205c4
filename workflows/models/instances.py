"""Process instances, and the engine's rows beside them: one a visit of a token to a node, never a document."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, Name, OrgId, PublicId, one_of
from workflows.rules.states import InstanceState, NodeState


class ProcessInstance(Base):
    """One run of a process. Its row is locked first by every command that moves it."""

    __tablename__ = "process_instance"
    __table_args__ = (
        one_of("state", InstanceState),
        Index("ix_process_instance_list", "org_id", "state", "id"),
        Index("ix_process_instance_business", "org_id", "business_key"),
        CheckConstraint("subject_id IS NULL OR restricted", name="subject"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    definition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"), index=True)
    set_id: Mapped[int] = mapped_column(BigInt, ForeignKey("definition_set.id"))
    parameters_id: Mapped[int] = mapped_column(BigInt, ForeignKey("parameter_set.id"))
    business_key: Mapped[Name]
    title: Mapped[Name]
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    state: Mapped[Code]
    variables: Mapped[JsonObject]
    """Declared variables of the process: ids, outcomes, counters, dates."""
    started_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    started_at: Mapped[Instant]
    ended_at: Mapped[datetime | None]
    end_reason: Mapped[str] = mapped_column(Text, default="")
    restricted: Mapped[bool] = mapped_column(default=False)
    """Not even its existence is known beyond discipline and those who have a part in it (domain §7.1)."""
    subject_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Whom a restricted instance is about: his roles open it to him no more than to others (R-COI-2)."""
    revision: Mapped[int] = mapped_column(default=0)
    """Counts the commands that moved the instance."""
    last_engine_id: Mapped[int] = mapped_column(default=0)
    history_seq: Mapped[int] = mapped_column(default=0)
    history_hash: Mapped[str] = mapped_column(String(64), default="0" * 64)
    """Head of the hash chain over the instance's history."""


class EngineTask(Base):
    """One visit of a token to a node (see `workflows.engine.progress.EngineRow`)."""

    __tablename__ = "engine_task"
    __table_args__ = (
        one_of("state", NodeState),
        Index(
            "ix_engine_task_open",
            "instance_id",
            "path",
            postgresql_where=text("closed_at IS NULL"),
            sqlite_where=text("closed_at IS NULL"),
        ),
    )

    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), primary_key=True)
    engine_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    parent_id: Mapped[int]
    scope_id: Mapped[int]
    path: Mapped[Name]
    process_key: Mapped[Code]
    node_id: Mapped[str] = mapped_column(String(128))
    part: Mapped[Code]
    state: Mapped[Code]
    local: Mapped[JsonObject]
    inner: Mapped[JsonObject]
    variables: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    opened_at: Mapped[Instant]
    closed_at: Mapped[datetime | None]


class InstanceLink(Base):
    """One instance was set off by another: a disposition by a determination, a redo by a talk."""

    __tablename__ = "instance_link"
    __table_args__ = (UniqueConstraint("child_id"),)

    parent_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), primary_key=True)
    child_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), primary_key=True)
    kind: Mapped[Code]


class InstanceRecusal(Base):
    """Somebody takes no part in an instance (回避): for him there is none, whatever his roles are (R-COI-1)."""

    __tablename__ = "instance_recusal"

    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True)
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), primary_key=True)
    since: Mapped[Instant]
