"""研判、审批、升级审批、移送、解除 (P6): one person proposes, another with authority decides (R-WARN-2, R-WARN-7)."""

from collections.abc import Collection
from typing import Final

from bpmn.texts import N_, Text
from services.warnings.models import RiskWarning
from services.warnings.queries.warnings import has_unserved, list_links, list_uncorrected, warning_of
from services.warnings.recording.events import move, note
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import term_of
from services.warnings.rules.ladder import SUGGESTED, Entry, check_entry
from services.warnings.rules.states import Colour, WarningState
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem
from workflows.registries import Handler, Submitted, Values

DEMANDS: Final = ("items", "standard")
"""What an order demands, and by what it is judged (R-WARN-8)."""


def research_warning(context: NodeContext, submitted: Submitted) -> Values:
    """Take facts, basis, colour and rung as they are proposed; the entry obeys R-WARN-3."""
    warning, values = warning_of(context), submitted.values
    shining = warning.state == WarningState.ESCALATED
    if submitted.outcome in {"dismiss", "counsel"} and shining:
        raise ConflictError(N_("信号尚未解除，不能登记为不预警"))
    if submitted.outcome == "propose":
        _check_entry(context, warning, values)
        _keep_texts(context, warning, values, ("facts", *DEMANDS))
        warning.basis, warning.conditions = values["basis"], " ".join(values.get("conditions", ()))
        warning.proposed_colour, warning.proposed_rung = values["colour"], values["rung"]
        state = WarningState.ESCALATED if shining else WarningState.PROPOSED
        move(context, warning, state, kind="proposed", rule="R-WARN-2")
    return {"agreed_by": "", "days": ""}


def _keep_texts(context: NodeContext, warning: RiskWarning, values: Values, names: Collection[str]) -> None:
    for column, text_id in seal(context, "warning", values, names).items():
        setattr(warning, column, text_id)


def prefill_research(context: NodeContext) -> Values:
    """What a fact, a missed letter or a report proposed; people may say otherwise (R-WARN-2, R-DSP-6)."""
    warning = warning_of(context)
    if warning.state != WarningState.RESEARCHED or not warning.proposed_colour:
        return {}
    colour = Colour(warning.proposed_colour)
    return {"colour": colour, "rung": warning.proposed_rung or SUGGESTED[colour]}


def _check_entry(context: NodeContext, warning: RiskWarning, values: Values) -> None:
    entry = Entry(
        Colour(values["colour"]),
        values["rung"],
        list_uncorrected(context.work.session, warning),
        line_crossed=values.get("line_crossed", False),
        conditions=values.get("conditions", ()),
        reason=values.get("reason", ""),
    )
    problems = check_entry(entry)
    if problems:
        raise AnswersRefusedError(problems)


def approve_warning(context: NodeContext, submitted: Submitted) -> Values:
    """Take the approver's word: agreed, adjusted (then the one competent for the new rung decides), or refused."""
    warning = warning_of(context)
    variables: dict[str, object] = {"days": _term(submitted)}
    if submitted.outcome == "adjust":
        warning.proposed_rung = submitted.values["rung"]
        warning.proposed_colour = submitted.values.get("colour", warning.proposed_colour)
        variables |= {"rung": warning.proposed_rung, "agreed_by": context.variables["approver"]}
    if submitted.outcome in {"agree", "adjust"}:
        warning.approver_id, warning.approved_at = context.work.person_id, context.work.at
        warning.delegated = bool(submitted.values.get("delegated"))
        _keep_texts(context, warning, submitted.values, DEMANDS)
        note(context, warning, kind="approved", rule="R-WARN-2")
    elif warning.state == WarningState.PROPOSED:
        move(context, warning, WarningState.RESEARCHED, kind="refused", rule="R-WARN-2")
    else:
        note(context, warning, kind="refused", rule="R-WARN-7")
    return variables


def _term(submitted: Submitted) -> str:
    """The term that the approver sets for a correction order, '' for the usual one (R-WARN-8)."""
    return term_of(submitted.values.get("days"), "")


def decide_escalation(context: NodeContext, submitted: Submitted) -> Values:
    """Take the word on a proposed next rung; back to the reply only once, with the colour of before (R-WARN-7)."""
    warning = warning_of(context)
    if submitted.outcome != "verify":
        return approve_warning(context, submitted)
    if warning.returned:
        raise ConflictError(N_("已经转核查回告一次，请作出同意、调整或不同意的决定"))
    warning.returned, warning.proposed_rung = True, None
    colour = Colour(warning.restored_colour)
    move(context, warning, WarningState.SERVED, kind="returned", rule="R-WARN-7", colour=colour)
    return {"rung": warning.rung, "agreed_by": "", "days": ""}


def transfer_warning(context: NodeContext, submitted: Submitted) -> Values:
    """移送: the matter leaves the house, and shows nothing but that it has (R-WARN-11)."""
    warning = warning_of(context)
    if submitted.outcome == "agree":
        move(context, warning, WarningState.TRANSFERRED, kind="transferred", rule="R-WARN-11")
    elif warning.state == WarningState.PROPOSED:
        move(context, warning, WarningState.RESEARCHED, kind="refused", rule="R-WARN-11")
    return {}


def dismiss_warning(context: NodeContext, _submitted: Submitted) -> Values:
    """不预警: recorded with its reason, watched on."""
    move(context, warning_of(context), WarningState.DISMISSED, kind="dismissed", rule="R-WARN-2")
    return {}


def close_warning(context: NodeContext, submitted: Submitted) -> Values:
    """解除预警: back to green, with a conclusion; the notices must be there and served (R-WARN-10)."""
    warning = warning_of(context)
    if has_unserved(context.work.session, warning.id):
        raise ConflictError(N_("文书尚未送达归档，不能解除预警"))
    _decide_adjustment(context, warning, submitted.values.get("adjust") or "")
    warning.closing_note = submitted.values["note"]
    move(context, warning, WarningState.CLOSED, kind="closed", rule="R-WARN-10")
    return {}


def _decide_adjustment(context: NodeContext, warning: RiskWarning, choice: str) -> None:
    """Whether a linked risk is to be looked at anew (P9): decided by whoever closes, and written down (R-WARN-10)."""
    linked = bool(list_links(context.work.session, warning.id))
    if linked and not choice:
        raise AnswersRefusedError([FieldProblem("adjust", "required", Text(N_("请填写此项")))])
    if choice == "propose" and not linked:
        raise AnswersRefusedError([FieldProblem("adjust", "no-link", Text(N_("该预警没有关联的风险点")))])
    warning.adjustment = choice
    if linked:
        kind = "adjustment_proposed" if choice == "propose" else "adjustment_declined"
        note(context, warning, kind=kind, rule="R-WARN-10")


HANDLERS = {
    "research_warning": Handler(research_warning, prefill_research),
    "approve_warning": Handler(approve_warning),
    "decide_escalation": Handler(decide_escalation),
    "transfer_warning": Handler(transfer_warning),
    "dismiss_warning": Handler(dismiss_warning),
    "close_warning": Handler(close_warning),
}
