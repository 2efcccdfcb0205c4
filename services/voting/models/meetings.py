"""The collective determination: a meeting, its sittings, its motions, who was there and how each voted (named)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, Prose, PublicId, one_of


class Meeting(Base):
    """A matter before the group: all sittings about one list of points."""

    __tablename__ = "meeting"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    submission_ref: Mapped[Code] = mapped_column(index=True)
    panel_ref: Mapped[Code]
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    """The assessed unit."""


class MeetingMember(Base):
    """A member of the group when the matter came before it."""

    __tablename__ = "meeting_member"

    meeting_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True)
    chair: Mapped[bool]


class Sitting(Base):
    """One time that the group sits about the matter; postponed motions come back in the next."""

    __tablename__ = "meeting_sitting"
    __table_args__ = (
        UniqueConstraint("meeting_id", "number"),
        one_of("state", ("convened", "open", "closed")),
        CheckConstraint("(state = 'convened') = (opened_at IS NULL)", name="opened"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting.id"))
    number: Mapped[int]
    state: Mapped[Code] = mapped_column(default="convened")
    held_at: Mapped[datetime | None]
    place: Mapped[Name] = mapped_column(default="")
    presiding_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who presides in the chair's absence."""
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]


class Attendance(Base):
    """Whether a member was there; an absent one's opinion is filed and not counted (R-GRP-6)."""

    __tablename__ = "meeting_attendance"

    sitting_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting_sitting.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True)
    present: Mapped[bool]
    opinion: Mapped[Prose] = mapped_column(default="")


class Motion(Base):
    """One point with the grade that is proposed for it; differing from the experts needs a reason (R-GRP-5)."""

    __tablename__ = "meeting_motion"
    __table_args__ = (
        UniqueConstraint("meeting_id", "ref"),
        CheckConstraint("grade = expert_grade OR reason <> ''", name="reason"),
        CheckConstraint("rectify_days IS NULL OR grade = 'basically'", name="rectify_days"),
    )

    id: Mapped[Key]
    meeting_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting.id"))
    ref: Mapped[Code]
    label: Mapped[Name]
    expert_grade: Mapped[Code] = mapped_column(default="")
    grade: Mapped[Code] = mapped_column(default="")
    reason: Mapped[Prose] = mapped_column(default="")
    rectify_days: Mapped[int | None]
    """Calendar days that the determination gives for a rectification, where they are not the usual (R-DSP-3)."""
    result: Mapped[Code] = mapped_column(default="")
    """The determined grade; '' until it passes."""


class MeetingRecusal(Base):
    """A member who has no vote on a motion and is not in its base (R-GRP-3)."""

    __tablename__ = "meeting_recusal"
    __table_args__ = (
        UniqueConstraint("motion_id", "person_id"),
        one_of("cause", ("head", "owner", "declared")),
        CheckConstraint("cause <> 'declared' OR reason <> ''", name="reason"),
    )

    id: Mapped[Key]
    motion_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting_motion.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    cause: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")


class MeetingVote(Base):
    """How a member voted on a motion in a sitting; never changed, only voided by a later recusal."""

    __tablename__ = "meeting_vote"
    __table_args__ = (
        UniqueConstraint("sitting_id", "motion_id", "person_id"),
        one_of("vote", ("approve", "against", "abstain")),
    )

    id: Mapped[Key]
    sitting_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting_sitting.id"))
    motion_id: Mapped[int] = mapped_column(BigInt, ForeignKey("meeting_motion.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    vote: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")
    voided: Mapped[bool] = mapped_column(default=False)
    cast_at: Mapped[Instant]
