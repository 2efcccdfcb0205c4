"""Parameters: the values in force, proposals to change them, and their acceptance by somebody else (R-GOV-1)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.organisation.parameter_cards import find_group, list_groups, list_proposals, may_propose
from services.organisation.parameters import decide_parameters, propose_parameters
from webapp.asking import command, looking
from webapp.values import CHOICES, SOURCES, UNITS, control_of, read_changes, split_duration
from webapp.views.turning import UNPROCESSABLE, settle, turn
from workflows.errors import AnswersRefusedError, FieldProblem, NotPermittedError

blueprint = Blueprint("parameters", __name__)

DECISIONS: Final[Mapping[str, tuple[bool, str]]] = {
    "accept": (True, N_("修改已生效；之后发起的流程按新值")),
    "reject": (False, N_("修改未采纳")),
}


@blueprint.get("/parameters")
def index() -> ResponseReturnValue:
    """Show every value, and what was proposed."""
    work = looking()
    proposals = list_proposals(work)
    return render_template(
        "parameters/list.html",
        groups=list_groups(work),
        waiting=[each for each in proposals if each.state == "proposed"],
        decided=[each for each in proposals if each.state != "proposed"],
        may_propose=may_propose(work),
        sources=SOURCES,
    )


@blueprint.get("/parameters/<group>")
def show(group: str) -> ResponseReturnValue:
    """Ask for new values of a group."""
    return show_form(group, {})


def show_form(name: str, brought: Mapping[str, str], problems: Sequence[FieldProblem] = ()) -> str:
    """The form, with what was brought and what is wrong with it."""
    work = looking()
    if not may_propose(work):
        raise NotPermittedError
    return render_template(
        "parameters/form.html",
        group=find_group(work, name),
        brought=brought,
        problems={each.field: each.text for each in problems},
        control_of=control_of,
        split_duration=split_duration,
        units=UNITS,
        choices=CHOICES,
    )


@blueprint.post("/parameters/<group>")
def propose(group: str) -> ResponseReturnValue:
    """Propose what differs from the values in force."""
    form: dict[str, Any] = request.form.to_dict()
    card = find_group(looking(), group)
    try:
        propose_parameters(command(), read_changes(card, form), note=form.get("note", ""))
    except AnswersRefusedError as error:
        return make_response(show_form(group, form, error.problems), UNPROCESSABLE)
    return turn(url_for("parameters.index"), N_("已提出，待审核员审核；审核前仍按现值"))


@blueprint.post("/parameters/<int:number>/<any(accept, reject):move>")
def decide(number: int, move: str) -> ResponseReturnValue:
    """Put a proposal in force, or turn it down."""
    accept, said = DECISIONS[move]
    return settle(lambda: decide_parameters(command(), number, accept=accept), said, url_for("parameters.index"))
