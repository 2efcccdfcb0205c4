"""Bulletins: those that were published, and what the record says of a period."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from services.documents.models import Document
from services.statistics.models import Bulletin
from services.statistics.queries.facts import count_facts
from services.statistics.rules.bulletins import TOLD, Happened
from services.statistics.rules.periods import Span
from services.warnings.models import RiskWarning, WarningEvent
from services.warnings.queries.board import number_of
from services.warnings.queries.viewing import OVERSEERS
from workflows.context import NodeContext
from workflows.errors import NotFoundError
from workflows.models import Unit
from workflows.queries.paging import Page, Window, page_of
from workflows.work import Work


@dataclass(frozen=True)
class BulletinCard:
    """A bulletin in the list."""

    id: str
    number: str
    first_on: date
    last_on: date
    state: str
    issued: int
    overdue: int
    document: str
    published_at: datetime | None


@dataclass(frozen=True)
class BulletinFilter:
    """Which bulletins: of a year."""

    year: int | None = None
    window: Window = field(default_factory=Window)


def list_bulletins(work: Work, wanted: BulletinFilter) -> Page[BulletinCard]:
    """Published bulletins, for everybody of the organisation; drafts for office and discipline. The latest first."""
    if work.asker.person_id is None:
        raise NotFoundError
    statement = (
        select(Bulletin, Document.public_id)
        .outerjoin(Document, (Document.object_ref == Bulletin.public_id) & (Document.object_type == "bulletin"))
        .where(Bulletin.org_id == work.asker.org_id, Bulletin.state != "cancelled")
    )
    if not work.asker.has_role(*OVERSEERS):
        statement = statement.where(Bulletin.state == "published")
    if wanted.year is not None:
        statement = statement.where(or_(Bulletin.year == wanted.year, Bulletin.year.is_(None)))
    return page_of(work.session, statement, [Bulletin.id], wanted.window, _card, descending=True)


def _card(row: Any) -> BulletinCard:
    bulletin, document = row[:2]
    return BulletinCard(
        id=bulletin.public_id,
        number=number_of(bulletin.year, bulletin.number),
        first_on=bulletin.first_on,
        last_on=bulletin.last_on,
        state=bulletin.state,
        issued=bulletin.figures.get("issued", 0),
        overdue=bulletin.figures.get("overdue", 0),
        document=document or "",
        published_at=bulletin.published_at,
    )


def bulletin_of(context: NodeContext) -> Bulletin:
    """The bulletin that a node is about."""
    found = context.work.session.scalar(
        select(Bulletin).where(
            Bulletin.org_id == context.instance.org_id, Bulletin.public_id == str(context.variables["bulletin"])
        )
    )
    if found is None:
        raise NotFoundError
    return found


def load_happened(session: Session, org_id: int, span: Span) -> list[Happened]:
    """Warnings that were issued, overdue, closed or decided in a span, in the order of their numbers."""
    counted = (
        select(WarningEvent.warning_id, WarningEvent.kind, func.count().label("times"))
        .join(RiskWarning, RiskWarning.id == WarningEvent.warning_id)
        .where(RiskWarning.org_id == org_id, WarningEvent.kind.in_(TOLD))
        .where(WarningEvent.at >= span.begins_at, WarningEvent.at < span.ends_at)
        .group_by(WarningEvent.warning_id, WarningEvent.kind)
        .subquery()
    )
    rows = session.execute(
        select(RiskWarning, Unit.name, counted.c.kind, counted.c.times)
        .join(counted, counted.c.warning_id == RiskWarning.id)
        .outerjoin(Unit, Unit.id == RiskWarning.unit_id)
        .order_by(RiskWarning.year, RiskWarning.number, RiskWarning.id)
    )
    return _gather(rows.all())


def _gather(rows: Sequence[Any]) -> list[Happened]:
    """One record a warning out of one row an event kind."""
    found: dict[int, Happened] = {}
    events: dict[int, dict[str, int]] = {}
    for warning, unit, kind, times in rows:
        events.setdefault(warning.id, {})[kind] = times
        found[warning.id] = Happened(
            warning=warning.public_id,
            number=number_of(warning.year, warning.number),
            unit=unit or "",
            person_id=warning.person_id,
            rank=warning.rank,
            colour=warning.colour,
            state=warning.state,
            measure=warning.measure,
            events=events[warning.id],
        )
    return list(found.values())


def sum_facts(session: Session, org_id: int, span: Span) -> dict[str, int]:
    """Counts of the indicators' facts in a span."""
    summed: dict[str, int] = {}
    for (kind, _unit, _place), count in count_facts(session, org_id, [span]).items():
        summed[kind] = summed.get(kind, 0) + count
    return summed
