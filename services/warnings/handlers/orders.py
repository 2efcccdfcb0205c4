"""责令整改 (P6c): one extension before the deadline, inspection by another, the result made known (R-WARN-8, -9)."""

from bpmn.texts import N_
from services.warnings.handlers.replies import judge_letter
from services.warnings.issuing.notices import reissue_notice, rewrite_order_paper
from services.warnings.models import CorrectionOrder
from services.warnings.queries.warnings import require_last, require_notice, warning_of
from services.warnings.recording.events import note
from services.warnings.rules.deeds import extend_term, term_until
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.queries.calendars import load_calendar
from workflows.registries import Handler, Submitted, Values
from workflows.rules.deadlines import Duration, Span, deadline_day, end_of_day
from workflows.running.relations import today

EXTENSION = "p6_warning.correction_extension"


def grant_extension(context: NodeContext, submitted: Submitted) -> Values:
    """Extend the term once, before it has passed; refused, it goes on as it was (R-WARN-8)."""
    order, work = require_last(context, CorrectionOrder), context.work
    if order.due_at is None:
        raise ConflictError
    if submitted.outcome == "grant":
        if order.extended_at is not None:
            raise ConflictError(N_("整改期限只能延长一次"))
        calendar = load_calendar(work.session, context.instance.org_id)
        most = str(context.parameters.value(EXTENSION)["max"])
        day = extend_term(order.due_at, work.at, most, submitted.values["days"], calendar)
        order.first_due_at, order.extended_at, order.due_at = order.due_at, work.at, end_of_day(day)
        order.extended_by = str(Duration(Span.DAYS, submitted.values["days"]))
        _write_extension(context, order)
    return {"due": term_until(deadline_day(order.due_at), today(context))}


def _write_extension(context: NodeContext, order: CorrectionOrder) -> None:
    """The order says the new day: its next version."""
    warning = warning_of(context)
    note(context, warning, kind="extended", rule="R-WARN-8")
    notice = require_notice(context, "T-10")
    reissue_notice(context, warning, notice, rewrite_order_paper(context, warning, order))


def inspect_order(context: NodeContext, submitted: Submitted) -> Values:
    """检查验收: passed; failed once is ordered again, failed twice goes on (R-WARN-9)."""
    warning, order = warning_of(context), require_last(context, CorrectionOrder)
    order.inspector_id, order.inspected_at = context.work.person_id, context.work.at
    judge_letter(context, warning, passed=submitted.outcome == "pass", kinds=("report",))
    if submitted.outcome == "pass":
        order.state = "passed"
        note(context, warning, kind="passed", rule="R-WARN-8")
        return {"result": "passed"}
    return {"result": fail(context, order)}


def fail(context: NodeContext, order: CorrectionOrder) -> str:
    """Count a failure: `redo` the first time, `failed_twice` the second (R-WARN-9)."""
    again = order.redo_no >= context.parameters.integer("p6_warning.correction_max_redo")
    order.state = "failed_twice" if again else "failed"
    note(context, warning_of(context), kind=order.state, rule="R-WARN-9")
    return "failed_twice" if again else "redo"


def publish_order(context: NodeContext, submitted: Submitted) -> Values:
    """通报整改结果 (R-WARN-8)."""
    order = require_last(context, CorrectionOrder)
    order.published, order.published_at = submitted.values["text"], context.work.at
    note(context, warning_of(context), kind="published", rule="R-WARN-8")
    return {}


HANDLERS = {
    "grant_extension": Handler(grant_extension),
    "inspect_order": Handler(inspect_order),
    "publish_order": Handler(publish_order),
}
