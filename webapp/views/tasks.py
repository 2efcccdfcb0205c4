"""A task on one page: everything for the decision, and the decision."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from flask import Blueprint, jsonify, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from bpmn.extensions import Permit
from bpmn.texts import N_, Text
from services.process import following, handling, showing
from services.process.attachments import add_attachment
from services.process.records import list_records
from services.process.routes import list_return_targets
from services.process.signers import list_signers
from services.process.tasks import CompletedTask, TaskAnswer, complete_task
from services.transaction import Command
from webapp.asking import command, current_actor, look_again, looking
from webapp.forms.decoding import read_draft, read_fields
from webapp.forms.drawing import DrawnForm, draw_form
from webapp.forms.presets import list_preset, preset_form
from webapp.texts import show_instant
from webapp.views.turning import UNPROCESSABLE, turn, turn_back
from workflows.errors import AnswersRefusedError, FieldProblem, RefusedError
from workflows.queries.inbox import InboxFilter, list_inbox
from workflows.queries.paging import Window
from workflows.queries.roster import list_people, list_units

blueprint = Blueprint("tasks", __name__)

WHOLE: Final = Window(limit=200)

TOLD: Final = frozenset(
    {
        "instance_started",
        "task_completed",
        "task_returned",
        "task_taken_back",
        "task_transferred",
        "token_moved",
        "signer_added",
        "signer_removed",
        "step_finished_early",
        "message_sent",
        "timer_fired",
        "vote_closed",
    }
)
"""Kinds of facts that stand beside a decision; the rest is in the instance's history."""


@blueprint.get("/tasks/<task_id>")
def show(task_id: str) -> ResponseReturnValue:
    """Show a task with all that its decision needs."""
    page = showing.show_task(looking(), task_id)
    kept = page.draft.values if page.draft else {}
    more = {"opinion": kept.get("_opinion", ""), "chosen": kept.get("_chosen", "")}
    return show_page(page, draw_form(preset_form(page), preset=list_preset(page), **more))


def show_page(page: showing.TaskPage, form: DrawnForm, *, general: Text | None = None) -> str:
    """The page of a task, with its form as it stands."""
    work = looking()
    verbs = {verb.name: verb for verb in page.verbs}
    return render_template(
        "tasks/show.html",
        page=page,
        form=form,
        general=general,
        verbs=verbs,
        targets=list_return_targets(work, page.id) if verbs[Permit.RETURN].allowed else [],
        signers=list_signers(work, page.id) if verbs[Permit.REMOVE_SIGNER].allowed else [],
        **(_load_surroundings(page) if page.followed else {}),
        **load_choices(),
    )


def _load_surroundings(page: showing.TaskPage) -> dict[str, Any]:
    """What stands beside the decision: what happened before, and where the process is."""
    work, instance_id = looking(), page.instance.id
    history = following.show_history(work, instance_id, WHOLE)
    return {
        "facts": [fact for fact in history.items if fact.kind in TOLD],
        "records": list_records(work, instance_id),
        "instance": following.show_instance_page(work, instance_id),
        "drawings": following.show_drawings(work, instance_id),
    }


def load_choices() -> dict[str, Any]:
    """People and units to choose from."""
    work = looking()
    units = list_units(work.session, work.asker.org_id)
    return {
        "people": list_people(work.session, work.asker.org_id),
        "units": [{"value": each.code, "label": each.name} for each in units],
    }


@blueprint.post("/tasks/<task_id>")
def act(task_id: str) -> ResponseReturnValue:
    """Complete the task, or keep what was typed: which one, the button says."""
    page = showing.show_task(looking(), task_id)
    if "outcome" in request.form:
        return decide(page)
    verb, _, place = request.form.get("do", "").partition(":")
    return keep(page, verb, place)


def decide(page: showing.TaskPage) -> ResponseReturnValue:
    """Complete the task; a refused form comes back as it was typed, with what is wrong at each place."""
    form, opinion, outcome = request.form, request.form.get("opinion", "").strip(), request.form["outcome"]
    fields = showing.list_fields(looking(), page.id)
    values = read_fields(fields, form)
    kept = [(each, form.get(f"name.{each}", "")) for each in form.getlist("attachment") if each]
    try:
        values |= take_files(fields)
        kept += take_attachments()
        answer = TaskAnswer(outcome, values, opinion, tuple(each for each, _ in kept))
        done = complete_task(command(), page.id, answer)
    except RefusedError as error:
        problems = error.problems if isinstance(error, AnswersRefusedError) else []
        more = {"opinion": opinion, "chosen": outcome, "files": kept}
        drawn = draw_form(page.form, values, problems, preset=list_preset(page), **more)
        return make_response(show_page(page, drawn, general=None if problems else error.text), UNPROCESSABLE)
    return go_on(page, done)


def take_files(fields: Sequence[showing.FieldCard]) -> dict[str, Any]:
    """Files that stand in fields of the form: stored first, then named by their ids."""
    names = [each.name for each in fields if each.type == "file"]
    return {name: stored for name in names if (stored := store_file(f"f.{name}", name))}


def store_file(part: str, field: str) -> str:
    """Take in one file of the request; a refused one is a problem of its field."""
    file = request.files.get(part)
    if file is None or not file.filename:
        return ""
    try:
        return add_attachment(own_command(part), file.filename, file.read()).id
    except RefusedError as error:
        raise AnswersRefusedError([FieldProblem(field, error.code, error.text)]) from error


def take_attachments() -> list[tuple[str, str]]:
    """Files that go with the decision: id and name."""
    chosen = [file for file in request.files.getlist("files") if file.filename]
    found = [
        add_attachment(own_command(f"file{number}"), file.filename or "", file.read())
        for number, file in enumerate(chosen)
    ]
    return [(stored.id, stored.name) for stored in found]


def own_command(part: str) -> Command:
    """A command for one part of the request: its key comes from the form's, so that repeating it stores nothing new."""
    asked = command()
    return replace(asked, key=hashlib.sha256(f"{asked.key}:{part}".encode()).hexdigest()) if asked.key else asked


def go_on(page: showing.TaskPage, done: CompletedTask) -> Response:
    """Open the next task of the inbox, or the inbox if that was the last."""
    work = look_again()
    rest = list_inbox(work.session, work.asker.people, work.at, InboxFilter(window=Window(limit=1)))
    label = page.outcome or next((each.label for each in page.outcomes if each.name == request.form["outcome"]), "")
    said = Text(N_("已办理“%(task)s”：%(outcome)s"), {"task": page.name, "outcome": label or done.outcome})
    if rest.items:
        return turn(url_for("tasks.show", task_id=rest.items[0].id), Text(N_("%(said)s。下一件："), {"said": said}))
    return turn(url_for("inbox.show"), said)


def keep(page: showing.TaskPage, verb: str, place: str) -> ResponseReturnValue:
    """Keep what was typed; a table may get a row or lose one."""
    places = {"add": place} if verb == "add" else {"remove": place} if verb == "remove" else {}
    target = url_for("tasks.show", task_id=page.id)
    try:
        save(page, **places)
    except RefusedError as error:
        return turn_back(error, target)
    if not places:
        return turn(target, N_("草稿已保存，只有您能看到"))
    return redirect(f"{target}#f-{place.partition('.')[0]}", 303)


def save(page: showing.TaskPage, *, add: str = "", remove: str = "") -> None:
    """Store the draft of the asker."""
    fields = showing.list_fields(looking(), page.id)
    typed = read_draft(fields, request.form, add=add, remove=remove)
    more = {"_opinion": request.form.get("opinion", ""), "_chosen": request.form.get("chosen", "")}
    handling.save_draft(Command(current_actor()), page.id, typed | more)


@blueprint.post("/tasks/<task_id>/draft")
def keep_typed(task_id: str) -> ResponseReturnValue:
    """Keep what is typed while it is typed: the page calls this by itself."""
    page = showing.show_task(looking(), task_id)
    save(page)
    return jsonify(saved_at=show_instant(looking().at))
