"""The inbox and the tasks in it."""

from datetime import datetime
from io import BytesIO
from typing import Any, Final, Literal

from flask import Blueprint, request, send_file
from pydantic import Field
from spectree import Response

from services.process import attachments, handling, showing
from services.process.tasks import TaskAnswer, complete_task
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking
from webapp.extensions import db
from webapp.texts import translate
from webapp.why import explain_path
from workflows.queries.directory import load_names
from workflows.queries.inbox import Box, InboxFilter, InboxItem, list_inbox
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


class TaskItem(Output):
    """One line of an inbox."""

    id: str
    kind: str
    instance_id: str
    name: str
    node_id: str
    process_name: str
    definition_key: str
    business_title: str
    unit: str
    starter: str
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    priority: str
    risk_level: str | None
    claimed_by: str | None
    state: str
    outcome: str
    why: str


class TaskList(Output):
    """A page of an inbox."""

    items: list[TaskItem]
    next_cursor: str | None


class OutcomeOut(Output):
    """One way to complete a task."""

    name: str
    label: str
    needs_opinion: bool
    minimum_opinion: int | None


class VerbOut(Output):
    """What one may do now and, if not, why not."""

    name: str
    allowed: bool
    reason: str | None


class InstanceSummary(Output):
    """The instance of a task."""

    id: str
    definition_key: str
    process_name: str
    version: int
    business_key: str
    title: str
    unit: str
    state: str


class TaskOut(TaskItem):
    """A task with everything that its decision needs."""

    documentation: str
    form: list[dict[str, Any]]
    outcomes: list[OutcomeOut]
    verbs: list[VerbOut]
    object: dict[str, str] | None
    panel: Any
    opinion: str
    completed_at: datetime | None
    completed_by: str | None
    instance: InstanceSummary


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


class FileOut(Output):
    """A file that was taken in."""

    id: str
    name: str
    size: int


OBJECTS: Final = {"declaration": "panel", "expert_panel": "panel"}
"""What the API calls the things that tasks belong to, where it is not their own name."""


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


def to_item(item: InboxItem, principals: dict[int, str]) -> TaskItem:
    """A line of an inbox, as the API says it."""
    principal = principals.get(int(item.for_principal), "") if item.for_principal else ""
    return TaskItem(
        **{name: getattr(item, name) for name in _SHARED},
        definition_key=item.process_key,
        priority="high" if item.overdue else "normal",
        risk_level=None,
        claimed_by=item.claimed_by or None,
        why=explain_path(item.path, principal=principal, vacant=item.vacant) if item.path or item.vacant else "",
    )


_SHARED = (
    "id",
    "kind",
    "instance_id",
    "name",
    "node_id",
    "process_name",
    "business_title",
    "unit",
    "starter",
    "opened_at",
    "due_at",
    "overdue",
    "state",
    "outcome",
)


@blueprint.get("/tasks/<task_id>")
@document.validate(resp=Response(HTTP_200=TaskOut), tags=["tasks"])
def show(task_id: str) -> TaskOut:
    """Show a task with its form, outcomes and verbs."""
    page = showing.show_task(looking(), task_id)
    card = page.instance
    return TaskOut(
        id=page.id,
        kind="task",
        instance_id=card.id,
        name=page.name,
        node_id=page.node_id,
        process_name=card.process_name,
        definition_key=card.definition_key,
        business_title=card.title,
        unit=card.unit_name,
        starter=card.starter,
        opened_at=page.opened_at,
        due_at=page.due_at,
        overdue=page.overdue,
        priority="high" if page.overdue else "normal",
        risk_level=None,
        claimed_by=page.claimed_by or None,
        state=page.state,
        outcome=page.outcome,
        why=explain_path(page.path, vacant=page.vacant) if page.path or page.vacant else "",
        documentation=page.documentation,
        form=[to_field(field) for field in page.form],
        outcomes=[
            OutcomeOut(name=each.name, label=each.label, needs_opinion=each.needs_opinion, minimum_opinion=each.opinion)
            for each in page.outcomes
        ],
        verbs=[
            VerbOut(name=each.name, allowed=each.allowed, reason=translate(each.reason) if each.reason else None)
            for each in page.verbs
        ],
        object={"type": OBJECTS.get(page.object_type, page.object_type), "id": page.object_ref}
        if page.object_ref
        else None,
        panel=page.content,
        opinion=page.opinion,
        completed_at=page.completed_at,
        completed_by=page.completed_by or None,
        instance=InstanceSummary.model_validate(card),
    )


def to_field(field: showing.FieldCard) -> dict[str, Any]:
    """A field, as the API says it."""
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "required": field.required,
        "writable": field.writable,
        "options": field.options,
        "help": field.help,
        "value": field.value,
        "fields": [to_field(each) for each in field.fields],
        "outcomes": field.outcomes,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }


@blueprint.put("/tasks/<task_id>/draft")
@document.validate(resp=Response(HTTP_200=Handled), tags=["tasks"])
def save_draft(task_id: str, json: Draft) -> Handled:
    """Keep what is typed so far."""
    return Handled.model_validate(handling.save_draft(command(), task_id, json.values))


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
