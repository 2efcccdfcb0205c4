"""What the system does in a case: it notes an unused time, serves each decision, sends the copies (R-ACC-2…5)."""

from collections.abc import Iterable
from typing import Final

from sqlalchemy import select

from services.warnings.actions.ladder import WARNING
from services.warnings.issuing.decisions import write_decision_paper
from services.warnings.issuing.notices import issue_notice
from services.warnings.models import AccountabilityCase, DecisionCopy, ResponsibleParty
from services.warnings.queries.parties import appeal_of, list_answering, list_parties
from services.warnings.queries.warnings import require_last, warning_of
from services.warnings.recording.events import move, note
from services.warnings.rules.appeals import appeal_until
from services.warnings.rules.states import WarningState
from workflows.context import NodeContext
from workflows.queries.calendars import load_calendar
from workflows.queries.directory import list_unit_people
from workflows.registries import Action, Values
from workflows.rules.relations import HEAD
from workflows.running.outbox import announce
from workflows.running.relations import list_role, today

TERM: Final = "p6_warning.appeal"
PERSONNEL: Final = ("office_head", "office_staff")
"""Who does the work of personnel in an organisation without an office of its own for it."""


def waive_statement(context: NodeContext, _inputs: Values) -> Values:
    """The time for the statement ran out: for whoever did not use it that is recorded, so that the group may decide."""
    case, at = require_last(context, AccountabilityCase), context.work.at
    for party in list_parties(context.work.session, case.id):
        if party.heard_at is None:
            party.waived, party.heard_at = True, at
            note(context, warning_of(context), kind="statement_unused", rule="R-ACC-2")
    return {}


def serve_decision(context: NodeContext, _inputs: Values) -> Values:
    """Number and serve the decision on each party (T-12, R-ACC-3); from now on it may be appealed against (R-ACC-5)."""
    warning, session = warning_of(context), context.work.session
    case = require_last(context, AccountabilityCase)
    parties = [each for each in list_parties(session, case.id) if each.decided_at and each.served_at is None]
    for party in parties:
        _serve(context, case, party)
    move(context, warning, WarningState.SERVED, kind="decision_served", rule="R-ACC-3")
    return {"bulletin": any(each.bulletin != "none" for each in parties)}


def _serve(context: NodeContext, case: AccountabilityCase, party: ResponsibleParty) -> None:
    work, warning = context.work, warning_of(context)
    until = appeal_until(today(context), context.parameters.duration(TERM), load_calendar(work.session, warning.org_id))
    paper = write_decision_paper(context, warning, case, party, until)
    notice = issue_notice(context, warning, paper, served=True)
    party.notice_id, party.served_at, party.appeal_by = notice.id, work.at, until
    work.session.flush()
    people = list_answering(work.session, party, warning, today(context))
    announce(work, people, "decision_served", context.instance, path=page_of(party))


def page_of(party: ResponsibleParty) -> str:
    """Where the decision on a party is read, and may be appealed against."""
    return f"/warnings/decisions/{party.public_id}"


def send_copies(context: NodeContext, _inputs: Values) -> Values:
    """Copies of each decision for personnel, the dossier and the unit (R-ACC-4)."""
    warning, work = warning_of(context), context.work
    case = require_last(context, AccountabilityCase)
    for party in list_parties(work.session, case.id):
        if party.served_at is not None:
            _copy(context, party)
    note(context, warning, kind="decision_copied", rule="R-ACC-4")
    return {}


def _copy(context: NodeContext, party: ResponsibleParty) -> None:
    """One row for each who gets one; a copy that was sent is not sent again."""
    work = context.work
    sent = set(work.session.scalars(select(DecisionCopy.person_id).where(DecisionCopy.party_id == party.id)))
    own = {party.person_id} | sent
    for addressee, people in _list_addressees(context, party):
        for person in dict.fromkeys(people):
            if person not in own:
                work.session.add(
                    DecisionCopy(party_id=party.id, addressee=addressee, person_id=person, sent_at=work.at)
                )
                own.add(person)
                announce(work, [person], "decision_copied", context.instance, path=page_of(party))


def _list_addressees(context: NodeContext, party: ResponsibleParty) -> Iterable[tuple[str, list[int]]]:
    heads = list_unit_people(context.work.session, party.unit_id, HEAD, today(context)) if party.unit_id else []
    yield "unit", heads
    yield "dossier", [each.person_id for each in list_role(context, ["dossier_keeper"])]
    yield "personnel", [each.person_id for each in list_role(context, PERSONNEL)]


def serve_appeal(context: NodeContext, _inputs: Values) -> Values:
    """The appellant and everybody who has a copy of the decision are told what came of the appeal (R-ACC-5)."""
    appeal, work = appeal_of(context), context.work
    copies = work.session.scalars(select(DecisionCopy.person_id).where(DecisionCopy.party_id == appeal.party_id))
    party = work.session.get_one(ResponsibleParty, appeal.party_id)
    announce(work, [appeal.filed_by_id, *copies], "appeal_decided", context.instance, path=page_of(party))
    note(context, warning_of(context), kind="appeal_served", rule="R-ACC-5")
    return {}


ACTIONS: Final = {
    "waive_statement": Action(waive_statement, WARNING),
    "serve_decision": Action(serve_decision, WARNING, frozenset({"bulletin"})),
    "send_copies": Action(send_copies, WARNING),
    "serve_appeal": Action(serve_appeal, frozenset({"appeal"})),
}
