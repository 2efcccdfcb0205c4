"""Adopting a programme for a cycle: the template's phases with the days of that year."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bpmn.texts import N_
from services.organisation.programme.models import ProgrammePhase
from services.organisation.programme.template import read_template
from services.transaction import use_case
from workflows.errors import ConflictError, NotPermittedError, RefusedError
from workflows.models import Organisation
from workflows.rules.deadlines import ZONE
from workflows.work import Work

PLANNERS: Final = ("office_head",)
"""The role of those who adopt a programme."""

AHEAD: Final = 1


@dataclass(frozen=True)
class AdoptedProgramme:
    """A programme that was adopted: its cycle, and how many phases and steps it has."""

    cycle: int
    phases: int


@use_case
def adopt_programme(work: Work, cycle: int) -> AdoptedProgramme:
    """Adopt the template for the asker's organisation; there is one programme a cycle."""
    if not work.asker.has_role(*PLANNERS):
        raise NotPermittedError(N_("只有廉政办主任可以建立年度安排"))
    year = work.at.astimezone(ZONE).year
    if not year - AHEAD <= cycle <= year + AHEAD:
        raise RefusedError(N_("只能为去年、今年和明年建立年度安排"))
    return AdoptedProgramme(cycle, write_programme(work, work.asker.org_id, cycle))


def write_programme(work: Work, org_id: int, cycle: int) -> int:
    """Write the phases of a cycle; of two at once the second waits here and finds them there."""
    session = work.session
    session.execute(select(Organisation.id).where(Organisation.id == org_id).with_for_update(key_share=True))
    known = select(ProgrammePhase.id).where(ProgrammePhase.org_id == org_id, ProgrammePhase.cycle == cycle)
    if session.scalar(known.limit(1)) is not None:
        raise ConflictError(N_("%(cycle)d年度的安排已经建立"), cycle=cycle)
    made: dict[str, ProgrammePhase] = {}
    for position, each in enumerate(read_template(cycle)):
        made[each.code] = ProgrammePhase(
            org_id=org_id,
            cycle=cycle,
            code=each.code,
            position=position,
            parent_id=made[each.phase].id if each.phase else None,
            name=each.name,
            first_on=each.period.first,
            last_on=each.period.last,
            processes=" ".join(each.processes),
        )
        session.add(made[each.code])
        session.flush()
    return len(made)
