"""Migrations on pages: choosing and previewing, proposing, approving, following, putting back (R-GOV-3)."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_, Text
from services.process import migration_forms as forms
from services.process import migration_previews as previews
from services.process import migrations as use_cases
from webapp.asking import command, looking
from webapp.views.turning import settle, turn
from workflows.errors import AnswersRefusedError, ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.queries.definitions import load_definition, to_card
from workflows.queries.migrations import BatchCard, Chosen
from workflows.queries.paging import Page, Window
from workflows.queries.roster import list_units

blueprint = Blueprint("migrations", __name__)

MAPPED: Final = "map."
"""How the fields begin that give a node its new id; `map.review:check` is of the called process `review`."""

LOOK_AGAIN: Final = 5
"""Seconds after which the page of a batch at work is asked for again."""

DECISIONS: Final[Mapping[str, tuple[bool, str]]] = {
    "approve": (True, N_("已批准，正在逐件迁移")),
    "reject": (False, N_("迁移未采纳")),
}


def read_wish(values: Mapping[str, str]) -> use_cases.Wish:
    """What a form wishes."""
    mapping = tuple(_read_mapped(name, new) for name, new in values.items() if name.startswith(MAPPED) and new)
    return use_cases.Wish(values.get("from", ""), Chosen(values.get("unit", "")), mapping)


def _read_mapped(name: str, new: str) -> use_cases.Mapped:
    process, _, node = name.removeprefix(MAPPED).rpartition(":")
    return use_cases.Mapped(node, new, process)


@blueprint.get("/definitions/<definition_id>/migrate")
def choose(definition_id: str) -> ResponseReturnValue:
    """Choose what is to move to a version, and see what would become of it."""
    work, asked = looking(), request.args
    row = load_definition(work.session, work.asker.org_id, definition_id)
    if row is None:
        raise NotFoundError
    sources = forms.list_sources(work, definition_id)
    page, problems = _preview(definition_id, asked) if asked.get("from") else (None, [])
    kept = urlencode([(name, value) for name, value in asked.items() if value and name != "cursor"])
    return render_template(
        "migrations/choose.html",
        item=to_card(row),
        sources=sources,
        units=list_units(work.session, work.asker.org_id),
        gone=_list_gone(definition_id, asked["from"]) if asked.get("from") else [],
        asked=asked,
        page=page,
        problems=problems,
        batches=previews.list_migrations(work, definition_id, Window()).items,
        may_propose=work.asker.has_role("proc_editor"),
        next_address=f"?{kept}&cursor={page.next_cursor}" if page and page.next_cursor else "",
        first_address=f"?{kept}" if asked.get("cursor") else "",
    )


def _list_gone(definition_id: str, from_id: str) -> list[forms.GoneNode]:
    """What a mapping may name; nothing where the wish itself is refused, which is said elsewhere."""
    try:
        return forms.list_gone(looking(), definition_id, from_id)
    except RefusedError:
        return []


def _preview(definition_id: str, asked: Mapping[str, str]) -> tuple[Page[Any] | None, list[Text]]:
    """A page of instances, or what is wrong with the wish."""
    window = Window(cursor=asked.get("cursor", ""))
    try:
        return previews.preview_migration(looking(), definition_id, read_wish(asked), window), []
    except AnswersRefusedError as error:
        return None, [each.text for each in error.problems]
    except RefusedError as error:
        return None, [error.text]


@blueprint.post("/definitions/<definition_id>/migrate")
def propose(definition_id: str) -> ResponseReturnValue:
    """Propose what was chosen."""
    form = request.form
    try:
        stored = use_cases.propose_migration(command(), definition_id, read_wish(form), note=form.get("note", ""))
    except (RefusedError, ConflictError, NotPermittedError) as error:
        chosen = {name: form[name] for name in form if name in {"from", "unit"} or name.startswith(MAPPED)}
        target = url_for("migrations.choose", definition_id=definition_id)
        return turn(f"{target}?{urlencode(chosen)}", error.text, "bad")
    return turn(url_for("migrations.show", batch_id=stored.id), N_("已提出，待审核员批准；批准前流程不变"))


@blueprint.get("/migrations/<batch_id>")
def show(batch_id: str) -> ResponseReturnValue:
    """Follow a batch: what would happen before it is approved, what has happened since."""
    work, asked = looking(), request.args
    batch = previews.show_migration(work, batch_id)
    window = Window(cursor=asked.get("cursor", ""))
    state = asked.get("state", "")
    proposed = batch.state == "proposed"
    page: Page[Any] = (
        previews.preview_batch(work, batch_id, window)
        if proposed
        else previews.list_moved(work, batch_id, window, state=state)
    )
    kept = f"state={state}&" if state else ""
    answer = make_response(
        render_template(
            "migrations/show.html",
            batch=batch,
            page=page,
            state=state,
            proposed=proposed,
            may_decide=proposed and _may_decide(batch),
            may_return=work.asker.has_role("proc_approver"),
            next_address=f"?{kept}cursor={page.next_cursor}" if page.next_cursor else "",
            first_address=f"?{kept}" if window.cursor else "",
        )
    )
    return _look_again(answer, batch)


def _may_decide(batch: BatchCard) -> bool:
    asker = looking().asker
    return asker.has_role("proc_approver") and asker.account_id != batch.proposed_by_id


def _look_again(answer: Response, batch: BatchCard) -> Response:
    """While instances wait for their turn the browser asks again by itself."""
    if batch.state == "approved" and batch.waiting:
        answer.headers["Refresh"] = str(LOOK_AGAIN)
    return answer


@blueprint.post("/migrations/<batch_id>/<any(approve, reject):move>")
def decide(batch_id: str, move: str) -> ResponseReturnValue:
    """Let a batch go, or turn it down."""
    accept, said = DECISIONS[move]
    target = url_for("migrations.show", batch_id=batch_id)
    return settle(lambda: use_cases.decide_migration(command(), batch_id, accept=accept), said, target)


@blueprint.post("/migrations/<batch_id>/retry")
def retry(batch_id: str) -> ResponseReturnValue:
    """Give what failed too often another turn."""
    target = url_for("migrations.show", batch_id=batch_id)
    return settle(lambda: use_cases.retry_migration(command(), batch_id), N_("已重新排队"), target)


@blueprint.post("/migrations/<batch_id>/instances/<instance_id>/return")
def return_instance(batch_id: str, instance_id: str) -> ResponseReturnValue:
    """Put an instance back."""
    reason = request.form.get("reason", "")
    target = url_for("migrations.show", batch_id=batch_id)
    return settle(
        lambda: use_cases.return_instance(command(), batch_id, instance_id, reason=reason), N_("已退回原版本"), target
    )
