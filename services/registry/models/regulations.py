"""Regulations (制度) by the three lines: 高压线, 警戒线, 斑马线 (E-20)."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.words import LINES
from workflows.models.base import Base, BigInt, Code, Day, Key, Name, OrgId, one_of


class Regulation(Base):
    """A regulation in force from a day on: its line, the unit in charge of it, the risk that it answers."""

    __tablename__ = "regulation"
    __table_args__ = (one_of("line", LINES), UniqueConstraint("org_id", "name"))

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    """Who is in charge of it (牵头单位)."""
    line: Mapped[Code]
    name: Mapped[Name]
    answers: Mapped[Name] = mapped_column(default="")
    """The kind of risk that it answers."""
    scope: Mapped[Name] = mapped_column(default="")
    """For whom it holds."""
    effective_on: Mapped[Day]
