"""How the house is doing: figures for health checks and dashboards; counts and ages, no data of people."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.models import DueWork, Incident, OutboxMessage, ProcessInstance, Task
from workflows.rules.states import DueState, InstanceState, TaskState


@dataclass(frozen=True)
class HouseFigures:
    """Ages are in seconds of application time; 0 where nothing waits."""

    running_instances: int
    open_tasks: int
    overdue_tasks: int
    oldest_due_work: float
    dead_work: int
    open_incidents: int
    oldest_unsent_message: float


def show_figures(session: Session, at: datetime) -> HouseFigures:
    """All figures in one statement."""
    row = session.execute(
        select(
            _count(ProcessInstance.id, ProcessInstance.state == InstanceState.RUNNING),
            _count(Task.id, Task.state == TaskState.OPEN),
            _count(Task.id, (Task.state == TaskState.OPEN) & (Task.due_at <= at) & Task.adviser_id.is_(None)),
            select(func.min(DueWork.due_at)).where(DueWork.state == DueState.PENDING).scalar_subquery(),
            _count(DueWork.id, DueWork.state == DueState.DEAD),
            _count(Incident.id, Incident.state == "open"),
            select(func.min(OutboxMessage.created_at)).where(OutboxMessage.sent_at.is_(None)).scalar_subquery(),
        )
    ).one()
    return HouseFigures(row[0], row[1], row[2], _age(row[3], at), row[4], row[5], _age(row[6], at))


def _count(column: Any, condition: Any) -> Any:
    return select(func.count(column)).where(condition).scalar_subquery()


def _age(since: datetime | None, at: datetime) -> float:
    return max(0.0, (at - since).total_seconds()) if since else 0.0
