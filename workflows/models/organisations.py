"""Organisations: each has its own people, procedures, calendar and parameters (E-01)."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Key, Name


class Organisation(Base):
    """A public body."""

    __tablename__ = "organisation"

    id: Mapped[Key]
    code: Mapped[Code] = mapped_column(unique=True)
    name: Mapped[Name]
    profile: Mapped[Code]
    """Procedure profile (程序方案), such as `anhui_six`."""
    group_name: Mapped[Name] = mapped_column(default="")
    """Name of the body that determines (指导协调小组)."""
    office_unit_id: Mapped[int | None] = mapped_column(
        BigInt, ForeignKey("unit.id", use_alter=True, name="fk_organisation_office_unit_id")
    )
