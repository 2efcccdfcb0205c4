"""Who waits for a message or signal, and the messages that have been sent (docs/decisions/0020)."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, Name, OrgId, PublicId, one_of
from workflows.rules.states import MessageState

PENDING = text("state = 'pending'")


class EventSubscription(Base):
    """A token that waits for a message or signal; the row stands exactly as long as it waits."""

    __tablename__ = "event_subscription"
    __table_args__ = (
        one_of("kind", ("message", "signal")),
        Index("ix_event_subscription_name", "org_id", "kind", "name", "correlation_key"),
    )

    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), primary_key=True)
    engine_id: Mapped[int] = mapped_column(BigInt, primary_key=True, autoincrement=False)
    org_id: Mapped[OrgId]
    kind: Mapped[Code]
    name: Mapped[Name]
    correlation_key: Mapped[Name]
    """Which message is meant; '' at signals."""
    opened_at: Mapped[Instant]


class EventMessage(Base):
    """A message that was sent, until long after it was delivered. It has no content but its name and key."""

    __tablename__ = "event_message"
    __table_args__ = (
        one_of("state", MessageState),
        Index(
            "ix_event_message_pending",
            "org_id",
            "name",
            "correlation_key",
            postgresql_where=PENDING,
            sqlite_where=PENDING,
        ),
        Index(
            "ix_event_message_way",
            "instance_id",
            "engine_id",
            unique=True,
            postgresql_where=PENDING,
            sqlite_where=PENDING,
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    name: Mapped[Name]
    correlation_key: Mapped[Name]
    concerned_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    """The instance that has sent it; of a message from outside, the one that was to get it."""
    state: Mapped[Code] = mapped_column(default=MessageState.PENDING)
    sent_at: Mapped[Instant]
    instance_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    engine_id: Mapped[int | None] = mapped_column(BigInt)
    """With `instance_id`: the wait to which it is on its way, or has come. No two are on their way to one wait."""
    kept_until: Mapped[datetime | None]
    """How long it is kept for somebody who begins to wait later; None while nobody was missing."""
    delivered_at: Mapped[datetime | None]
