"""Facts whose receivers come later: proposed warnings, cases for the annual assessment, determinations to repeat."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, one_of


class Consequence(Base):
    """One fact that another procedure takes up (decision 29). It proposes and counts; it imposes nothing (R-DSP-6)."""

    __tablename__ = "consequence"
    __table_args__ = (one_of("kind", ("warning_proposal", "annual_case", "redetermination")),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    kind: Mapped[Code]
    rule: Mapped[Code]
    """The rule that it follows from."""
    colour: Mapped[Code] = mapped_column(default="")
    """The colour that a warning is proposed in."""
    dedupe_key: Mapped[Name] = mapped_column(unique=True)
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"))
    disposition_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("disposition.id"))
    point_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("risk_point.id"))
    noted_at: Mapped[Instant]
    consumed_at: Mapped[datetime | None]
