"""The register of risk points: list, one of them with what it has said, figures, export."""

from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.registry.queries import register
from services.registry.queries.figures import RegisterFigure, count_register
from services.registry.queries.register import PointFilter
from services.registry.rules.states import POINT_STATES
from services.registry.rules.words import CATEGORIES, LEVELS
from webapp.asking import looking
from webapp.exports import CSV, MOST_ROWS, XLSX, export_points
from workflows.errors import NotFoundError
from workflows.queries.paging import Window
from workflows.queries.roster import list_units

blueprint = Blueprint("points", __name__)

FILES: Final = {"csv": CSV, "xlsx": XLSX}


@blueprint.get("/risk-points")
def index() -> ResponseReturnValue:
    """List the register as far as the asker may see it."""
    work = looking()
    wanted = read_filter()
    page = register.list_register(work, wanted)
    kept = urlencode([(name, value) for name, value in request.args.items() if value and name != "cursor"])
    return render_template(
        "points/list.html",
        page=page,
        wanted=wanted,
        kept=kept,
        units=list_units(work.session, work.asker.org_id),
        categories=CATEGORIES,
        levels=LEVELS,
        states=POINT_STATES,
        **sum_figures(count_register(work)),
    )


def read_filter() -> PointFilter:
    """What the address asks for."""
    asked = request.args
    level = asked.get("level", "")
    return PointFilter(
        unit=asked.get("unit", ""),
        category=asked.get("category", ""),
        level=int(level) if level in {"1", "2", "3"} else None,
        state=asked.get("state", ""),
        cycle=asked.get("cycle", None, int),
        text=asked.get("q", "").strip()[:100],
        window=Window(cursor=asked.get("cursor", "")),
    )


def sum_figures(figures: list[RegisterFigure]) -> dict[str, Any]:
    """The figures as the page draws them: a table of category by level, and the sum."""
    counts = {category: dict.fromkeys((3, 2, 1, None), 0) for category in CATEGORIES}
    for each in figures:
        counts[each.category][each.level] += each.count
    return {"counts": counts, "whole": sum(each.count for each in figures)}


@blueprint.get("/risk-points/export.<kind>")
def export(kind: str) -> ResponseReturnValue:
    """Everything that the filter finds, as a file."""
    if kind not in FILES:
        raise NotFoundError
    return export_points(FILES[kind], register.list_all(looking(), read_filter(), MOST_ROWS))


@blueprint.get("/risk-points/<point_id>")
def show(point_id: str) -> ResponseReturnValue:
    """Show a point, its determinations and its versions."""
    work = looking()
    return render_template(
        "points/show.html", page=register.show_point(work, point_id), versions=register.list_versions(work, point_id)
    )
