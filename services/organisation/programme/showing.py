"""The programme of a cycle as people read it: its phases with their steps, and which of them run today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from bpmn.texts import Text
from services.organisation.programme.adopting import PLANNERS
from services.organisation.programme.models import ProgrammePhase
from services.organisation.programme.ten_days import Period, When, days_left, place, say_period
from workflows.rules.deadlines import ZONE
from workflows.work import Work


@dataclass(frozen=True)
class PhaseCard:
    """A phase or a step: its days, how they are called in thirds of months, and where today lies to them."""

    code: str
    name: str
    first_on: date
    last_on: date
    said: Text | None
    when: When
    days_left: int
    processes: tuple[str, ...]
    steps: tuple["PhaseCard", ...] = ()


@dataclass(frozen=True)
class ProgrammeCard:
    """The programme of a cycle; without phases where none was adopted."""

    cycle: int
    today: date
    phases: tuple[PhaseCard, ...]
    cycles: tuple[int, ...]
    """Cycles that have a programme."""
    may_adopt: bool


def show_programme(work: Work, cycle: int | None = None) -> ProgrammeCard:
    """The programme of a cycle of the asker's organisation; without a cycle, of the one that runs today."""
    today = work.at.astimezone(ZONE).date()
    here = ProgrammePhase.org_id == work.asker.org_id
    cycles = tuple(sorted(work.session.scalars(select(ProgrammePhase.cycle).where(here).distinct())))
    wanted = cycle if cycle is not None else _find_running(work, cycles, today)
    rows = work.session.scalars(
        select(ProgrammePhase).where(here, ProgrammePhase.cycle == wanted).order_by(ProgrammePhase.position)
    ).all()
    phases = tuple(_describe(row, today, rows) for row in rows if row.parent_id is None)
    return ProgrammeCard(wanted, today, phases, cycles, not rows and work.asker.has_role(*PLANNERS))


def _find_running(work: Work, cycles: Sequence[int], today: date) -> int:
    """The latest cycle that has begun, else the year of today."""
    begun = work.session.scalars(
        select(ProgrammePhase.cycle)
        .where(ProgrammePhase.org_id == work.asker.org_id, ProgrammePhase.cycle.in_(cycles))
        .where(ProgrammePhase.first_on <= today)
    )
    return max(begun, default=today.year)


def _describe(row: ProgrammePhase, today: date, rows: Sequence[ProgrammePhase]) -> PhaseCard:
    period = Period(row.first_on, row.last_on)
    return PhaseCard(
        code=row.code,
        name=row.name,
        first_on=row.first_on,
        last_on=row.last_on,
        said=say_period(period),
        when=place(period, today),
        days_left=days_left(period, today),
        processes=tuple(row.processes.split()),
        steps=tuple(_describe(each, today, rows) for each in rows if each.parent_id == row.id),
    )
