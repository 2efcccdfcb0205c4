"""Recusals (回避): who takes no part in a matter of accountability, who asked for it, who decided it (R-COI-1)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.warnings.rules.recusals import CAUSES
from workflows.models.base import Base, BigInt, Code, Instant, Key, OrgId, PublicId, one_of

LIVE = text("state <> 'refused'")


class CaseRecusal(Base):
    """One recusal from the accountability of a warning and the appeals in it. Its reason lies sealed."""

    __tablename__ = "case_recusal"
    __table_args__ = (
        one_of("cause", CAUSES),
        one_of("state", ("asked", "granted", "refused")),
        CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (judge_id IS NULL)", name="judged"),
        CheckConstraint("judge_id <> person_id", name="other_judge"),
        CheckConstraint("substitute_id <> person_id", name="other_substitute"),
        Index("uq_case_recusal_live", "warning_id", "person_id", unique=True, postgresql_where=LIVE, sqlite_where=LIVE),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    warning_id: Mapped[int] = mapped_column(BigInt, ForeignKey("warning.id"), index=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    """Himself, or a party of the case."""
    asked_at: Mapped[Instant]
    cause: Mapped[Code]
    reason_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    state: Mapped[Code] = mapped_column(default="asked")
    judge_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    substitute_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """Who investigates in his place."""
    decided_at: Mapped[datetime | None]
