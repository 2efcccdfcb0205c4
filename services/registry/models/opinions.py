"""Opinions of colleagues and leaders, and the unit's answers (E-25)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.words import STAGES
from workflows.models.base import Base, BigInt, Code, Instant, Key, Prose, PublicId, one_of


class Opinion(Base):
    """What somebody says about a point that is not his own (R-OPN-2)."""

    __tablename__ = "opinion"
    __table_args__ = (
        UniqueConstraint("task_id", "point_id"),
        one_of("stage", STAGES),
        one_of("kind", ("support", "modify", "remove")),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    point_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point.id"), index=True)
    stage: Mapped[Code]
    kind: Mapped[Code]
    text: Mapped[Prose]
    author_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"))
    given_at: Mapped[Instant]
    shared_at: Mapped[datetime | None]
    """Since when the owner sees it: the end of the round."""


class OpinionAnswer(Base):
    """The unit's answer; every opinion gets exactly one, and declining needs a reason (R-OPN-1)."""

    __tablename__ = "opinion_answer"
    __table_args__ = (
        one_of("response", ("adopt", "partly", "decline")),
        CheckConstraint("response <> 'decline' OR reason <> ''", name="reason"),
    )

    id: Mapped[Key]
    opinion_id: Mapped[int] = mapped_column(BigInt, ForeignKey("opinion.id"), unique=True)
    response: Mapped[Code]
    reason: Mapped[Prose]
    responder_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    answered_at: Mapped[Instant]


class MissingGiver(Base):
    """Somebody who had not given an opinion when the round was closed early."""

    __tablename__ = "missing_giver"
    __table_args__ = (UniqueConstraint("task_id", "person_id"), one_of("stage", STAGES))

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    stage: Mapped[Code]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"))
    noted_at: Mapped[Instant]
