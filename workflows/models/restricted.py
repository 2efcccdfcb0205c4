"""Restricted texts: records of talks and the like, encrypted with a key outside the database."""

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, OrgId, PublicId


class RestrictedText(Base):
    """One text; `purpose` is bound into the encryption, so that a text cannot be moved to another place."""

    __tablename__ = "restricted_text"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    purpose: Mapped[Code]
    key_name: Mapped[Code]
    """Which key of the keyring encrypted it."""
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    written_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """None: the house itself, where a deadline that passed is written down."""
    written_at: Mapped[Instant]
