"""The steps of a procedure as a table: changed without drawing and without scripts."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.editing import Place, list_places
from bpmn.elements import Node
from bpmn.texts import N_
from services.process import importing
from services.process import steps as use_cases
from services.process.editing import load_process
from webapp.asking import command, look_again, looking
from webapp.forms.steps import StepChoices, list_step_choices, read_change, read_insertion, split_due
from webapp.values import UNITS
from webapp.views.turning import REFUSALS, UNPROCESSABLE, turn, turn_back
from workflows.errors import AnswersRefusedError, FieldProblem, NotFoundError, StaleError
from workflows.rules.states import DefinitionState

PERMITTED = ("return",)
"""What a new step permits unless somebody says otherwise."""

blueprint = Blueprint("steps", __name__, url_prefix="/definitions/<definition_id>/steps")


@dataclass(frozen=True)
class Asked:
    """What a form of a step is about: a step that is there, or a place for a new one."""

    page: importing.DraftPage
    choices: StepChoices
    node: Node | None = None
    place: Place | None = None


@blueprint.get("")
def show(definition_id: str) -> str:
    """Show the steps: who, how long, what comes next; of a draft, what can be changed."""
    work = looking()
    page = importing.show_draft(work, definition_id)
    return render_template(
        "definitions/table.html",
        item=page.card,
        process=page.process,
        rows=use_cases.list_rows(page.process),
        names=use_cases.name_steps(page.process),
        problems=page.problems,
        edited=page.edited,
        may_edit=work.asker.has_role("proc_editor") and page.card.state == DefinitionState.DRAFT,
    )


@blueprint.get("/insert")
def ask_insertion(definition_id: str) -> str:
    """Ask for a new step at a place."""
    return show_form(find_asked(definition_id, flow=request.args.get("flow", "")), {})


@blueprint.get("/<element>")
def ask_change(definition_id: str, element: str) -> str:
    """Ask for changes of a step."""
    return show_form(find_asked(definition_id, element=element), {})


def find_asked(definition_id: str, *, element: str = "", flow: str = "") -> Asked:
    """What the form is about; not found where the draft has no such step or place."""
    work = looking()
    load_process(work, definition_id)
    page = importing.show_draft(work, definition_id)
    node = page.process.nodes.get(element)
    place = next((each for each in list_places(page.process) if each.flow == flow), None)
    if node is None and place is None:
        raise NotFoundError
    return Asked(page, list_step_choices(work, page.process), node, place)


def show_form(asked: Asked, brought: dict[str, str], problems: list[FieldProblem] | None = None) -> str:
    """The form, with what was brought and what is wrong with it."""
    rows = use_cases.list_rows(asked.page.process)
    row = next((each for each in rows if asked.node and each.node.id == asked.node.id), None)
    kind, value = split_due(row.due) if row else ("wd", "5")
    began: dict[str, Any] = {
        "name": asked.node.name if asked.node else "",
        "due_kind": kind,
        "due_count": value if kind != "parameter" else "",
        "due_parameter": value if kind == "parameter" else "",
    }
    return render_template(
        "definitions/step.html",
        item=asked.page.card,
        process=asked.page.process,
        asked=asked,
        row=row,
        rows=rows,
        names=use_cases.name_steps(asked.page.process),
        choices=asked.choices,
        spans=UNITS,
        brought=began | brought,
        problems={each.field: each.text for each in problems or []},
        permits=request.form.getlist("permits") if brought else PERMITTED,
    )


@blueprint.post("/insert")
def insert(definition_id: str) -> ResponseReturnValue:
    """Insert a step."""
    flow = request.form.get("flow", "")
    return settle_edit(
        definition_id,
        lambda known: use_cases.insert_draft_step(
            command(), definition_id, read_insertion(request.form, request.form.getlist("permits")), known
        ),
        N_("已插入环节"),
        lambda: find_asked(definition_id, flow=flow),
    )


@blueprint.post("/<element>")
def change(definition_id: str, element: str) -> ResponseReturnValue:
    """Change a step, or take it out: the button says which."""
    if request.form.get("do") == "remove":
        return settle_edit(
            definition_id,
            lambda known: use_cases.remove_draft_step(command(), definition_id, element, known),
            N_("已删除环节"),
            lambda: find_asked(definition_id, element=element),
        )
    return settle_edit(
        definition_id,
        lambda known: use_cases.change_draft_step(command(), definition_id, read_change(element, request.form), known),
        N_("环节已修改"),
        lambda: find_asked(definition_id, element=element),
    )


def settle_edit(
    definition_id: str, act: Callable[[tuple[str, ...]], object], said: str, again: Callable[[], Asked]
) -> ResponseReturnValue:
    """Do it and show the table; what does not fit is said beside its field."""
    target = url_for("steps.show", definition_id=definition_id)
    try:
        act((request.form.get("digest", ""),))
    except AnswersRefusedError as error:
        look_again()
        return make_response(show_form(again(), request.form.to_dict(), error.problems), UNPROCESSABLE)
    except (*REFUSALS, StaleError) as error:
        return turn_back(error, target)
    return turn(target, said)
