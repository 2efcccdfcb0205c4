"""The working calendar of an organisation: versions of yearly notices and of its own days (E-10, R-CAL-1)."""

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Day, Instant, Key, Name, OrgId, PublicId, one_of
from workflows.rules.calendar import DAY_KINDS, Layer


class CalendarChange(Base):
    """An import of a notice, or a change of an organisation's own days: who, when, from where, and what it moves."""

    __tablename__ = "calendar_change"
    __table_args__ = (one_of("layer", Layer),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    layer: Mapped[Code]
    source: Mapped[Name]
    digest: Mapped[Code]
    """SHA-256 of what was brought."""
    made_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    """Nobody: the product's own notice, or the command line."""
    made_at: Mapped[Instant]
    planned: Mapped[int] = mapped_column(default=0)
    """Instances with deadlines that it moves."""
    done: Mapped[int] = mapped_column(default=0)
    """Those of them in which they are moved."""
    moved: Mapped[int] = mapped_column(default=0)
    """Deadlines moved so far."""


class CalendarVersion(Base):
    """The days of one year as a change has left them; a year without a current notice is provisional (R-CAL-5)."""

    __tablename__ = "calendar_version"
    __table_args__ = (
        UniqueConstraint("org_id", "year", "layer", "number"),
        one_of("layer", Layer),
        Index(
            "uq_calendar_version_current",
            "org_id",
            "year",
            "layer",
            unique=True,
            postgresql_where=text("current"),
            sqlite_where=text("current = 1"),
        ),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    change_id: Mapped[int] = mapped_column(BigInt, ForeignKey("calendar_change.id"), index=True)
    year: Mapped[int]
    layer: Mapped[Code]
    number: Mapped[int]
    current: Mapped[bool] = mapped_column(default=True)


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, or a make-up working day (调休上班)."""

    __tablename__ = "calendar_day"
    __table_args__ = (one_of("kind", DAY_KINDS),)

    version_id: Mapped[int] = mapped_column(BigInt, ForeignKey("calendar_version.id"), primary_key=True)
    day: Mapped[Day] = mapped_column(primary_key=True)
    kind: Mapped[Name]
    name: Mapped[Name]
    """What the holiday is called; of an own day, why."""
