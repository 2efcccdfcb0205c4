"""The engine's side of a vote: one wait, its items and their results. Papers and seats' votes live in their wing."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, JsonObject, Key, Name, OrgId, PublicId, one_of


class Vote(Base):
    """One wait of the engine for the decision of a body."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("instance_id", "engine_id"),
        one_of("state", ("open", "closed", "cancelled")),
        CheckConstraint("(state = 'closed') = (outcome <> '')", name="outcome"),
        CheckConstraint("(closes_since IS NULL) = (closes_rule = '')", name="closing"),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    engine_id: Mapped[int]
    scope_id: Mapped[int] = mapped_column(default=0)
    path: Mapped[Name] = mapped_column(default="")
    process_key: Mapped[Code]
    node_id: Mapped[Name]
    kind: Mapped[Code]
    object_ref: Mapped[Code]
    """Public id of the ballot, panel or meeting."""
    state: Mapped[Code]
    closes_at: Mapped[datetime | None]
    closes_since: Mapped[datetime | None]
    """From when the window counts, with `closes_rule`: a calendar that changes moves the closing (R-CAL-6)."""
    closes_rule: Mapped[Code] = mapped_column(default="")
    outcome: Mapped[Code] = mapped_column(default="")
    set_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("definition_set.id"))
    """The versions under which it was closed, where the instance has gone on under others since."""


class VoteItem(Base):
    """What a vote is about, one row an item, and how it was decided."""

    __tablename__ = "vote_item"
    __table_args__ = (UniqueConstraint("vote_id", "ref"),)

    id: Mapped[Key]
    vote_id: Mapped[int] = mapped_column(BigInt, ForeignKey("vote.id"))
    position: Mapped[int]
    ref: Mapped[Code]
    """Public id of the thing decided about."""
    label: Mapped[Name]
    text: Mapped[str] = mapped_column(Text, default="")
    result: Mapped[Code] = mapped_column(default="")
    counts: Mapped[JsonObject] = mapped_column(default=dict)
