"""责任追究 (P6d): evidence, two investigators, each party heard, then a decision of the group (R-ACC)."""

from collections.abc import Mapping
from typing import Any, Final

from bpmn.texts import N_, Text
from services.warnings.models import AccountabilityCase, DecisionChange, ResponsibleParty, RiskWarning
from services.warnings.queries.parties import list_concerned, list_parties, list_recused, party_of, rank_person
from services.warnings.queries.warnings import find_last, load_warning, require_last, warning_of
from services.warnings.recording.events import note
from services.warnings.recording.texts import seal
from services.warnings.rules.deeds import FORMS, check_heard
from services.warnings.rules.parties import kind_of, weigh_forms
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem
from workflows.models import Person
from workflows.queries.directory import find_person, load_names
from workflows.registries import Handler, Submitted, Values
from workflows.running.relations import today

FAMILY: Final = "accountability"


def propose_accountability(context: NodeContext, submitted: Submitted) -> Values:
    """Open a case: it always begins with a condition and evidence (R-ACC-1)."""
    warning, work = warning_of(context), context.work
    work.session.add(
        AccountabilityCase(
            warning_id=warning.id,
            condition=submitted.values["condition"],
            proposer_id=work.person_id,
            proposed_at=work.at,
            **seal(context, FAMILY, submitted.values, ["evidence"]),
        )
    )
    note(context, warning, kind="case_proposed", rule="R-ACC-1")
    return {}


def approve_case(context: NodeContext, submitted: Submitted) -> Values:
    """Take the word of the chair on beginning the investigation."""
    if submitted.outcome == "agree":
        require_last(context, AccountabilityCase).approver_id = context.work.person_id
        note(context, warning_of(context), kind="case_approved", rule="R-ACC-1")
    return {}


def investigate_case(context: NodeContext, submitted: Submitted) -> Values:
    """Two people look into it and say who is responsible; what was decided or stated before is told and heard anew."""
    case, warning, values = require_last(context, AccountabilityCase), warning_of(context), submitted.values
    named = {each.id: each for each in (_find(context, row["person"]) for row in values.get("others") or ())}
    case.investigator_id, case.second_id = context.work.person_id, _find_second(context, warning, values, named)
    case.findings_id = seal(context, FAMILY, values, ["findings"])["findings_id"]
    duties = {row["person"]: row["responsibility"] for row in values.get("others") or ()}
    _name_parties(
        context, case, warning, values["responsibility"], [(each, duties[each.code]) for each in named.values()]
    )
    note(context, warning, kind="investigated", rule="R-ACC-1")
    return {}


def _find(context: NodeContext, code: str) -> Person:
    person = find_person(context.work.session, context.instance.org_id, code)
    if person is None:
        raise LookupError(code)
    return person


def _find_second(context: NodeContext, warning: RiskWarning, values: Values, named: Mapping[int, Person]) -> int:
    """The second investigator; neither he nor the first may be concerned or recused (R-COI-1, R-COI-2)."""
    second, first = _find(context, values["second"]).id, context.work.person_id
    barred = list_concerned(context, warning) | list_recused(context.work.session, warning.id) | set(named)
    if second == first or {first, second} & barred:
        raise ConflictError(N_("调查须由两人进行，且与被追究人无关"))
    return second


def _name_parties(
    context: NodeContext,
    case: AccountabilityCase,
    warning: RiskWarning,
    responsibility: str,
    others: list[tuple[Person, str]],
) -> None:
    """Write down who is responsible: the warned first, then those who were named beside him."""
    session = context.work.session
    known = {each.person_id: each for each in _list_ever(context, case)}
    for party in known.values():
        party.dropped, party.outcome, party.heard_at, party.waived = True, "", None, False
    session.flush()
    wanted = [(warning.person_id, warning.unit_id, warning.rank, responsibility)]
    for person, duty in others:
        if person.id != warning.person_id:
            wanted.append((person.id, person.unit_id, rank_person(session, person, today(context)), duty))
    for person_id, unit_id, rank, duty in wanted:
        found = known.get(person_id) or ResponsibleParty(
            case_id=case.id, warning_id=warning.id, person_id=person_id, unit_id=unit_id
        )
        found.kind, found.responsibility, found.dropped = kind_of(rank), duty, False
        session.add(found)
    session.flush()


def _list_ever(context: NodeContext, case: AccountabilityCase) -> list[ResponsibleParty]:
    """The parties of a case, with those that were dropped."""
    return list(context.work.session.query(ResponsibleParty).filter_by(case_id=case.id))


def notify_intent(context: NodeContext, submitted: Submitted) -> Values:
    """Tell a party what is intended, so that it can answer (R-ACC-2)."""
    party = party_of(context)
    party.intended_id = seal(context, FAMILY, submitted.values, ["intended"])["intended_id"]
    note(context, warning_of(context), kind="intent_told", rule="R-ACC-2")
    return {}


def hear_statement(context: NodeContext, submitted: Submitted) -> Values:
    """陈述申辩 of a party: stated or expressly waived (R-ACC-2)."""
    party = party_of(context)
    party.statement_id = seal(context, FAMILY, submitted.values, ["statement"]).get("statement_id")
    party.waived, party.heard_at = submitted.outcome == "waive", context.work.at
    note(context, warning_of(context), kind="heard", rule="R-ACC-2")
    return {}


def decide_case(context: NodeContext, submitted: Submitted) -> Values:
    """Write the decision on a party; it needs its statement and the group's decision (R-ACC-2, R-ACC-3)."""
    party, values, work = party_of(context), submitted.values, context.work
    check_heard(party.heard_at, waived=party.waived)
    if party.outcome != "pursue":
        raise ConflictError(N_("集体研究没有形成追究的决定"))
    forms = _order(party.kind, values["forms"])
    party.forms = party.standing_forms = " ".join(forms)
    party.weight = party.standing_weight = weigh_forms(party.kind, forms)
    party.facts_id = seal(context, FAMILY, values, ["facts"])["facts_id"]
    party.basis, party.decision, party.bulletin = values["basis"], values["decision"], values["bulletin"]
    party.adopted = values.get("adopted", "")
    party.decider_id, party.decided_at = work.person_id, work.at
    work.session.flush()
    add_change(context, party, "decided")
    note(context, warning_of(context), kind="decided", rule="R-ACC-3")
    return {}


def _order(kind: str, wanted: list[str]) -> list[str]:
    """Forms in the order of severity; what does not exist for this kind is refused (R-ACC-1)."""
    if not set(wanted) <= set(FORMS[kind]):
        text = Text(N_("该追究方式不适用于此责任人"))
        raise AnswersRefusedError([FieldProblem("forms", "unfitting", text)])
    return [form for form in FORMS[kind] if form in wanted]


def add_change(context: NodeContext, party: ResponsibleParty, kind: str, appeal_id: int | None = None) -> None:
    """Write down what stands from now on; such rows are only added (R-ACC-5)."""
    context.work.session.add(
        DecisionChange(
            party_id=party.id,
            appeal_id=appeal_id,
            kind=kind,
            forms=party.standing_forms,
            weight=party.standing_weight,
            person_id=context.work.person_id,
            at=context.work.at,
        )
    )
    context.work.session.flush()


def execute_case(context: NodeContext, _submitted: Submitted) -> Values:
    """The decision on a party was carried out (R-ACC-4)."""
    party_of(context).executed_at = context.work.at
    note(context, warning_of(context), kind="executed", rule="R-ACC-4")
    return {}


def publish_case(context: NodeContext, _submitted: Submitted) -> Values:
    """通报 as far as the decision says (R-ACC-4)."""
    party_of(context).published_at = context.work.at
    note(context, warning_of(context), kind="case_published", rule="R-ACC-4")
    return {}


def list_forms(context: NodeContext, ref: str) -> Mapping[str, str]:
    """Forms of accountability for the party at hand (R-ACC-1)."""
    if context.each.get("party"):
        return FORMS[party_of(context).kind]
    return FORMS[kind_of(load_warning(context.work.session, context.instance.org_id, ref).rank)]


def list_party_names(context: NodeContext, ref: str) -> Mapping[str, str]:
    """The parties of the case by name, for a member who has another word for one of them."""
    session = context.work.session
    warning = load_warning(session, context.instance.org_id, ref)
    case = find_last(session, AccountabilityCase, warning.id)
    parties = list_parties(session, case.id) if case else []
    names = load_names(session, [each.person_id for each in parties if each.person_id])
    return {each.public_id: names.get(each.person_id or 0, "—") for each in parties}


HANDLERS: Final[Mapping[str, Any]] = {
    "propose_accountability": Handler(propose_accountability),
    "approve_case": Handler(approve_case),
    "investigate_case": Handler(investigate_case),
    "notify_intent": Handler(notify_intent),
    "hear_statement": Handler(hear_statement),
    "decide_case": Handler(decide_case),
    "execute_case": Handler(execute_case),
    "publish_case": Handler(publish_case),
}
