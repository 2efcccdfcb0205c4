"""Changing procedures: drafts begun, copied and thrown away, and the editor of a draft."""

from flask import Blueprint, Response, jsonify, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.process import drafts as use_cases
from services.process.editing import list_names, load_process
from webapp.asking import command, looking
from webapp.forms.naming import describe_names
from webapp.views.turning import REFUSALS, SEE_OTHER, settle, turn, turn_back
from workflows.queries.definitions import to_card
from workflows.rules.states import DefinitionState

blueprint = Blueprint("editing", __name__, url_prefix="/definitions/<definition_id>")


@blueprint.get("/edit")
def show(definition_id: str) -> ResponseReturnValue:
    """Show the editor of a draft; what is no draft any more is read, not edited."""
    row = load_process(looking(), definition_id)
    if row.state != DefinitionState.DRAFT:
        return redirect(url_for("definitions.show", definition_id=definition_id), SEE_OTHER)
    return render_template("definitions/edit.html", item=to_card(row))


@blueprint.get("/names")
def show_names(definition_id: str) -> Response:
    """What a diagram may name, as registered here and now."""
    work = looking()
    return jsonify(describe_names(work, list_names(work, load_process(work, definition_id).key)))


@blueprint.post("/begin")
def begin(definition_id: str) -> ResponseReturnValue:
    """Begin a draft with the content of this version, and open it."""
    try:
        draft = use_cases.begin_draft(command(), definition_id)
    except REFUSALS as error:
        return turn_back(error, url_for("definitions.show", definition_id=definition_id))
    return turn(url_for("editing.show", definition_id=draft.id), N_("已从此版本新建草稿"))


@blueprint.post("/discard")
def discard(definition_id: str) -> ResponseReturnValue:
    """Throw a draft away."""
    return settle(
        lambda: use_cases.discard_draft(command(), definition_id), N_("草稿已删除"), url_for("definitions.index")
    )
