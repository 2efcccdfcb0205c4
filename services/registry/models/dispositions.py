"""Dispositions (处置): the points of one determination that got the same grade, and what is done about them (E-33)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.grades import DISPOSED
from services.registry.rules.states import DispositionState
from workflows.models.base import Base, BigInt, Code, Instant, Key, OrgId, Prose, PublicId, one_of

OPEN_FIRST = text("state = 'open' AND parent_id IS NULL")
OPEN_NEXT = text("state = 'open' AND parent_id IS NOT NULL")


class Disposition(Base):
    """A set of points with the same grade. There is one open set for each grade of one determination (R-DSP-7)."""

    __tablename__ = "disposition"
    __table_args__ = (
        one_of("grade", DISPOSED),
        one_of("state", DispositionState),
        CheckConstraint("(state = 'open') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("(state = 'redone') = (redo_id IS NOT NULL)", name="redo"),
        CheckConstraint("downgraded_at IS NULL OR grade = 'fairly'", name="downgraded"),
        Index(
            "ux_disposition_first",
            "submission_id",
            "grade",
            unique=True,
            postgresql_where=OPEN_FIRST,
            sqlite_where=OPEN_FIRST,
        ),
        Index(
            "ux_disposition_next", "parent_id", "grade", unique=True, postgresql_where=OPEN_NEXT, sqlite_where=OPEN_NEXT
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("disposition.id"))
    """The set that was determined anew and split into this one."""
    grade: Mapped[Code]
    state: Mapped[Code]
    downgraded_at: Mapped[datetime | None]
    """When a second failed verification turned it into 基本准确 (R-DSP-2)."""
    redo_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("submission.id"), unique=True)
    """The next round that it has set off."""
    opened_at: Mapped[Instant]
    closed_at: Mapped[datetime | None]


class DispositionPoint(Base):
    """A point of a set."""

    __tablename__ = "disposition_point"

    disposition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("disposition.id"), primary_key=True)
    point_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point.id"), primary_key=True, index=True)


class Improvement(Base):
    """What was done about one point: improved by its owner, or rectified by the unit."""

    __tablename__ = "improvement"
    __table_args__ = (UniqueConstraint("task_id", "point_id"), one_of("kind", ("improve", "rectify")))

    id: Mapped[Key]
    disposition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("disposition.id"), index=True)
    point_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point.id"))
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"))
    kind: Mapped[Code]
    version: Mapped[int]
    note: Mapped[Prose]
    written_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    written_at: Mapped[Instant]


class Verification(Base):
    """The office's check of an improvement."""

    __tablename__ = "verification"

    id: Mapped[Key]
    disposition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("disposition.id"), index=True)
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), unique=True)
    passed: Mapped[bool]
    verified_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    verified_at: Mapped[Instant]


class RectificationNotice(Base):
    """A 限期整改通知书 (T-07) with its deadline; the document bears its number."""

    __tablename__ = "rectification_notice"

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    document_id: Mapped[int] = mapped_column(BigInt, ForeignKey("document.id"), unique=True)
    disposition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("disposition.id"), unique=True)
    issued_at: Mapped[Instant]
    due_at: Mapped[Instant]
    due_rule: Mapped[Code] = mapped_column(default="")
    """The term from the issue on, as the diagram gave it."""


class RectificationReport(Base):
    """The unit's report on a rectification (整改报告)."""

    __tablename__ = "rectification_report"

    id: Mapped[Key]
    disposition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("disposition.id"), unique=True)
    causes: Mapped[Prose]
    written_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    written_at: Mapped[Instant]
