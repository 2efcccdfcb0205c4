"""Instances: the list of those that one may see, one of them, and what one may set off."""

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_
from services.documents.queries.documents import list_of_instance
from services.process import following, handling
from services.process import instances as use_cases
from services.process.incidents import retry_incident
from services.process.moving import MoveRequest, list_moves, move_task
from services.process.offering import list_processes
from services.process.records import list_records
from services.process.suspension import resume_process, suspend_process
from webapp.asking import command, looking
from webapp.views.turning import next_page, settle
from workflows.queries.copies import has_unread_copy
from workflows.queries.instances import InstanceFilter, list_instances
from workflows.queries.paging import Window
from workflows.queries.roster import list_units
from workflows.queries.visibility import load_visible
from workflows.rules.states import InstanceState

blueprint = Blueprint("instances", __name__)

PAGE: Final = 50


@blueprint.get("/instances")
def index() -> ResponseReturnValue:
    """List the instances that the asker may see."""
    work = looking()
    asked = request.args
    state = asked.get("state", "")
    wanted = InstanceFilter(
        state=state if state in set(InstanceState) else "",
        definition_key=asked.get("process", ""),
        unit=asked.get("unit", ""),
        window=Window(cursor=asked.get("cursor", "")),
    )
    page = list_instances(work.session, work.asker, work.at, wanted)
    kept = urlencode([(name, value) for name, value in asked.items() if value and name != "cursor"])
    return render_template(
        "instances/list.html",
        page=page,
        wanted=wanted,
        states=list(InstanceState),
        processes=list_processes(work),
        units=list_units(work.session, work.asker.org_id),
        next_address=f"?{kept}&cursor={page.next_cursor}" if page.next_cursor else "",
        first_address=f"?{kept}" if wanted.window.cursor else "",
    )


@blueprint.get("/instances/<instance_id>")
def show(instance_id: str) -> ResponseReturnValue:
    """Follow one instance."""
    work = looking()
    window = Window(PAGE, request.args.get("cursor", ""))
    return render_template(
        "instances/show.html",
        page=following.show_instance_page(work, instance_id),
        history=following.show_history(work, instance_id, window),
        drawings=following.show_drawings(work, instance_id),
        records=list_records(work, instance_id),
        moves=list_moves(work, instance_id),
        documents=list_of_instance(work, instance_id),
        unread=has_unread_copy(work.session, work.asker.person_id, instance_id),
    )


@blueprint.post("/instances/<instance_id>/cancel")
def cancel(instance_id: str) -> ResponseReturnValue:
    """End an instance, with a reason."""
    reason = request.form.get("reason", "")
    return settle(
        lambda: use_cases.cancel_process(command(), instance_id, reason=reason), N_("流程已撤销"), _page(instance_id)
    )


@blueprint.post("/instances/<instance_id>/suspend")
def suspend(instance_id: str) -> ResponseReturnValue:
    """Let an instance stand still, with a reason."""
    reason = request.form.get("reason", "")
    return settle(lambda: suspend_process(command(), instance_id, reason=reason), N_("流程已暂停"), _page(instance_id))


@blueprint.post("/instances/<instance_id>/resume")
def resume(instance_id: str) -> ResponseReturnValue:
    """Let a suspended instance go on, with a reason."""
    reason = request.form.get("reason", "")
    return settle(lambda: resume_process(command(), instance_id, reason=reason), N_("流程已恢复"), _page(instance_id))


@blueprint.post("/instances/<instance_id>/move")
def move(instance_id: str) -> ResponseReturnValue:
    """Move an open task to another step; the choice names both."""
    task, _, to = request.form.get("move", "").partition(" ")
    wanted = MoveRequest(task, to, request.form.get("reason", ""))
    return settle(lambda: move_task(command(), instance_id, wanted), N_("已移动"), _page(instance_id))


@blueprint.post("/instances/<instance_id>/incidents/<incident_id>/retry")
def retry(instance_id: str, incident_id: str) -> ResponseReturnValue:
    """Set work going again that failed five times."""
    return settle(lambda: retry_incident(command(), incident_id), N_("已交系统重试"), _page(instance_id))


@blueprint.post("/instances/<instance_id>/messages")
def send(instance_id: str) -> ResponseReturnValue:
    """Send a message that a waiting event offers."""
    engine_id, reason = request.form.get("engine_id", 0, int), request.form.get("reason", "")
    return settle(
        lambda: use_cases.send_message(command(), instance_id, engine_id, reason=reason),
        N_("已发出"),
        _page(instance_id),
    )


@blueprint.post("/instances/<instance_id>/read")
def read(instance_id: str) -> ResponseReturnValue:
    """Say that a copy was read (已阅)."""
    work = looking()
    instance = load_visible(work.session, work.asker, instance_id, work.at)
    return settle(lambda: handling.read_copy(command(), instance.id), N_("已阅"), next_page(_page(instance_id)))


def _page(instance_id: str) -> str:
    return url_for("instances.show", instance_id=instance_id)
