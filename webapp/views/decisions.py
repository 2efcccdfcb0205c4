"""Decision tables: a version to read and to try out, and its rules to change as data."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Blueprint, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.decisions.evaluation import Answer
from bpmn.decisions.tables import DecisionTable
from bpmn.decisions.values import TYPE_NAMES
from bpmn.decisions.writer import write_decision
from bpmn.errors import Problem
from bpmn.lint import has_errors
from bpmn.lint.tables import TableProblem
from bpmn.texts import N_, Text
from services.changes.queries import find_change
from services.process import decisions as use_cases
from services.process.definitions import upload_definition
from webapp.asking import command, looking
from webapp.forms.tables import AGGREGATIONS, POLICIES, move_rule, place_problems, read_table_form
from webapp.views.turning import UNPROCESSABLE, turn
from workflows.errors import AnswersRefusedError, NotPermittedError, RefusedError
from workflows.queries.definitions import list_definitions, to_card
from workflows.rules.states import DefinitionState
from workflows.running.library import read_table

blueprint = Blueprint("decisions", __name__, url_prefix="/decisions/<definition_id>")


@dataclass(frozen=True)
class Trial:
    """What somebody asked a table, and what came of it."""

    texts: Mapping[str, str] = field(default_factory=dict)
    answer: Answer | None = None
    refused: Text | None = None
    problems: Mapping[str, Text] = field(default_factory=dict)


@blueprint.get("")
def show(definition_id: str) -> ResponseReturnValue:
    """Show one version: its rules, what is different from the one before, and a form to try it out."""
    return show_page(definition_id, Trial())


def show_page(definition_id: str, trial: Trial) -> str:
    """The page, with what a trial came to."""
    work = looking()
    row = use_cases.load_decision(work, definition_id)
    compiled = read_table(row)
    return render_template(
        "decisions/show.html",
        item=to_card(row),
        table=compiled.table,
        problems=use_cases.check_decision(work.session, work.asker.org_id, row.xml)[1],
        versions=list_definitions(work.session, work.asker.org_id, key=row.key),
        comparison=use_cases.compare_decisions(work, definition_id),
        questions=use_cases.list_questions(compiled),
        trial=trial,
        policies=POLICIES,
        aggregations=AGGREGATIONS,
        types=TYPE_NAMES,
        change=find_change(work.session, row),
        may_edit=work.asker.has_role("proc_editor"),
        may_approve=work.asker.has_role("proc_approver"),
    )


@blueprint.post("/try")
def try_out(definition_id: str) -> ResponseReturnValue:
    """Ask the version; nothing is stored."""
    texts = request.form.to_dict()
    trial = make_trial(definition_id, texts)
    refused = trial.answer is None
    return make_response(show_page(definition_id, trial), UNPROCESSABLE if refused else 200)


def make_trial(definition_id: str, texts: Mapping[str, str]) -> Trial:
    """Ask a version what a form wants to know."""
    work = looking()
    compiled = read_table(use_cases.load_decision(work, definition_id))
    try:
        values = use_cases.read_values(compiled, texts)
        return Trial(texts, use_cases.try_decision(work, definition_id, values))
    except AnswersRefusedError as error:
        return Trial(texts, problems={each.field: each.text for each in error.problems})
    except RefusedError as error:
        return Trial(texts, refused=error.text)


@blueprint.get("/draw")
def draw(definition_id: str) -> str:
    """Show the table in the editor of the browser; storing makes the next version, as from the form."""
    load_base(definition_id)
    return render_template("decisions/draw.html", item=to_card(use_cases.load_decision(looking(), definition_id)))


@blueprint.get("/edit")
def edit(definition_id: str) -> ResponseReturnValue:
    """Show the rules as a form."""
    return show_form(definition_id, load_base(definition_id))


def load_base(definition_id: str) -> DecisionTable:
    """The table of a version, for those who may make the next one."""
    work = looking()
    if not work.asker.has_role("proc_editor"):
        raise NotPermittedError
    return read_table(use_cases.load_decision(work, definition_id)).table


def show_form(definition_id: str, table: DecisionTable, problems: Sequence[Problem] | None = None) -> str:
    """The form with the table as it was brought, and what a check has found."""
    return render_template(
        "decisions/form.html",
        definition_id=definition_id,
        table=table,
        checked=problems is not None,
        ok=not has_errors(list(problems or ())),
        problems=[each for each in problems or () if not isinstance(each, TableProblem) or each.row is None],
        placed=place_problems(problems or ()),
        policies=POLICIES,
        aggregations=AGGREGATIONS,
        types=TYPE_NAMES,
    )


@blueprint.post("/edit")
def save(definition_id: str) -> ResponseReturnValue:
    """Move rules, check, or store the next version as a draft: the button says which."""
    table = read_table_form(load_base(definition_id), request.form.to_dict())
    wish = request.form.get("do", "check")
    if wish not in {"check", "store"}:
        return show_form(definition_id, move_rule(table, wish))
    work = looking()
    problems = use_cases.check_edited(work.session, work.asker.org_id, table)
    if wish == "check" or has_errors(problems):
        status = UNPROCESSABLE if has_errors(problems) else 200
        return make_response(show_form(definition_id, table, problems), status)
    return store(definition_id, table)


def store(definition_id: str, table: DecisionTable) -> ResponseReturnValue:
    """Store the next version, and go to its page."""
    try:
        stored = upload_definition(command(), write_decision(table))
    except RefusedError as error:
        return turn(url_for("decisions.edit", definition_id=definition_id), error.text, "bad")
    said = N_("已存为草稿") if stored.state == DefinitionState.DRAFT else N_("与已发布的版本相同，没有新的草稿")
    return turn(url_for("decisions.show", definition_id=stored.id), said)
