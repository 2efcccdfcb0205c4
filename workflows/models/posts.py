"""Posts and who holds them when (E-03, E-05)."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Day, JsonList, Key, Name, OrgId


class Post(Base):
    """A post (岗位) with its duties."""

    __tablename__ = "post"
    __table_args__ = (UniqueConstraint("org_id", "code"),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    code: Mapped[Code]
    name: Mapped[Name]
    duties: Mapped[JsonList] = mapped_column(default=list)


class PostAssignment(Base):
    """A person holds a post from a day on, until a day (exclusive) or for the time being."""

    __tablename__ = "post_assignment"
    __table_args__ = (
        CheckConstraint("to_on IS NULL OR to_on > from_on", name="period"),
        Index("ix_post_assignment_holder", "person_id", "from_on"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    post_id: Mapped[int] = mapped_column(BigInt, ForeignKey("post.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    from_on: Mapped[Day]
    to_on: Mapped[date | None] = mapped_column(Date)
