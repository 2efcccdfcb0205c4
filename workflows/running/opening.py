"""Tokens that begin to wait → tasks in inboxes, votes, and timers that are due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from bpmn.elements import Event, EventKind, UserTask
from workflows import registries
from workflows.context import NodeContext
from workflows.engine.progress import EngineRow
from workflows.errors import ProcessStuckError
from workflows.models import Task, Vote, VoteItem
from workflows.queries.calendars import load_calendar
from workflows.registries import Item, Opening
from workflows.rules.assignment import Assignee, Assignment
from workflows.rules.deadlines import Closing, close_after, read_moment
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.due_work import schedule
from workflows.running.inboxes import TaskPlan, open_tasks
from workflows.running.owners import assign_task


def plan_user_task(context: NodeContext, node: UserTask) -> TaskPlan:
    """Work for those whom the diagram names."""
    due_at = due_instant(context, node.due)
    object_type, object_ref = _object_of(context, node)
    return TaskPlan(
        context,
        node,
        assign_task(context, node),
        due_at=due_at,
        due_rule=due_rule(context, node.due) if due_at else "",
        object_type=object_type,
        object_ref=object_ref,
    )


def _object_of(context: NodeContext, node: UserTask) -> tuple[str, str]:
    """The thing that the node's panel shows: a ballot, a panel, a submission."""
    variable = registries.panels.find(node.panel).variable if node.panel else ""
    ref = context.variables.get(variable) if variable else None
    return (node.panel, str(ref)) if ref else ("", "")


def due_instant(context: NodeContext, due: str) -> datetime | None:
    """When a deadline that begins now has passed (R-CAL-9)."""
    closing = due_closing(context, due)
    return closing.at if closing else None


def due_closing(context: NodeContext, due: str) -> Closing | None:
    """The same, with how it was computed."""
    rule = due_rule(context, due)
    if not rule:
        return None
    calendar = load_calendar(context.work.session, context.instance.org_id)
    return close_after(context.work.at, context.parameters.duration(rule), calendar)


def due_rule(context: NodeContext, due: str) -> str:
    """The duration or the parameter behind a deadline: written out, or handed over in a variable of that name."""
    return str(context.variables.get(due, due))


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
    )
    session = context.work.session
    set_closing(vote, opening.closing)
    session.add(vote)
    session.flush()
    if opening.closing:
        schedule_closing(context, vote, opening.closing.at)
    return vote


def set_closing(vote: Vote, closing: Closing | None) -> None:
    """Write down when a vote closes by itself, and how that was computed."""
    if closing is not None:
        vote.closes_at, vote.closes_since, vote.closes_rule = closing.at, closing.since, str(closing.duration)


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
    plans = [
        TaskPlan(
            context,
            node,
            Assignment((seat,)),
            due_at=vote.closes_at,
            due_rule=due_rule(context, node.due) if vote.closes_at else "",
            seat=number,
            object_type=vote.kind,
            object_ref=vote.object_ref,
        )
        for number, seat in enumerate(seats, start=first + 1)
    ]
    return open_tasks(plans, chronicle)


def open_timer(context: NodeContext, node: Event, row: EngineRow) -> None:
    """Note when a waiting timer event happens; the engine reads no clock."""
    if node.definition.kind is not EventKind.TIMER:
        return
    due_at = _moment_of(context, node) if node.moment else due_instant(context, node.due)
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
        **_term_of(context, node),
    )


def _term_of(context: NodeContext, node: Event) -> dict[str, Any]:
    """How the instant of a timer was computed, so that it can be again (R-CAL-6); a date stays that date."""
    if node.moment:
        return {"fixed": True}
    return {"fixed": False, "since": context.work.at.isoformat(), "rule": due_rule(context, node.due)}


def _moment_of(context: NodeContext, node: Event) -> datetime:
    """When a timer of a date happens: written out, or handed over in a variable."""
    try:
        return read_moment(str(context.variables.get(node.moment, node.moment)))
    except ValueError as error:
        raise ProcessStuckError(cause=node.id) from error
