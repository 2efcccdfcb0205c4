"""How far the units of an organisation have come in a cycle, for the yearly programme (R-CAL-8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import exists, select

from services.registry.models import Power, Submission
from services.registry.rules.states import PowerState, SubmissionState
from workflows.models import Unit
from workflows.queries.belongings import load_belongings
from workflows.rules.actors import DISCIPLINE, GROUP
from workflows.running.relations import OFFICE
from workflows.work import Work

STAGES: Final[Mapping[str, frozenset[SubmissionState]]] = {
    "risk_discovery_anhui6": frozenset(
        {
            SubmissionState.ACCEPTED,
            SubmissionState.ASSESSING,
            SubmissionState.DETERMINED,
            SubmissionState.DISPOSING,
            SubmissionState.DONE,
        }
    ),
    "risk_rating": frozenset({SubmissionState.DETERMINED, SubmissionState.DISPOSING, SubmissionState.DONE}),
}
"""By the process of a step of the programme: how a submission stands that has passed it."""


@dataclass(frozen=True)
class Progress:
    """How many units have something to search, and the names of those that have not passed a step."""

    units: int
    behind: Sequence[str]


def list_progress(work: Work, cycle: int) -> Mapping[str, Progress]:
    """Progress by process, among the units that the asker may know about: one statement beside his belongings.

    Office, group and discipline know of all units, everybody else of those that he belongs to or answers for.
    """
    states = _list_states(work, cycle)
    return {
        process: Progress(len(states), [name for name, state in states.items() if state not in passed])
        for process, passed in STAGES.items()
    }


def _list_states(work: Work, cycle: int) -> dict[str, str | None]:
    """How the first round of each unit stands, None where it has not begun; units without a power have none."""
    first = (
        (Submission.unit_id == Unit.id)
        & (Submission.cycle == cycle)
        & Submission.parent_id.is_(None)
        & Submission.state.not_in((SubmissionState.WITHDRAWN, SubmissionState.CANCELLED))
    )
    searched = exists().where(Power.unit_id == Unit.id, Power.state == PowerState.APPROVED)
    statement = (
        select(Unit.name, Submission.state)
        .outerjoin(Submission, first)
        .where(Unit.org_id == work.asker.org_id, Unit.active, searched)
        .order_by(Unit.position)
    )
    if not work.asker.has_role(*OFFICE, *GROUP, *DISCIPLINE):
        own = load_belongings(work)
        statement = statement.where(Unit.id.in_(own.units | own.led))
    return dict(work.session.execute(statement).all())
