"""集体研究: the group votes by name on each party of a case, or on an appeal (R-GRP-4, R-GRP-7, R-ACC-3)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import select

from bpmn.elements import UserTask
from bpmn.extensions import Vote as DrawnVote
from bpmn.lint import Setting
from bpmn.texts import N_
from services.warnings.models import AccountabilityCase, AccountabilityVote, DecisionAppeal, ResponsibleParty
from services.warnings.queries.parties import appeal_of, list_parties
from services.warnings.queries.warnings import require_last, warning_of
from services.warnings.recording.events import note
from services.warnings.relations import list_deciders
from services.warnings.rules.deeds import resolve_votes, term_until
from services.warnings.rules.parties import sum_up
from services.warnings.rules.recusals import GROUP
from workflows.context import NodeContext
from workflows.errors import ConflictError, RefusedError
from workflows.queries.votes import list_results
from workflows.registries import Decision, Extension, Item, Opening, Result, Submitted
from workflows.rules.assignment import Assignee
from workflows.rules.deadlines import deadline_day
from workflows.running.opening import due_closing
from workflows.running.relations import OFFICE, today

DISCIPLINE: Final = ("discipline_head", "discipline")
PATH: Final = ("relation:member",)
RESULT: Final[Mapping[str, str]] = {"waive": "waived", "pursue": "accountable"}
"""What the outcome of a case is for the warning."""


class CollectiveVoteKind:
    """A seat for each member who is not recused; over when all have voted, or when the time is."""

    settings: Mapping[str, Setting] = MappingProxyType({})
    readers: frozenset[str] = frozenset((*OFFICE, *GROUP, *DISCIPLINE))

    def open(self, context: NodeContext, _vote: DrawnVote, items: Sequence[Item]) -> Opening:
        """Give every member a seat; the subject and the head of his unit have none (R-GRP-3)."""
        if not items:
            raise RefusedError(N_("没有需要审定的事项"))
        node = context.node
        closing = due_closing(context, node.due) if isinstance(node, UserTask) else None
        members = list_deciders(context, str(context.variables["warning"]))
        seats = [Assignee(each.person_id, PATH) for each in members if each.person_id]
        matter = appeal_of(context) if context.variables["appeal"] else require_last(context, AccountabilityCase)
        return Opening("accountability", matter.public_id, seats, closing)

    def cast(self, context: NodeContext, submitted: Submitted) -> None:
        """Take what a member says: one word for all parties, another for those that he names."""
        work, task = context.work, context.own_task
        apart = {row["party"]: row["choice"] for row in submitted.values.get("exceptions") or ()}
        refs = [each.ref for each in list_results(work.session, context.own_vote.id)]
        if not apart.keys() <= set(refs):
            raise RefusedError(N_("没有这个事项"))
        for ref in refs:
            work.session.add(
                AccountabilityVote(
                    vote_id=context.own_vote.id,
                    task_id=task.id,
                    person_id=task.completed_by_id,
                    item_ref=ref,
                    choice=apart.get(ref, submitted.outcome),
                    reason=submitted.values.get("reason") or "",
                    cast_at=work.at,
                )
            )
        work.session.flush()

    def decide(self, context: NodeContext, *, final: bool) -> Decision | Extension | None:
        """Count on the members who are left when all of them have voted, or the time is over (R-GRP-4)."""
        session = context.work.session
        deciders = {each.person_id for each in list_deciders(context, str(context.variables["warning"]))}
        cast = [vote for vote in session.scalars(_valid_votes(context)) if vote.person_id in deciders]
        if not final and deciders - {vote.person_id for vote in cast}:
            return None
        results = {
            each.ref: _count([vote.choice for vote in cast if vote.item_ref == each.ref], len(deciders))
            for each in list_results(session, context.own_vote.id)
        }
        if context.variables["appeal"]:
            return _decide_appeal(context, results)
        return _decide_case(context, results)

    def withdraw(self, context: NodeContext) -> None:
        """Nothing is left behind: what was said stays on record."""


def _valid_votes(context: NodeContext) -> Any:
    mine = AccountabilityVote.vote_id == context.own_vote.id
    return select(AccountabilityVote).where(mine, AccountabilityVote.voided.is_(False))


def _count(choices: list[str], base: int) -> Result:
    outcome = resolve_votes(choices, base)
    return Result(outcome, {"base": base, "voted": len(choices), "approved": choices.count(outcome)})


def _decide_case(context: NodeContext, results: Mapping[str, Result]) -> Decision:
    case = require_last(context, AccountabilityCase)
    parties = list_parties(context.work.session, case.id)
    for party in parties:
        if party.public_id in results:
            _take(party, results[party.public_id])
    outcome = sum_up([party.outcome for party in parties])
    note(context, warning_of(context), kind=f"voted_{outcome}", rule="R-GRP-4")
    return Decision(outcome, {"outcome": outcome, "result": RESULT.get(outcome, ""), "left": ""}, results)


def _take(matter: ResponsibleParty | DecisionAppeal, result: Result) -> None:
    matter.outcome = result.result
    matter.base, matter.voted, matter.approved = (result.counts[name] for name in ("base", "voted", "approved"))


def _decide_appeal(context: NodeContext, results: Mapping[str, Result]) -> Decision:
    appeal = appeal_of(context)
    _take(appeal, results[appeal.public_id])
    outcome = appeal.outcome or "open"
    note(context, warning_of(context), kind=f"appeal_voted_{outcome}", rule="R-GRP-4")
    return Decision(outcome, {"outcome": outcome, "result": "", "left": left_of(context, appeal)}, results)


def left_of(context: NodeContext, appeal: DecisionAppeal) -> str:
    """What is left of the term in which an appeal is to be decided (R-ACC-5)."""
    if appeal.due_at is None:
        raise ConflictError
    return term_until(deadline_day(appeal.due_at), today(context))


def list_matters(context: NodeContext) -> list[Item]:
    """What the group votes on: the appeal, or the parties on which it has not decided yet; by number, not by name."""
    if context.variables["appeal"]:
        return [Item(str(context.variables["appeal"]), "申诉")]
    case = require_last(context, AccountabilityCase)
    parties = enumerate(list_parties(context.work.session, case.id), start=1)
    return [Item(party.public_id, f"责任人 {number}") for number, party in parties if not party.outcome]
