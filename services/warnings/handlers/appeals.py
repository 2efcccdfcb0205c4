"""申诉: refused where it is late, else examined by others, decided by the group, never to the worse (R-ACC-5, -6)."""

from collections.abc import Mapping
from typing import Final

from bpmn.texts import N_
from services.warnings.handlers.accountability import add_change
from services.warnings.kinds.collective import left_of
from services.warnings.models import DecisionAppeal, ResponsibleParty
from services.warnings.queries.parties import appeal_of, load_appeal
from services.warnings.queries.warnings import warning_of
from services.warnings.recording.events import note
from services.warnings.recording.texts import seal
from services.warnings.rules.appeals import Outcome, check_outcome, forms_after
from services.warnings.rules.parties import list_lighter, weigh_forms
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, ConflictError
from workflows.registries import Handler, Submitted, Values
from workflows.running.outbox import announce

FAMILY: Final = "appeal"


def prefill_refusal(context: NodeContext) -> Values:
    """The reason that the system found: when the decision was served, the last day, the day of the appeal (R-ACC-6)."""
    appeal = appeal_of(context)
    return {"reason": f"申诉期限至{appeal.appeal_by.isoformat()}届满，申诉逾期提出，不予受理。"}


def refuse_appeal(context: NodeContext, submitted: Submitted) -> Values:
    """A person confirms the refusal and sends the notice; what came in time cannot be refused (R-ACC-6)."""
    appeal, work = appeal_of(context), context.work
    if not appeal.late:
        raise ConflictError(N_("申诉在期限内提出，应当受理"))
    appeal.refusal = submitted.values["reason"]
    appeal.state, appeal.refused_by_id, appeal.refused_at = "refused", work.person_id, work.at
    work.session.flush()
    note(context, warning_of(context), kind="appeal_refused", rule="R-ACC-6")
    path = f"/warnings/decisions/{_party(context).public_id}"
    announce(work, [appeal.filed_by_id], "appeal_refused", context.instance, path=path)
    return {}


def review_appeal(context: NodeContext, submitted: Submitted) -> Values:
    """Propose what the appeal is to come to; a heavier form is refused (R-ACC-5)."""
    appeal, party, values = appeal_of(context), _party(context), submitted.values
    before = tuple(party.forms.split())
    outcome = Outcome(values["result"], tuple(values.get("forms") or ()))
    problems = check_outcome(party.kind, outcome, before)
    if problems:
        raise AnswersRefusedError(problems)
    after = forms_after(outcome, before)
    appeal.state, appeal.result, appeal.reviewer_id = "reviewed", outcome.result, context.work.person_id
    appeal.forms, appeal.weight_after = " ".join(after), weigh_forms(party.kind, after)
    appeal.review_id = seal(context, FAMILY, values, ["review"])["review_id"]
    context.work.session.flush()
    note(context, warning_of(context), kind="appeal_reviewed", rule="R-ACC-5")
    return {"left": left_of(context, appeal)}


def _party(context: NodeContext) -> ResponsibleParty:
    return context.work.session.get_one(ResponsibleParty, appeal_of(context).party_id)


def decide_appeal(context: NodeContext, submitted: Submitted) -> Values:
    """Write the decision on the appeal: the record changes, what stood before is kept (R-ACC-5)."""
    appeal, party, work = appeal_of(context), _party(context), context.work
    if appeal.outcome != "agree" or appeal.weight_after is None:
        raise ConflictError(N_("集体研究没有同意复查意见"))
    appeal.ruling_id = seal(context, FAMILY, submitted.values, ["ruling"])["ruling_id"]
    appeal.state, appeal.decider_id, appeal.decided_at = "decided", work.person_id, work.at
    party.standing_forms, party.standing_weight = appeal.forms, appeal.weight_after
    work.session.flush()
    add_change(context, party, appeal.result, appeal.id)
    note(context, warning_of(context), kind=f"appeal_{appeal.result}", rule="R-ACC-5")
    return {}


def list_appeal_forms(context: NodeContext, ref: str) -> Mapping[str, str]:
    """Forms to which a decision may be changed: none that is heavier than its heaviest (R-ACC-5)."""
    appeal: DecisionAppeal = load_appeal(context.work.session, context.instance.org_id, ref)
    party = context.work.session.get_one(ResponsibleParty, appeal.party_id)
    return list_lighter(party.kind, party.forms.split())


HANDLERS: Final = {
    "refuse_appeal": Handler(refuse_appeal, prefill_refusal),
    "review_appeal": Handler(review_appeal),
    "decide_appeal": Handler(decide_appeal),
}
