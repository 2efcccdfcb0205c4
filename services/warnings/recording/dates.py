"""Dates that the ladder keeps beside tasks and timers; they move with a change of the calendar (R-CAL-6)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.warnings.models import CorrectionOrder, RiskWarning
from services.warnings.queries.warnings import list_warned_on
from services.warnings.rules.states import SHINING
from workflows.models import ProcessInstance
from workflows.registries import DatedRows, KeptDate
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import ZONE, Duration, add_after, add_duration
from workflows.work import Work

Read = Callable[[str], Duration]


def list_orders(session: Session, instance_ids: Sequence[int]) -> list[KeptDate]:
    """Correction orders whose term runs (R-WARN-8)."""
    rows = session.execute(
        select(CorrectionOrder, ProcessInstance.id)
        .join(RiskWarning, RiskWarning.id == CorrectionOrder.warning_id)
        .join(
            ProcessInstance,
            (ProcessInstance.org_id == RiskWarning.org_id) & (ProcessInstance.business_key == RiskWarning.public_id),
        )
        .where(ProcessInstance.id.in_(instance_ids), RiskWarning.state.in_(SHINING))
        .where(CorrectionOrder.state == "issued", CorrectionOrder.due_rule != "")
        .order_by(CorrectionOrder.id)
    )
    return [KeptDate(row, instance_id, row.due_at, _term_of(row)) for row, instance_id in rows if row.due_at]


def _term_of(row: CorrectionOrder) -> Callable[[WorkCalendar, Read], datetime]:
    """The term of an order, and its extension from the end of the term on."""

    def again(calendar: WorkCalendar, read: Read) -> datetime:
        due = add_duration(row.due_since or row.issued_at, read(row.due_rule), calendar)
        if not row.extended_by:
            return due
        return add_after(max(due, row.first_due_at or due), read(row.extended_by), calendar)

    return again


def move_order(_work: Work, date: KeptDate, after: datetime) -> None:
    """The warned have so much longer; what the order says in print stays as it was issued."""
    date.row.due_at = after


def list_ordered(work: Work, date: KeptDate) -> list[int]:
    """Who has to correct what was found."""
    warning = work.session.get_one(RiskWarning, date.row.warning_id)
    return list_warned_on(work.session, warning, work.at.astimezone(ZONE).date())


DATED: Final[Mapping[str, DatedRows]] = {
    "correction_order": DatedRows(N_("责令整改通知书期限"), list_orders, move_order, list_ordered),
}
