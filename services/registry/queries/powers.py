"""Powers and their steps."""

from dataclasses import dataclass

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.registry.models import Power, PowerStep
from services.registry.rules.states import PowerState


@dataclass(frozen=True)
class StepCard:
    """A step of a power, by the code that forms use: `W24.3`."""

    code: str
    name: str
    actor: str
    days: int | None
    control: str


@dataclass(frozen=True)
class PowerCard:
    """An approved power with its steps."""

    code: str
    name: str
    kind: str
    content: str
    legal_basis: str
    key_public: bool
    steps: tuple[StepCard, ...]


@dataclass(frozen=True)
class StepKeys:
    """A step as tables know it."""

    power_id: int
    step_id: int
    label: str


def has_approved_power(session: Session, unit_id: int) -> bool:
    """Whether there is anything to search for risks (R-GATE-1)."""
    found = exists().where(Power.unit_id == unit_id, Power.state == PowerState.APPROVED)
    return bool(session.scalar(select(found)))


def list_power_names(session: Session, unit_id: int) -> dict[str, str]:
    """Names of the approved powers of a unit, by code."""
    rows = session.execute(
        select(Power.code, Power.name)
        .where(Power.unit_id == unit_id, Power.state == PowerState.APPROVED)
        .order_by(Power.code)
    )
    return dict(rows.all())


def load_steps(session: Session, unit_id: int) -> dict[str, StepKeys]:
    """The steps of the approved powers of a unit, by code."""
    rows = session.execute(
        select(Power, PowerStep)
        .join(PowerStep, PowerStep.power_id == Power.id)
        .where(Power.unit_id == unit_id, Power.state == PowerState.APPROVED)
        .order_by(Power.code, PowerStep.seq)
    )
    return {
        show_step(power.code, step.seq): StepKeys(power.id, step.id, f"{power.name} · {step.name}")
        for power, step in rows
    }


def show_step(power_code: str, seq: int) -> str:
    """The code of a step."""
    return f"{power_code}.{seq}"


def list_powers(session: Session, unit_id: int) -> list[PowerCard]:
    """The approved powers of a unit with their steps."""
    powers = session.scalars(
        select(Power).where(Power.unit_id == unit_id, Power.state == PowerState.APPROVED).order_by(Power.code)
    ).all()
    steps: dict[int, list[PowerStep]] = {power.id: [] for power in powers}
    for step in session.scalars(
        select(PowerStep).where(PowerStep.power_id.in_(steps)).order_by(PowerStep.power_id, PowerStep.seq)
    ):
        steps[step.power_id].append(step)
    return [_card(power, steps[power.id]) for power in powers]


def _card(power: Power, steps: list[PowerStep]) -> PowerCard:
    return PowerCard(
        code=power.code,
        name=power.name,
        kind=power.kind,
        content=power.content,
        legal_basis=power.legal_basis,
        key_public=power.key_public,
        steps=tuple(
            StepCard(show_step(power.code, step.seq), step.name, step.actor, step.days, step.control) for step in steps
        ),
    )
