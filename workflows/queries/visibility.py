"""Who may see an instance: every object is reached through a question that knows who asks."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError
from workflows.models import Candidate, InstanceRecusal, ProcessInstance, Task, TaskCopy, UnitRole
from workflows.queries.directory import in_force
from workflows.rules.actors import Actor
from workflows.rules.deadlines import ZONE
from workflows.rules.states import TaskState

OVERSEERS = ("office_head", "office_staff", "group_chair", "group_member", "discipline_head", "discipline")
"""Roles that follow every procedure of their organisation (domain §7.1)."""


def visible_to(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """A condition on instances: the asker set it off, has a part in it, answers for its unit, or oversees all.

    Whoever is recused from an instance does not find it (R-COI-1).
    """
    here = ProcessInstance.org_id == actor.org_id
    if actor.person_id is None:
        return and_(here, false())
    recused = select(InstanceRecusal.instance_id).where(InstanceRecusal.person_id == actor.person_id)
    own = and_(here, ProcessInstance.id.not_in(recused))
    if actor.has_role(*OVERSEERS):
        return own
    today = at.astimezone(ZONE).date()
    part = (
        select(Task.instance_id)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(Candidate.person_id.in_(actor.people), gives_access())
    )
    copied = select(TaskCopy.instance_id).where(TaskCopy.person_id == actor.person_id)
    units = select(UnitRole.unit_id).where(UnitRole.person_id == actor.person_id, in_force(UnitRole, today))
    return and_(
        own,
        or_(
            ProcessInstance.started_by_id == actor.person_id,
            ProcessInstance.id.in_(part),
            ProcessInstance.id.in_(copied),
            ProcessInstance.unit_id.in_(units),
        ),
    )


def gives_access() -> ColumnElement[bool]:
    """A condition on tasks: a seat that was ended, or whose outcome is void, opens nothing any more (R-COI-1)."""
    return or_(Task.seat == 0, and_(Task.state != TaskState.CANCELLED, Task.voided.is_(False)))


def load_visible(session: Session, actor: Actor, public_id: str, at: datetime) -> ProcessInstance:
    """The instance, or `NotFoundError` where it is none of the asker's business (R-SEC-3)."""
    instance = session.scalar(
        select(ProcessInstance).where(ProcessInstance.public_id == public_id, visible_to(actor, at))
    )
    if instance is None:
        raise NotFoundError
    return instance


def lock_visible(session: Session, actor: Actor, public_id: str, at: datetime) -> ProcessInstance:
    """The same, held until the command ends."""
    instance = session.scalar(
        select(ProcessInstance)
        .where(ProcessInstance.public_id == public_id, visible_to(actor, at))
        .with_for_update(of=ProcessInstance)
    )
    if instance is None:
        raise NotFoundError
    return instance


def load_visible_task(session: Session, actor: Actor, public_id: str, at: datetime) -> tuple[Task, ProcessInstance]:
    """A task of a visible instance; seats of votes only for those who sit there."""
    row = session.execute(
        select(Task, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(Task.public_id == public_id, visible_to(actor, at))
    ).one_or_none()
    if row is None:
        raise NotFoundError
    task, instance = row
    if task.seat and not _is_candidate(session, task, actor):
        raise NotFoundError
    return task, instance


def _is_candidate(session: Session, task: Task, actor: Actor) -> bool:
    found = select(Candidate.task_id).where(Candidate.task_id == task.id, Candidate.person_id.in_(actor.people))
    return session.scalar(found) is not None
