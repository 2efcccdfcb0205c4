"""Issuing, serving, reminding, raising: what the system does by itself. It sanctions nobody (R-WARN-6, R-WARN-7)."""

from services.warnings.handlers.replies import serve
from services.warnings.models import RiskWarning, WarningNotice
from services.warnings.queries.warnings import warning_of
from services.warnings.recording.events import move, note
from services.warnings.recording.numbers import take_document_number, take_warning_number
from services.warnings.rules.ladder import ACCOUNTABILITY, next_rung, raise_colour
from services.warnings.rules.states import Colour, WarningState
from workflows.context import NodeContext
from workflows.queries.directory import list_unit_people
from workflows.registries import Action, Values
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD
from workflows.running.outbox import announce
from workflows.running.relations import today


def issue_warning(context: NodeContext, inputs: Values) -> Values:
    """Give the notice its number, show the colour; a decision of accountability is numbered when it is served."""
    warning, rung = warning_of(context), inputs["rung"]
    year = context.work.at.astimezone(ZONE).year
    if warning.number is None:
        number = take_warning_number(context.work.session, warning.org_id, year)
        warning.year, warning.number = year, number
    colour = Colour(warning.proposed_colour or warning.colour)
    warning.rung, warning.measure = rung, inputs["measure"]
    warning.proposed_colour, warning.proposed_rung = "", None
    move(context, warning, WarningState.ISSUED, kind="issued", rule="R-WARN-4", colour=colour)
    if rung != ACCOUNTABILITY:
        issue_notice(context, warning, inputs["document"])
    return {}


def issue_notice(context: NodeContext, warning: RiskWarning, document: str, *, served: bool = False) -> None:
    """A notice with the next number of its kind and year; `document` names what is to be written (T-08 … T-12)."""
    work, year = context.work, context.work.at.astimezone(ZONE).year
    notice = WarningNotice(
        org_id=warning.org_id,
        warning_id=warning.id,
        document=document,
        year=year,
        number=take_document_number(work.session, warning.org_id, document, year),
        rung=warning.rung,
        measure=warning.measure,
        issued_at=work.at,
        served_at=work.at if served else None,
    )
    work.session.add(notice)
    work.session.flush()


def deem_served(context: NodeContext, _inputs: Values) -> Values:
    """Not acknowledged in time counts as served (R-WARN-4)."""
    serve(context, deemed=True)
    return {}


def note_overdue(context: NodeContext, _inputs: Values) -> Values:
    """The reply is overdue: the head of the unit gets a copy of the reminder (R-WARN-6)."""
    warning = warning_of(context)
    note(context, warning, kind="overdue", rule="R-WARN-6")
    if warning.unit_id is not None and warning.person_id is not None:
        heads = list_unit_people(context.work.session, warning.unit_id, HEAD, today(context))
        announce(
            context.work, [each for each in heads if each != warning.person_id], "warning_overdue", context.instance
        )
    return {}


def mark_missed(context: NodeContext, _inputs: Values) -> Values:
    """Grace is over and no letter came (R-WARN-6)."""
    note(context, warning_of(context), kind="missed", rule="R-WARN-6")
    return {"result": "missed"}


def raise_warning(context: NodeContext, inputs: Values) -> Values:
    """Raise the colour and propose the next rung; whether it comes to that an approver decides (R-WARN-6, R-WARN-7)."""
    warning = warning_of(context)
    colour = Colour(warning.colour)
    warning.restored_colour = colour
    warning.proposed_rung = next_rung(warning.rung or 1, inputs["result"])
    higher = raise_colour(colour) if context.parameters.flag("p6_warning.auto_raise_color") else colour
    move(context, warning, WarningState.ESCALATED, kind="raised", rule="R-WARN-6", colour=higher)
    return {"rung": warning.proposed_rung, "agreed_by": ""}


WARNING = frozenset({"warning"})

ACTIONS = {
    "issue_warning": Action(issue_warning, frozenset({"warning", "rung", "measure", "document"})),
    "deem_served": Action(deem_served, WARNING),
    "note_overdue": Action(note_overdue, WARNING),
    "mark_missed": Action(mark_missed, WARNING, frozenset({"result"})),
    "raise_warning": Action(raise_warning, frozenset({"warning", "result"}), frozenset({"rung", "agreed_by"})),
}
