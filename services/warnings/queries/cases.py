"""The parties of a case of accountability and the appeals against decisions, as people read them (domain §7.1)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.documents.models import Document
from services.warnings.models import (
    AccountabilityCase,
    DecisionAppeal,
    ResponsibleParty,
    RiskWarning,
    WarningNotice,
)
from services.warnings.queries.parties import find_appeal, list_answering, list_parties
from services.warnings.queries.warnings import find_last
from workflows.models import Person, Unit
from workflows.rules.deadlines import ZONE
from workflows.work import Work


@dataclass(frozen=True)
class AppealCard:
    """An appeal without its texts."""

    id: str
    state: str
    late: bool
    filed_at: datetime
    appeal_by: date
    due_at: datetime | None
    result: str
    forms: tuple[str, ...]
    outcome: str
    base: int
    voted: int
    approved: int
    refusal: str
    decided_at: datetime | None


@dataclass(frozen=True)
class PartyCard:
    """A responsible party: how the group voted, what was decided, what stands now."""

    id: str
    name: str
    kind: str
    responsibility: str
    waived: bool
    heard_at: datetime | None
    outcome: str
    base: int
    voted: int
    approved: int
    forms: tuple[str, ...]
    standing_forms: tuple[str, ...]
    bulletin: str
    number: str
    served_at: datetime | None
    appeal_by: date | None
    executed_at: datetime | None
    published_at: datetime | None
    may_appeal: bool
    """Whether the asker may appeal against it: it is about him, was served, and he has not yet."""
    in_time: bool
    """Whether an appeal today would be in time."""
    appeal: AppealCard | None


def list_party_cards(work: Work, warning: RiskWarning, *, oversees: bool) -> list[PartyCard]:
    """The parties of a warning's case: all for who oversees, else those for whom the asker answers."""
    case = find_last(work.session, AccountabilityCase, warning.id)
    if case is None:
        return []
    cards = [(party, describe_party(work, warning, party)) for party in list_parties(work.session, case.id)]
    return [card for party, card in cards if oversees or answers_for(work, warning, party)]


def answers_for(work: Work, warning: RiskWarning, party: ResponsibleParty) -> bool:
    """Whether the asker is the party, or answers for the unit that it is."""
    return work.asker.person_id in list_answering(work.session, party, warning, day_of(work))


def day_of(work: Work) -> date:
    """The day of the question, in Shanghai."""
    return work.at.astimezone(ZONE).date()


def describe_party(work: Work, warning: RiskWarning, party: ResponsibleParty) -> PartyCard:
    """One party."""
    session = work.session
    appeal = find_appeal(session, party.id)
    issued = select(Document.number).join(WarningNotice, WarningNotice.document_id == Document.id)
    number = session.scalar(issued.where(WarningNotice.id == party.notice_id)) if party.notice_id else None
    return PartyCard(
        id=party.public_id,
        name=name_party(session, party),
        kind=party.kind,
        responsibility=party.responsibility,
        waived=party.waived,
        heard_at=party.heard_at,
        outcome=party.outcome,
        base=party.base,
        voted=party.voted,
        approved=party.approved,
        forms=tuple(party.forms.split()),
        standing_forms=tuple(party.standing_forms.split()),
        bulletin=party.bulletin,
        number=number or "",
        served_at=party.served_at,
        appeal_by=party.appeal_by,
        executed_at=party.executed_at,
        published_at=party.published_at,
        may_appeal=party.served_at is not None and appeal is None and answers_for(work, warning, party),
        in_time=party.appeal_by is not None and day_of(work) <= party.appeal_by,
        appeal=describe_appeal(appeal) if appeal else None,
    )


def name_party(session: Session, party: ResponsibleParty) -> str:
    """The name of a person, or of the unit."""
    if party.person_id:
        return session.get_one(Person, party.person_id).name
    return session.get_one(Unit, party.unit_id).name


def describe_appeal(appeal: DecisionAppeal) -> AppealCard:
    """An appeal; what is proposed stays inside until it is decided."""
    decided = appeal.state == "decided"
    return AppealCard(
        id=appeal.public_id,
        state=appeal.state,
        late=appeal.late,
        filed_at=appeal.filed_at,
        appeal_by=appeal.appeal_by,
        due_at=appeal.due_at,
        result=appeal.result if decided else "",
        forms=tuple(appeal.forms.split()) if decided else (),
        outcome=appeal.outcome,
        base=appeal.base,
        voted=appeal.voted,
        approved=appeal.approved,
        refusal=appeal.refusal,
        decided_at=appeal.decided_at,
    )
