"""Dates that the register keeps beside tasks and timers; they move with a change of the calendar (R-CAL-6)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.registry.models import Disposition, RectificationNotice, RectificationReport, Submission
from services.registry.rules.states import DispositionState, SubmissionState
from workflows.models import DueWork, ProcessInstance
from workflows.queries.directory import list_unit_people
from workflows.registries import DatedRows, KeptDate
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import ZONE, Duration, add_after, add_duration
from workflows.rules.relations import HEAD
from workflows.rules.states import DueState
from workflows.work import Work

REDO: Final = "disposition.redo"
GRACE: Final = "p6_warning.overdue_grace"
OVERDUE: Final = "redo_overdue"

Read = Callable[[str], Duration]


# -- until when a redo is to be handed in ----------------------------------------------------------


def list_redos(session: Session, instance_ids: Sequence[int]) -> list[KeptDate]:
    """Redos that the unit has not handed in."""
    rows = session.execute(
        select(Submission, ProcessInstance.id)
        .join(ProcessInstance, _is_process_of(Submission))
        .where(ProcessInstance.id.in_(instance_ids), Submission.state == SubmissionState.DRAFTING)
        .where(Submission.due_at.is_not(None))
        .order_by(Submission.id)
    )
    return [
        KeptDate(row, instance_id, row.due_at, _redo_of(row)) for row, instance_id in rows if row.due_at is not None
    ]


def _is_process_of(table: type[Submission | Disposition]) -> Any:
    """Submissions and sets are the business keys of their processes."""
    return (ProcessInstance.org_id == table.org_id) & (ProcessInstance.business_key == table.public_id)


def _redo_of(row: Submission) -> Callable[[WorkCalendar, Read], datetime]:
    """The date of a redo as `_make_child` has computed it, never earlier than it stands."""
    stands = row.due_at or row.opened_at
    return lambda calendar, read: max(stands, add_duration(row.opened_at, read(REDO), calendar))


def move_date(_work: Work, date: KeptDate, after: datetime) -> None:
    """The unit has so much longer; what the notice says in print stays as it was issued."""
    date.row.due_at = after


def list_redo_heads(work: Work, date: KeptDate) -> list[int]:
    """The head of the unit."""
    return list_unit_people(work.session, date.row.unit_id, HEAD, work.at.astimezone(ZONE).date())


# -- when the system looks whether a redo is overdue -----------------------------------------------


def list_looks(session: Session, instance_ids: Sequence[int]) -> list[KeptDate]:
    """Looks that are still to come (R-DSP-6)."""
    rows = session.execute(
        select(DueWork, Submission, ProcessInstance.id)
        .join(Submission, DueWork.dedupe_key == OVERDUE + ":" + Submission.public_id)
        .join(ProcessInstance, _is_process_of(Submission))
        .where(ProcessInstance.id.in_(instance_ids), DueWork.state == DueState.PENDING)
        .order_by(DueWork.id)
    )
    return [KeptDate(row, instance_id, row.due_at, _look_of(redo)) for row, redo, instance_id in rows]


def _look_of(row: Submission) -> Callable[[WorkCalendar, Read], datetime]:
    redo = _redo_of(row)
    return lambda calendar, read: add_after(redo(calendar, read), read(GRACE), calendar)


def move_look(work: Work, date: KeptDate, after: datetime) -> None:
    """Look later, unless somebody looks at this moment."""
    work.session.execute(
        update(DueWork)
        .where(DueWork.id == date.row.id, DueWork.state == DueState.PENDING, DueWork.due_at == date.due_at)
        .values(due_at=after)
    )


def tell_nobody(_work: Work, _date: KeptDate) -> list[int]:
    """Only the system looks at it."""
    return []


# -- until when a unit has to rectify --------------------------------------------------------------


def list_rectifications(session: Session, instance_ids: Sequence[int]) -> list[KeptDate]:
    """限期整改通知书 whose report has not come (R-DSP-3)."""
    reported = select(RectificationReport.id).where(RectificationReport.disposition_id == Disposition.id)
    rows = session.execute(
        select(RectificationNotice, ProcessInstance.id)
        .join(Disposition, Disposition.id == RectificationNotice.disposition_id)
        .join(ProcessInstance, _is_process_of(Disposition))
        .where(ProcessInstance.id.in_(instance_ids), Disposition.state == DispositionState.OPEN)
        .where(RectificationNotice.due_rule != "", ~reported.exists())
        .order_by(RectificationNotice.id)
    )
    return [KeptDate(row, instance_id, row.due_at, _rectification_of(row)) for row, instance_id in rows]


def _rectification_of(row: RectificationNotice) -> Callable[[WorkCalendar, Read], datetime]:
    return lambda calendar, read: add_duration(row.issued_at, read(row.due_rule), calendar)


def list_rectifiers(work: Work, date: KeptDate) -> list[int]:
    """The head of the unit of the set."""
    unit_id = work.session.scalar(
        select(Submission.unit_id)
        .join(Disposition, Disposition.submission_id == Submission.id)
        .where(Disposition.id == date.row.disposition_id)
    )
    return list_unit_people(work.session, unit_id or 0, HEAD, work.at.astimezone(ZONE).date())


DATED: Final[Mapping[str, DatedRows]] = {
    "redo": DatedRows(N_("重新查找报送期限"), list_redos, move_date, list_redo_heads),
    OVERDUE: DatedRows(N_("重新查找逾期核对"), list_looks, move_look, tell_nobody),
    "rectification": DatedRows(N_("限期整改通知书期限"), list_rectifications, move_date, list_rectifiers),
}
