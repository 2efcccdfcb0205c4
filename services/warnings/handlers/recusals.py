"""回避决定: granted, the recused loses access at once, his vote counts no more, another investigates (R-COI-1)."""

from typing import Final

from sqlalchemy import select, update

from bpmn.texts import N_
from services.warnings.models import AccountabilityCase, AccountabilityVote, CaseRecusal, RiskWarning
from services.warnings.queries.parties import list_concerned, list_recused
from services.warnings.queries.warnings import find_last
from services.warnings.recording.events import note
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import ProcessInstance, Vote
from workflows.queries.directory import find_person
from workflows.registries import Handler, Submitted, Values
from workflows.rules.states import InstanceState
from workflows.running.outbox import announce
from workflows.running.recusing import shut_out
from workflows.running.steps import Step
from workflows.running.votes import settle_vote


def decide_recusal(context: NodeContext, submitted: Submitted) -> Values:
    """Take the word of the head of the body, and carry it out."""
    recusal, work = recusal_of(context), context.work
    warning = work.session.get_one(RiskWarning, recusal.warning_id)
    recusal.judge_id, recusal.decided_at = work.person_id, work.at
    recusal.state = "granted" if submitted.outcome == "grant" else "refused"
    if recusal.state == "granted":
        _substitute(context, recusal, warning, submitted.values.get("substitute") or "")
    work.session.flush()
    if recusal.state == "granted":
        _carry_out(context, recusal, warning)
    note(context, warning, kind=f"recusal_{recusal.state}", rule="R-COI-1")
    announce(work, {recusal.person_id, recusal.asked_by_id}, f"recusal_{recusal.state}", context.instance)
    return {}


def recusal_of(context: NodeContext) -> CaseRecusal:
    """The recusal that a node is about."""
    wanted = select(CaseRecusal).where(CaseRecusal.public_id == str(context.variables["recusal"]))
    return context.work.session.scalars(wanted).one()


def _substitute(context: NodeContext, recusal: CaseRecusal, warning: RiskWarning, code: str) -> None:
    """Let another investigate where the recused did; nobody who is concerned, recused or the other investigator."""
    session = context.work.session
    case = find_last(session, AccountabilityCase, warning.id)
    investigates = case is not None and recusal.person_id in {case.investigator_id, case.second_id}
    if case is None or not investigates:
        return
    person = find_person(session, warning.org_id, code) if code else None
    if person is None:
        raise ConflictError(N_("回避的是调查人，请同时指定接替的调查人"))
    barred = list_concerned(context, warning) | list_recused(session, warning.id) | {recusal.person_id}
    if person.id in barred | {case.investigator_id or 0, case.second_id or 0}:
        raise ConflictError(N_("接替的调查人须与本案无关，且不是另一名调查人"))
    recusal.substitute_id = person.id
    if case.investigator_id == recusal.person_id:
        case.investigator_id = person.id
    else:
        case.second_id = person.id


def _carry_out(context: NodeContext, recusal: CaseRecusal, warning: RiskWarning) -> None:
    """Shut the recused out of every process of the case; running votes go on with those who are left."""
    work = context.work
    instances = work.session.scalars(
        select(ProcessInstance)
        .where(ProcessInstance.org_id == warning.org_id, ProcessInstance.business_key == warning.public_id)
        .order_by(ProcessInstance.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for instance in instances:
        step = Step(work, instance)
        votes = shut_out(step, recusal.person_id)
        for vote in votes:
            _void_votes(step, vote, recusal.person_id)
            if instance.state == InstanceState.RUNNING:
                settle_vote(step, vote, final=False)
        step.finish()


def _void_votes(step: Step, vote: Vote, person_id: int) -> None:
    """What the recused has said in a running vote counts no more; it stays on record."""
    mine = (AccountabilityVote.vote_id == vote.id) & (AccountabilityVote.person_id == person_id)
    step.session.execute(
        update(AccountabilityVote).where(mine).values(voided=True).execution_options(synchronize_session="fetch")
    )


HANDLERS: Final = {"decide_recusal": Handler(decide_recusal)}
