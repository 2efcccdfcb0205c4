"""责任追究 (P6d): evidence, two investigators, the statement before the decision, a decision of the group (R-ACC)."""

from collections.abc import Mapping

from bpmn.texts import N_
from services.warnings.models import AccountabilityCase, AccountabilityVote
from services.warnings.queries.warnings import list_warned, load_warning, require_last, warning_of
from services.warnings.recording.events import note
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import FORMS, check_heard
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.queries.directory import find_person
from workflows.registries import Handler, Submitted, Values

FAMILY = "accountability"


def propose_accountability(context: NodeContext, submitted: Submitted) -> Values:
    """Open a case: it always begins with a condition and evidence (R-ACC-1)."""
    warning = warning_of(context)
    context.work.session.add(
        AccountabilityCase(
            warning_id=warning.id,
            condition=submitted.values["condition"],
            proposed_at=context.work.at,
            **seal(context, FAMILY, submitted.values, ["evidence"]),
        )
    )
    note(context, warning, kind="case_proposed", rule="R-ACC-1")
    return {}


def investigate_case(context: NodeContext, submitted: Submitted) -> Values:
    """Two people look into it; what was decided or stated before is to be told and heard anew."""
    case, work = require_last(context, AccountabilityCase), context.work
    second = find_person(work.session, context.instance.org_id, submitted.values["second"])
    if second is None or second.id == work.person_id or second.id in list_warned(context, warning_of(context)):
        raise ConflictError(N_("调查须由两人进行，且与被追究人无关"))
    texts = seal(context, FAMILY, submitted.values, ["findings"])
    case.outcome, case.heard_at, case.waived = "", None, False
    case.investigator_id, case.second_id, case.findings_id = work.person_id, second.id, texts["findings_id"]
    case.responsibility = submitted.values["responsibility"]
    note(context, warning_of(context), kind="investigated", rule="R-ACC-1")
    return {}


def notify_intent(context: NodeContext, submitted: Submitted) -> Values:
    """Tell the person what is intended, so that he can answer it (R-ACC-2)."""
    case = require_last(context, AccountabilityCase)
    case.intended_id = seal(context, FAMILY, submitted.values, ["intended"])["intended_id"]
    note(context, warning_of(context), kind="intent_told", rule="R-ACC-2")
    return {}


def hear_statement(context: NodeContext, submitted: Submitted) -> Values:
    """陈述申辩: stated or expressly waived (R-ACC-2)."""
    case = require_last(context, AccountabilityCase)
    texts = seal(context, FAMILY, submitted.values, ["statement"])
    case.statement_id = texts.get("statement_id")
    case.waived, case.heard_at = submitted.outcome == "waive", context.work.at
    note(context, warning_of(context), kind="heard", rule="R-ACC-2")
    return {}


def cast_accountability(context: NodeContext, submitted: Submitted) -> Values:
    """Take a member's vote, by name (R-GRP-7)."""
    case, work = require_last(context, AccountabilityCase), context.work
    vote = AccountabilityVote(
        case_id=case.id,
        task_id=context.own_task.id,
        round=case.round,
        person_id=work.person_id,
        choice=submitted.outcome,
        reason=submitted.values.get("reason", ""),
        cast_at=work.at,
    )
    work.session.add(vote)
    work.session.flush()
    return {}


def decide_case(context: NodeContext, submitted: Submitted) -> Values:
    """Write the decision; without the statement and the group's decision it is refused (R-ACC-2, R-ACC-3)."""
    case = require_last(context, AccountabilityCase)
    check_heard(case.heard_at, waived=case.waived)
    if case.outcome != "pursue":
        raise ConflictError(N_("集体研究没有形成追究的决定"))
    case.forms, case.decision = " ".join(submitted.values["forms"]), submitted.values["decision"]
    case.decided_at = context.work.at
    note(context, warning_of(context), kind="decided", rule="R-ACC-3")
    return {}


def execute_case(context: NodeContext, _submitted: Submitted) -> Values:
    """The decision was carried out (R-ACC-4)."""
    require_last(context, AccountabilityCase).executed_at = context.work.at
    note(context, warning_of(context), kind="executed", rule="R-ACC-4")
    return {}


def publish_case(context: NodeContext, _submitted: Submitted) -> Values:
    """通报 as far as the decision says (R-ACC-4)."""
    require_last(context, AccountabilityCase).published_at = context.work.at
    note(context, warning_of(context), kind="case_published", rule="R-ACC-4")
    return {}


def list_forms(context: NodeContext, ref: str) -> Mapping[str, str]:
    """Forms of accountability for whom the warning is about (R-ACC-1)."""
    warning = load_warning(context.work.session, context.instance.org_id, ref)
    return FORMS[{"unit": "unit", "staff": "staff"}.get(warning.rank, "leader")]


HANDLERS = {
    "propose_accountability": Handler(propose_accountability),
    "investigate_case": Handler(investigate_case),
    "notify_intent": Handler(notify_intent),
    "hear_statement": Handler(hear_statement),
    "cast_accountability": Handler(cast_accountability),
    "decide_case": Handler(decide_case),
    "execute_case": Handler(execute_case),
    "publish_case": Handler(publish_case),
}
