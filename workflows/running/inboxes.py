"""Tasks on their way into inboxes: planned one by one, written together, however many there are."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from bpmn.elements import UserTask
from workflows.context import NodeContext
from workflows.models import Candidate, Task
from workflows.models.base import make_public_id
from workflows.queries.calendars import load_calendar
from workflows.rules.assignment import Assignee, Assignment
from workflows.rules.deadlines import next_reminder, parse_duration
from workflows.rules.states import TaskState
from workflows.running import due_work
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.outbox import Message, announce_all


@dataclass(frozen=True)
class TaskPlan:
    """A task to open: where, for whom, until when, about what."""

    context: NodeContext
    node: UserTask
    assignment: Assignment
    due_at: datetime | None = None
    due_rule: str = ""
    seat: int = 0
    object_type: str = ""
    object_ref: str = ""
    again: int | None = None
    """Who has had the step before and gets it again, if it is still his."""
    told: str = "task_opened"
    """The kind of message to those who may do it."""

    @property
    def claimant(self) -> int | None:
        """For whom a task that several may do is kept."""
        people = [each.person_id for each in self.assignment.assignees]
        return self.again if self.again in people and len(people) > 1 else None


def open_tasks(plans: Sequence[TaskPlan], chronicle: Chronicle) -> list[Task]:
    """Put work into inboxes: the tasks, who may do them, what is told and when it is reminded of."""
    if not plans:
        return []
    context = plans[0].context
    session = context.work.session
    tasks = _add_tasks(session, plans)
    opened = list(zip(plans, tasks, strict=True))
    add_candidates(session, [(task, plan.assignment) for plan, task in opened])
    for plan, task in opened:
        chronicle.note(_opened(task, plan.assignment.assignees))
    delivery = announce_all(context.work, context.instance, list(_messages(opened)))
    reminders = [make_reminder(plan.context, task) for plan, task in opened]
    due_work.schedule_all(session, [row for row in (*reminders, delivery) if row])
    return tasks


def _add_tasks(session: Session, plans: Sequence[TaskPlan]) -> list[Task]:
    """Write the tasks in one statement; rows may come back in any order, so they are known by their public ids."""
    rows = [_task_row(plan) for plan in plans]
    found = {task.public_id: task for task in session.scalars(_INSERT_TASKS, rows)}
    return [found[row["public_id"]] for row in rows]


def _task_row(plan: TaskPlan) -> dict[str, Any]:
    context = plan.context
    return {
        "public_id": make_public_id(),
        "org_id": context.instance.org_id,
        "instance_id": context.instance.id,
        "engine_id": context.engine_id,
        "scope_id": context.scope_id,
        "path": context.path,
        "process_key": context.process.id,
        "node_id": plan.node.id,
        "name": plan.node.name,
        "state": TaskState.OPEN,
        "seat": plan.seat,
        "vacant": plan.assignment.vacant,
        "claimed_by_id": plan.claimant,
        "member": dict(context.each),
        "object_type": plan.object_type,
        "object_ref": plan.object_ref,
        "opened_at": context.work.at,
        "due_at": plan.due_at,
        "due_rule": plan.due_rule,
    }


def add_candidates(session: Session, assigned: Iterable[tuple[Task, Assignment]]) -> None:
    """Write down who may do the tasks, with the path to each."""
    rows = [
        {"task_id": task.id, "person_id": each.person_id, "path": list(each.path), "open": True}
        for task, assignment in assigned
        for each in assignment.assignees
    ]
    if rows:
        session.execute(_INSERT_CANDIDATES, rows)


def _opened(task: Task, assignees: Sequence[Assignee]) -> Fact:
    paths = [list(each.path) for each in assignees]
    data = {"task": task.public_id, "node": task.node_id, "process": task.process_key, "paths": paths}
    return Fact("task_opened", task_id=task.id, data=data | {"vacant": task.vacant, "seat": task.seat})


def _messages(opened: Sequence[tuple[TaskPlan, Task]]) -> Iterator[Message]:
    """To everybody who may do a task; of what nobody matches, an alarm to those who stand in (R-TASK-1)."""
    for plan, task in opened:
        people = tuple(each.person_id for each in plan.assignment.assignees)
        yield Message(people, "task_vacant" if task.vacant else plan.told, task)


def make_reminder(context: NodeContext, task: Task) -> due_work.Row | None:
    """The next reminder of a task with a deadline (R-CAL-7)."""
    at = reminder_after(context, task, context.work.at)
    if at is None:
        return None
    key = f"{task.public_id}:{at.isoformat()}"
    return due_work.make_row(task.org_id, "remind", at, key, instance_id=task.instance_id, task=task.id)


def reminder_after(context: NodeContext, task: Task, after: datetime) -> datetime | None:
    """When the people of a task are reminded for the first time after an instant; never without a deadline."""
    if task.due_at is None:
        return None
    before = [parse_duration(text).count for text in context.parameters.texts("inbox.remind_before")]
    calendar = load_calendar(context.work.session, task.org_id)
    return next_reminder(task.opened_at, task.due_at, before, after=after, calendar=calendar)


_CANDIDATES: Final[Any] = Candidate.__table__
_INSERT_TASKS: Final = insert(Task).returning(Task).execution_options(render_nulls=True)
_INSERT_CANDIDATES: Final = insert(_CANDIDATES)
