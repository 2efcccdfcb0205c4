"""What an admonition means for the person's annual assessment and promotion: kept to be read by people (R-TALK-3)."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Instant, Key


class AdmonitionEffect(Base):
    """Information for personnel and discipline inspection; no decision of the system reads it."""

    __tablename__ = "admonition_effect"
    __table_args__ = (CheckConstraint("promotion_until > held_on", name="promotion"),)

    id: Mapped[Key]
    talk_id: Mapped[int] = mapped_column(BigInt, ForeignKey("admonition_talk.id"), unique=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    held_on: Mapped[date] = mapped_column(Date)
    assessment_year: Mapped[int]
    """Whose annual assessment it is to be considered in."""
    promotion_until: Mapped[date] = mapped_column(Date)
    """Until when, six months after the talk, promotion is affected."""
    noted_at: Mapped[Instant]
