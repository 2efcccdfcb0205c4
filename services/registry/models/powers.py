"""Powers (职权) and the steps of their exercise (E-16, E-17)."""

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.registry.rules.states import PowerState
from workflows.models.base import Base, BigInt, Code, JsonList, Key, Name, OrgId, Prose, PublicId, one_of


class Power(Base):
    """A power of a unit; only approved ones are searched for risks (R-GATE-1)."""

    __tablename__ = "power"
    __table_args__ = (
        UniqueConstraint("org_id", "code"),
        one_of("state", PowerState),
        one_of("openness", ("internal", "external")),
    )

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    org_id: Mapped[OrgId]
    unit_id: Mapped[int] = mapped_column(BigInt, ForeignKey("unit.id"), index=True)
    post_id: Mapped[int | None] = mapped_column(BigInt, ForeignKey("post.id"))
    code: Mapped[Code]
    name: Mapped[Name]
    kind: Mapped[Name]
    """Such as 行政许可; the words of the catalogue itself."""
    content: Mapped[Prose]
    legal_basis: Mapped[Prose]
    days: Mapped[int | None]
    """Working days from application to decision."""
    materials: Mapped[JsonList]
    key_public: Mapped[bool]
    """Whether it is one of the ten key public powers (R-RATE-3)."""
    openness: Mapped[Code]
    complaint_channel: Mapped[Prose]
    state: Mapped[Code]


class PowerStep(Base):
    """One step of the exercise of a power, shown as `W24.3`."""

    __tablename__ = "power_step"
    __table_args__ = (UniqueConstraint("power_id", "seq"), UniqueConstraint("power_id", "id"))

    id: Mapped[Key]
    power_id: Mapped[int] = mapped_column(BigInt, ForeignKey("power.id"))
    seq: Mapped[int]
    name: Mapped[Name]
    actor: Mapped[Name]
    days: Mapped[int | None]
    control: Mapped[Prose]
