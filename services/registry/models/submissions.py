"""Submissions (报送): the list of one unit's points in one round, with everything said about it (E-24, E-26)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.states import CheckState, SubmissionState
from workflows.models.base import (
    Base,
    BigInt,
    Code,
    Day,
    Instant,
    JsonObject,
    Key,
    Name,
    OrgId,
    Prose,
    PublicId,
    one_of,
)

ROOT_IN_FORCE = text("parent_id IS NULL AND state NOT IN ('withdrawn', 'cancelled')")
IN_FORCE = text("restored_at IS NULL")


class Submission(Base):
    """One round of finding of one unit in one cycle; a redo (重新查找) has the round before it as parent."""

    __tablename__ = "submission"
    __table_args__ = (
        one_of("state", SubmissionState),
        CheckConstraint("(parent_id IS NULL) = (round = 1)", name="round"),
        Index(
            "ux_submission_cycle",
            "org_id",
            "unit_id",
            "cycle",
            unique=True,
            postgresql_where=ROOT_IN_FORCE,
            sqlite_where=ROOT_IN_FORCE,
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    cycle: Mapped[int]
    """The year (年度)."""
    round: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    state: Mapped[Code]
    list_digest: Mapped[Code] = mapped_column(default="")
    """Digest of the list as the head last confirmed it."""
    ballot_digest: Mapped[Code] = mapped_column(default="")
    """Digest of the list that the people have voted on, with what the unit changed in answer (R-MASS-6)."""
    handed_in_at: Mapped[datetime | None]
    """When the last leader signed; None while the list is with the unit."""
    opened_at: Mapped[Instant]
    due_at: Mapped[datetime | None]
    """Until when a redo is to be submitted."""


class SubmissionItem(Base):
    """A point on the list of a submission."""

    __tablename__ = "submission_item"
    __table_args__ = (UniqueConstraint("submission_id", "point_id"),)

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"))
    point_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point.id"), index=True)
    position: Mapped[int]
    shared_at: Mapped[datetime | None]
    """Since when the unit sees it: the end of the stage that found it."""


class Removal(Base):
    """A point taken off the list (剔除清单): never without a reason, and in force until it is put back (R-RET-2)."""

    __tablename__ = "removal"
    __table_args__ = (
        CheckConstraint("length(reason) >= 10", name="reason"),
        Index("ux_removal_item", "item_id", unique=True, postgresql_where=IN_FORCE, sqlite_where=IN_FORCE),
    )

    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission_item.id"))
    reason: Mapped[Prose]
    removed_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    removed_at: Mapped[Instant]
    confirmed_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """The head who confirmed it."""
    restored_at: Mapped[datetime | None]


class SelfCheck(Base):
    """How a post holder answered 自己找: with points, or with 无风险点 and a reason (R-SELF-1)."""

    __tablename__ = "self_check"
    __table_args__ = (
        UniqueConstraint("submission_id", "post_id", "person_id", "attempt"),
        one_of("state", CheckState),
        CheckConstraint("(state = 'found') = (reason = '')", name="reason"),
        CheckConstraint("(state IN ('found', 'declared')) = (decided_by_id IS NULL)", name="decided"),
        CheckConstraint("decided_by_id <> person_id", name="two_people"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"))
    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("post.id"))
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """None where the post was vacant and the office answered."""
    attempt: Mapped[int]
    state: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")
    decided_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), unique=True)
    answered_at: Mapped[Instant]


class UnitMeeting(Base):
    """The unit's meeting on its list (集中汇报、民主讨论)."""

    __tablename__ = "unit_meeting"

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), unique=True)
    held_on: Mapped[Day]
    attendees: Mapped[Name]
    minutes: Mapped[Prose]
    recorded_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    recorded_at: Mapped[Instant]


class ItemTally(Base):
    """What the people said about an item in one ballot, and what the unit answered if it failed (R-MASS-6)."""

    __tablename__ = "item_tally"
    __table_args__ = (
        UniqueConstraint("item_id", "vote_id"),
        one_of("action", ("", "revise", "justify")),
        CheckConstraint("action = '' OR NOT passed", name="failed"),
        CheckConstraint("(action = 'justify') = (justification <> '')", name="justification"),
    )

    id: Mapped[Key]
    item_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission_item.id"))
    vote_id: Mapped[int] = mapped_column(BigInt, ForeignKey("vote.id"), index=True)
    passed: Mapped[bool]
    counts: Mapped[JsonObject]
    action: Mapped[Code] = mapped_column(default="")
    justification: Mapped[Prose] = mapped_column(default="")
