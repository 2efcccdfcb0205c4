"""Statistics: the indicators of a period, the list behind each number; and the bulletins."""

from datetime import date, datetime
from typing import Final

from flask import Blueprint, abort, request
from pydantic import Field
from spectree import Response

from bpmn.texts import N_
from services.statistics.queries.bulletins import BulletinFilter, list_bulletins
from services.statistics.queries.indicators import IndicatorRow, UnitRow, show_statistics
from services.statistics.queries.listing import Wanted, list_behind
from services.statistics.rules.indicators import Figure
from services.statistics.rules.periods import Grain, Period, period_of, read_period
from webapp.api.document import Input, Output, document
from webapp.asking import looking
from webapp.exports import CSV, XLSX, export_statistics
from workflows.errors import RefusedError
from workflows.queries.paging import Window
from workflows.rules.deadlines import ZONE

blueprint = Blueprint("statistics", __name__)

JSON: Final = "application/json"


class PeriodQuery(Input):
    """Which period: `2026-07`, `2026-Q3` or `2026`; empty for the current year."""

    period: str = ""


class ListQuery(PeriodQuery):
    """Which number: of a period, of the whole or of a unit by its code."""

    unit: str = ""
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class BulletinQuery(Input):
    """Which bulletins."""

    year: int | None = None
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class FigureOut(Output):
    """A value: `count`, or of a share `count` of `base` as `value` in percent; null where there is nothing to share."""

    count: int
    base: int | None
    value: float | None


class TrendOut(FigureOut):
    """A value in a period."""

    period: str


class IndicatorOut(Output):
    """An indicator: in the period, a year before, the change in percent (of shares in points), and its trend."""

    code: str
    name: str
    measure: str
    now: FigureOut
    before: FigureOut
    change: float | None
    trend: list[TrendOut]


class UnitFigure(FigureOut):
    """A value by the code of its indicator."""

    code: str


class UnitOut(Output):
    """The values of a unit; several small ones are shown together, without a code."""

    code: str
    units: list[str]
    persons: int
    figures: list[UnitFigure]


class StatisticsOut(Output):
    """The statistics of a period; empty lists where fewer than five persons stand behind all of it."""

    period: str
    first: date
    last: date
    compared_first: date
    compared_last: date
    indicators: list[IndicatorOut]
    units: list[UnitOut]


class FactOut(Output):
    """A fact behind a number: its kind, when, the warning that it belongs to."""

    kind: str
    at: datetime
    warning: str
    number: str
    subject: str
    unit: str
    rung: int | None


class RegulationOut(Output):
    """A regulation behind a number: its line, the unit in charge, what it answers, for whom it holds."""

    name: str
    line: str
    unit: str
    answers: str
    scope: str


class PublishedOut(Output):
    """A bulletin behind a number."""

    id: str
    number: str
    at: datetime


class ListingOut(Output):
    """What is behind a number, as far as the asker sees it."""

    facts: list[FactOut]
    regulations: list[RegulationOut]
    bulletins: list[PublishedOut]
    next_cursor: str | None


class BulletinOut(Output):
    """A bulletin: its number, its days, how many warnings were issued and duties overdue in them, its document."""

    id: str
    number: str
    first_on: date
    last_on: date
    state: str
    issued: int
    overdue: int
    document: str
    published_at: datetime | None


class BulletinList(Output):
    """A page of bulletins, the latest first."""

    items: list[BulletinOut]
    next_cursor: str | None


def _read_period(text: str, today: date) -> Period:
    try:
        return read_period(text) if text else period_of(today, Grain.YEAR)
    except ValueError:
        raise RefusedError(N_("期间应写作 2026-07、2026-Q3 或 2026")) from None


def _figure(figure: Figure) -> FigureOut:
    return FigureOut.model_validate(figure)


def _indicator(row: IndicatorRow) -> IndicatorOut:
    return IndicatorOut(
        code=row.indicator.code,
        name=row.indicator.name,
        measure=row.indicator.measure,
        now=_figure(row.now),
        before=_figure(row.before),
        change=float(row.change) if row.change is not None else None,
        trend=[TrendOut(period=period.code, **_figure(each).model_dump()) for period, each in row.trend],
    )


def _unit(row: UnitRow) -> UnitOut:
    figures = [UnitFigure(code=code, **_figure(each).model_dump()) for code, each in row.figures.items()]
    return UnitOut(code=row.code, units=list(row.units), persons=row.persons, figures=figures)


@blueprint.get("/statistics")
@document.validate(resp=Response(HTTP_200=StatisticsOut), tags=["statistics"])
def index(query: PeriodQuery) -> StatisticsOut:
    """Show the indicators of a period; with `Accept: text/csv` or the media type of XLSX as a file."""
    work = looking()
    found = show_statistics(work, _read_period(query.period, work.at.astimezone(ZONE).date()))
    kind = request.accept_mimetypes.best_match([JSON, CSV, XLSX], default=JSON)
    if kind != JSON:
        abort(export_statistics(kind, found))  # past the schema of the JSON answer
    return StatisticsOut(
        period=found.period.code,
        first=found.span.first,
        last=found.span.last,
        compared_first=found.compared.first,
        compared_last=found.compared.last,
        indicators=list(map(_indicator, found.rows)),
        units=list(map(_unit, found.units)),
    )


@blueprint.get("/statistics/<code>")
@document.validate(resp=Response(HTTP_200=ListingOut), tags=["statistics"])
def behind(code: str, query: ListQuery) -> ListingOut:
    """List what is behind a number, as far as the asker sees it."""
    work = looking()
    period = _read_period(query.period, work.at.astimezone(ZONE).date())
    found = list_behind(work, Wanted(code, period, query.unit, Window(query.limit, query.cursor)))
    return ListingOut(
        facts=[FactOut.model_validate(each) for each in found.facts.items],
        regulations=[RegulationOut.model_validate(each) for each in found.regulations],
        bulletins=[PublishedOut.model_validate(each) for each in found.bulletins],
        next_cursor=found.facts.next_cursor,
    )


@blueprint.get("/bulletins")
@document.validate(resp=Response(HTTP_200=BulletinList), tags=["statistics"])
def bulletins(query: BulletinQuery) -> BulletinList:
    """List bulletins: published ones for everybody, drafts for office and discipline."""
    page = list_bulletins(looking(), BulletinFilter(query.year, Window(query.limit, query.cursor)))
    return BulletinList(items=[BulletinOut.model_validate(each) for each in page.items], next_cursor=page.next_cursor)
