"""Starting a process: what one may start, its form, and why the house refuses."""

from typing import Final

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_, Text
from services.process.instances import StartRequest, start_process
from services.process.offering import Offer, list_offers, show_offer
from webapp.asking import command, looking
from webapp.forms.decoding import read_fields
from webapp.forms.drawing import DrawnForm, draw_form
from webapp.views.turning import UNPROCESSABLE, turn
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, RefusedError
from workflows.queries.roster import list_people, list_units

blueprint = Blueprint("starting", __name__)

UNIT: Final = "unit"


@blueprint.get("/start")
def index() -> ResponseReturnValue:
    """List what the asker may start."""
    return render_template("starting/list.html", offers=list_offers(looking()))


@blueprint.get("/start/<key>")
def show(key: str) -> ResponseReturnValue:
    """Show the form with which a process starts."""
    offer = show_offer(looking(), key)
    return show_form(offer, draw_form(offer.form))


def show_form(offer: Offer, form: DrawnForm) -> str:
    """The page of the form."""
    work = looking()
    units = list_units(work.session, work.asker.org_id)
    return render_template(
        "starting/show.html",
        offer=offer,
        form=form,
        unit=request.values.get(UNIT, ""),
        all_units=[each for each in units if offer.units is None or each.code in offer.units],
        units=[{"value": each.code, "label": each.name} for each in units],
        people=list_people(work.session, work.asker.org_id),
    )


@blueprint.post("/start/<key>")
def start(key: str) -> ResponseReturnValue:
    """Start the process; a refusal says at which place and why."""
    offer = show_offer(looking(), key)
    values, unit = read_fields(offer.form, request.form), request.form.get(UNIT, "")
    try:
        if offer.needs_unit and not unit:
            raise AnswersRefusedError([FieldProblem(UNIT, "required", Text(N_("请选择单位")))])
        started = start_process(command(), StartRequest(key, unit, values=values))
    except (RefusedError, ConflictError) as error:
        return make_response(show_form(offer, draw_form(offer.form, values, list_problems(error))), UNPROCESSABLE)
    said = Text(N_("已发起：%(title)s"), {"title": started.title})
    return turn(url_for("instances.show", instance_id=started.id), said)


def list_problems(error: RefusedError | ConflictError) -> list[FieldProblem]:
    """What is wrong by field; what concerns the whole start is said at the unit."""
    if isinstance(error, AnswersRefusedError):
        return error.problems
    return [FieldProblem(UNIT, error.code, error.text)]
