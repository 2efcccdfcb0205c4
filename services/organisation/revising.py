"""Moving open deadlines after a change of the calendar, one instance in one transaction (R-CAL-6)."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import select, update

from workflows import registries
from workflows.models import CalendarChange, DueWork, ProcessInstance
from workflows.queries.calendars import load_calendar
from workflows.rules.states import DueState, InstanceState
from workflows.running.due_work import make_row, schedule, schedule_all
from workflows.running.revision import apply_moves, find_moves, list_moves
from workflows.running.steps import Step
from workflows.work import Work

EXTEND: Final = "extend_deadlines"
LOOK_AGAIN: Final = "find_unmoved"

UNFINISHED: Final = (InstanceState.RUNNING, InstanceState.SUSPENDED)

SECOND_LOOK: Final = timedelta(minutes=5)
"""Longer than any command lasts: what one that had read the old calendar has written is there by then."""


def register_revising() -> None:
    """Make these known to due work."""
    registries.due_kinds.register(EXTEND, extend_deadlines)
    registries.due_kinds.register(LOOK_AGAIN, find_unmoved)


def schedule_revision(work: Work, change: CalendarChange, instance_ids: Iterable[int]) -> int:
    """Plan a piece of work for each instance, and a second look; return how many instances."""
    planned = _schedule(work, change, instance_ids, "")
    again = work.at + SECOND_LOOK
    schedule(work.session, change.org_id, LOOK_AGAIN, again, change.public_id, change=change.id)
    return planned


def _schedule(work: Work, change: CalendarChange, instance_ids: Iterable[int], turn: str) -> int:
    """The rows do not refer to the instances: a foreign key would wait for whoever is at work on one of them."""
    ids = sorted(set(instance_ids))
    rows = [
        make_row(change.org_id, EXTEND, work.at, f"{change.public_id}:{turn}{each}", instance=each, change=change.id)
        for each in ids
    ]
    schedule_all(work.session, rows)
    _count(work, change.id, planned=len(ids))
    return len(ids)


def _count(work: Work, change_id: int, **more: int) -> None:
    """Count what is planned, done and moved: the last thing that a piece of work does."""
    counts = {name: getattr(CalendarChange, name) + number for name, number in more.items()}
    work.session.execute(update(CalendarChange).where(CalendarChange.id == change_id).values(**counts))


def extend_deadlines(work: Work, payload: Mapping[str, Any]) -> None:
    """Move the deadlines of one instance; what was moved or done meanwhile stays as it is."""
    locked = select(ProcessInstance).where(ProcessInstance.id == payload["instance"]).with_for_update()
    instance = work.session.scalars(locked).one()
    moved = _extend(work, instance) if instance.state in UNFINISHED else 0
    _count(work, payload["change"], done=1, moved=moved)


def _extend(work: Work, instance: ProcessInstance) -> int:
    moves = find_moves(work.session, [instance], load_calendar(work.session, instance.org_id))
    if moves:
        step = Step(work, instance)
        apply_moves(step, moves)
        step.finish()
    return len(moves)


def find_unmoved(work: Work, payload: Mapping[str, Any]) -> None:
    """Plan what was written on the old calendar while the change was made; what is planned already is left."""
    change = work.session.get_one(CalendarChange, payload["change"])
    moves = list_moves(work.session, change.org_id, load_calendar(work.session, change.org_id))
    found = {move.instance.id for move in moves}
    waiting = (DueWork.org_id == change.org_id) & DueWork.state.in_([DueState.PENDING, DueState.DEAD])
    planned = work.session.scalars(select(DueWork.payload).where(DueWork.kind == EXTEND, waiting))
    _schedule(work, change, found - {each["instance"] for each in planned}, "again:")
