"""Telling people: messages are written with the change that they tell of, and delivered afterwards."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import insert

from workflows.models import OutboxMessage, ProcessInstance, Task
from workflows.running import due_work
from workflows.work import Work


@dataclass(frozen=True)
class Message:
    """Something to tell some people."""

    person_ids: Sequence[int]
    kind: str
    task: Task | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


def announce(
    work: Work, person_ids: Iterable[int], kind: str, instance: ProcessInstance, task: Task | None = None, **values: Any
) -> None:
    """Write one message to each person; nobody is told of what he has just done himself."""
    delivery = announce_all(work, instance, [Message(tuple(person_ids), kind, task, values)])
    if delivery:
        due_work.schedule_all(work.session, [delivery])


def announce_all(work: Work, instance: ProcessInstance, messages: Sequence[Message]) -> due_work.Row | None:
    """Write messages together; return their delivery, which is still to be scheduled."""
    own = work.actor.person_id if work.actor else None
    rows = [
        {
            "org_id": instance.org_id,
            "person_id": person,
            "kind": message.kind,
            "instance_id": instance.id,
            "task_id": message.task.id if message.task else None,
            "values": dict(message.values),
            "created_at": work.at,
        }
        for message in messages
        for person in dict.fromkeys(message.person_ids)
        if person != own
    ]
    if not rows:
        return None
    ids = work.session.scalars(_INSERT_MESSAGES, rows).all()
    first, last = min(ids), max(ids)
    return due_work.make_row(instance.org_id, "deliver", work.at, str(first), first=first, last=last)


_MESSAGES: Final[Any] = OutboxMessage.__table__
_INSERT_MESSAGES: Final = insert(_MESSAGES).returning(_MESSAGES.c.id)
