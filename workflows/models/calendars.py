"""The working calendar of an organisation: what the yearly notice says (E-10, R-CAL-1)."""

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped

from workflows.models.base import Base, Day, Instant, Key, Name, OrgId, one_of
from workflows.rules.calendar import DAY_KINDS


class CalendarYear(Base):
    """A year whose notice was imported; years without a row are provisional (R-CAL-5)."""

    __tablename__ = "calendar_year"
    __table_args__ = (UniqueConstraint("org_id", "year"),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    year: Mapped[int]
    source: Mapped[Name]
    imported_at: Mapped[Instant]


class CalendarDay(Base):
    """A day that is not what its weekday says: a holiday, or a make-up working day (调休上班)."""

    __tablename__ = "calendar_day"
    __table_args__ = (UniqueConstraint("org_id", "day"), one_of("kind", DAY_KINDS))

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    day: Mapped[Day]
    kind: Mapped[Name]
    name: Mapped[Name]
