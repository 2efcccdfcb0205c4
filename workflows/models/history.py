"""The history of an instance is its audit log: append only, canonical, chained by hashes (docs/reference/history).

The database refuses UPDATE and DELETE by triggers. Texts and personal data stand in the body as salted commitments;
deleting a salt makes its commitment meaningless and leaves the chain whole.
"""

from sqlalchemy import ForeignKey, ForeignKeyConstraint, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, Key, OrgId


class HistoryEntry(Base):
    """Who did what when. `hash` is SHA-256 over `body`, which contains the hash before it."""

    __tablename__ = "history_entry"
    __table_args__ = (UniqueConstraint("instance_id", "seq"),)

    id: Mapped[Key]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"))
    seq: Mapped[int]
    kind: Mapped[Code]
    at: Mapped[Instant]
    actor_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    principal_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    task_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("task.id"))
    body: Mapped[str] = mapped_column(Text)
    hash: Mapped[str] = mapped_column(String(64))


class HistorySalt(Base):
    """The salt of one entry's commitments."""

    __tablename__ = "history_salt"
    __table_args__ = (ForeignKeyConstraint(["instance_id", "seq"], ["history_entry.instance_id", "history_entry.seq"]),)

    instance_id: Mapped[int] = mapped_column(BigInt, primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[bytes] = mapped_column(LargeBinary(16))
