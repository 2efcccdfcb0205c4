"""Tokens that begin to wait → tasks in inboxes, votes, and timers that are due."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bpmn.elements import Event, EventKind, UserTask
from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import EngineRow
from workflows.models import Candidate, Task, Vote, VoteItem
from workflows.queries.calendars import load_calendar
from workflows.registries import Item, Opening
from workflows.rules.assignment import Assignee, Assignment
from workflows.rules.deadlines import add_duration, next_reminder, parse_duration
from workflows.rules.states import TaskState
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.due_work import schedule
from workflows.running.outbox import announce
from workflows.running.owners import assign_task
from workflows.running.relations import OFFICE, list_role


def open_user_task(context: NodeContext, node: UserTask, chronicle: Chronicle) -> Task:
    """Put work into the inboxes of those whom the diagram names."""
    assignment = assign_task(context, node)
    task = _add_task(context, node, assignment, due_at=due_instant(context, node.due), **_object_of(context, node))
    chronicle.note(_opened(task, assignment.assignees))
    if assignment.vacant:
        announce(context.work, _ids(list_role(context, OFFICE)), "task_vacant", context.instance, task)
    else:
        announce(context.work, _ids(assignment.assignees), "task_opened", context.instance, task)
    return task


def _object_of(context: NodeContext, node: UserTask) -> dict[str, str]:
    """The thing that the node's panel shows: a ballot, a panel, a submission."""
    variable = registries.panels.find(node.panel).variable if node.panel else ""
    ref = context.variables.get(variable) if variable else None
    return {"object_type": node.panel, "object_ref": str(ref)} if ref else {}


def _ids(people: Iterable[Assignee]) -> list[int]:
    return [each.person_id for each in people]


def _opened(task: Task, assignees: Sequence[Assignee]) -> Fact:
    paths = [list(each.path) for each in assignees]
    data = {"task": task.public_id, "node": task.node_id, "process": task.process_key, "paths": paths}
    return Fact("task_opened", task_id=task.id, data=data | {"vacant": task.vacant, "seat": task.seat})


def _add_task(
    context: NodeContext, node: UserTask, assignment: Assignment, *, due_at: datetime | None, **more: Any
) -> Task:
    task = Task(
        org_id=context.instance.org_id,
        instance_id=context.instance.id,
        engine_id=context.engine_id,
        scope_id=context.scope_id,
        path=context.path,
        process_key=context.process.id,
        node_id=node.id,
        name=node.name,
        state=TaskState.OPEN,
        vacant=assignment.vacant,
        member=dict(context.each),
        opened_at=context.work.at,
        due_at=due_at,
        due_rule=due_rule(context, node.due) if due_at else "",
        **more,
    )
    session = context.work.session
    session.add(task)
    session.flush()
    if assignment.assignees:
        session.execute(
            insert(Candidate),
            [
                {"task_id": task.id, "person_id": each.person_id, "path": list(each.path), "open": True}
                for each in assignment.assignees
            ],
        )
    schedule_reminder(context, task)
    return task


def due_instant(context: NodeContext, due: str) -> datetime | None:
    """When a deadline that begins now has passed (R-CAL-9)."""
    rule = due_rule(context, due)
    if not rule:
        return None
    calendar = load_calendar(context.work.session, context.instance.org_id)
    return add_duration(context.work.at, context.parameters.duration(rule), calendar)


def due_rule(context: NodeContext, due: str) -> str:
    """The duration or the parameter behind a deadline: written out, or handed over in a variable of that name."""
    return str(context.variables.get(due, due))


def schedule_reminder(context: NodeContext, task: Task) -> None:
    """Note the next reminder of a task with a deadline (R-CAL-7)."""
    if task.due_at is None:
        return
    work = context.work
    before = [parse_duration(text).count for text in context.parameters.texts("inbox.remind_before")]
    calendar = load_calendar(work.session, task.org_id)
    at = next_reminder(task.opened_at, task.due_at, before, after=work.at, calendar=calendar)
    if at is not None:
        key = f"{task.public_id}:{at.isoformat()}"
        schedule(work.session, task.org_id, "remind", at, key, instance_id=task.instance_id, task=task.id)


def open_vote(context: NodeContext, node: UserTask, chronicle: Chronicle) -> Vote:
    """Begin a vote: its object, its items, and a seat in the inbox of each who votes by name."""
    drawn = node.vote
    if drawn is None:
        raise LookupError(node.id)
    kind = registries.vote_kinds.find(drawn.kind)
    items = registries.item_sources.find(drawn.items)(context) if drawn.items else []
    opening = kind.open(context, drawn, items)
    vote = _add_vote(context, drawn.kind, opening)
    _add_items(context, vote, items)
    data = {"vote": vote.public_id, "kind": vote.kind, "node": node.id, "seats": len(opening.seats)}
    chronicle.note(Fact("vote_opened", data=data | {"items": [item.ref for item in items]}))
    open_seats(context, vote, opening.seats, chronicle)
    return vote


def _add_vote(context: NodeContext, kind: str, opening: Opening) -> Vote:
    vote = Vote(
        org_id=context.instance.org_id,
        instance_id=context.instance.id,
        engine_id=context.engine_id,
        scope_id=context.scope_id,
        path=context.path,
        process_key=context.process.id,
        node_id=context.node.id,
        kind=kind,
        object_ref=opening.object_ref,
        state="open",
        closes_at=opening.closes_at,
    )
    session = context.work.session
    session.add(vote)
    session.flush()
    if opening.closes_at:
        schedule_closing(context, vote, opening.closes_at)
    return vote


def schedule_closing(context: NodeContext, vote: Vote, closes_at: datetime) -> None:
    """Note when a vote closes by itself."""
    key = f"{vote.public_id}:{closes_at.isoformat()}"
    work = context.work
    schedule(work.session, vote.org_id, "close_vote", closes_at, key, instance_id=vote.instance_id, vote=vote.id)


def _add_items(context: NodeContext, vote: Vote, items: Sequence[Item]) -> None:
    rows = [
        {"vote_id": vote.id, "position": at, "ref": item.ref, "label": item.label, "text": item.text}
        for at, item in enumerate(items, start=1)
    ]
    if rows:
        context.work.session.execute(insert(VoteItem), rows)


def open_seats(context: NodeContext, vote: Vote, seats: Sequence[Assignee], chronicle: Chronicle) -> list[Task]:
    """Give each seat its task; seats are numbered on from those that the vote already has."""
    node = context.node
    if not isinstance(node, UserTask):
        raise TypeError(node.id)
    taken = select(func.count()).where(Task.instance_id == vote.instance_id, Task.engine_id == vote.engine_id)
    first = context.work.session.scalar(taken) or 0
    tasks = []
    for number, seat in enumerate(seats, start=first + 1):
        task = _add_task(
            context,
            node,
            Assignment((seat,)),
            due_at=vote.closes_at,
            seat=number,
            object_type=vote.kind,
            object_ref=vote.object_ref,
        )
        chronicle.note(_opened(task, [seat]))
        announce(context.work, [seat.person_id], "task_opened", context.instance, task)
        tasks.append(task)
    return tasks


def open_timer(context: NodeContext, node: Event, row: EngineRow) -> None:
    """Note when a waiting timer event happens; the engine reads no clock."""
    if node.definition.kind is not EventKind.TIMER:
        return
    due_at = due_instant(context, node.due)
    if due_at is None:
        raise LookupError(f"{node.id} has no due instant")
    key = f"{context.instance.public_id}:{row.engine_id}"
    work, instance = context.work, context.instance
    schedule(
        work.session,
        instance.org_id,
        "timer",
        due_at,
        key,
        instance_id=instance.id,
        instance=instance.id,
        engine_id=row.engine_id,
    )
