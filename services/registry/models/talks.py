"""Talks (约谈): who talked with whom when; what was said is restricted and lies encrypted (E-34)."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.states import TalkState
from workflows.models.base import Base, BigInt, Code, Day, Instant, Key, Name, PublicId, one_of

STANDING = text("state <> 'objected'")


class Talk(Base):
    """One talk on the points of a set; a record that was objected to is followed by another."""

    __tablename__ = "talk"
    __table_args__ = (
        one_of("kind", ("leader", "chair")),
        one_of("state", TalkState),
        CheckConstraint("(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed"),
        CheckConstraint("state <> 'objected' OR remark_id IS NOT NULL", name="objected"),
        CheckConstraint("talked_id <> talker_id", name="two_people"),
        Index(
            "ux_talk_standing", "disposition_id", "kind", unique=True, postgresql_where=STANDING, sqlite_where=STANDING
        ),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    disposition_id: Mapped[int] = mapped_column(BigInt, ForeignKey("disposition.id"))
    kind: Mapped[Code]
    state: Mapped[Code]
    talker_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))
    talked_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("person.id"))
    """The head of the unit; None if it had none."""
    held_on: Mapped[Day]
    place: Mapped[Name]
    attendees: Mapped[Name]
    problems_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    demands_id: Mapped[int] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    statement_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    remark_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("restricted_text.id"))
    """What the talked-to said when he checked the record: an objection needs it."""
    recorded_at: Mapped[Instant]
    confirmed_at: Mapped[datetime | None]
