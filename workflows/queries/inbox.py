"""The inbox: what waits for somebody, what he has done, what he set off, what was copied to him."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from workflows.models import Candidate, Person, ProcessDefinition, ProcessInstance, Task, TaskCopy, Unit
from workflows.queries.paging import Page, Window, page_of
from workflows.queries.visibility import gives_access
from workflows.rules.deadlines import ZONE, end_of_day
from workflows.rules.states import InstanceState, TaskState

NEVER: Final = datetime.fromisoformat("9999-01-01T00:00:00+00:00")
"""What a task without a deadline sorts by."""

Starter = aliased(Person)
Claimer = aliased(Person)


class Box(StrEnum):
    """待办 已办 我发起 抄送我."""

    TODO = "todo"
    DONE = "done"
    STARTED = "started"
    COPIED = "copied"


@dataclass(frozen=True)
class InboxFilter:
    """What of a box is wanted."""

    box: Box = Box.TODO
    text: str = ""
    due: str = ""
    definition_key: str = ""
    unit: str = ""
    sort: str = "due_at"
    window: Window = field(default_factory=Window)


@dataclass(frozen=True)
class InboxItem:
    """One line of an inbox."""

    id: str
    kind: str
    instance_id: str
    name: str
    node_id: str
    process_key: str
    process_name: str
    business_title: str
    unit: str
    starter: str
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    state: str
    outcome: str
    claimed_by: str
    vacant: bool
    for_principal: str
    path: tuple[str, ...]
    read: bool = True


@dataclass(frozen=True)
class BoxCounts:
    """How much is in the boxes, for badges and the line of figures."""

    todo: int
    due_today: int
    overdue: int
    done_this_month: int
    started: int
    copied: int


def list_inbox(session: Session, people: Sequence[int], at: datetime, wanted: InboxFilter) -> Page[InboxItem]:
    """One page of a box of somebody who also serves the inboxes of his principals."""
    if not people:
        return Page(())
    if wanted.box in {Box.TODO, Box.DONE}:
        return _list_tasks(session, people, at, wanted)
    return _list_instances(session, people, wanted)


def _list_tasks(session: Session, people: Sequence[int], at: datetime, wanted: InboxFilter) -> Page[InboxItem]:
    own = people[0]
    statement = _task_columns()
    if wanted.box is Box.TODO:
        statement = statement.join(Candidate, Candidate.task_id == Task.id).where(_in_my_inbox(people), Candidate.open)
        statement = statement.add_columns(Candidate.path.label("path"), Candidate.person_id.label("candidate_id"))
    else:
        statement = statement.where(or_(Task.completed_by_id == own, Task.on_behalf_id == own), gives_access())
    statement = _filtered(statement, at, wanted)
    columns, descending = _task_order(wanted)
    return page_of(
        session, statement, columns, wanted.window, lambda row: _task_item(row, at, own), descending=descending
    )


def _in_my_inbox(people: Sequence[int]) -> Any:
    """One line a task: a principal's candidacy counts where one has none of one's own."""
    own, *principals = people
    if not principals:
        return Candidate.person_id == own
    mine = aliased(Candidate)
    doubled = select(mine.task_id).where(mine.task_id == Candidate.task_id, mine.person_id == own).exists()
    return or_(Candidate.person_id == own, and_(Candidate.person_id.in_(principals), ~doubled))


def _task_columns() -> Any:
    return (
        select(
            Task,
            ProcessInstance.public_id.label("instance_ref"),
            ProcessInstance.title,
            ProcessDefinition.name.label("process_name"),
            func.coalesce(Unit.name, "").label("unit_name"),
            func.coalesce(Starter.name, "").label("starter_name"),
            func.coalesce(Claimer.name, "").label("claimer_name"),
        )
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Starter, Starter.id == ProcessInstance.started_by_id)
        .outerjoin(Claimer, Claimer.id == Task.claimed_by_id)
    )


def _filtered(statement: Any, at: datetime, wanted: InboxFilter) -> Any:
    """Narrow a list of tasks or instances by what the asker typed and chose."""
    if wanted.text:
        pattern = f"%{_escape(wanted.text.strip())}%"
        places: list[ColumnElement[bool]] = [
            ProcessInstance.title.like(pattern, escape="\\"),
            Starter.name.like(pattern, escape="\\"),
            ProcessInstance.business_key.like(pattern, escape="\\"),
        ]
        if wanted.box in {Box.TODO, Box.DONE}:
            places.append(Task.name.like(pattern, escape="\\"))
        statement = statement.where(or_(*places))
    if wanted.definition_key:
        statement = statement.where(ProcessDefinition.key == wanted.definition_key)
    if wanted.unit:
        statement = statement.where(Unit.code == wanted.unit)
    return statement.where(*_in_due_window(wanted.due, at))


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _in_due_window(due: str, at: datetime) -> list[ColumnElement[bool]]:
    """Overdue, or still to come today or within seven days."""
    if due == "overdue":
        return [Task.due_at <= at, Task.adviser_id.is_(None)]
    days = {"today": 0, "week": 6}.get(due)
    last = at.astimezone(ZONE).date() + timedelta(days=days or 0)
    return [] if days is None else [Task.due_at > at, Task.due_at <= end_of_day(last)]


def _task_order(wanted: InboxFilter) -> tuple[list[Any], bool]:
    if wanted.box is Box.DONE:
        return [Task.completed_at, Task.id], True
    if wanted.sort == "opened_at":
        return [Task.opened_at, Task.id], True
    if wanted.sort == "title":
        return [ProcessInstance.title, Task.id], False
    return [func.coalesce(Task.due_at, NEVER), Task.id], False


def _task_item(row: Any, at: datetime, own: int) -> InboxItem:
    task: Task = row.Task
    candidate = getattr(row, "candidate_id", own)
    return InboxItem(
        id=task.public_id,
        kind="task",
        instance_id=row.instance_ref,
        name=task.name,
        node_id=task.node_id,
        process_key=task.process_key,
        process_name=row.process_name,
        business_title=row.title,
        unit=row.unit_name,
        starter=row.starter_name,
        opened_at=task.opened_at,
        due_at=task.due_at,
        overdue=_is_late(task, at),
        state=task.state,
        outcome=task.outcome_label,
        claimed_by=row.claimer_name,
        vacant=task.vacant,
        for_principal="" if candidate == own else str(candidate),
        path=tuple(getattr(row, "path", ())),
    )


def _is_late(task: Task, at: datetime) -> bool:
    if task.adviser_id is not None:
        return False  # Its clock stands.
    return task.due_at is not None and (task.completed_at or at) >= task.due_at


def _list_instances(session: Session, people: Sequence[int], wanted: InboxFilter) -> Page[InboxItem]:
    """Instances that somebody set off, or that were copied to him, the newest first."""
    own = people[0]
    statement = (
        select(
            ProcessInstance,
            ProcessDefinition.key,
            ProcessDefinition.name.label("process_name"),
            func.coalesce(Unit.name, "").label("unit_name"),
            func.coalesce(Starter.name, "").label("starter_name"),
            _open_steps().label("steps"),
        )
        .join(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(Starter, Starter.id == ProcessInstance.started_by_id)
    )
    key: Any
    if wanted.box is Box.STARTED:
        statement, key = statement.where(ProcessInstance.started_by_id == own), ProcessInstance.id
    else:
        statement = statement.join(TaskCopy, TaskCopy.instance_id == ProcessInstance.id)
        statement = statement.where(TaskCopy.person_id == own).add_columns(TaskCopy.read_at)
        key = TaskCopy.id
    no_deadline = InboxFilter(wanted.box, wanted.text, "", wanted.definition_key, wanted.unit)
    filtered = _filtered(statement, NEVER, no_deadline)
    return page_of(session, filtered, [key], wanted.window, _instance_item, descending=True)


def _open_steps() -> Any:
    """The name of the step that an instance stands at: of its oldest open task."""
    return (
        select(Task.name)
        .where(Task.instance_id == ProcessInstance.id, Task.state == TaskState.OPEN)
        .order_by(Task.id)
        .limit(1)
        .scalar_subquery()
    )


def _instance_item(row: Any) -> InboxItem:
    instance: ProcessInstance = row.ProcessInstance
    return InboxItem(
        id=instance.public_id,
        kind="instance",
        instance_id=instance.public_id,
        name=row.steps or "",
        node_id="",
        process_key=row.key,
        process_name=row.process_name,
        business_title=instance.title,
        unit=row.unit_name,
        starter=row.starter_name,
        opened_at=instance.started_at,
        due_at=None,
        overdue=False,
        state=instance.state,
        outcome="",
        claimed_by="",
        vacant=False,
        for_principal="",
        path=(),
        read=getattr(row, "read_at", instance.started_at) is not None,
    )


def count_boxes(session: Session, people: Sequence[int], at: datetime) -> BoxCounts:
    """The figures over an inbox, in one statement."""
    if not people:
        return BoxCounts(0, 0, 0, 0, 0, 0)
    own, today = people[0], at.astimezone(ZONE).date()
    month = end_of_day(today.replace(day=1)) - timedelta(days=1)
    mine = (
        select(Task.id, Task.due_at, Task.adviser_id)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(_in_my_inbox(people), Candidate.open)
        .subquery()
    )

    def among(*conditions: ColumnElement[bool]) -> Any:
        return select(func.count()).select_from(mine).where(*conditions).scalar_subquery()

    done = select(func.count(Task.id)).where(Task.completed_by_id == own, Task.completed_at >= month, gives_access())
    started = select(func.count(ProcessInstance.id)).where(
        ProcessInstance.started_by_id == own, ProcessInstance.state == InstanceState.RUNNING
    )
    copied = select(func.count(TaskCopy.id)).where(TaskCopy.person_id == own, TaskCopy.read_at.is_(None))
    row = session.execute(
        select(
            among(),
            among(mine.c.due_at > at, mine.c.due_at <= end_of_day(today)),
            among(mine.c.due_at <= at, mine.c.adviser_id.is_(None)),
            done.scalar_subquery(),
            started.scalar_subquery(),
            copied.scalar_subquery(),
        )
    ).one()
    return BoxCounts(*row)
