"""Responsible parties of a case, those who made a decision, those who are recused, and what somebody is in a case."""

from collections.abc import Iterable
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.warnings.models import AccountabilityCase, CaseRecusal, DecisionAppeal, ResponsibleParty, RiskWarning
from services.warnings.queries.warnings import find_last, list_warned_on
from services.warnings.rules.ladder import Position, rank_of
from workflows.context import NodeContext
from workflows.errors import ConflictError, NotFoundError
from workflows.models import Person
from workflows.queries.directory import list_own_roles, list_role_people
from workflows.rules.relations import HEAD
from workflows.running.relations import today

LEADING: Final = ("top_leader", "dept_leader")


def list_parties(session: Session, case_id: int) -> list[ResponsibleParty]:
    """The parties of a case, in the order in which they were named."""
    mine = (ResponsibleParty.case_id == case_id) & ResponsibleParty.dropped.is_(False)
    return list(session.scalars(select(ResponsibleParty).where(mine).order_by(ResponsibleParty.id)))


def list_parties_of(session: Session, warning: RiskWarning) -> list[ResponsibleParty]:
    """The parties of the last case of a warning."""
    case = find_last(session, AccountabilityCase, warning.id)
    return list_parties(session, case.id) if case else []


def party_of(context: NodeContext) -> ResponsibleParty:
    """The party for which a repeated node was opened."""
    return context.work.session.get_one(ResponsibleParty, context.each["party"])


def load_party(session: Session, org_id: int, public_id: str) -> ResponsibleParty:
    """A party of the organisation."""
    found = session.scalar(
        select(ResponsibleParty)
        .join(RiskWarning, RiskWarning.id == ResponsibleParty.warning_id)
        .where(RiskWarning.org_id == org_id, ResponsibleParty.public_id == public_id)
    )
    if found is None:
        raise NotFoundError
    return found


def list_answering(session: Session, party: ResponsibleParty, warning: RiskWarning, on: date) -> list[int]:
    """Who speaks for a party: the person himself, or whoever answers for the unit."""
    return [party.person_id] if party.person_id else list_warned_on(session, warning, on)


def list_concerned(context: NodeContext, warning: RiskWarning) -> set[int]:
    """Everybody whom a warning and its case are about: nobody of them decides anything in it (R-COI-2)."""
    session = context.work.session
    warned = set(list_warned_on(session, warning, today(context)))
    return warned | {each.person_id for each in list_parties_of(session, warning) if each.person_id}


def list_recused(session: Session, warning_id: int) -> set[int]:
    """Who takes no part in the accountability of a warning (R-COI-1)."""
    granted = (CaseRecusal.warning_id == warning_id) & (CaseRecusal.state == "granted")
    return set(session.scalars(select(CaseRecusal.person_id).where(granted)))


def list_makers(session: Session, warning_id: int) -> set[int]:
    """Who made the decision: proposed, approved, investigated or issued it. Others examine an appeal (R-ACC-5)."""
    case = find_last(session, AccountabilityCase, warning_id)
    if case is None:
        return set()
    issuers = {each.decider_id for each in list_parties(session, case.id)}
    return {
        person
        for person in (case.proposer_id, case.approver_id, case.investigator_id, case.second_id, *issuers)
        if person
    }


def appeal_of(context: NodeContext) -> DecisionAppeal:
    """The appeal that a node is about."""
    return load_appeal(context.work.session, context.instance.org_id, str(context.variables["appeal"]))


def load_appeal(session: Session, org_id: int, public_id: str) -> DecisionAppeal:
    """An appeal of the organisation."""
    found = session.scalar(
        select(DecisionAppeal).where(DecisionAppeal.org_id == org_id, DecisionAppeal.public_id == public_id)
    )
    if found is None:
        raise NotFoundError
    return found


def find_appeal(session: Session, party_id: int) -> DecisionAppeal | None:
    """The appeal against the decision about a party."""
    return session.scalar(select(DecisionAppeal).where(DecisionAppeal.party_id == party_id))


def rank_person(session: Session, person: Person, on: date) -> str:
    """What a person is on a day, for the question which forms there are (R-ACC-1)."""
    held = list_role_people(session, person.org_id, LEADING, on)
    roles = frozenset(role for holder, role in held if holder == person.id)
    heads = any(role == HEAD for role, _ in list_own_roles(session, person.id, on))
    return rank_of(Position(roles, heads))


def list_roles_of(session: Session, org_id: int, person_id: int, roles: Iterable[str], on: date) -> frozenset[str]:
    """Those of some roles that a person holds on a day."""
    return frozenset(
        role for holder, role in list_role_people(session, org_id, tuple(roles), on) if holder == person_id
    )


def require_investigators(case: AccountabilityCase) -> tuple[int, int]:
    """The two who investigated."""
    if case.investigator_id is None or case.second_id is None:
        raise ConflictError
    return case.investigator_id, case.second_id
