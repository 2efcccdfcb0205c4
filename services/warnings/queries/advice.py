"""纪检监察建议书 as far as domain §7.1 lets the asker: the list, and one of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session

from services.documents.queries.documents import DocumentCard, list_of_things
from services.warnings.models import SupervisionAdvice
from services.warnings.rules.advice import AdviceReader, AdviceSubject, may_see
from workflows.context import NodeContext
from workflows.errors import ConcealedError, NotFoundError
from workflows.models import Unit, UnitRole
from workflows.queries.accesses import AccessCard, list_accesses
from workflows.queries.directory import in_force
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.actors import DISCIPLINE, GROUP
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import HEAD, LEADER
from workflows.running.relations import OFFICE
from workflows.work import Work

ADVICE: Final = "advice"
"""What advice is called where readings of its texts are written down."""


@dataclass(frozen=True)
class AdviceCard:
    """Advice in a list."""

    id: str
    number: str
    unit: str
    state: str
    stance: str
    verdict: str
    served_at: datetime | None
    due_at: datetime | None
    replied_at: datetime | None
    late_days: int
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class AdvicePage:
    """Advice with its documents; who has read what is for discipline."""

    card: AdviceCard
    documents: Sequence[DocumentCard]
    readings: Sequence[AccessCard] = ()


def load_advice(session: Session, org_id: int, public_id: str) -> SupervisionAdvice:
    """Advice of the organisation."""
    mine = (SupervisionAdvice.org_id == org_id, SupervisionAdvice.public_id == public_id)
    found = session.scalar(select(SupervisionAdvice).where(*mine))
    if found is None:
        raise NotFoundError
    return found


def advice_of(context: NodeContext) -> SupervisionAdvice:
    """The advice that a node is about."""
    return load_advice(context.work.session, context.instance.org_id, str(context.variables["advice"]))


def load_reader(work: Work) -> AdviceReader:
    """What the asker is today; nobody reads in another's place."""
    person_id = work.asker.person_id
    if person_id is None:
        return AdviceReader(None)
    rows = work.session.execute(
        select(UnitRole.role, UnitRole.unit_id)
        .where(UnitRole.person_id == person_id, UnitRole.role.in_((HEAD, LEADER)))
        .where(in_force(UnitRole, work.at.astimezone(ZONE).date()))
    )
    units: dict[str, set[int]] = {HEAD: set(), LEADER: set()}
    for role, unit_id in rows:
        units[role].add(unit_id)
    oversees = work.asker.has_role(*OFFICE, *GROUP, *DISCIPLINE)
    return AdviceReader(person_id, frozenset(units[HEAD]), frozenset(units[LEADER]), oversees)


def is_visible(work: Work, reader: AdviceReader) -> ColumnElement[bool]:
    """The rule `may_see` as a condition on rows."""
    here = SupervisionAdvice.org_id == work.asker.org_id
    if reader.person_id is None:
        return and_(here, false())
    if reader.oversees:
        return here
    served = and_(SupervisionAdvice.served_at.is_not(None), SupervisionAdvice.unit_id.in_(reader.headed))
    was_told = or_(SupervisionAdvice.overdue_at.is_not(None), SupervisionAdvice.reported_at.is_not(None))
    told = and_(was_told, SupervisionAdvice.unit_id.in_(reader.led))
    return and_(here, or_(served, told, SupervisionAdvice.approver_id == reader.person_id))


def load_seen(work: Work, public_id: str) -> SupervisionAdvice:
    """Advice that the asker may see; for everybody else there is none, which is noted (R-SEC-3)."""
    advice = load_advice(work.session, work.asker.org_id, public_id)
    if not sees(work, advice):
        raise ConcealedError(ADVICE, public_id)
    return advice


def sees(work: Work, advice: SupervisionAdvice) -> bool:
    """Whether the asker sees advice that was loaded."""
    told = advice.overdue_at is not None or advice.reported_at is not None
    return may_see(
        load_reader(work), AdviceSubject(advice.unit_id, advice.approver_id, advice.served_at is not None, told)
    )


def list_advice(work: Work, window: Window) -> Page[AdviceCard]:
    """Advice that the asker may see, the newest first."""
    statement = select(SupervisionAdvice, Unit.name).join(Unit, Unit.id == SupervisionAdvice.unit_id)
    statement = statement.where(is_visible(work, load_reader(work)))
    page: Page[Any] = page_of(
        work.session, statement, [SupervisionAdvice.id], window, lambda row: tuple(row)[:2], descending=True
    )
    return Page([_card(*row) for row in page.items], page.next_cursor)


def _card(advice: SupervisionAdvice, unit: str) -> AdviceCard:
    return AdviceCard(
        id=advice.public_id,
        number=advice.number,
        unit=unit,
        state=advice.state,
        stance=advice.stance,
        verdict=advice.verdict,
        served_at=advice.served_at,
        due_at=advice.due_at,
        replied_at=advice.replied_at,
        late_days=advice.late_days,
        opened_at=advice.opened_at,
        closed_at=advice.closed_at,
    )


def describe_advice(session: Session, advice: SupervisionAdvice) -> AdviceCard:
    """The card of one piece of advice."""
    return _card(advice, session.get_one(Unit, advice.unit_id).name)


def show_advice(work: Work, public_id: str) -> AdvicePage:
    """One piece of advice that the asker may see, without its texts."""
    advice = load_seen(work, public_id)
    overseen = work.asker.has_role(*DISCIPLINE)
    return AdvicePage(
        card=describe_advice(work.session, advice),
        documents=list_of_things(work, [advice.public_id]),
        readings=list_accesses(work.session, advice.org_id, [advice.public_id]) if overseen else (),
    )


SAID: Final = ("problems", "advice", "answer", "finding", "record")


def name_texts(advice: SupervisionAdvice, names: Sequence[str] = SAID) -> Mapping[str, tuple[str, int | None]]:
    """Its texts by name, each with its purpose and row."""
    return {name: (f"{ADVICE}.{name}", getattr(advice, f"{name}_id")) for name in names}
