"""The yearly programme (年度安排): phases, where we are, who is behind."""

from typing import Final

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.organisation.programme.adopting import adopt_programme
from services.organisation.programme.ten_days import When
from services.process.offering import list_processes
from webapp.asking import command, looking
from webapp.programmes import lay_programme
from webapp.views.turning import settle

blueprint = Blueprint("programme", __name__, url_prefix="/programme")

FIRST_YEAR, LAST_YEAR = 2000, 2100

WHENS: Final = {When.COMING: N_("未开始"), When.NOW: N_("进行中"), When.OVER: N_("已结束")}


@blueprint.get("")
def index() -> ResponseReturnValue:
    """Show the cycle that runs."""
    return show_sheet(None)


@blueprint.get("/<int:cycle>")
def show(cycle: int) -> ResponseReturnValue:
    """Show a cycle."""
    if not FIRST_YEAR <= cycle <= LAST_YEAR:
        abort(404)
    return show_sheet(cycle)


def show_sheet(cycle: int | None) -> str:
    """The page of a programme."""
    work = looking()
    return render_template(
        "programme/show.html",
        sheet=lay_programme(work, cycle),
        processes={each.key: each.name for each in list_processes(work)},
        whens=WHENS,
    )


@blueprint.post("")
def adopt() -> ResponseReturnValue:
    """Adopt the template for a cycle."""
    cycle = request.form.get("cycle", 0, int)
    return settle(
        lambda: adopt_programme(command(), cycle),
        N_("年度安排已建立"),
        url_for("programme.show", cycle=cycle),
    )
