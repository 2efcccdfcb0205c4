"""Outcomes that do not hold any more (因退回失效, R-RET-1): what was said stays as it is, marked void."""

from collections.abc import Collection

from sqlalchemy import update
from sqlalchemy.orm import Session

from workflows.models import ProcessInstance, Task
from workflows.rules.states import TaskState


def void_outcomes(session: Session, instance: ProcessInstance, engine_ids: Collection[int]) -> list[str]:
    """Make void what was decided at these tokens; the public ids of the tasks that were not void before."""
    if not engine_ids:
        return []
    decided = (Task.instance_id == instance.id) & (Task.state == TaskState.COMPLETED) & Task.voided.is_(False)
    made = update(Task).where(decided, Task.engine_id.in_(engine_ids)).values(voided=True)
    return sorted(session.scalars(made.returning(Task.public_id)))
