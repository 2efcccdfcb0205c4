"""纪检监察建议书: the list, one of them, its texts. Reading is a POST, because it is written down."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.transaction import Command
from services.warnings.letter_use_cases import read_advice
from services.warnings.queries import advice as queries
from webapp.asking import current_actor, looking
from workflows.queries.paging import Window

blueprint = Blueprint("advice", __name__, url_prefix="/supervision-advice")


@blueprint.get("")
def index() -> ResponseReturnValue:
    """List the advice that the asker may see."""
    cursor = request.args.get("cursor", "")
    return render_template(
        "advice/list.html", page=queries.list_advice(looking(), Window(cursor=cursor)), cursor=cursor
    )


@blueprint.get("/<advice_id>")
def show(advice_id: str) -> ResponseReturnValue:
    """Show advice without its texts."""
    return render_template("advice/show.html", page=queries.show_advice(looking(), advice_id))


@blueprint.post("/<advice_id>/texts")
def texts(advice_id: str) -> ResponseReturnValue:
    """Show what was written; that and when somebody looked is written down."""
    return render_template("advice/texts.html", texts=read_advice(Command(current_actor()), advice_id))
