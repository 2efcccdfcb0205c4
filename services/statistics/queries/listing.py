"""The list behind a number, as far as the asker sees what is in it (domain §3.8, §7.1)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import literal, select, union_all

from services.registry.models import Regulation
from services.statistics.models import Bulletin
from services.statistics.queries.facts import SOURCES
from services.statistics.rules.indicators import BY_CODE, Indicator
from services.statistics.rules.periods import Period
from services.warnings.models import RiskWarning
from services.warnings.queries.board import number_of
from services.warnings.queries.viewing import is_visible, load_viewer
from workflows.errors import NotFoundError
from workflows.models import Person, Unit
from workflows.queries.paging import Page, Window, page_of
from workflows.work import Work


@dataclass(frozen=True)
class FactCard:
    """A fact behind a number: of which kind, when, and the warning that it belongs to."""

    kind: str
    at: datetime
    warning: str
    number: str
    subject: str
    unit: str
    rung: int | None


@dataclass(frozen=True)
class RegulationCard:
    """A regulation behind a number."""

    name: str
    line: str
    unit: str
    answers: str
    scope: str


@dataclass(frozen=True)
class BulletinLine:
    """A bulletin behind a number."""

    id: str
    number: str
    at: datetime


@dataclass(frozen=True)
class Listing:
    """What is behind a number: one of the three, by what the indicator counts."""

    indicator: Indicator
    facts: Page[FactCard] = field(default_factory=lambda: Page([]))
    regulations: Sequence[RegulationCard] = ()
    bulletins: Sequence[BulletinLine] = ()


@dataclass(frozen=True)
class Wanted:
    """Which number: an indicator's in a period, of the whole or of a unit by its code."""

    code: str
    period: Period
    unit: str = ""
    window: Window = field(default_factory=Window)


def list_behind(work: Work, wanted: Wanted) -> Listing:
    """The list behind a number."""
    indicator = BY_CODE.get(wanted.code)
    if indicator is None or work.asker.person_id is None:
        raise NotFoundError
    if indicator.stock:
        return Listing(indicator, regulations=_list_regulations(work, indicator, wanted))
    if not indicator.by_unit:
        return Listing(indicator, bulletins=_list_bulletins(work, wanted.period))
    return Listing(indicator, facts=_list_facts(work, indicator, wanted))


def _list_regulations(work: Work, indicator: Indicator, wanted: Wanted) -> list[RegulationCard]:
    statement = (
        select(Regulation, Unit.name)
        .outerjoin(Unit, Unit.id == Regulation.unit_id)
        .where(Regulation.org_id == work.asker.org_id, Regulation.line.in_(indicator.kinds))
        .where(Regulation.effective_on <= wanted.period.span.last)
        .order_by(Regulation.id)
    )
    rows = work.session.execute(statement.where(Unit.code == wanted.unit) if wanted.unit else statement)
    return [RegulationCard(row.name, row.line, unit or "", row.answers, row.scope) for row, unit in rows]


def _list_bulletins(work: Work, period: Period) -> list[BulletinLine]:
    span = period.span
    rows = work.session.scalars(
        select(Bulletin)
        .where(Bulletin.org_id == work.asker.org_id, Bulletin.state == "published")
        .where(Bulletin.published_at >= span.begins_at, Bulletin.published_at < span.ends_at)
        .order_by(Bulletin.id.desc())
    )
    return [
        BulletinLine(row.public_id, number_of(row.year, row.number), row.published_at or row.opened_at) for row in rows
    ]


def _list_facts(work: Work, indicator: Indicator, wanted: Wanted) -> Page[FactCard]:
    """Facts of warnings that the asker may see, the latest first."""
    visible = is_visible(work, load_viewer(work))
    parts = [
        source.select_rows(
            work.asker.org_id,
            wanted.period.span,
            literal(source.kind).label("kind"),
            source.warning.label("warning_id"),
            source.at.label("at"),
            source.table.id.label("row_id"),
        )
        for source in SOURCES
        if source.kind in indicator.kinds
    ]
    facts = union_all(*parts).subquery()
    statement = (
        select(facts.c.kind, facts.c.at, RiskWarning, Person.name, Unit.name, facts.c.row_id)
        .join(RiskWarning, RiskWarning.id == facts.c.warning_id)
        .outerjoin(Person, Person.id == RiskWarning.person_id)
        .outerjoin(Unit, Unit.id == RiskWarning.unit_id)
        .where(visible)
    )
    if wanted.unit:
        statement = statement.where(Unit.code == wanted.unit)
    keys = [facts.c.at, facts.c.kind, facts.c.row_id]
    return page_of(work.session, statement, keys, wanted.window, _card, descending=True)


def _card(row: Any) -> FactCard:
    kind, at, warning, person, unit = row[:5]
    return FactCard(
        kind=kind,
        at=at,
        warning=warning.public_id,
        number=number_of(warning.year, warning.number),
        subject=person or unit or "",
        unit=unit or "",
        rung=warning.rung,
    )
