"""Questions about tasks to others than their owners: for reading, and for the clocks that stood meanwhile."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflows.models import Person, Task, TaskConsultation
from workflows.rules.deadlines import Standstill

_Owner = aliased(Person)


@dataclass(frozen=True)
class ConsultationCard:
    """A question, whom it went to, and what came back: `open`, `answered` or `recalled`."""

    owner: str
    adviser: str
    question: str
    asked_at: datetime
    state: str
    advice: str
    ended_at: datetime | None


def list_consultations(session: Session, task_id: int) -> list[ConsultationCard]:
    """The questions about a task, oldest first."""
    rows = session.execute(
        select(TaskConsultation, _Owner.name, Person.name)
        .join(_Owner, _Owner.id == TaskConsultation.owner_id)
        .join(Person, Person.id == TaskConsultation.adviser_id)
        .where(TaskConsultation.task_id == task_id)
        .order_by(TaskConsultation.id)
    )
    return [
        ConsultationCard(owner, adviser, row.question, row.asked_at, row.state, row.advice, row.ended_at)
        for row, owner, adviser in rows
    ]


def list_consulted(session: Session, instance_ids: Sequence[int]) -> dict[tuple[int, int], list[Standstill]]:
    """The times in which tasks were out for advice, by instance and the engine's id of the task."""
    found: dict[tuple[int, int], list[Standstill]] = defaultdict(list)
    rows = session.execute(
        select(Task.instance_id, Task.engine_id, TaskConsultation.asked_at, TaskConsultation.ended_at)
        .join(Task, Task.id == TaskConsultation.task_id)
        .where(Task.instance_id.in_(instance_ids), TaskConsultation.ended_at.is_not(None))
    )
    for instance_id, engine_id, began_at, ended_at in rows:
        if ended_at:
            found[instance_id, engine_id].append(Standstill(began_at, ended_at))
    return found
