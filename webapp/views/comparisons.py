"""What a change means: two versions side by side, in sentences and on both drawings (R-GOV-1)."""

from typing import Any, Final

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.comparing.changes import ChangeKind, Marks
from bpmn.texts import N_
from services.process.comparing import ComparedVersions, compare_versions, compare_with_last
from services.process.following import show_blank
from webapp.asking import looking
from webapp.views.drawings import describe
from webapp.views.turning import SEE_OTHER, turn
from webapp.wording import make_words
from workflows.queries.definitions import list_definitions
from workflows.rules.states import DefinitionKind

blueprint = Blueprint("comparisons", __name__, url_prefix="/definitions/<definition_id>/diff")

SIGNS: Final = {ChangeKind.ADDED: "+", ChangeKind.REMOVED: "−", ChangeKind.CHANGED: "✎", ChangeKind.MOVED: "↔"}
"""What stands beside the colour of a mark."""
KINDS: Final = {
    ChangeKind.ADDED: N_("新增"),
    ChangeKind.REMOVED: N_("删去"),
    ChangeKind.CHANGED: N_("更改"),
    ChangeKind.MOVED: N_("移动"),
}


@blueprint.get("")
def show(definition_id: str) -> ResponseReturnValue:
    """Show what is different in the version `to`; without one, what is different here from the last one."""
    work = looking()
    if "to" not in request.args:
        return _turn_to_last(definition_id)
    found = load(definition_id)
    return render_template(
        "definitions/diff.html",
        compared=found,
        versions=list_definitions(work.session, work.asker.org_id, key=found.new.definition.key),
        drawn=found.new.definition.kind == DefinitionKind.PROCESS,
        signs=SIGNS,
        kinds=KINDS,
        at=work.at,
        by=work.asker,
    )


def load(definition_id: str) -> ComparedVersions:
    """The versions that the address names."""
    work = looking()
    return compare_versions(work, definition_id, request.args["to"], make_words(work))


def _turn_to_last(definition_id: str) -> ResponseReturnValue:
    work = looking()
    found = compare_with_last(work, definition_id, make_words(work))
    if found is None:
        target = url_for("definitions.show", definition_id=definition_id)
        return turn(target, N_("没有可以比较的其他版本"), "bad")
    old, new = found.old.definition.id, found.new.definition.id
    return redirect(url_for("comparisons.show", definition_id=old, to=new), SEE_OTHER)


@blueprint.get("/drawing/<any(old, new):side>")
def show_drawing(definition_id: str, side: str) -> ResponseReturnValue:
    """One of both drawings with its marks."""
    found = load(definition_id)
    card, marks = (found.old, found.comparison.old_marks) if side == "old" else (found.new, found.comparison.new_marks)
    return jsonify(processes=[describe_marked(card.definition.id, marks)])


def describe_marked(definition_id: str, marks: Marks) -> dict[str, Any]:
    """A drawing as the viewer wants it, with a colour and a sign for each mark."""
    drawn = describe(show_blank(looking(), definition_id))
    signs = {element: SIGNS[kind] for element, kind in marks.items()}
    return {**drawn, "states": {element: kind.value for element, kind in marks.items()}, "signs": signs}
