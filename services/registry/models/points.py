"""Risk points (廉政风险点), their versions, and how they were determined (E-22, E-32)."""

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.grades import GRADES
from services.registry.rules.states import PointState
from services.registry.rules.words import CATEGORIES, METHODS, ORIGINS
from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, Name, OrgId, Prose, PublicId, one_of


class RiskPoint(Base):
    """One point: whose it is and how it stands. What it says stands in its versions."""

    __tablename__ = "risk_point"
    __table_args__ = (
        UniqueConstraint("org_id", "number"),
        one_of("state", PointState),
        one_of("found_by", METHODS),
        one_of("expert_grade", ("", *GRADES)),
        one_of("determined_grade", ("", *GRADES)),
        CheckConstraint("state IN ('draft', 'pending', 'cancelled') OR determined_grade <> ''", name="determined"),
        CheckConstraint("level IS NULL OR (level BETWEEN 1 AND 3 AND determined_grade <> '')", name="level"),
        CheckConstraint("state NOT IN ('rated', 'published') OR level IS NOT NULL", name="rated"),
        CheckConstraint("settled_version IS NULL OR settled_version <= version", name="settled"),
        CheckConstraint("number > 0 AND version > 0 AND rounds_failed >= 0", name="counts"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    number: Mapped[int]
    """Shown as `R044`; the lowest that was free."""
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("post.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who held the post when it was found (责任人)."""
    finder_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who found it; named inside the unit only."""
    found_by: Mapped[Code]
    cycle: Mapped[int]
    first_round: Mapped[int]
    rounds_failed: Mapped[int] = mapped_column(default=0)
    state: Mapped[Code]
    version: Mapped[int]
    settled_version: Mapped[int | None]
    """The version that was last determined: what those see who may not see drafts."""
    expert_grade: Mapped[Code] = mapped_column(default="")
    determined_grade: Mapped[Code] = mapped_column(default="")
    level: Mapped[int | None]
    """3 高, 2 中, 1 低."""


class RiskPointVersion(Base):
    """What a point says since a change: who wrote it when and why. Rows never change."""

    __tablename__ = "risk_point_version"
    __table_args__ = (
        UniqueConstraint("point_id", "number"),
        ForeignKeyConstraint(["power_id", "step_id"], ["power_step.power_id", "power_step.id"]),
        one_of("category", CATEGORIES),
        one_of("origin", ORIGINS),
    )

    id: Mapped[Key]
    point_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point.id"))
    number: Mapped[int]
    power_id: Mapped[int] = mapped_column(BigInt, ForeignKey("power.id"), index=True)
    step_id: Mapped[int]
    category: Mapped[Code]
    title: Mapped[Name]
    manifestation: Mapped[Prose]
    consequence: Mapped[Prose] = mapped_column(default="")
    measures: Mapped[Prose] = mapped_column(default="")
    origin: Mapped[Code]
    reason: Mapped[Prose] = mapped_column(default="")
    author_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    written_at: Mapped[Instant]


class Determination(Base):
    """How the group determined a point: both grades are kept, and a difference has its reason (R-GRP-5)."""

    __tablename__ = "determination"
    __table_args__ = (
        UniqueConstraint("meeting_ref", "point_id"),
        one_of("grade", GRADES),
        one_of("expert_grade", ("", *GRADES)),
        CheckConstraint("expert_grade IN ('', grade) OR reason <> ''", name="reason"),
        CheckConstraint("rectify_days IS NULL OR rectify_days BETWEEN 10 AND 30", name="rectify_days"),
    )

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    disposition_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("disposition.id"), index=True)
    """The set that was determined anew; None for the determination of the submission itself."""
    point_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point.id"), index=True)
    version: Mapped[int]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    meeting_ref: Mapped[Code]
    expert_grade: Mapped[Code]
    grade: Mapped[Code]
    reason: Mapped[Prose]
    counts: Mapped[JsonObject]
    rectify_days: Mapped[int | None]
    determined_at: Mapped[Instant]
