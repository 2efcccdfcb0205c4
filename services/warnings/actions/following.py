"""Orders and visits: terms that begin, failures that count, instances that follow (P6c, R-TALK-4)."""

from datetime import datetime

from sqlalchemy import select

from services.warnings.actions.ladder import WARNING
from services.warnings.handlers.orders import fail
from services.warnings.issuing.notices import issue_notice, rewrite_order_paper
from services.warnings.models import CorrectionOrder, RiskWarning
from services.warnings.queries.warnings import require_last, warning_of
from services.warnings.recording.events import move, note
from services.warnings.rules.states import WarningState
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import Person, Task, Unit
from workflows.queries.calendars import load_calendar
from workflows.registries import Action, Values
from workflows.rules.deadlines import add_duration
from workflows.running.starting import Start, start_instance

TERM = "p6_warning.correction_order"


def begin_order(context: NodeContext, inputs: Values) -> Values:
    """The order is served: its term runs; who approved it may not inspect it (R-WARN-8)."""
    warning = warning_of(context)
    if warning.approver_id is None:
        raise ConflictError
    order = CorrectionOrder(
        warning_id=warning.id,
        state="issued",
        author_id=warning.approver_id,
        issued_at=context.work.at,
        due_at=_due(context, inputs["due"]),
        due_since=context.work.at,
        due_rule=inputs["due"],
    )
    context.work.session.add(order)
    note(context, warning, kind="ordered", rule="R-WARN-8")
    return {}


def _due(context: NodeContext, term: str) -> datetime:
    calendar = load_calendar(context.work.session, context.instance.org_id)
    return add_duration(context.work.at, context.parameters.duration(term), calendar)


def reissue_order(context: NodeContext, _inputs: Values) -> Values:
    """责令重新整改, once: another notice and another term, without another extension (R-WARN-9)."""
    warning, order = warning_of(context), require_last(context, CorrectionOrder)
    order.redo_no, order.state, order.due_at = order.redo_no + 1, "issued", _due(context, TERM)
    order.due_since, order.due_rule, order.extended_by = context.work.at, TERM, ""
    issue_notice(context, warning, rewrite_order_paper(context, warning, order), served=True)
    move(context, warning, WarningState.SERVED, kind="reissued", rule="R-WARN-9")
    return {"due": TERM}


def fail_order(context: NodeContext, _inputs: Values) -> Values:
    """A report that never came counts as failed (P6c)."""
    return {"result": fail(context, require_last(context, CorrectionOrder))}


def start_followup(context: NodeContext, inputs: Values) -> Values:
    """Plan the visit as a small instance of its own, so that the case itself can end (R-TALK-4, R-WARN-8)."""
    warning = warning_of(context)
    values = {"warning": warning.public_id, "due": inputs["due"]}
    _start(context, Start("followup_visit", None, values, context.instance, "followup", warning.public_id))
    return {}


def propose_again(context: NodeContext, _inputs: Values) -> Values:
    """Nothing was corrected: another warning begins, linked to this one, and is assessed by people (R-TALK-4)."""
    warning = warning_of(context)
    _start(context, Start("warning_disposal", None, _describe(context, warning), context.instance, "recurrence"))
    return {}


def _describe(context: NodeContext, warning: RiskWarning) -> Values:
    session = context.work.session
    said = session.scalar(
        select(Task.opinion)
        .where(Task.instance_id == context.instance.id, Task.node_id == "visit")
        .order_by(Task.id.desc())
        .limit(1)
    )
    clue = f"〔{warning.year}〕{warning.number}号预警回访，没有改正：{said}"
    if warning.person_id is not None:
        person = session.get_one(Person, warning.person_id)
        return {"subject": "person", "person": person.code, "source": "followup", "clue": clue}
    unit = session.get_one(Unit, warning.unit_id)
    return {"subject": "unit", "warned_unit": unit.code, "source": "followup", "clue": clue}


def _start(context: NodeContext, start: Start) -> None:
    start_instance(context.work, context.instance.org_id, start).finish()


ACTIONS = {
    "begin_order": Action(begin_order, frozenset({"warning", "due"})),
    "reissue_order": Action(reissue_order, WARNING, frozenset({"due"})),
    "fail_order": Action(fail_order, WARNING, frozenset({"result"})),
    "start_followup": Action(start_followup, frozenset({"warning", "due"})),
    "propose_again": Action(propose_again, WARNING),
}
