"""The expert panel: its draws with everything that replays them, its members, what each has voted (named, level B0)."""

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workflows.models.base import Base, BigInt, Code, Instant, JsonList, Key, OrgId, Prose, PublicId, one_of


class ExpertPanel(Base):
    """A panel about one submission; a dissolved one is drawn again."""

    __tablename__ = "expert_panel"
    __table_args__ = (one_of("state", ("prepared", "drawn", "decided", "dissolved")),)

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    instance_id: Mapped[int] = mapped_column(BigInt, ForeignKey("process_instance.id"), index=True)
    submission_ref: Mapped[Code] = mapped_column(index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("unit.id"))
    """The assessed unit."""
    state: Mapped[Code] = mapped_column(default="prepared")
    size: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    """Counts the times that the panel was asked to vote."""
    extended: Mapped[bool] = mapped_column(default=False)
    """Whether the present vote has had its extension (R-EXP-5)."""


class PanelDraw(Base):
    """One draw: from these candidates and this seed anybody gets the same panel (R-EXP-2)."""

    __tablename__ = "panel_draw"
    __table_args__ = (UniqueConstraint("panel_id", "number"),)

    id: Mapped[Key]
    panel_id: Mapped[int] = mapped_column(BigInt, ForeignKey("expert_panel.id"))
    number: Mapped[int]
    seed: Mapped[Code]
    size: Mapped[int]
    alternates: Mapped[int]
    external_share: Mapped[Code]
    drawn_at: Mapped[Instant]
    drawn_by_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"))


class PanelCandidate(Base):
    """Somebody in the pool when a draw was made, and why he was left out, if he was."""

    __tablename__ = "panel_candidate"

    draw_id: Mapped[int] = mapped_column(BigInt, ForeignKey("panel_draw.id"), primary_key=True)
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), primary_key=True)
    external: Mapped[bool]
    exclusions: Mapped[JsonList] = mapped_column(default=list)


class PanelMember(Base):
    """A drawn expert: an alternate, in his seat, or no longer."""

    __tablename__ = "panel_member"
    __table_args__ = (
        UniqueConstraint("draw_id", "person_id"),
        one_of("state", ("alternate", "seated", "recused", "replaced", "dissolved")),
        one_of("declared", ("", "independent", "conflict")),
        CheckConstraint("(state = 'recused') = (reason <> '')", name="reason"),
    )

    id: Mapped[Key]
    panel_id: Mapped[int] = mapped_column(BigInt, ForeignKey("expert_panel.id"), index=True)
    draw_id: Mapped[int] = mapped_column(BigInt, ForeignKey("panel_draw.id"))
    person_id: Mapped[int] = mapped_column(BigInt, ForeignKey("person.id"), index=True)
    position: Mapped[int]
    state: Mapped[Code]
    declared: Mapped[Code] = mapped_column(default="")
    reason: Mapped[Prose] = mapped_column(default="")
    """Why he was recused; never shown to the assessed party (R-COI-1)."""


class PanelVote(Base):
    """One grade of one member for one item; '' where he abstained. Never changed, only voided (R-EXP-9)."""

    __tablename__ = "panel_vote"
    __table_args__ = (
        UniqueConstraint("vote_id", "round", "member_id", "ref"),
        CheckConstraint("voided = (void_reason <> '')", name="voided"),
    )

    id: Mapped[Key]
    vote_id: Mapped[int] = mapped_column(BigInt, ForeignKey("vote.id"))
    round: Mapped[int]
    member_id: Mapped[int] = mapped_column(BigInt, ForeignKey("panel_member.id"), index=True)
    ref: Mapped[Code]
    grade: Mapped[Code] = mapped_column(default="")
    reason: Mapped[Prose] = mapped_column(default="")
    voided: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[Prose] = mapped_column(default="")
    cast_at: Mapped[Instant]
