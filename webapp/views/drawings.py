"""Drawings: what the viewer in the browser asks for. The file comes byte for byte, the states beside it."""

from typing import Any

from flask import Blueprint, Response, jsonify, url_for
from flask.typing import ResponseReturnValue

from services.process import following
from webapp.asking import looking
from webapp.language import is_chinese
from webapp.texts import find_node, find_word
from workflows.errors import NotFoundError
from workflows.queries.instances import NodeFigures

blueprint = Blueprint("drawings", __name__)


@blueprint.get("/instances/<instance_id>/drawing")
def show(instance_id: str) -> ResponseReturnValue:
    """Where the tokens stand and have been, process by process."""
    drawings = following.show_drawings(looking(), instance_id)
    return jsonify(processes=[describe(each) for each in drawings])


def describe(drawn: following.DrawnProcess) -> dict[str, Any]:
    """One process as the viewer wants it: its file, the states and, for other readers, the names of its nodes."""
    return {
        "key": drawn.key,
        "xml": url_for("drawings.show_file", definition_id=drawn.definition_id),
        "states": {node: state_of(figures) for node, figures in drawn.nodes.items()},
        "names": {} if is_chinese() else translate_names(drawn.key, drawn.names),
    }


def state_of(figures: NodeFigures) -> str:
    """The state that colours a node."""
    return "overdue" if figures.overdue else figures.state


def translate_names(key: str, names: Any) -> dict[str, str]:
    """English names of nodes and flows, as far as there are any."""
    found = {each: find_node(key, each, name) for each, name in names.items()}
    return {each: english or find_word(names[each]) for each, english in found.items() if english != names[each]}


@blueprint.get("/definitions/<definition_id>/drawing")
def show_blank(definition_id: str) -> ResponseReturnValue:
    """A version as it is drawn, with no states."""
    return jsonify(processes=[describe(following.show_blank(looking(), definition_id))])


@blueprint.get("/definitions/<definition_id>/file")
def show_file(definition_id: str) -> ResponseReturnValue:
    """The file of a version, byte for byte."""
    work = looking()
    xml = following.show_bpmn(work.session, work, definition_id)
    if not xml:
        raise NotFoundError
    return Response(xml, content_type="application/xml")
