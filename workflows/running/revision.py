"""What a changed calendar does to open deadlines: listed first, then moved, one instance at a time (R-CAL-6)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from workflows import registries
from workflows.models import Candidate, DueWork, ProcessDefinition, ProcessInstance, Task, Vote
from workflows.queries.consultations import list_consulted
from workflows.queries.open_deadlines import OpenDeadline, list_deadlines, list_instances, list_standstills
from workflows.registries import KeptDate
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import Duration, deadline_day, join_standstills, revise_deadline
from workflows.rules.states import DueState, TaskState
from workflows.running.chronicle import Fact
from workflows.running.inboxes import reminder_after
from workflows.running.library import load_parameters, load_set
from workflows.running.outbox import announce
from workflows.running.steps import Step
from workflows.work import Work

EXTENDED = "deadline_extended"
DATE_EXTENDED = "date_extended"


@dataclass(frozen=True)
class Dated:
    """An open date of a wing, by the name under which its rows are registered."""

    kind: str
    date: KeptDate

    @property
    def instance_id(self) -> int:
        """The instance that it hangs on."""
        return self.date.instance_id

    @property
    def due_at(self) -> datetime:
        """When it ends now."""
        return self.date.due_at

    @property
    def row(self) -> Any:
        """The row that holds it."""
        return self.date.row


Position = tuple[int, str, int]
"""Where a move stands in the list: its instance, its kind, its row."""


@dataclass(frozen=True)
class Move:
    """A deadline that ends later on a calendar than it does now."""

    instance: ProcessInstance
    deadline: OpenDeadline | Dated
    after: datetime

    @property
    def before(self) -> datetime:
        """When it ends now."""
        return self.deadline.due_at

    @property
    def position(self) -> Position:
        """Where it stands among all moves; no other stands there."""
        return self.instance.id, self.deadline.kind, self.deadline.row.id


def list_moves(session: Session, org_id: int, calendar: WorkCalendar, after: int = 0) -> Iterator[Move]:
    """What a calendar moves in the instances after one, of a whole organisation, in order of position.

    Nothing is locked and nothing written.
    """
    last = after
    while page := list_instances(session, org_id, last):
        yield from find_moves(session, page, calendar)
        last = page[-1].id


def find_moves(session: Session, instances: Sequence[ProcessInstance], calendar: WorkCalendar) -> list[Move]:
    """What a calendar moves in some instances, in order of position."""
    by_id = {instance.id: instance for instance in instances}
    found = [*_find_deadlines(session, by_id, calendar), *_find_dates(session, by_id, calendar)]
    return sorted((move for move in found if move.after > move.before), key=lambda move: move.position)


def _find_deadlines(session: Session, by_id: Mapping[int, ProcessInstance], calendar: WorkCalendar) -> Iterator[Move]:
    """Those of tasks, votes and timers."""
    stills = list_standstills(session, list(by_id))
    asked = list_consulted(session, list(by_id))
    for each in list_deadlines(session, list(by_id)):
        instance = by_id[each.instance_id]
        still = join_standstills(stills.get(instance.id, ()), asked.get((instance.id, each.clock), ()))
        term = each.term(_reader(session, instance), still)
        yield Move(instance, each, revise_deadline(each.due_at, term, calendar))


def _find_dates(session: Session, by_id: Mapping[int, ProcessInstance], calendar: WorkCalendar) -> Iterator[Move]:
    """Those that wings keep in rows of their own: one statement a kind of row."""
    for kind, rows in registries.dated_rows.items().items():
        for each in rows.list_open(session, list(by_id)):
            instance = by_id[each.instance_id]
            yield Move(instance, Dated(kind, each), each.again(calendar, _reader(session, instance)))


def _reader(session: Session, instance: ProcessInstance) -> Callable[[str], Duration]:
    """How an instance's parameters read durations."""
    return load_parameters(session, instance.parameters_id).duration


def name_step(session: Session, move: Move) -> str:
    """What the step of a deadline is called; of a date of a wing, what the date is called."""
    if isinstance(move.deadline, Dated):
        return registries.dated_rows.find(move.deadline.kind).label
    processes = load_set(session, move.instance.set_id).processes
    return processes[move.deadline.process_key].nodes[move.deadline.node_id].name


def name_process(session: Session, move: Move) -> str:
    """What the process of a deadline is called; of a date of a wing, the process of its instance."""
    if isinstance(move.deadline, Dated):
        return session.get_one(ProcessDefinition, move.instance.definition_id).name
    return load_set(session, move.instance.set_id).processes[move.deadline.process_key].name


def apply_moves(step: Step, moves: Sequence[Move]) -> None:
    """Move the deadlines of a locked instance, note each, plan its reminders anew, and tell its people."""
    for move in moves:
        row = move.deadline.row
        if isinstance(move.deadline, Dated):
            _move_date(step, move.deadline, move.after)
        elif isinstance(row, Task):
            _move_task(step, row, move.after)
        elif isinstance(row, Vote):
            _move_vote(step, row, move.after)
        else:
            row.due_at = move.after
        step.note(Fact(EXTENDED, task_id=row.id if isinstance(row, Task) else None, data=_describe(move)))


def list_concerned(work: Work, dated: Dated) -> Sequence[int]:
    """Whom a date of a wing concerns."""
    return registries.dated_rows.find(dated.kind).list_people(work, dated.date)


def _move_date(step: Step, dated: Dated, after: datetime) -> None:
    rows = registries.dated_rows.find(dated.kind)
    rows.move(step.work, dated.date, after)
    date, due = rows.label, deadline_day(after).isoformat()
    announce(step.work, list_concerned(step.work, dated), DATE_EXTENDED, step.instance, date=date, due=due)


def _describe(move: Move) -> dict[str, Any]:
    ref = _refer(move.deadline)
    return ref | {"before": move.before.isoformat(), "after": move.after.isoformat(), "rule": "R-CAL-6"}


def _refer(deadline: OpenDeadline | Dated) -> dict[str, Any]:
    """What the history calls a deadline: by its step, or by its public id."""
    if isinstance(deadline, OpenDeadline) and isinstance(deadline.row, DueWork):
        return {"node": deadline.node_id}
    return {deadline.kind: getattr(deadline.row, "public_id", deadline.row.id)}


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
