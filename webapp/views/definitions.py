"""Process definitions: the versions there are, checking a file, and the way to publication by two people (R-GOV-1)."""

from collections.abc import Callable
from datetime import date
from typing import Final

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.errors import Problem
from bpmn.texts import N_
from services.changes import use_cases as changes
from services.changes.queries import find_change
from services.process import definitions as use_cases
from services.process import importing
from services.process.comparing import compare_with_last
from services.process.gaps import list_choices, list_gaps
from services.transaction import Command
from webapp.asking import command, looking
from webapp.views.comparisons import KINDS as CHANGES
from webapp.views.comparisons import SIGNS
from webapp.views.turning import REFUSALS, SEE_OTHER, UNPROCESSABLE, settle, turn, turn_back
from webapp.wording import make_words
from workflows.errors import NotFoundError, RefusedError
from workflows.queries import definitions as queries
from workflows.rules.states import DefinitionKind, DefinitionState

blueprint = Blueprint("definitions", __name__)

MOVES: Final[dict[str, Callable[[Command, str], use_cases.StoredDefinition]]] = {
    "approve": changes.approve_draft,
    "reject": changes.return_draft,
    "retire": use_cases.retire_definition,
}
"""What the approver does with a version."""

SAID: Final[dict[str, str]] = {
    "published": N_("已发布；正在办理的流程仍按原版本"),
    "approved": N_("已同意；到生效日期自动发布"),
    "draft": N_("已退回编辑员"),
    "retired": N_("已停用；不再按此版本发起"),
}
"""What is said afterwards, by the state of the version."""

KINDS: Final[dict[str, str]] = {DefinitionKind.PROCESS: N_("流程"), DefinitionKind.DECISION: N_("决策表")}
"""What kinds of definitions are called."""


@blueprint.get("/definitions")
def index() -> ResponseReturnValue:
    """List the versions."""
    return show_list()


def show_list(checked: use_cases.Checked | None = None, name: str = "") -> str:
    """The list, with what a check of a file has found."""
    work = looking()
    return render_template(
        "definitions/list.html",
        items=queries.list_definitions(work.session, work.asker.org_id, kind=request.args.get("kind", "")),
        kind=request.args.get("kind", ""),
        kinds=KINDS,
        checked=checked,
        name=name,
        may_edit=work.asker.has_role("proc_editor"),
    )


@blueprint.get("/definitions/<definition_id>")
def show(definition_id: str) -> ResponseReturnValue:
    """Show one version with its drawing."""
    work = looking()
    row = queries.load_definition(work.session, work.asker.org_id, definition_id)
    if row is None:
        raise NotFoundError
    if row.kind == DefinitionKind.DECISION:
        return redirect(url_for("decisions.show", definition_id=definition_id), SEE_OTHER)
    page = importing.show_draft(work, definition_id)
    waiting = page.card.state in {DefinitionState.DRAFT, DefinitionState.SUBMITTED}
    return render_template(
        "definitions/show.html",
        item=page.card,
        process=page.process,
        problems=page.problems,
        notes=page.notes,
        gaps=list_gaps(page),
        meaning=compare_with_last(work, definition_id, make_words(work)) if waiting and page.process.nodes else None,
        signs=SIGNS,
        kinds=CHANGES,
        around=" ".join(list_around(page.process.id, page.problems)),
        choices=list_choices(page, importing.list_called_processes(work)),
        change=find_change(work.session, row),
        may_edit=work.asker.has_role("proc_editor"),
        may_approve=work.asker.has_role("proc_approver"),
    )


def list_around(key: str, problems: list[Problem]) -> list[str]:
    """The nodes and flows of the ways around mandatory steps, as far as they are drawn here."""
    return [place.element for problem in problems for place in problem.path if place.process == key]


@blueprint.post("/definitions")
def upload() -> ResponseReturnValue:
    """Check a file, or store it as the draft of the next version: which one, the button says."""
    file = request.files.get("file")
    xml, name = (file.read(), file.filename or "") if file else (b"", "")
    if not xml:
        return turn(url_for("definitions.index"), N_("请选择一个 BPMN 或 DMN 文件"), "bad")
    work = looking()
    checked = use_cases.check_definition(work.session, work.asker.org_id, xml)
    if request.form.get("do") != "store" or not checked.ok:
        return make_response(show_list(checked, name), 200 if checked.ok else UNPROCESSABLE)
    try:
        stored = use_cases.upload_definition(command(), xml)
    except RefusedError as error:
        return turn(url_for("definitions.index"), error.text, "bad")
    return turn(url_for("definitions.show", definition_id=stored.id), N_("已存为草稿"))


@blueprint.post("/definitions/<definition_id>/<any(approve, reject, retire):move>")
def act(definition_id: str, move: str) -> ResponseReturnValue:
    """Approve, reject or retire a version."""
    target = url_for("definitions.show", definition_id=definition_id)
    try:
        state = MOVES[move](command(), definition_id).state
    except REFUSALS as error:
        return turn_back(error, target)
    return turn(target, SAID[state])


@blueprint.post("/definitions/<definition_id>/submit")
def submit(definition_id: str) -> ResponseReturnValue:
    """Hand a draft in, with the reason, the paper it rests on, and the day from which it is in force."""
    target = url_for("definitions.show", definition_id=definition_id)
    try:
        note = changes.ChangeNote(
            request.form.get("reason", ""),
            request.form.get("document_number", ""),
            read_day(request.form.get("effective_on", "")),
        )
    except ValueError:
        return turn(target, N_("请填写日期，如 2026-08-01"), "bad")
    return settle(lambda: changes.submit_draft(command(), definition_id, note), N_("已提交审核"), target)


def read_day(text: str) -> date | None:
    """A day as a form has it; None where the field was left empty."""
    return date.fromisoformat(text) if text.strip() else None
