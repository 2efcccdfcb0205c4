"""Signatures and acceptance: what exactly was signed, and what the office checked (E-26)."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, one_of


class Signature(Base):
    """A leader's word on a list; whether another's return made it void stands at its task (R-RET-1)."""

    __tablename__ = "signature"
    __table_args__ = (one_of("outcome", ("agree", "return")),)

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), unique=True)
    signer_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    outcome: Mapped[Code]
    list_digest: Mapped[Code]
    signed_at: Mapped[Instant]


class SignedItem(Base):
    """One line of what was signed: the version of the point, its removal, its tally, as they stood."""

    __tablename__ = "signed_item"
    __table_args__ = (UniqueConstraint("signature_id", "item_id"),)

    id: Mapped[Key]
    signature_id: Mapped[int] = mapped_column(BigInt, ForeignKey("signature.id"))
    item_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission_item.id"))
    version_id: Mapped[int] = mapped_column(BigInt, ForeignKey("risk_point_version.id"))
    removal_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("removal.id"))
    tally_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("item_tally.id"))


class Acceptance(Base):
    """The office's check of a submission: accepted only if all three hold."""

    __tablename__ = "acceptance"
    __table_args__ = (
        CheckConstraint("NOT accepted OR (complete AND without_duplicates AND without_gaps)", name="all_three"),
    )

    id: Mapped[Key]
    submission_id: Mapped[int] = mapped_column(BigInt, ForeignKey("submission.id"), index=True)
    task_id: Mapped[int] = mapped_column(BigInt, ForeignKey("task.id"), unique=True)
    accepted: Mapped[bool]
    complete: Mapped[bool]
    without_duplicates: Mapped[bool]
    without_gaps: Mapped[bool]
    checked_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    checked_at: Mapped[Instant]
