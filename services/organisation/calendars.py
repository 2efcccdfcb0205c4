"""The working calendar: importing the yearly notice (R-CAL-1, R-CAL-6)."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from services.organisation.calendar_reader import DayRecord, read_calendar
from services.transaction import use_case
from workflows.errors import NotPermittedError
from workflows.models import CalendarDay, CalendarYear, ProcessInstance, Task
from workflows.queries.calendars import forget_calendar, load_calendar
from workflows.queries.tasks import list_candidate_ids
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import add_duration
from workflows.rules.states import TaskState
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.library import load_parameters
from workflows.running.outbox import announce
from workflows.work import Work


@dataclass(frozen=True)
class ImportedCalendar:
    """What an import brought; `moved` counts open deadlines, which are only ever extended."""

    years: list[int]
    days: int
    moved: int


@use_case
def import_calendar(work: Work, data: bytes, *, source: str) -> ImportedCalendar:
    """Take in a notice for the asker's organisation, and extend the open deadlines that it moves (R-CAL-6)."""
    if not work.asker.has_role("sys_admin"):
        raise NotPermittedError
    return _import(work, work.asker.org_id, data, source)


@use_case
def install_calendar(work: Work, org_id: int, data: bytes, *, source: str) -> ImportedCalendar:
    """The same from the command line, for any organisation."""
    return _import(work, org_id, data, source)


def _import(work: Work, org_id: int, data: bytes, source: str) -> ImportedCalendar:
    days = write_calendar(work, org_id, data, source=source)
    moved = extend_deadlines(work, org_id)
    return ImportedCalendar(sorted({each.day.year for each in days}), len(days), moved)


def write_calendar(work: Work, org_id: int, data: bytes, *, source: str) -> tuple[DayRecord, ...]:
    """Replace the days of the years that the notice speaks of."""
    days = read_calendar(data)
    session = work.session
    for year in sorted({each.day.year for each in days}):
        known = select(CalendarYear).where(CalendarYear.org_id == org_id, CalendarYear.year == year)
        row = session.scalar(known) or CalendarYear(org_id=org_id, year=year)
        row.source, row.imported_at = source, work.at
        session.add(row)
        old = [each.day for each in _days_of(work, org_id, year)]
        session.execute(delete(CalendarDay).where(CalendarDay.org_id == org_id, CalendarDay.day.in_(old)))
    session.execute(
        insert(CalendarDay),
        [{"org_id": org_id, "day": each.day, "kind": each.kind, "name": each.name} for each in days],
    )
    return days


def _days_of(work: Work, org_id: int, year: int) -> list[CalendarDay]:
    rows = work.session.scalars(select(CalendarDay).where(CalendarDay.org_id == org_id))
    return [row for row in rows if row.day.year == year]


def extend_deadlines(work: Work, org_id: int) -> int:
    """Compute open deadlines anew; move those that end later now, tell their people, and write it down."""
    forget_calendar(work.session, org_id)
    calendar = load_calendar(work.session, org_id)
    open_tasks = select(Task).where(Task.org_id == org_id, Task.state == TaskState.OPEN, Task.due_rule != "")
    return sum(_extend(work, task, calendar) for task in work.session.scalars(open_tasks).all())


def _extend(work: Work, task: Task, calendar: WorkCalendar) -> bool:
    instance = work.session.get_one(ProcessInstance, task.instance_id, with_for_update=True)
    duration = load_parameters(work.session, instance.parameters_id).duration(task.due_rule)
    due_at = add_duration(task.opened_at, duration, calendar)
    if task.due_at is None or due_at <= task.due_at:
        return False
    before, task.due_at = task.due_at, due_at
    chronicle = Chronicle(work, instance)
    data = {"task": task.public_id, "before": before.isoformat(), "after": due_at.isoformat(), "rule": "R-CAL-6"}
    chronicle.note(Fact("deadline_extended", task_id=task.id, data=data))
    chronicle.write()
    announce(work, list_candidate_ids(work.session, task.id), "deadline_extended", instance, task)
    return True
