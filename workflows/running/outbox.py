"""Telling people: messages are written with the change that they tell of, and delivered afterwards."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import insert

from workflows.models import OutboxMessage, ProcessInstance, Task
from workflows.running.due_work import schedule
from workflows.work import Work


def announce(
    work: Work, person_ids: Iterable[int], kind: str, instance: ProcessInstance, task: Task | None = None, **values: Any
) -> None:
    """Write one message to each person; nobody is told of what he has just done himself."""
    own = work.actor.person_id if work.actor else None
    readers = [person for person in dict.fromkeys(person_ids) if person != own]
    if not readers:
        return
    rows = [
        {
            "org_id": instance.org_id,
            "person_id": person,
            "kind": kind,
            "instance_id": instance.id,
            "task_id": task.id if task else None,
            "values": values,
            "created_at": work.at,
        }
        for person in readers
    ]
    ids = work.session.scalars(insert(OutboxMessage).returning(OutboxMessage.id), rows).all()
    schedule(work.session, instance.org_id, "deliver", work.at, str(min(ids)), first=min(ids), last=max(ids))
