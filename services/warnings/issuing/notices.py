"""廉政风险预警通知书 (T-08) and 责令整改通知书 (T-10): what is served, and from when terms run (R-WARN-4, R-WARN-8)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from services.documents.numbering import say_duration
from services.documents.templates.notices import CorrectionRecord, WarningRecord, write_correction, write_warning
from services.warnings.issuing.papers import (
    Desk,
    Paper,
    describe_addressee,
    describe_office,
    issue_paper,
    list_copies,
    name_parties,
)
from services.warnings.models import CorrectionOrder, RiskWarning, WarningNotice
from services.warnings.rules.ladder import CORRECTION, REMINDER
from services.warnings.rules.states import COLOURS
from workflows.models.base import make_public_id
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import add_duration, deadline_day
from workflows.running.restricted_texts import read_text

ACKNOWLEDGE: Final = "p6_warning.acknowledge"
ITEMS: Final = ("查明原因，纠正上述问题，消除已经造成的影响", "对照岗位职责完善防控措施，明确责任人和完成时限")
"""What is demanded where nobody has written items of his own."""
STANDARD: Final = "上述问题已经纠正，整改措施已经落实，佐证材料真实完整"
INSPECTOR: Final = "办公室、纪检监察机构另行指派，不由作出本决定的人员担任"
"""Who inspects is known only when he does; who ordered it may not (P6c)."""


@dataclass(frozen=True)
class Terms:
    """How long there is: the term itself, and its last day if the notice is deemed served."""

    term: str
    last: date


def say_terms(desk: Desk, term: str) -> Terms:
    """A term from service on: service by acknowledgement, at the latest when its time is over (R-WARN-4)."""
    calendar = load_calendar(desk.work.session, desk.instance.org_id)
    served = add_duration(desk.work.at, desk.parameters.duration(ACKNOWLEDGE), calendar)
    duration = desk.parameters.duration(term)
    return Terms(say_duration(duration), deadline_day(add_duration(served, duration, calendar)))


def write_warning_paper(desk: Desk, warning: RiskWarning, term: str) -> Paper:
    """T-08 of a warning as it stands."""
    subject, terms = describe_addressee(desk, warning), say_terms(desk, term)
    record = WarningRecord(
        office=describe_office(desk, list_copies(desk, warning)),
        subject=subject.name,
        colour=COLOURS[warning.colour],
        rung=warning.measure,
        facts=read_text(desk.work, warning.facts_id, "warning.facts"),
        basis=warning.basis,
        acknowledge=say_duration(desk.parameters.duration(ACKNOWLEDGE)),
        term=terms.term,
        reply_due=terms.last,
        is_person=subject.is_person,
    )
    parties = name_parties(desk, warning, [warning.proposed_by_id])
    return Paper("T-08", "廉政风险预警通知书", write_warning(record), parties)


def write_order_paper(desk: Desk, warning: RiskWarning, term: str) -> Paper:
    """T-10 of a warning: an order that is yet to be served."""
    terms = say_terms(desk, term)
    return _order_paper(desk, warning, replace(_describe_order(desk, warning, terms.last), term=terms.term))


def rewrite_order_paper(desk: Desk, warning: RiskWarning, order: CorrectionOrder) -> Paper:
    """T-10 of an order whose term runs: the second one, or one whose term was extended (R-WARN-8, R-WARN-9)."""
    due_at: datetime = order.due_at or desk.work.at
    record = _describe_order(desk, warning, deadline_day(due_at))
    extended = order.extended_at is not None and order.redo_no == 0
    return _order_paper(desk, warning, replace(record, again=order.redo_no > 0, extended=extended))


def _order_paper(desk: Desk, warning: RiskWarning, record: CorrectionRecord) -> Paper:
    title = "责令重新整改通知书" if record.again else "责令整改通知书"
    return Paper("T-10", title, write_correction(record), name_parties(desk, warning, [warning.proposed_by_id]))


def _describe_order(desk: Desk, warning: RiskWarning, due: date) -> CorrectionRecord:
    subject = describe_addressee(desk, warning)
    items = read_text(desk.work, warning.items_id, "warning.items").splitlines()
    return CorrectionRecord(
        office=describe_office(desk, list_copies(desk, warning)),
        subject=subject.name,
        facts=read_text(desk.work, warning.facts_id, "warning.facts"),
        basis=warning.basis,
        items=tuple(each.strip() for each in items if each.strip()) or ITEMS,
        due=due,
        standard=read_text(desk.work, warning.standard_id, "warning.standard") or STANDARD,
        inspector=INSPECTOR,
        is_person=subject.is_person,
    )


WRITERS: Final[Mapping[str, Callable[[Desk, RiskWarning, str], Paper]]] = {
    "T-08": write_warning_paper,
    "T-10": write_order_paper,
}
"""Who writes what is served when a rung begins; the others are written when their step has the record."""

SERVED: Final[Mapping[int, str]] = {REMINDER: "T-08", CORRECTION: "T-10"}
"""Rungs that begin with something to acknowledge."""


def issue_notice(desk: Desk, warning: RiskWarning, paper: Paper, *, served: bool = False) -> WarningNotice:
    """A paper on a warning with the next number of its kind and year; `served` where it needs no acknowledgement."""
    work, ref = desk.work, make_public_id()
    notice = WarningNotice(
        public_id=ref,
        org_id=warning.org_id,
        warning_id=warning.id,
        document=paper.kind,
        document_id=issue_paper(desk, warning, paper, ("warning_notice", ref)).id,
        rung=warning.rung,
        measure=warning.measure,
        issued_at=work.at,
        served_at=work.at if served else None,
    )
    work.session.add(notice)
    work.session.flush()
    return notice


def reissue_notice(desk: Desk, warning: RiskWarning, notice: WarningNotice, paper: Paper) -> None:
    """The next version of a paper: what it says has changed with the record."""
    issue_paper(desk, warning, paper, ("warning_notice", notice.public_id))
