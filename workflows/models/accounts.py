"""Accounts and signed-in sessions. All instants here are wall time."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId, one_of


class Account(Base):
    """What one signs in with. An account may stand for a person, or for nobody (administrators)."""

    __tablename__ = "account"
    __table_args__ = (one_of("state", ("active", "disabled")),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    login: Mapped[Code] = mapped_column(unique=True)
    person_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"), unique=True)
    name: Mapped[Name] = mapped_column(default="")
    """What to call an account without a person."""
    password_hash: Mapped[Name]
    state: Mapped[Code] = mapped_column(default="active")
    demo: Mapped[bool] = mapped_column(default=False)
    """Sample accounts exist in demo mode only."""
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    language: Mapped[Code] = mapped_column(default="")


class UserSession(Base):
    """One signed-in browser or API client: the server forgets it, and it is out (ASVS 7.2)."""

    __tablename__ = "user_session"
    __table_args__ = (one_of("channel", ("browser", "api")),)

    id: Mapped[Key]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    account_id: Mapped[int] = mapped_column(BigInt, ForeignKey("account.id"), index=True)
    channel: Mapped[Code]
    created_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    expires_at: Mapped[Instant]
