"""The inbox and the tasks in it."""

from datetime import datetime
from io import BytesIO
from typing import Any, Literal

from flask import Blueprint, request, send_file
from pydantic import Field
from spectree import Response

from services.process import attachments, consulting, handling, showing
from services.process.tasks import TaskAnswer, complete_task
from webapp.api.document import Input, Output, document
from webapp.api.task_cards import TaskList, TaskOut, to_item, to_page
from webapp.asking import command, looking
from webapp.extensions import db
from webapp.matching import read_match
from workflows.queries.directory import load_names
from workflows.queries.inbox import Box, InboxFilter, list_inbox
from workflows.queries.paging import Window

blueprint = Blueprint("tasks", __name__)


class InboxQuery(Input):
    """Which box, and what of it."""

    box: Literal["todo", "done", "started", "copied"] = "todo"
    q: str = ""
    due: Literal["", "overdue", "today", "week"] = ""
    definition_key: str = ""
    unit: str = ""
    sort: Literal["due_at", "opened_at", "title"] = "due_at"
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class Completion(Input):
    """What completes a task."""

    outcome: str
    values: dict[str, Any] = Field(default_factory=dict)
    opinion: str = ""
    attachments: list[str] = Field(default_factory=list)


class Completed(Output):
    """The effect of completing."""

    task: dict[str, str]
    instance: dict[str, str]
    next_tasks: list[dict[str, str]]


class Draft(Input):
    """What is typed so far."""

    values: dict[str, Any]


class Transfer(Input):
    """Whom a task goes to, and why."""

    to: str = Field(max_length=64)
    reason: str = Field(max_length=2000)


class Delegation(Input):
    """Whose advice is asked, and about what."""

    to: str = Field(max_length=64)
    question: str = Field(max_length=2000)


class Advice(Input):
    """What one advises."""

    advice: str = Field(max_length=2000)


class Copy(Input):
    """Who gets a copy."""

    to: list[str] = Field(max_length=200)


class Comment(Input):
    """A remark."""

    text: str


class Handled(Output):
    """A task after a verb that does not complete it."""

    task_id: str
    state: str
    claimed: bool


class DraftOut(Output):
    """A draft as it is kept."""

    task_id: str
    revision: int
    saved_at: datetime


class FileOut(Output):
    """A file that was taken in."""

    id: str
    name: str
    size: int


@blueprint.get("/tasks")
@document.validate(resp=Response(HTTP_200=TaskList), tags=["tasks"])
def index(query: InboxQuery) -> TaskList:
    """List a box of the inbox."""
    work = looking()
    wanted = InboxFilter(
        box=Box(query.box),
        text=query.q,
        due=query.due,
        definition_key=query.definition_key,
        unit=query.unit,
        sort=query.sort,
        window=Window(query.limit, query.cursor),
    )
    page = list_inbox(work.session, work.asker.people, work.at, wanted)
    principals = load_names(work.session, [int(i.for_principal) for i in page.items if i.for_principal])
    items = [to_item(item, principals) for item in page.items]
    return TaskList(items=items, next_cursor=page.next_cursor)


@blueprint.get("/tasks/<task_id>")
@document.validate(resp=Response(HTTP_200=TaskOut), tags=["tasks"])
def show(task_id: str) -> TaskOut:
    """Show a task with its form, outcomes and verbs."""
    return to_page(showing.show_task(looking(), task_id))


@blueprint.put("/tasks/<task_id>/draft")
@document.validate(resp=Response(HTTP_200=DraftOut), tags=["tasks"])
def save_draft(task_id: str, json: Draft) -> tuple[DraftOut, int, dict[str, str]]:
    """Keep what is typed so far; `If-Match` names the revision that it began with."""
    saved = handling.save_draft(command(), task_id, json.values, known=read_match())
    return DraftOut.model_validate(saved), 200, {"ETag": f'"{saved.revision}"'}


@blueprint.post("/tasks/<task_id>/complete")
@document.validate(resp=Response(HTTP_200=Completed), tags=["tasks"])
def complete(task_id: str, json: Completion) -> Completed:
    """Complete a task."""
    answer = TaskAnswer(json.outcome, json.values, json.opinion, tuple(json.attachments))
    done = complete_task(command(), task_id, answer)
    return Completed(
        task={"id": done.task_id, "state": "completed", "outcome": done.outcome},
        instance={"id": done.instance_id, "state": done.instance_state},
        next_tasks=done.next_tasks,
    )


@blueprint.post("/tasks/<task_id>/claim")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def claim(task_id: str) -> Handled:
    """Take a shared task for oneself."""
    return Handled.model_validate(handling.claim_task(command(), task_id))


@blueprint.post("/tasks/<task_id>/release")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def release(task_id: str) -> Handled:
    """Give a claimed task back."""
    return Handled.model_validate(handling.release_task(command(), task_id))


@blueprint.post("/tasks/<task_id>/transfer")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def transfer(task_id: str, json: Transfer) -> Handled:
    """Give a task to somebody else."""
    return Handled.model_validate(handling.transfer_task(command(), task_id, json.to, reason=json.reason))


@blueprint.post("/tasks/<task_id>/delegate")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def delegate(task_id: str, json: Delegation) -> Handled:
    """Ask somebody's advice; the task comes back to its owner, whose time stands meanwhile."""
    return Handled.model_validate(consulting.delegate_task(command(), task_id, json.to, question=json.question))


@blueprint.post("/tasks/<task_id>/advise")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def advise(task_id: str, json: Advice) -> Handled:
    """Give the advice that one was asked for."""
    return Handled.model_validate(consulting.advise_task(command(), task_id, json.advice))


@blueprint.post("/tasks/<task_id>/recall")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def recall(task_id: str) -> Handled:
    """Call a task back that is out for advice."""
    return Handled.model_validate(consulting.recall_task(command(), task_id))


@blueprint.post("/tasks/<task_id>/urge")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def urge(task_id: str) -> Handled:
    """Remind the people of a task."""
    return Handled.model_validate(handling.urge_task(command(), task_id))


@blueprint.post("/tasks/<task_id>/copy")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def copy(task_id: str, json: Copy) -> Handled:
    """Show the instance of a task to others for information."""
    return Handled.model_validate(handling.copy_task(command(), task_id, json.to))


@blueprint.post("/tasks/<task_id>/comment")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def comment(task_id: str, json: Comment) -> Handled:
    """Remark on a task."""
    return Handled.model_validate(handling.comment_task(command(), task_id, json.text))


@blueprint.post("/attachments")
@document.validate(resp=Response(HTTP_201=FileOut), tags=["attachments"])
def upload() -> tuple[FileOut, int]:
    """Take in a file (multipart, field `file`)."""
    file = request.files["file"]
    stored = attachments.add_attachment(command(), file.filename or "", file.read())
    return FileOut.model_validate(stored), 201


@blueprint.get("/attachments/<attachment_id>")
@document.validate(tags=["attachments"])
def download(attachment_id: str) -> Any:
    """Return a file, as an attachment."""
    row, data = attachments.load_attachment(db.session(), looking(), attachment_id)
    return send_file(BytesIO(data), row.media_type, as_attachment=True, download_name=row.name)
