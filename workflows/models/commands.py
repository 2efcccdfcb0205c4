"""Commands that were accepted under a key, with their answers: the same key gets the same answer (R4)."""

from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key


class CommandRecord(Base):
    """One accepted command. Wall time; kept for a week."""

    __tablename__ = "command"
    __table_args__ = (UniqueConstraint("account_id", "key"),)

    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInt, ForeignKey("account.id"))
    key: Mapped[Code]
    name: Mapped[Code]
    digest: Mapped[Code]
    """SHA-256 of what was asked."""
    answer: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    accepted_at: Mapped[Instant] = mapped_column(index=True)
