"""Restricted texts: records of talks and the like, encrypted with a key outside the database."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, Prose, PublicId, one_of


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


class RestrictedAccess(Base):
    """Somebody has read restricted texts of a thing, or was refused it (R-SEC-2, R-SEC-3). Rows are only added."""

    __tablename__ = "restricted_access"
    __table_args__ = (
        one_of("kind", ("read", "refused")),
        CheckConstraint("kind = 'refused' OR (person_id IS NOT NULL AND texts <> '')", name="read"),
        Index("ix_restricted_access_object", "org_id", "object_ref", "id"),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    kind: Mapped[Code]
    object_type: Mapped[Code]
    """The kind of thing: `warning`, `talk`, `inquiry`."""
    object_ref: Mapped[Name]
    """Its public id."""
    texts: Mapped[Prose]
    """The purposes of the texts that were read, blank-separated; '' where access was refused."""
    account_id: Mapped[int] = mapped_column(BigInt, ForeignKey("account.id"))
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """None: an account without a person; it reads nothing."""
    at: Mapped[Instant]
