"""Units of an organisation, as a tree (E-02)."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Key, Name, OrgId


class Unit(Base):
    """A department, office or subordinate institution (处室、事业单位)."""

    __tablename__ = "unit"
    __table_args__ = (UniqueConstraint("org_id", "code"),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Name]
    parent_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    position: Mapped[int] = mapped_column(default=0)
    active: Mapped[bool] = mapped_column(default=True)
