"""What the asker is to a unit, and which points he may find in the register (domain §7.1)."""

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from services.registry.models import RiskPoint, SubmissionItem
from services.registry.rules.states import REGISTERED, PointState
from services.registry.rules.visibility import Standing
from workflows.models import Candidate, ProcessInstance, Task
from workflows.queries.belongings import Belongings, load_belongings
from workflows.queries.visibility import gives_access
from workflows.rules.actors import DISCIPLINE, GROUP
from workflows.running.relations import OFFICE
from workflows.work import Work


def load_standing(work: Work, unit_id: int, instance: ProcessInstance | None = None) -> Standing:
    """What the asker is to a unit and, as an expert, to a process."""
    own, actor = load_belongings(work), work.asker
    return Standing(
        people=own.people,
        posts=own.posts,
        inside=unit_id in own.units,
        leads=unit_id in own.led,
        office=actor.has_role(*OFFICE),
        group=actor.has_role(*GROUP),
        discipline=actor.has_role(*DISCIPLINE),
        expert=instance is not None and _has_seat(work, instance),
    )


def _has_seat(work: Work, instance: ProcessInstance) -> bool:
    """Whether the asker has a seat in a vote of the process that he may still use, or has used."""
    found = (
        exists()
        .where(Task.instance_id == instance.id, Task.seat > 0, gives_access(), Candidate.task_id == Task.id)
        .where(Candidate.person_id == work.asker.person_id)
    )
    return bool(work.session.scalar(select(found)))


def may_find(work: Work, own: Belongings) -> ColumnElement[bool]:
    """A condition on points: what the asker finds in the register.

    Published ones are found by everybody in the house; determined ones by their unit and by those who oversee; earlier
    ones by their finder, by the unit once it may see them, and after acceptance by the office.
    """
    actor = work.asker
    here = RiskPoint.org_id == actor.org_id
    if actor.person_id is None:
        return and_(here, false())
    found = [
        RiskPoint.state == PointState.PUBLISHED,
        RiskPoint.finder_id.in_(own.people),
        and_(RiskPoint.post_id.in_(own.posts), RiskPoint.found_by == "SELF"),
        and_(RiskPoint.unit_id.in_(own.units), or_(_is_registered(), _is_shared())),
    ]
    if actor.has_role(*OFFICE, *GROUP, *DISCIPLINE):
        found.append(_is_registered())
    if actor.has_role(*OFFICE):
        found.append(RiskPoint.state == PointState.PENDING)
    return and_(here, or_(*found))


def _is_registered() -> ColumnElement[bool]:
    return or_(
        RiskPoint.state.in_(REGISTERED),
        and_(RiskPoint.state == PointState.CANCELLED, RiskPoint.determined_grade != ""),
    )


def _is_shared() -> ColumnElement[bool]:
    return exists().where(SubmissionItem.point_id == RiskPoint.id, SubmissionItem.shared_at.is_not(None))
