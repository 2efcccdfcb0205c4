"""The clock of one task: it stands while the task is out for advice, as that of a suspended instance does."""

from sqlalchemy import select

from workflows.models import DueWork, EngineTask, Task
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import Standstill, put_off
from workflows.rules.states import DueState
from workflows.running.inboxes import reminder_after
from workflows.running.steps import Step


def stop_clock(step: Step, task: Task) -> list[int]:
    """Hold the reminder of a task and the timers on its border; return what is held. Dates go on (`fixed`)."""
    held = [row for row in _list_pending(step, task) if _belongs(step, task, row)]
    for row in held:
        row.state = DueState.HELD
    return [row.id for row in held]


def _list_pending(step: Step, task: Task) -> list[DueWork]:
    mine = (DueWork.instance_id == task.instance_id) & (DueWork.state == DueState.PENDING)
    kinds = DueWork.kind.in_(["remind", "timer"])
    return list(step.session.scalars(select(DueWork).where(mine, kinds).order_by(DueWork.id)))


def _belongs(step: Step, task: Task, row: DueWork) -> bool:
    if row.kind == "remind":
        return bool(row.payload["task"] == task.id)
    event = step.session.get_one(EngineTask, (task.instance_id, row.payload["engine_id"]))
    return not row.payload.get("fixed") and (event.inner or {}).get("host") == task.engine_id


def start_clock(step: Step, task: Task, still: Standstill, held: list[int]) -> None:
    """Let a task's clock go on: its deadline and what was held come as much later as it stood."""
    calendar = load_calendar(step.session, task.org_id)
    if task.due_at is not None:
        task.due_at = put_off(task.due_at, still, calendar)
    rows = step.session.scalars(select(DueWork).where(DueWork.id.in_(held), DueWork.state == DueState.HELD))
    for row in rows.all():
        row.state = DueState.PENDING
        if row.kind == "remind":
            row.due_at = reminder_after(step.task_context(task), task, still.began_at) or row.due_at
        else:
            row.due_at = put_off(row.due_at, still, calendar)
