"""What a changed calendar does to open deadlines: listed first, then moved, one instance at a time (R-CAL-6)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows.models import Candidate, DueWork, ProcessInstance, Task, Vote
from workflows.queries.consultations import list_consulted
from workflows.queries.open_deadlines import OpenDeadline, list_deadlines, list_instances, list_standstills
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import join_standstills, revise_deadline
from workflows.rules.states import DueState, TaskState
from workflows.running.chronicle import Fact
from workflows.running.inboxes import reminder_after
from workflows.running.library import load_parameters, load_set
from workflows.running.outbox import announce
from workflows.running.steps import Step

EXTENDED = "deadline_extended"


@dataclass(frozen=True)
class Move:
    """A deadline that ends later on a calendar than it does now."""

    instance: ProcessInstance
    deadline: OpenDeadline
    after: datetime

    @property
    def before(self) -> datetime:
        """When it ends now."""
        return self.deadline.due_at


def list_moves(session: Session, org_id: int, calendar: WorkCalendar) -> Iterator[Move]:
    """What a calendar moves in a whole organisation; nothing is locked and nothing written."""
    last = 0
    while page := list_instances(session, org_id, last):
        yield from find_moves(session, page, calendar)
        last = page[-1].id


def find_moves(session: Session, instances: Sequence[ProcessInstance], calendar: WorkCalendar) -> list[Move]:
    """What a calendar moves in some instances."""
    by_id = {instance.id: instance for instance in instances}
    stills = list_standstills(session, list(by_id))
    asked = list_consulted(session, list(by_id))
    found = []
    for each in list_deadlines(session, list(by_id)):
        instance = by_id[each.instance_id]
        read = load_parameters(session, instance.parameters_id).duration
        still = join_standstills(stills.get(instance.id, ()), asked.get((instance.id, each.clock), ()))
        after = revise_deadline(each.due_at, each.term(read, still), calendar)
        if after > each.due_at:
            found.append(Move(instance, each, after))
    return found


def name_step(session: Session, move: Move) -> str:
    """What the step of a deadline is called."""
    processes = load_set(session, move.instance.set_id).processes
    return processes[move.deadline.process_key].nodes[move.deadline.node_id].name


def name_process(session: Session, move: Move) -> str:
    """What the process of a deadline is called."""
    return load_set(session, move.instance.set_id).processes[move.deadline.process_key].name


def apply_moves(step: Step, moves: Sequence[Move]) -> None:
    """Move the deadlines of a locked instance, note each, plan its reminders anew, and tell its people."""
    for move in moves:
        row = move.deadline.row
        if isinstance(row, Task):
            _move_task(step, row, move.after)
        elif isinstance(row, Vote):
            _move_vote(step, row, move.after)
        else:
            row.due_at = move.after
        step.note(Fact(EXTENDED, task_id=row.id if isinstance(row, Task) else None, data=_describe(move)))


def _describe(move: Move) -> dict[str, Any]:
    row = move.deadline.row
    ref = {"node": move.deadline.node_id} if isinstance(row, DueWork) else {move.deadline.kind: row.public_id}
    return ref | {"before": move.before.isoformat(), "after": move.after.isoformat(), "rule": "R-CAL-6"}


def _move_task(step: Step, task: Task, after: datetime) -> None:
    task.due_at = after
    plan_reminder(step, task)
    announce(step.work, list_people(step.session, [task.id]), EXTENDED, step.instance, task)


def _move_vote(step: Step, vote: Vote, after: datetime) -> None:
    """Move the closing, and the deadlines of the seats that have not voted."""
    session, before, vote.closes_at = step.session, vote.closes_at, after
    closing = DueWork.dedupe_key.startswith(f"close_vote:{vote.public_id}:", autoescape=True)
    mine = (DueWork.instance_id == vote.instance_id) & (DueWork.state == DueState.PENDING)
    session.execute(update(DueWork).where(mine, closing, DueWork.due_at == before).values(due_at=after))
    open_seats = (Task.engine_id == vote.engine_id) & (Task.state == TaskState.OPEN) & (Task.seat > 0)
    seats = session.scalars(select(Task).where(Task.instance_id == vote.instance_id, open_seats).order_by(Task.id))
    for seat in seats.all():
        _move_task(step, seat, after)


def plan_reminder(step: Step, task: Task) -> None:
    """Let the next reminder of a task follow its deadline (R-CAL-7); what is not yet sent is not sent too early."""
    mine = (DueWork.instance_id == task.instance_id) & (DueWork.state == DueState.PENDING) & (DueWork.kind == "remind")
    rows = step.session.scalars(select(DueWork).where(mine)).all()
    at = reminder_after(step.task_context(task), task, step.work.at)
    for row in rows:
        if row.payload["task"] == task.id and at is not None:
            row.due_at = at


def list_people(session: Session, task_ids: Sequence[int]) -> list[int]:
    """The people in whose inboxes tasks are."""
    found = select(Candidate.person_id).where(Candidate.task_id.in_(task_ids), Candidate.open).distinct()
    return sorted(session.scalars(found))
