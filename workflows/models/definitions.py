"""Processes and decision tables: numbered versions of files, fixed once submitted; and what instances run on."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId, one_of
from workflows.rules.states import DefinitionKind, DefinitionState


class ProcessDefinition(Base):
    """One version of one process or decision table: the file as it was uploaded, byte for byte.

    Processes and tables share their keys: one key is always of one kind.
    """

    __tablename__ = "process_definition"
    __table_args__ = (
        UniqueConstraint("org_id", "key", "version"),
        one_of("state", DefinitionState),
        one_of("kind", DefinitionKind),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    kind: Mapped[Code]
    key: Mapped[Code] = mapped_column(index=True)
    version: Mapped[int]
    name: Mapped[Name]
    state: Mapped[Code]
    xml: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    """Read only where the file itself is wanted."""
    digest: Mapped[Code]
    """SHA-256 of the file."""
    notes: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    """What an import changed and left open; nothing where the file was uploaded as it is."""
    created_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    created_at: Mapped[Instant]
    published_by_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("account.id"))
    published_at: Mapped[datetime | None]


class DefinitionEditor(Base):
    """Who has changed a draft, and when last: whoever has may not approve it (R-GOV-1)."""

    __tablename__ = "definition_editor"

    definition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInt, ForeignKey("account.id"), primary_key=True)
    edited_at: Mapped[Instant]


class DefinitionSet(Base):
    """A definition with everything that it calls and asks, as bound when instances started on it."""

    __tablename__ = "definition_set"
    __table_args__ = (UniqueConstraint("org_id", "digest"),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    root_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"))
    digest: Mapped[Code]
    """SHA-256 over the ids of the members, the root first."""


class DefinitionMember(Base):
    """One definition of a set."""

    __tablename__ = "definition_member"

    set_id: Mapped[int] = mapped_column(BigInt, ForeignKey("definition_set.id"), primary_key=True)
    key: Mapped[Code] = mapped_column(primary_key=True)
    definition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_definition.id"))
