"""Issuing, serving, reminding, raising: what the system does by itself. It sanctions nobody (R-WARN-6, R-WARN-7)."""

from typing import Final

from services.documents.issuing import take_number
from services.warnings.handlers.replies import find_reply_due, serve
from services.warnings.issuing.notices import SERVED, WRITERS, issue_notice
from services.warnings.models import MissedReply
from services.warnings.queries.warnings import warning_of
from services.warnings.recording.events import move, note
from services.warnings.rules.ladder import next_rung, raise_colour
from services.warnings.rules.states import Colour, WarningState
from workflows.context import NodeContext
from workflows.queries.directory import list_unit_people
from workflows.registries import Action, Values
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD
from workflows.running.outbox import announce
from workflows.running.relations import today

SERIES: Final = "warning"
"""The series of the warnings' own numbers, beside those of the kinds of documents."""


def issue_warning(context: NodeContext, inputs: Values) -> Values:
    """Number the warning, show the colour, issue what is to be acknowledged; talks and decisions are papers later."""
    warning, rung = warning_of(context), inputs["rung"]
    year = context.work.at.astimezone(ZONE).year
    if warning.number is None:
        warning.year, warning.number = year, take_number(context.work.session, warning.org_id, SERIES, year)
    colour = Colour(warning.proposed_colour or warning.colour)
    warning.rung, warning.measure = rung, inputs["measure"]
    warning.proposed_colour, warning.proposed_rung = "", None
    move(context, warning, WarningState.ISSUED, kind="issued", rule="R-WARN-4", colour=colour)
    if rung in SERVED:
        write = WRITERS.get(inputs["document"], WRITERS[SERVED[rung]])
        issue_notice(context, warning, write(context, warning, inputs["term"]))
    return {}


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
    """Grace is over and no letter came: that one is owed, and may still be filed (R-WARN-6)."""
    warning, work = warning_of(context), context.work
    work.session.add(
        MissedReply(
            warning_id=warning.id,
            kind=str(context.variables["kind"]),
            due_at=find_reply_due(context),
            missed_at=work.at,
        )
    )
    note(context, warning, kind="missed", rule="R-WARN-6")
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
    "issue_warning": Action(issue_warning, frozenset({"warning", "rung", "measure", "document", "term"})),
    "deem_served": Action(deem_served, WARNING),
    "note_overdue": Action(note_overdue, WARNING),
    "mark_missed": Action(mark_missed, WARNING, frozenset({"result"})),
    "raise_warning": Action(raise_warning, frozenset({"warning", "result"}), frozenset({"rung", "agreed_by"})),
}
