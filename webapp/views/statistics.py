"""Statistics: the indicators of a period, the list behind each number, files; and the bulletins."""

from datetime import date
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from bpmn.texts import N_
from services.statistics.queries.bulletins import BulletinFilter, list_bulletins
from services.statistics.queries.indicators import show_statistics
from services.statistics.queries.listing import Wanted, list_behind
from services.statistics.rules.indicators import BY_CODE, MEASURES, Figure, Indicator
from services.statistics.rules.periods import Grain, Period, list_trend, period_of, read_period
from webapp.asking import looking
from webapp.exports import CSV, XLSX, export_statistics
from workflows.errors import NotFoundError
from workflows.queries.paging import Window
from workflows.rules.deadlines import ZONE

blueprint = Blueprint("statistics", __name__)

FILES: Final = {"csv": CSV, "xlsx": XLSX}
FIRST: Final = "I-07"
"""The indicator whose trend is drawn where none is chosen."""

GRAINS: Final = {Grain.MONTH: N_("按月"), Grain.QUARTER: N_("按季"), Grain.YEAR: N_("按年")}


@blueprint.get("/statistics")
def index() -> ResponseReturnValue:
    """Show the indicators of a period, their change against a year before, a trend, and the units."""
    work = looking()
    period, today = read_asked(work.at.astimezone(ZONE).date()), work.at.astimezone(ZONE).date()
    found = show_statistics(work, period)
    chosen = request.args.get("indicator", FIRST)
    chosen = chosen if chosen in BY_CODE else FIRST
    return render_template(
        "statistics/show.html",
        found=found,
        grains=GRAINS,
        periods=list_choices(period, today),
        chosen=chosen,
        trend=next((row for row in found.rows if row.indicator.code == chosen), None),
        say_period=say_period,
        say_figure=say_figure,
        say_change=say_change,
        plot=plot_figure,
        indicators=BY_CODE,
    )


def read_asked(today: date) -> Period:
    """The period that the address asks for; the current one of its length, by default the year."""
    asked = request.args
    try:
        grain = Grain(asked.get("grain", ""))
    except ValueError:
        grain = None
    try:
        period = read_period(asked.get("period", ""))
    except ValueError:
        return period_of(today, grain or Grain.YEAR)
    return period if grain in {None, period.grain} else period_of(today, grain)


def list_choices(period: Period, today: date) -> list[Period]:
    """The periods that one may choose, the latest first."""
    offered = {*list_trend(period_of(today, period.grain)), period}
    return sorted(offered, reverse=True)


def say_period(period: Period) -> str:
    """A period as people say it."""
    texts = {
        Grain.MONTH: N_("%(year)d年%(number)d月"),
        Grain.QUARTER: N_("%(year)d年第%(number)d季度"),
        Grain.YEAR: N_("%(year)d年"),
    }
    return str(gettext(texts[period.grain])) % {"year": period.year, "number": period.number}


def say_figure(indicator: Indicator, figure: Figure) -> str:
    """A value with its measure; of a share also what it is the share of."""
    if figure.value is None:
        return "—"
    if figure.base is not None:
        return f"{figure.value}% ({figure.count}/{figure.base})"
    return str(gettext(MEASURES[indicator.measure], count=figure.count))


def plot_figure(figure: Figure) -> float:
    """A value as a chart draws it; nothing to share is drawn as nothing."""
    return float(figure.value or 0) if figure.base is not None else figure.count


def say_change(indicator: Indicator, change: Decimal | None) -> str:
    """同比: with its sign, in percent or, of shares, in points."""
    if change is None:
        return "—"
    signed = f"{change:+.2f}".replace("-", "−") if change else "0.00"
    return str(gettext("%(change)s 个百分点", change=signed)) if indicator.of else f"{signed}%"


@blueprint.get("/statistics/export.<kind>")
def export(kind: str) -> ResponseReturnValue:
    """Return the statistics of a period as a file."""
    if kind not in FILES:
        raise NotFoundError
    work = looking()
    return export_statistics(FILES[kind], show_statistics(work, read_asked(work.at.astimezone(ZONE).date())))


@blueprint.get("/statistics/<code>")
def behind(code: str) -> ResponseReturnValue:
    """List what is behind a number, as far as the asker sees it."""
    work, asked = looking(), request.args
    period = read_asked(work.at.astimezone(ZONE).date())
    wanted = Wanted(code, period, asked.get("unit", ""), Window(cursor=asked.get("cursor", "")))
    return render_template(
        "statistics/list.html",
        listing=list_behind(work, wanted),
        wanted=wanted,
        kept=urlencode([(name, value) for name, value in asked.items() if value and name != "cursor"]),
        say_period=say_period,
    )


@blueprint.get("/bulletins")
def bulletins() -> ResponseReturnValue:
    """List the bulletins: published ones for everybody, drafts for office and discipline."""
    wanted = BulletinFilter(window=Window(cursor=request.args.get("cursor", "")))
    return render_template("bulletins/list.html", page=list_bulletins(looking(), wanted), wanted=wanted)
