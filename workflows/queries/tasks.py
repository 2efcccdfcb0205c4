"""Tasks: one of them, its owners, and the rows behind it."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError, SuspendedError
from workflows.models import Candidate, ProcessInstance, Task, TaskDraft
from workflows.queries.directory import load_names
from workflows.rules.ownership import Ownership
from workflows.rules.states import InstanceState, TaskState


def list_candidate_ids(session: Session, task_id: int) -> list[int]:
    """People who may do a task, or might have done it."""
    return list(session.scalars(select(Candidate.person_id).where(Candidate.task_id == task_id)))


def load_task(session: Session, org_id: int, public_id: str) -> Task:
    """A task of the organisation; whether the asker may see it is not yet said."""
    task = session.scalar(select(Task).where(Task.org_id == org_id, Task.public_id == public_id))
    if task is None:
        raise NotFoundError
    return task


def lock_task(session: Session, org_id: int, public_id: str) -> tuple[Task, ProcessInstance]:
    """Lock the instance of a task, then read the task anew: whoever comes second sees what the first has done."""
    instance = session.scalar(
        select(ProcessInstance)
        .join(Task, Task.instance_id == ProcessInstance.id)
        .where(Task.org_id == org_id, Task.public_id == public_id)
        .with_for_update(of=ProcessInstance)
    )
    if instance is None:
        raise NotFoundError
    task = session.scalars(
        select(Task).where(Task.public_id == public_id).execution_options(populate_existing=True)
    ).one()
    return task, instance


def check_running(instance: ProcessInstance) -> None:
    """Refuse to move what is suspended."""
    if instance.state == InstanceState.SUSPENDED:
        raise SuspendedError


def load_ownership(session: Session, task: Task, *, delegable: bool) -> Ownership:
    """All that decides who may act on a task."""
    candidates = list_candidate_ids(session, task.id)
    named = [person for person in (task.claimed_by_id, task.completed_by_id) if person]
    return Ownership(
        state=TaskState(task.state),
        candidates=frozenset(candidates),
        claimed_by=task.claimed_by_id,
        delegable=delegable,
        names=load_names(session, named),
        completed_by=task.completed_by_id,
        completed_at=task.completed_at,
    )


def load_draft(session: Session, task_id: int, people: Sequence[int]) -> TaskDraft | None:
    """What the asker has typed and not sent."""
    return session.scalar(
        select(TaskDraft).where(TaskDraft.task_id == task_id, TaskDraft.person_id.in_(people)).limit(1)
    )


def list_open_tasks(session: Session, instance_id: int) -> list[Task]:
    """The open tasks of an instance, oldest first."""
    return list(
        session.scalars(
            select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN).order_by(Task.id)
        )
    )
