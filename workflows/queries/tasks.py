"""Tasks: one of them, its owners, and the rows behind it."""

import base64
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError, SuspendedError
from workflows.models import Candidate, ProcessInstance, Task, TaskDraft
from workflows.queries.directory import load_names
from workflows.restricted import Sealed, seal_text, unseal_text
from workflows.rules.ownership import Ownership
from workflows.rules.states import InstanceState, TaskState


def list_candidate_ids(session: Session, task_id: int) -> list[int]:
    """People who may do a task, or might have done it."""
    mine = (Candidate.task_id == task_id) & ~Candidate.advising
    return list(session.scalars(select(Candidate.person_id).where(mine)))


def list_candidates_of(session: Session, task_ids: Sequence[int]) -> dict[int, tuple[int, ...]]:
    """People who may do tasks, or might have done them, by task."""
    found: dict[int, tuple[int, ...]] = {}
    theirs = Candidate.task_id.in_(task_ids) & ~Candidate.advising
    rows = session.execute(select(Candidate.task_id, Candidate.person_id).where(theirs))
    for task_id, person_id in rows if task_ids else ():
        found[task_id] = (*found.get(task_id, ()), person_id)
    return found


def list_tasks_at(session: Session, instance_id: int, engine_ids: Collection[int]) -> list[Task]:
    """The tasks of some tokens, seats of votes left out, oldest first."""
    mine = (Task.instance_id == instance_id) & Task.engine_id.in_(engine_ids) & (Task.seat == 0)
    return list(session.scalars(select(Task).where(mine).order_by(Task.id)))


def lock_task(session: Session, org_id: int, public_id: str) -> tuple[Task, ProcessInstance]:
    """Lock the instance of a task, then the task: whoever comes second sees what the first has done.

    Both are locked, and in this order: a row that is only joined would be seen as it was before the wait, and nobody
    who holds an instance waits for one of its tasks.
    """
    row = session.execute(_LOCKED_TASK, {"org": org_id, "task": public_id}).one_or_none()
    if row is None:
        raise NotFoundError
    instance, task = row
    return task, instance


def check_running(instance: ProcessInstance) -> None:
    """Refuse to move what is suspended."""
    if instance.state == InstanceState.SUSPENDED:
        raise SuspendedError


def close_candidacies(session: Session, task_id: int) -> list[int]:
    """Take a task out of the inboxes; the people in whose inboxes it was or had been."""
    return list(session.scalars(_CLOSED_CANDIDACIES, {"task": task_id}))


def load_ownership(
    session: Session, task: Task, *, delegable: bool, candidates: Sequence[int] | None = None
) -> Ownership:
    """All that decides who may act on a task; `candidates` where they are known already."""
    people = list_candidate_ids(session, task.id) if candidates is None else candidates
    named = [person for person in (task.claimed_by_id, task.completed_by_id, task.adviser_id) if person]
    return Ownership(
        state=TaskState(task.state),
        candidates=frozenset(people),
        claimed_by=task.claimed_by_id,
        delegable=delegable,
        names=load_names(session, named),
        completed_by=task.completed_by_id,
        completed_at=task.completed_at,
        adviser=task.adviser_id,
    )


@dataclass(frozen=True)
class Draft:
    """What somebody has typed and not sent, how often it was saved, and when last."""

    values: dict[str, Any]
    revision: int
    saved_at: datetime


def load_draft(session: Session, task: Task, people: Sequence[int]) -> Draft | None:
    """What the asker has typed and not sent; nothing if its key is no longer here."""
    found = select(TaskDraft).where(TaskDraft.task_id == task.id, TaskDraft.person_id.in_(people)).limit(1)
    row = session.scalar(found)
    if row is None:
        return None
    try:
        return Draft(_unseal_draft(task, row), row.revision, row.saved_at)
    except NotFoundError:
        return None


def seal_draft(task: Task, person_id: int, values: Mapping[str, Any]) -> dict[str, str]:
    """Values as they are kept: a half-written vote or talk is as confidential as a whole one (PAT-10)."""
    sealed = seal_text(json.dumps(values), _draft_purpose(task, person_id))
    return {"key": sealed.key_name, "sealed": base64.b64encode(sealed.data).decode()}


def _unseal_draft(task: Task, row: TaskDraft) -> dict[str, Any]:
    sealed = Sealed(row.values["key"], base64.b64decode(row.values["sealed"]))
    values: dict[str, Any] = json.loads(unseal_text(sealed, _draft_purpose(task, row.person_id)))
    return values


def _draft_purpose(task: Task, person_id: int) -> str:
    return f"draft:{task.public_id}:{person_id}"


def list_open_tasks(session: Session, instance_id: int) -> list[Task]:
    """The open tasks of an instance, oldest first."""
    return list(
        session.scalars(
            select(Task).where(Task.instance_id == instance_id, Task.state == TaskState.OPEN).order_by(Task.id)
        )
    )


# Statements of every completion, made once: making one costs as much as running it.

_LOCKED_TASK: Final = (
    select(ProcessInstance, Task)
    .join(Task, Task.instance_id == ProcessInstance.id)
    .where(Task.org_id == bindparam("org"), Task.public_id == bindparam("task"))
    .with_for_update(of=(ProcessInstance, Task))
    .execution_options(populate_existing=True)
)
_CANDIDACIES: Final[Any] = Candidate.__table__
_CLOSED_CANDIDACIES: Final = (
    update(_CANDIDACIES)
    .where(_CANDIDACIES.c.task_id == bindparam("task"), ~_CANDIDACIES.c.advising)
    .values(open=False)
    .returning(_CANDIDACIES.c.person_id)
)
