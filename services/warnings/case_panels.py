"""What stands beside the forms of accountability, of an appeal and of a recusal, to whoever acts (domain §7.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from services.warnings.handlers.recusals import recusal_of
from services.warnings.models import AccountabilityCase, ResponsibleParty, RiskWarning
from services.warnings.panels import acts_on, reads_case
from services.warnings.queries.board import WarningCard, describe_warning
from services.warnings.queries.cases import AppealCard, PartyCard, describe_appeal, describe_party
from services.warnings.queries.parties import appeal_of, list_parties
from services.warnings.queries.viewing import WARNING
from services.warnings.queries.warnings import find_last, warning_of
from workflows.context import NodeContext
from workflows.queries.directory import load_names
from workflows.queries.tasks import list_candidate_ids
from workflows.running.restricted_texts import open_texts

CASE_TEXTS: Final = ("evidence", "findings")
PARTY_TEXTS: Final = ("intended", "statement", "facts")


@dataclass(frozen=True)
class PartyView:
    """A party beside a form: its card, and what it was told, what it said, what was found."""

    card: PartyCard
    texts: Mapping[str, str]
    basis: str
    decision: str


@dataclass(frozen=True)
class CasePanel:
    """A case of accountability: what is held against whom, what they say to it, how the group voted."""

    card: WarningCard
    condition: str
    investigators: Sequence[str]
    texts: Mapping[str, str] = field(default_factory=dict)
    parties: Sequence[PartyView] = ()
    single: bool = False
    """Whether the form is about one of several parties, the one that is shown."""


def show_accountability_panel(context: NodeContext) -> CasePanel | None:
    """The case at hand, for whoever acts in it: a party sees of the parties itself alone."""
    warning, work = warning_of(context), context.work
    case = find_last(work.session, AccountabilityCase, warning.id)
    if case is None or not acts_on(context, warning):
        return None
    names = load_names(work.session, [each for each in (case.investigator_id, case.second_id) if each])
    shown = CASE_TEXTS if reads_case(context, warning) else ()
    sealed = {name: (f"accountability.{name}", getattr(case, f"{name}_id")) for name in shown}
    return CasePanel(
        card=describe_warning(work.session, warning),
        condition=case.condition,
        investigators=list(names.values()),
        texts=_open(context, warning, sealed),
        parties=[_view(context, warning, party) for party in _list_shown(context, case)],
        single=bool(context.each.get("party")),
    )


def _list_shown(context: NodeContext, case: AccountabilityCase) -> list[ResponsibleParty]:
    parties = list_parties(context.work.session, case.id)
    own = [each for each in parties if each.person_id == context.work.asker.person_id]
    wanted = context.each.get("party")
    return [each for each in parties if each.id == wanted] if wanted else own or parties


def _view(context: NodeContext, warning: RiskWarning, party: ResponsibleParty) -> PartyView:
    own = party.person_id is not None and party.person_id == context.work.asker.person_id
    shown = PARTY_TEXTS if own or reads_case(context, warning) else ()
    sealed = {name: (f"accountability.{name}", getattr(party, f"{name}_id")) for name in shown}
    texts = _open(context, warning, sealed)
    return PartyView(describe_party(context.work, warning, party), texts, party.basis, party.decision)


def _open(context: NodeContext, warning: RiskWarning, texts: Mapping[str, tuple[str, int | None]]) -> dict[str, str]:
    """Texts of the case for the asker; that he read them is noted."""
    return open_texts(context.work, (WARNING, warning.public_id), texts)


@dataclass(frozen=True)
class AppealPanel:
    """An appeal: the decision, the reasons against it, what is proposed."""

    card: WarningCard
    decision: PartyView
    appeal: AppealCard
    reasons: str
    review: str
    result: str
    forms: tuple[str, ...]
    reviewer: str


def show_appeal_panel(context: NodeContext) -> AppealPanel | None:
    """The appeal at hand, for whoever acts in it."""
    warning, work = warning_of(context), context.work
    if not acts_on(context, warning):
        return None
    appeal = appeal_of(context)
    party = work.session.get_one(ResponsibleParty, appeal.party_id)
    names = load_names(work.session, [appeal.reviewer_id] if appeal.reviewer_id else [])
    sealed = {"reasons": ("appeal.reasons", appeal.reasons_id), "review": ("appeal.review", appeal.review_id)}
    texts = _open(context, warning, sealed)
    return AppealPanel(
        card=describe_warning(work.session, warning),
        decision=_view(context, warning, party),
        appeal=describe_appeal(appeal),
        reasons=texts["reasons"],
        review=texts["review"],
        result=appeal.result,
        forms=tuple(appeal.forms.split()),
        reviewer=names.get(appeal.reviewer_id or 0, ""),
    )


@dataclass(frozen=True)
class RecusalPanel:
    """Whose recusal is asked for, by whom, on which ground."""

    person: str
    asked_by: str
    asked_on: date
    cause: str
    reason: str
    investigates: bool
    """Whether somebody has to investigate in his place."""


def show_recusal_panel(context: NodeContext) -> RecusalPanel | None:
    """The recusal at hand, for its judge alone: the reason is nothing for anybody else (domain §7.2)."""
    work, recusal = context.work, recusal_of(context)
    if context.task is None or work.asker.person_id not in list_candidate_ids(work.session, context.task.id):
        return None
    names = load_names(work.session, {recusal.person_id, recusal.asked_by_id})
    case = find_last(work.session, AccountabilityCase, recusal.warning_id)
    return RecusalPanel(
        person=names[recusal.person_id],
        asked_by=names[recusal.asked_by_id],
        asked_on=recusal.asked_at.date(),
        cause=recusal.cause,
        reason=_open(context, warning_of(context), {"reason": ("recusal.reason", recusal.reason_id)})["reason"],
        investigates=case is not None and recusal.person_id in {case.investigator_id, case.second_id},
    )
