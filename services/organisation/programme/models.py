"""Phases of a yearly programme (E-12): planning data, one row a phase or step."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Day, Key, Name, OrgId


class ProgrammePhase(Base):
    """A phase of a cycle, or a step of one; what is done in it is named by process."""

    __tablename__ = "programme_phase"
    __table_args__ = (
        UniqueConstraint("org_id", "cycle", "code"),
        CheckConstraint("first_on <= last_on", name="days"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    cycle: Mapped[int]
    """The year in which it begins (年度)."""
    code: Mapped[Code]
    position: Mapped[int]
    parent_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("programme_phase.id"))
    """The phase that a step belongs to."""
    name: Mapped[Name]
    first_on: Mapped[Day]
    last_on: Mapped[Day]
    processes: Mapped[Name] = mapped_column(default="")
    """Keys of the processes that it is done by, blank-separated."""
