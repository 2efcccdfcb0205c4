"""What the two people and the clock do with a change (P15): review, revise, publish, end."""

from dataclasses import asdict
from typing import Final

from sqlalchemy import update

from bpmn.texts import N_
from services.changes.checking import check_drafts, is_fit
from services.changes.models import ChangedDefinition, ProcedureChange
from services.changes.queries import ChangeCard, change_of, list_editors, load_change, lock_drafts, show_change
from services.changes.rules import OPEN, ChangeState, effective_instant
from services.changes.trials import try_drafts
from services.process.definitions import DefinitionRefusedError
from workflows.context import NodeContext
from workflows.errors import ConflictError, NotPermittedError
from workflows.models import ProcessDefinition, ProcessInstance
from workflows.queries.definitions import load_latest
from workflows.registries import Action, Handler, Member, Submitted, Values
from workflows.rules.states import DefinitionState, InstanceState
from workflows.running.chronicle import Chronicle, Fact
from workflows.work import Work

STATES: Final = {
    "approve": (ChangeState.APPROVED, DefinitionState.APPROVED),
    "return": (ChangeState.RETURNED, DefinitionState.DRAFT),
    "refuse": (ChangeState.REVIEWED, DefinitionState.SUBMITTED),
    "resubmit": (ChangeState.REVIEWED, DefinitionState.SUBMITTED),
    "withdraw": (ChangeState.RETURNED, DefinitionState.DRAFT),
}
"""Where an outcome leads the change and its drafts; refusing and withdrawing end in actions of their own."""


def review_change(context: NodeContext, submitted: Submitted) -> Values:
    """The approver decides, about what was handed in and nothing else; none of the editors does (R-GOV-1)."""
    change, work = change_of(context), context.work
    if work.person_id in list_editors(work.session, change):
        raise NotPermittedError(N_("编辑人不能审核自己编辑的流程"))
    drafts = lock_drafts(work.session, change)
    if any(row.digest != item.digest or row.state != DefinitionState.SUBMITTED for item, row in drafts):
        raise ConflictError(N_("草稿在提交后有变动，请退回编辑员重新提交"))
    if submitted.outcome == "approve":
        _require_fit(work, change, [row for _, row in drafts])
    if submitted.outcome != "return":
        change.approver_id, change.decided_at = work.person_id, work.at
    _lead(context, change, submitted.outcome)
    begins = effective_instant(change.effective_on, work.at)
    return {"later": begins is not None, "effective_at": begins.isoformat() if begins else None}


def _require_fit(work: Work, change: ProcedureChange, rows: list[ProcessDefinition]) -> None:
    """Raise with every problem where the drafts fit no more: what they call was changed meanwhile (R-GOV-2)."""
    problems = check_drafts(work.session, change.org_id, rows)
    if not is_fit(problems):
        raise DefinitionRefusedError(problems)


def revise_change(context: NodeContext, submitted: Submitted) -> Values:
    """The editor hands the drafts in anew, as they are now, or gives up."""
    change = change_of(context)
    for item, row in lock_drafts(context.work.session, change):
        item.digest = row.digest
    change.approver_id = change.decided_at = None
    change.rehearsal = []
    _lead(context, change, submitted.outcome)
    return {"checked": ""}


def _lead(context: NodeContext, change: ProcedureChange, outcome: str) -> None:
    change.state, state = STATES[outcome]
    for _, row in lock_drafts(context.work.session, change):
        row.state = state


def check_change(context: NodeContext, _inputs: Values) -> Values:
    """Check the drafts again as they were handed in; what does not fit goes back to the editor (R-GOV-2)."""
    change = change_of(context)
    rows = [row for _, row in lock_drafts(context.work.session, change)]
    if is_fit(check_drafts(context.work.session, change.org_id, rows)):
        return {"checked": "fit"}
    _lead(context, change, "return")
    return {"checked": "broken"}


def rehearse_change(context: NodeContext, _inputs: Values) -> Values:
    """Look for every way through the drafts and keep what was found for the approver; that decides nothing."""
    change = change_of(context)
    drafts = [row for _, row in lock_drafts(context.work.session, change)]
    change.rehearsal = [asdict(trial) for trial in try_drafts(context.work, drafts)]
    return {}


def publish_change(context: NodeContext, _inputs: Values) -> Values:
    """Publish the drafts together, if they still fit and nothing newer was published meanwhile (R-GOV-3)."""
    change, work = change_of(context), context.work
    drafts = lock_drafts(work.session, change)
    rows = [row for _, row in drafts]
    newest = [load_latest(work.session, change.org_id, row.key) for row in rows]
    overtaken = any(last is not None and last.version > row.version for last, row in zip(newest, rows, strict=True))
    if overtaken or not is_fit(check_drafts(work.session, change.org_id, rows)):
        change.approver_id = change.decided_at = None
        _lead(context, change, "return")
        return {"checked": "broken"}
    approver = work.actor.account_id if work.actor else None
    for row in rows:
        row.state, row.published_at, row.published_by_id = DefinitionState.PUBLISHED, work.at, approver
    _end(work, change, ChangeState.PUBLISHED)
    _note_published(context, change)
    return {"checked": "fit"}


def _note_published(context: NodeContext, change: ProcedureChange) -> None:
    """Let the history bear the digests, so that what was approved cannot be exchanged unseen (R-GOV-5)."""
    chronicle = Chronicle(context.work, context.instance)
    for item, row in lock_drafts(context.work.session, change):
        data = {"key": row.key, "version": row.version, "digest": item.digest, "document": change.document_number}
        chronicle.note(Fact("definition_published", basis=("R-GOV-1",), data=data))
    chronicle.write()


def refuse_change(context: NodeContext, _inputs: Values) -> Values:
    """The change is not published; its drafts are the editor's again."""
    _end(context.work, change_of(context), ChangeState.REFUSED)
    return {}


def withdraw_change(context: NodeContext, _inputs: Values) -> Values:
    """The editor has given up; the drafts stay his."""
    _end(context.work, change_of(context), ChangeState.WITHDRAWN)
    return {}


def _end(work: Work, change: ProcedureChange, state: ChangeState) -> None:
    drafts = lock_drafts(work.session, change)
    change.state, change.ended_at = state, work.at
    if state is not ChangeState.PUBLISHED:
        for _, row in drafts:
            row.state = DefinitionState.DRAFT
    if state is ChangeState.WITHDRAWN:
        change.approver_id = change.decided_at = None
    work.session.execute(update(ChangedDefinition).where(ChangedDefinition.change_id == change.id).values(open=False))


def end_with_instance(work: Work, instance: ProcessInstance) -> None:
    """A cancelled process gives the drafts back."""
    if instance.state != InstanceState.CANCELLED or "change" not in instance.variables:
        return
    change = load_change(work.session, instance.org_id, instance.business_key)
    if change.state in OPEN:
        _end(work, change, ChangeState.WITHDRAWN)


def list_change_editors(context: NodeContext, ref: str) -> list[Member]:
    """Who made the drafts and who proposed the change (R-GOV-1)."""
    change = load_change(context.work.session, context.instance.org_id, ref)
    people = list_editors(context.work.session, change)
    return [Member(person, {"person": person}, ("relation:change_editors",)) for person in people]


def show_change_panel(context: NodeContext) -> ChangeCard:
    """What stands beside the forms."""
    return show_change(context.work.session, context.instance.org_id, str(context.variables["change"]))


HANDLERS: Final = {"review_change": Handler(review_change), "revise_change": Handler(revise_change)}

_CHANGE: Final = frozenset({"change"})
_CHECKED: Final = frozenset({"checked"})

ACTIONS: Final = {
    "check_change": Action(check_change, _CHANGE, _CHECKED),
    "rehearse_change": Action(rehearse_change, _CHANGE),
    "publish_change": Action(publish_change, _CHANGE, _CHECKED),
    "refuse_change": Action(refuse_change, _CHANGE),
    "withdraw_change": Action(withdraw_change, _CHANGE),
}
