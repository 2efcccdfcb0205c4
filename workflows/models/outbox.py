"""What is to be said to whom: the outbox, written with the change that it tells of, and the notices in the house."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, OrgId, PublicId, one_of

UNSENT = text("sent_at IS NULL")
UNREAD = text("read_at IS NULL")
WAITING = text("state = 'waiting'")


class OutboxMessage(Base):
    """A message to one person about one thing; channels take it from here."""

    __tablename__ = "outbox_message"
    __table_args__ = (Index("ix_outbox_message_unsent", "created_at", postgresql_where=UNSENT, sqlite_where=UNSENT),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    kind: Mapped[Code]
    instance_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    task_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("task.id"))
    values: Mapped[JsonObject] = mapped_column(default=dict)
    created_at: Mapped[Instant]
    sent_at: Mapped[datetime | None]


class Notice(Base):
    """A message as it stands in the house's own notice list; at most one per outbox message."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index("ix_notice_reader", "person_id", "id"),
        Index("ix_notice_unread", "person_id", "id", postgresql_where=UNREAD, sqlite_where=UNREAD),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("outbox_message.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    created_at: Mapped[Instant]
    read_at: Mapped[datetime | None]


class NoticeDelivery(Base):
    """A notice on its way out of the house by one channel; at most one for each (docs/decisions/0025)."""

    __tablename__ = "notice_delivery"
    __table_args__ = (
        UniqueConstraint("notice_id", "channel"),
        one_of("state", ("waiting", "sent", "dropped")),
        Index("ix_notice_delivery_ended", "org_id", "ended_at"),
        CheckConstraint("(state = 'waiting') = (ended_at IS NULL)", name="ended"),
        Index(
            "ix_notice_delivery_parcel",
            "person_id",
            "channel",
            "send_at",
            postgresql_where=WAITING,
            sqlite_where=WAITING,
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    """The name under which receivers know the parcel that this one leads."""
    org_id: Mapped[OrgId]
    notice_id: Mapped[int] = mapped_column(BigInt, ForeignKey("notice.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    channel: Mapped[Code]
    send_at: Mapped[Instant]
    """Not earlier than this: digests and quiet hours are reckoned in."""
    parcel_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("notice_delivery.id"), index=True)
    """The first delivery of the parcel in which it goes; never changed once it is known."""
    state: Mapped[Code] = mapped_column(default="waiting")
    ended_at: Mapped[datetime | None]


class NoticePreference(Base):
    """How somebody wants to be told; people without a row follow their organisation's parameters."""

    __tablename__ = "notice_preference"
    __table_args__ = (
        UniqueConstraint("person_id"),
        one_of("digest", ("each", "hourly", "daily")),
        one_of("language", ("zh", "en")),
    )

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    channels: Mapped[JsonObject]
    """Topic → names of the channels that are on for it."""
    digest: Mapped[Code]
    quiet_from: Mapped[Code]
    """`HH:MM` in Shanghai; the same as `quiet_until` where no hours are quiet."""
    quiet_until: Mapped[Code]
    language: Mapped[Code]
    changed_at: Mapped[Instant]
