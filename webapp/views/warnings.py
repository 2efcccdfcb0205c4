"""The signal board, one warning, a late reply, what was said in a talk."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.transaction import Command
from services.warnings.late_replies import file_late_reply
from services.warnings.queries import board
from services.warnings.queries.board import BoardFilter
from services.warnings.queries.case_files import find_case
from services.warnings.queries.viewing import find_readings
from services.warnings.rules.recusals import CAUSES
from services.warnings.rules.states import COLOURS
from services.warnings.use_cases import read_admonition
from webapp.asking import command, current_actor, looking
from webapp.texts import translate
from webapp.views.turning import settle
from workflows.queries.paging import Window

blueprint = Blueprint("warnings", __name__)

TONES = {"green": "good", "yellow": "yellow", "orange": "orange", "red": "late"}


@blueprint.get("/warnings")
def index() -> ResponseReturnValue:
    """List the warnings that the asker may see, with their figures."""
    work, asked = looking(), request.args
    colour = asked.get("colour", "")
    wanted = BoardFilter(
        colour=colour if colour in set(COLOURS) else "",
        shining=asked.get("shining") == "1",
        window=Window(cursor=asked.get("cursor", "")),
    )
    figures = board.count_board(work)
    return render_template(
        "warnings/list.html",
        page=board.list_warnings(work, wanted),
        wanted=wanted,
        words=COLOURS,
        kept=urlencode([(name, value) for name, value in asked.items() if value and name != "cursor"]),
        colours=[
            (translate(word), figures.colours.get(key, 0), TONES[key])
            for key, word in COLOURS.items()
            if key != "green"
        ],
        months=[(month, count, "") for month, count in figures.months],
    )


@blueprint.get("/warnings/<warning_id>")
def show(warning_id: str) -> ResponseReturnValue:
    """Show a warning with what happened to it."""
    work = looking()
    page = board.show_warning(work, warning_id)
    return render_template(
        "warnings/show.html",
        page=page,
        case=find_case(work, warning_id),
        causes=CAUSES,
        readings=find_readings(work, warning_id),
    )


@blueprint.post("/warnings/<warning_id>/late-reply")
def reply(warning_id: str) -> ResponseReturnValue:
    """File the reply that was missed."""
    causes, measures = (request.form.get(name, "") for name in ("causes", "measures"))
    return settle(
        lambda: file_late_reply(command(), warning_id, causes=causes, measures=measures),
        N_("已补交，注明迟交"),
        url_for("warnings.show", warning_id=warning_id),
    )


@blueprint.post("/warnings/talks/<talk_id>")
def talk(talk_id: str) -> ResponseReturnValue:
    """Show what was said, to those who may read it; that and when somebody looked is written down."""
    return render_template("warnings/talk.html", talk=read_admonition(Command(current_actor()), talk_id))
