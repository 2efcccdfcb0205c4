"""What a warning's page shows of its case: parties, recusals, effects, whose recusal may be asked for (domain §7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import false, or_, select, true

from services.warnings.models import (
    AccountabilityCase,
    AdmonitionEffect,
    AdmonitionTalk,
    CaseRecusal,
    RiskWarning,
)
from services.warnings.queries.cases import PartyCard, answers_for, day_of, list_party_cards
from services.warnings.queries.parties import list_parties, list_recused
from services.warnings.queries.viewing import load_viewer, sees
from services.warnings.queries.warnings import find_last, load_warning
from workflows.errors import NotFoundError
from workflows.models import Person
from workflows.queries.directory import list_role_people, load_names
from workflows.work import Work

OFFICE: Final = ("office_head", "office_staff")
GROUP: Final = ("group_chair", "group_member")
DISCIPLINE: Final = ("discipline_head", "discipline")


def list_recusable(work: Work, warning: RiskWarning) -> list[tuple[str, str]]:
    """Members of the group and investigators of the case, as code and name; not who is recused or meant already."""
    session = work.session
    case = find_last(session, AccountabilityCase, warning.id)
    held = list_role_people(session, warning.org_id, GROUP, day_of(work))
    acting = {case.investigator_id, case.second_id, case.approver_id, case.proposer_id} if case else set()
    live = (CaseRecusal.warning_id == warning.id) & (CaseRecusal.state != "refused")
    gone = set(session.scalars(select(CaseRecusal.person_id).where(live)))
    parties = {each.person_id for each in list_parties(session, case.id)} if case else set()
    wanted = ({person for person, _ in held} | {each for each in acting if each}) - gone - parties
    rows = session.execute(select(Person.code, Person.name).where(Person.id.in_(wanted)).order_by(Person.id))
    return [(code, name) for code, name in rows]


@dataclass(frozen=True)
class RecusalCard:
    """A recusal without its reason, which is nothing for the parties (domain §7.2)."""

    person: str
    state: str
    asked_at: datetime
    decided_at: datetime | None
    judge: str


def list_recusals(work: Work, warning: RiskWarning) -> list[RecusalCard]:
    """The recusals of a case: to office and discipline all, to others those that they asked for."""
    oversees = true() if work.asker.has_role(*OFFICE, *DISCIPLINE) else false()
    rows = list(
        work.session.scalars(
            select(CaseRecusal)
            .where(CaseRecusal.warning_id == warning.id)
            .where(or_(oversees, CaseRecusal.asked_by_id == (work.asker.person_id or 0)))
            .order_by(CaseRecusal.id)
        )
    )
    names = load_names(work.session, {person for row in rows for person in (row.person_id, row.judge_id) if person})
    return [
        RecusalCard(names[row.person_id], row.state, row.asked_at, row.decided_at, names.get(row.judge_id or 0, ""))
        for row in rows
    ]


@dataclass(frozen=True)
class EffectCard:
    """What an admonition means for assessment and promotion (R-TALK-3)."""

    person: str
    held_on: date
    assessment_year: int
    promotion_until: date


def list_effects(work: Work, warning: RiskWarning) -> list[EffectCard]:
    """Effects of the admonitions of a warning, for personnel and discipline inspection alone."""
    if not work.asker.has_role(*OFFICE, *DISCIPLINE):
        return []
    rows = work.session.execute(
        select(AdmonitionEffect, Person.name)
        .join(AdmonitionTalk, AdmonitionTalk.id == AdmonitionEffect.talk_id)
        .join(Person, Person.id == AdmonitionEffect.person_id)
        .where(AdmonitionTalk.warning_id == warning.id)
        .order_by(AdmonitionEffect.id)
    )
    return [EffectCard(name, row.held_on, row.assessment_year, row.promotion_until) for row, name in rows]


@dataclass(frozen=True)
class CaseFile:
    """What a warning's page shows of its case."""

    parties: Sequence[PartyCard]
    recusals: Sequence[RecusalCard]
    effects: Sequence[EffectCard]
    recusable: Sequence[tuple[str, str]]
    """Whose recusal the asker may ask for: his own, or as a party that of members and investigators."""


def show_case(work: Work, warning: RiskWarning) -> CaseFile:
    """The case of a warning: all of it for office, discipline and group, else what is about the asker."""
    oversees = work.asker.has_role(*OFFICE, *DISCIPLINE, *GROUP)
    parties = list_party_cards(work, warning, oversees=oversees)
    case = find_last(work.session, AccountabilityCase, warning.id)
    everybody = list_parties(work.session, case.id) if case else []
    own = any(answers_for(work, warning, party) for party in everybody)
    named = list_recusable(work, warning) if case else []
    mine = [each for each in named if own or each[0] == work.asker.login]
    return CaseFile(parties, list_recusals(work, warning), list_effects(work, warning), mine)


def find_case(work: Work, warning_id: str) -> CaseFile:
    """The case of a warning, for who sees the warning, and for its parties as far as it is about them."""
    warning = load_warning(work.session, work.asker.org_id, warning_id)
    file = show_case(work, warning)
    if not sees(work, load_viewer(work), warning) and not file.parties:
        raise NotFoundError
    if work.asker.person_id in list_recused(work.session, warning.id):
        raise NotFoundError
    return file
