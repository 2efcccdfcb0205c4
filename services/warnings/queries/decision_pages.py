"""A decision of accountability with its text, its history, its copies and the named votes (R-ACC-3, R-GRP-7)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.warnings.models import (
    AccountabilityVote,
    DecisionChange,
    DecisionCopy,
    ResponsibleParty,
    RiskWarning,
)
from services.warnings.queries.case_files import DISCIPLINE, GROUP, OFFICE, list_recusable
from services.warnings.queries.cases import PartyCard, answers_for, describe_party
from services.warnings.queries.parties import find_appeal, list_recused, load_party
from services.warnings.queries.viewing import WARNING
from workflows.errors import ConcealedError
from workflows.models import Organisation, Person
from workflows.running.restricted_texts import open_texts
from workflows.work import Work


@dataclass(frozen=True)
class ChangeCard:
    """What stood from an instant on."""

    kind: str
    forms: tuple[str, ...]
    person: str
    at: datetime


@dataclass(frozen=True)
class BallotCard:
    """How a member of the group voted (R-GRP-7)."""

    person: str
    choice: str
    reason: str
    voided: bool
    cast_at: datetime


@dataclass(frozen=True)
class DecisionPage:
    """A decision on a party: its text and history, who has a copy, and how each voted for those who may see that."""

    party: PartyCard
    warning: str
    organ: str
    facts: str
    basis: str
    decision: str
    decided_at: datetime | None
    reasons: str
    ruling: str
    changes: Sequence[ChangeCard]
    copies: Sequence[tuple[str, str]]
    ballots: Sequence[BallotCard]
    named: Sequence[tuple[str, str]]
    """Members and investigators whose recusal a party may ask for: code and name."""


def show_decision(work: Work, public_id: str) -> DecisionPage:
    """A served decision, for those whom it concerns and those who may read decisions; others find nothing (R-SEC-3)."""
    session = work.session
    party = load_party(session, work.asker.org_id, public_id)
    warning = session.get_one(RiskWarning, party.warning_id)
    if party.served_at is None or not _may_read(work, warning, party):
        raise ConcealedError(WARNING, warning.public_id)
    appeal, own = find_appeal(session, party.id), answers_for(work, warning, party)
    reads = own or work.asker.has_role(*DISCIPLINE, *GROUP)
    sealed = {"facts": ("accountability.facts", party.facts_id)}
    if appeal:
        sealed |= {"ruling": ("appeal.ruling", appeal.ruling_id)}
        sealed |= {"reasons": ("appeal.reasons", appeal.reasons_id)} if reads else {}
    texts = open_texts(work, (WARNING, warning.public_id), sealed)
    return DecisionPage(
        party=describe_party(work, warning, party),
        warning=warning.public_id,
        organ=_name_organ(session, warning),
        facts=texts["facts"],
        basis=party.basis,
        decision=party.decision,
        decided_at=party.decided_at,
        reasons=texts.get("reasons", ""),
        ruling=texts.get("ruling", ""),
        changes=_list_changes(session, party),
        copies=_list_copies(session, party),
        ballots=list_ballots(session, party.public_id) if work.asker.has_role(*OFFICE, *GROUP) else (),
        named=list_recusable(work, warning) if own else (),
    )


def _may_read(work: Work, warning: RiskWarning, party: ResponsibleParty) -> bool:
    """The party itself, the office, the group and discipline; who has a copy; the head of a unit about which it is."""
    person = work.asker.person_id
    if person is None or person in list_recused(work.session, warning.id):
        return False
    if work.asker.has_role(*OFFICE, *GROUP, *DISCIPLINE) or answers_for(work, warning, party):
        return True
    copy = (DecisionCopy.party_id == party.id) & (DecisionCopy.person_id == person)
    return work.session.scalar(select(DecisionCopy.id).where(copy)) is not None


def _name_organ(session: Session, warning: RiskWarning) -> str:
    return session.get_one(Organisation, warning.org_id).name


def _list_changes(session: Session, party: ResponsibleParty) -> list[ChangeCard]:
    rows = session.execute(
        select(DecisionChange, Person.name)
        .join(Person, Person.id == DecisionChange.person_id)
        .where(DecisionChange.party_id == party.id)
        .order_by(DecisionChange.id)
    )
    return [ChangeCard(row.kind, tuple(row.forms.split()), name, row.at) for row, name in rows]


def _list_copies(session: Session, party: ResponsibleParty) -> list[tuple[str, str]]:
    rows = session.execute(
        select(DecisionCopy.addressee, Person.name)
        .join(Person, Person.id == DecisionCopy.person_id)
        .where(DecisionCopy.party_id == party.id)
        .order_by(DecisionCopy.id)
    )
    return [(addressee, name) for addressee, name in rows]


def list_ballots(session: Session, item_ref: str) -> list[BallotCard]:
    """Who voted how on a party or an appeal, in the order of voting."""
    rows = session.execute(
        select(AccountabilityVote, Person.name)
        .join(Person, Person.id == AccountabilityVote.person_id)
        .where(AccountabilityVote.item_ref == item_ref)
        .order_by(AccountabilityVote.id)
    )
    return [BallotCard(name, row.choice, row.reason, row.voided, row.cast_at) for row, name in rows]
