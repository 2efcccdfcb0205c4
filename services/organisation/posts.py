"""People who take or leave posts; their open tasks go to whoever stands there now (R-TASK-5)."""

from dataclasses import dataclass

from sqlalchemy import select

from bpmn.texts import N_
from services.transaction import use_case
from workflows.errors import NotFoundError, RefusedError
from workflows.models import Person, Post, PostAssignment, UnitRole
from workflows.queries.directory import find_person, in_force
from workflows.rules.deadlines import ZONE
from workflows.running.handover import reassign_tasks
from workflows.work import Work


@dataclass(frozen=True)
class HandedOver:
    """How many open tasks went to somebody else."""

    tasks: int


@use_case
def hand_over_post(work: Work, org_id: int, post_code: str, successor_code: str) -> HandedOver:
    """End the present holding of a post today, give it to the successor, and resolve the leaver's open tasks anew."""
    today = work.at.astimezone(ZONE).date()
    post = work.session.scalar(select(Post).where(Post.org_id == org_id, Post.code == post_code))
    successor = find_person(work.session, org_id, successor_code)
    if post is None or successor is None:
        raise NotFoundError
    holding = work.session.scalar(
        select(PostAssignment).where(PostAssignment.post_id == post.id, in_force(PostAssignment, today))
    )
    if holding is None or holding.person_id == successor.id or holding.from_on >= today:
        raise RefusedError(N_("该岗位今天没有可交接的任职"))
    holding.to_on = today
    work.session.add(PostAssignment(org_id=org_id, post_id=post.id, person_id=successor.id, from_on=today))
    _pass_unit_roles(work, holding.person_id, successor, post.unit_id)
    work.session.flush()
    return HandedOver(reassign_tasks(work, holding.person_id))


def _pass_unit_roles(work: Work, leaver_id: int, successor: Person, unit_id: int) -> None:
    """What the leaver was to the unit, the successor is from today."""
    today = work.at.astimezone(ZONE).date()
    mine = select(UnitRole).where(
        UnitRole.person_id == leaver_id, UnitRole.unit_id == unit_id, in_force(UnitRole, today)
    )
    for role in work.session.scalars(mine).all():
        role.to_on = today
        work.session.add(
            UnitRole(org_id=role.org_id, unit_id=unit_id, person_id=successor.id, role=role.role, from_on=today)
        )
