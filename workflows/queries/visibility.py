"""Who may see an instance: every object is reached through a question that knows who asks."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import ColumnElement, Select, and_, false, or_, select, true
from sqlalchemy.orm import Session

from workflows.errors import ConcealedError, NotFoundError
from workflows.models import Candidate, InstanceRecusal, ProcessInstance, Task, TaskCopy, UnitRole
from workflows.queries.directory import in_force
from workflows.rules.actors import DISCIPLINE, STEERING, Actor
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
    return and_(own, or_(and_(~ProcessInstance.restricted, _follows(actor, at)), _may_know(actor, actor.person_id)))


def _follows(actor: Actor, at: datetime) -> ColumnElement[bool]:
    """A condition on instances that are not restricted."""
    if actor.has_role(*OVERSEERS):
        return true()
    today = at.astimezone(ZONE).date()
    copied = select(TaskCopy.instance_id).where(TaskCopy.person_id == actor.person_id)
    units = select(UnitRole.unit_id).where(UnitRole.person_id == actor.person_id, in_force(UnitRole, today))
    return or_(
        ProcessInstance.started_by_id == actor.person_id,
        ProcessInstance.id.in_(_parts(actor.people)),
        ProcessInstance.id.in_(copied),
        ProcessInstance.unit_id.in_(units),
    )


def _may_know(actor: Actor, person_id: int) -> ColumnElement[bool]:
    """A condition on restricted instances: discipline, unless it is about the asker.

    Whoever has a part in one sees his own task, and not where the matter stands and who else has to do with it.
    """
    if not actor.has_role(*DISCIPLINE):
        return false()
    return and_(ProcessInstance.restricted, ProcessInstance.subject_id.is_distinct_from(person_id))


def _parts(people: Collection[int]) -> Select[Any]:
    """The instances in which some people have or had a task."""
    return (
        select(Task.instance_id)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(Candidate.person_id.in_(people), gives_access())
    )


def may_follow(actor: Actor, instance: ProcessInstance) -> bool:
    """Whether somebody who sees a task of an instance may see the whole of it too."""
    return not instance.restricted or (actor.has_role(*DISCIPLINE) and instance.subject_id != actor.person_id)


def steers(actor: Actor, instance: ProcessInstance) -> bool:
    """Whether the asker may cancel, suspend and repair an instance: of restricted ones the head of discipline."""
    if instance.restricted:
        return actor.has_role(DISCIPLINE[0]) and instance.subject_id != actor.person_id
    return actor.has_role(*STEERING)


def gives_access() -> ColumnElement[bool]:
    """A condition on tasks: a seat that was ended, or whose outcome is void, opens nothing any more (R-COI-1)."""
    return or_(Task.seat == 0, and_(Task.state != TaskState.CANCELLED, Task.voided.is_(False)))


def load_visible(session: Session, actor: Actor, public_id: str, at: datetime) -> ProcessInstance:
    """The instance, or `NotFoundError` where it is none of the asker's business (R-SEC-3)."""
    instance = session.scalar(
        select(ProcessInstance).where(ProcessInstance.public_id == public_id, visible_to(actor, at))
    )
    return instance or _refuse(session, ProcessInstance.public_id == public_id, actor)


def lock_visible(session: Session, actor: Actor, public_id: str, at: datetime) -> ProcessInstance:
    """The same, held until the command ends."""
    instance = session.scalar(
        select(ProcessInstance)
        .where(ProcessInstance.public_id == public_id, visible_to(actor, at))
        .with_for_update(of=ProcessInstance)
    )
    return instance or _refuse(session, ProcessInstance.public_id == public_id, actor)


def _refuse(session: Session, wanted: ColumnElement[bool], actor: Actor) -> NoReturn:
    """There is no such instance for the asker; that he asked for a restricted one is noted."""
    own = and_(ProcessInstance.org_id == actor.org_id, ProcessInstance.restricted, wanted)
    concealed = session.scalar(select(ProcessInstance.public_id).where(own))
    raise ConcealedError("process_instance", concealed) if concealed else NotFoundError


def load_visible_task(session: Session, actor: Actor, public_id: str, at: datetime) -> tuple[Task, ProcessInstance]:
    """A task of a visible instance; seats of votes only for those who sit there."""
    mine = select(Candidate.task_id).where(Candidate.person_id == actor.person_id, ~Candidate.advising)
    known = or_(visible_to(actor, at), and_(ProcessInstance.restricted, Task.id.in_(mine), gives_access()))
    row = session.execute(
        select(Task, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(Task.public_id == public_id, ProcessInstance.org_id == actor.org_id, known)
    ).one_or_none()
    if row is None:
        wanted = select(Task.instance_id).where(Task.public_id == public_id)
        _refuse(session, ProcessInstance.id.in_(wanted), actor)
    task, instance = row
    if task.seat and not _is_candidate(session, task, actor):
        raise NotFoundError
    return task, instance


def _is_candidate(session: Session, task: Task, actor: Actor) -> bool:
    found = select(Candidate.task_id).where(Candidate.task_id == task.id, Candidate.person_id.in_(actor.people))
    return session.scalar(found) is not None
