"""Process instances: starting, following, suspending, cancelling."""

from datetime import datetime
from typing import Any, Final

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.process import following
from services.process import instances as use_cases
from services.process.suspension import resume_process, suspend_process
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking
from webapp.frame import is_provisional
from webapp.phrases import show_fact
from workflows.queries.instances import InstanceFilter, list_instances
from workflows.queries.paging import Window
from workflows.rules.answers import MAX_NUMBER

MAX_REASON: Final = 2000

blueprint = Blueprint("instances", __name__)


class StartIn(Input):
    """What is to start."""

    definition_key: str = Field(max_length=64)
    business_key: str = Field(default="", max_length=200)
    unit: str = Field(default="", max_length=64)
    variables: dict[str, Any] = Field(default_factory=dict)


class StartOut(Output):
    """An instance that has begun."""

    id: str
    business_key: str
    title: str
    state: str
    next_tasks: list[dict[str, str]]


class InstanceQuery(Input):
    """Which instances."""

    state: str = ""
    definition_key: str = ""
    unit: str = ""
    business_key: str = ""
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class InstanceOut(Output):
    """One instance."""

    id: str
    definition_id: str
    definition_key: str
    process_name: str
    version: int
    business_key: str
    title: str
    unit: str
    unit_name: str
    state: str
    starter: str
    started_at: datetime
    ended_at: datetime | None
    end_reason: str


class InstanceList(Output):
    """A page of instances, newest first."""

    items: list[InstanceOut]
    next_cursor: str | None


class OpenTaskOut(Output):
    """An open task, with the people whom the asker may know."""

    id: str
    name: str
    node_id: str
    process_key: str
    people: list[str]
    due_at: datetime | None
    provisional: bool
    overdue: bool
    vacant: bool
    mine: bool


class SendingOut(Output):
    """A message that the asker may send."""

    engine_id: int
    label: str
    opinion: int


class LinkOut(Output):
    """An instance before or after this one."""

    id: str
    title: str
    state: str
    kind: str
    parent: bool


class IncidentOut(Output):
    """Due work of the instance that failed too often, for those who may retry it."""

    id: str
    kind: str
    cause: str
    due_at: datetime
    happened_at: datetime


class AwaitedOut(Output):
    """A message or signal that an instance waits for, and the key of the message that is meant."""

    kind: str
    name: str
    correlation_key: str
    process_key: str
    node_id: str
    opened_at: datetime


class InstanceDetail(InstanceOut):
    """An instance as one follows it."""

    variables: dict[str, Any]
    open_tasks: list[OpenTaskOut]
    messages: list[SendingOut]
    links: list[LinkOut]
    incidents: list[IncidentOut]
    awaited: list[AwaitedOut]


class FactOut(Output):
    """Who did what when."""

    seq: int
    kind: str
    what: str
    at: datetime
    actor: str
    on_behalf_of: str
    task_id: str
    task_name: str
    node_id: str
    outcome: str
    opinion: str
    voided: bool
    hash: str


class HistoryQuery(Input):
    """Which page of the history."""

    limit: int = Field(default=100, ge=1, le=200)
    cursor: str = ""


class History(Output):
    """A page of the history, oldest first."""

    items: list[FactOut]
    next_cursor: str | None


class NodeOut(Output):
    """What happened at a node."""

    process_key: str
    node_id: str
    state: str
    done: int
    active: int
    cancelled: int
    first_at: datetime
    last_at: datetime | None
    overdue: bool


class DiagramOut(Output):
    """Node ids with their state, by process; no task data."""

    processes: list[dict[str, str]]
    nodes: list[NodeOut]


class Reason(Input):
    """Why."""

    reason: str = Field(max_length=MAX_REASON)


class Message(Input):
    """A message to a waiting event."""

    engine_id: int = Field(ge=1, le=MAX_NUMBER)
    reason: str = Field(default="", max_length=MAX_REASON)


class Moved(Output):
    """An instance after something happened to it."""

    id: str
    state: str


@blueprint.post("/process-instances")
@document.validate(resp=Response(HTTP_201=StartOut), tags=["process-instances"])
def create(json: StartIn) -> tuple[StartOut, int]:
    """Start a process."""
    request = use_cases.StartRequest(json.definition_key, json.unit, json.business_key, json.variables)
    return StartOut.model_validate(use_cases.start_process(command(), request)), 201


@blueprint.get("/process-instances")
@document.validate(resp=Response(HTTP_200=InstanceList), tags=["process-instances"])
def index(query: InstanceQuery) -> InstanceList:
    """List instances that the asker may see."""
    work = looking()
    window = Window(query.limit, query.cursor)
    wanted = InstanceFilter(query.state, query.definition_key, query.unit, query.business_key, window)
    page = list_instances(work.session, work.asker, work.at, wanted)
    return InstanceList(items=[InstanceOut.model_validate(card) for card in page.items], next_cursor=page.next_cursor)


def to_open_task(task: following.OpenTask) -> OpenTaskOut:
    """An open task, as the API says it."""
    return OpenTaskOut.model_validate({**vars(task), "provisional": is_provisional(task.due_at)})


@blueprint.get("/process-instances/<instance_id>")
@document.validate(resp=Response(HTTP_200=InstanceDetail), tags=["process-instances"])
def show(instance_id: str) -> InstanceDetail:
    """Show an instance with its open tasks."""
    page = following.show_instance_page(looking(), instance_id)
    card = InstanceOut.model_validate(page.card)
    return InstanceDetail(
        **card.model_dump(),
        variables=dict(page.variables),
        open_tasks=[to_open_task(each) for each in page.open_tasks],
        messages=[SendingOut.model_validate(each) for each in page.sendings],
        links=[LinkOut.model_validate(each) for each in page.links],
        incidents=[IncidentOut.model_validate(each) for each in page.incidents],
        awaited=[AwaitedOut.model_validate(each) for each in page.awaited],
    )


@blueprint.get("/process-instances/<instance_id>/history")
@document.validate(resp=Response(HTTP_200=History), tags=["process-instances"])
def history(instance_id: str, query: HistoryQuery) -> History:
    """Show who did what when."""
    page = following.show_history(looking(), instance_id, Window(query.limit, query.cursor))
    items = [
        FactOut(
            seq=card.seq,
            kind=card.kind,
            what=show_fact(card),
            at=card.at,
            actor=card.actor,
            on_behalf_of=card.principal,
            task_id=card.task_id,
            task_name=card.task_name,
            node_id=card.node_id,
            outcome=card.outcome,
            opinion=card.opinion,
            voided=card.voided,
            hash=card.hash,
        )
        for card in page.items
    ]
    return History(items=items, next_cursor=page.next_cursor)


@blueprint.get("/process-instances/<instance_id>/diagram")
@document.validate(resp=Response(HTTP_200=DiagramOut), tags=["process-instances"])
def diagram(instance_id: str) -> DiagramOut:
    """Show where the tokens stand and have been."""
    drawings = following.show_drawings(looking(), instance_id)
    nodes = [
        NodeOut(
            process_key=drawn.key,
            node_id=node_id,
            state="overdue" if figures.overdue else figures.state,
            done=figures.done,
            active=figures.active,
            cancelled=figures.cancelled,
            first_at=figures.first_at,
            last_at=figures.last_at,
            overdue=figures.overdue,
        )
        for drawn in drawings
        for node_id, figures in drawn.nodes.items()
    ]
    processes = [
        {"key": each.key, "name": each.name, "definition_id": each.definition_id, "called_by": each.called_by}
        for each in drawings
    ]
    return DiagramOut(processes=processes, nodes=nodes)


@blueprint.post("/process-instances/<instance_id>/cancel")
@document.validate(resp=Response(HTTP_200=Moved), tags=["process-instances"])
def cancel(instance_id: str, json: Reason) -> Moved:
    """End an instance, with a reason."""
    return Moved.model_validate(use_cases.cancel_process(command(), instance_id, reason=json.reason))


@blueprint.post("/process-instances/<instance_id>/suspend")
@document.validate(resp=Response(HTTP_200=Moved), tags=["process-instances"])
def suspend(instance_id: str, json: Reason) -> Moved:
    """Let an instance stand still, with a reason."""
    return Moved.model_validate(suspend_process(command(), instance_id, reason=json.reason))


@blueprint.post("/process-instances/<instance_id>/resume")
@document.validate(resp=Response(HTTP_200=Moved), tags=["process-instances"])
def resume(instance_id: str, json: Reason) -> Moved:
    """Let a suspended instance go on, with a reason; its deadlines are put off."""
    return Moved.model_validate(resume_process(command(), instance_id, reason=json.reason))


@blueprint.post("/process-instances/<instance_id>/messages")
@document.validate(resp=Response(HTTP_200=Moved), tags=["process-instances"])
def send(instance_id: str, json: Message) -> Moved:
    """Send a message that a waiting event offers to people."""
    return Moved.model_validate(use_cases.send_message(command(), instance_id, json.engine_id, reason=json.reason))
