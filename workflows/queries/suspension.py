"""A suspended instance: since when it stands still, and whom that concerns."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import Candidate, HistoryEntry, ProcessInstance, Task
from workflows.rules.states import TaskState

SUSPENDED = "instance_suspended"


def suspended_at(session: Session, instance: ProcessInstance) -> datetime:
    """When a suspended instance was last suspended: its history says so."""
    latest = (
        select(HistoryEntry.at)
        .where(HistoryEntry.instance_id == instance.id, HistoryEntry.kind == SUSPENDED)
        .order_by(HistoryEntry.seq.desc())
        .limit(1)
    )
    return session.scalars(latest).one()


def list_concerned(session: Session, instance: ProcessInstance) -> list[int]:
    """The people of the open tasks, and the starter."""
    waiting = (
        select(Candidate.person_id)
        .join(Task, Task.id == Candidate.task_id)
        .where(Task.instance_id == instance.id, Task.state == TaskState.OPEN, Candidate.open)
        .distinct()
    )
    people = set(session.scalars(waiting))
    return sorted(people | ({instance.started_by_id} if instance.started_by_id else set()))
