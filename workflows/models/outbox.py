"""What is to be said to whom: the outbox, written with the change that it tells of, and the notices in the house."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonObject, Key, OrgId

UNSENT = text("sent_at IS NULL")


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
    __table_args__ = (UniqueConstraint("message_id"), Index("ix_notice_reader", "person_id", "id"))

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    message_id: Mapped[int] = mapped_column(BigInt, ForeignKey("outbox_message.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    created_at: Mapped[Instant]
    read_at: Mapped[datetime | None]
