"""Following an instance: its open tasks, what one may set off, its history and its drawing."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.elements import Activity, CallActivity, CatchEvent, Process
from services.process.instances import event_context, list_senders
from workflows import registries
from workflows.errors import NotFoundError
from workflows.models import Candidate, EngineTask, Person, ProcessDefinition, ProcessInstance, Task, Vote
from workflows.queries.definitions import load_definition
from workflows.queries.history import Hides, HistoryCard, list_history
from workflows.queries.incidents import IncidentCard, list_incidents
from workflows.queries.instances import (
    InstanceCard,
    LinkedInstance,
    NodeFigures,
    list_links,
    list_node_figures,
    show_instance,
)
from workflows.queries.messages import AwaitedEvent, list_awaited
from workflows.queries.paging import Page, Window
from workflows.queries.visibility import load_visible, steers
from workflows.rules.deadlines import is_overdue
from workflows.rules.states import DefinitionKind, InstanceState, TaskState
from workflows.running.library import load_set, read_definition
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class OpenTask:
    """An open task, with the people it waits for as far as the asker may know them."""

    id: str
    name: str
    node_id: str
    process_key: str
    people: list[str]
    due_at: datetime | None
    overdue: bool
    vacant: bool
    mine: bool


@dataclass(frozen=True)
class Sending:
    """A message that the asker may send to the instance."""

    engine_id: int
    label: str
    opinion: int


@dataclass(frozen=True)
class InstancePage:
    """An instance as one follows it."""

    card: InstanceCard
    variables: Mapping[str, Any]
    open_tasks: list[OpenTask]
    sendings: list[Sending]
    links: list[LinkedInstance]
    may_cancel: bool
    may_suspend: bool
    may_resume: bool
    incidents: list[IncidentCard]
    """What failed too often, for those who may set it going again."""
    awaited: list[AwaitedEvent]
    """Messages and signals that it waits for."""


@dataclass(frozen=True)
class DrawnProcess:
    """One process of an instance: its file, and what happened at its nodes."""

    key: str
    name: str
    definition_id: str
    nodes: Mapping[str, NodeFigures]
    called_by: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    """What the drawing says, by the id of the node or flow."""
    steps: tuple[str, ...] = ()
    """The activities in the order of the file."""
    drawn: bool = True
    """Whether the file holds a drawing."""


def show_instance_page(work: Work, instance_id: str) -> InstancePage:
    """One instance for one asker."""
    instance = load_visible(work.session, work.asker, instance_id, work.at)
    step = Step(work, instance)
    running = instance.state == InstanceState.RUNNING
    suspended = instance.state == InstanceState.SUSPENDED
    may_steer = steers(work.asker, instance)
    return InstancePage(
        card=show_instance(work.session, instance),
        variables=dict(instance.variables),
        open_tasks=list_open(work, instance),
        sendings=_list_sendings(step) if running and work.asker.person_id else [],
        links=list_links(work.session, instance.id, work.asker, work.at),
        may_cancel=may_steer and (running or suspended),
        may_suspend=may_steer and running,
        may_resume=may_steer and suspended,
        incidents=list_incidents(work.session, instance.id) if may_steer else [],
        awaited=_list_named(step),
    )


def _list_named(step: Step) -> list[AwaitedEvent]:
    """What an instance waits for from outside, with the names of the nodes."""
    found = list_awaited(step.session, step.instance.id)
    return [replace(each, node_name=step.node(each.process_key, each.node_id).name) for each in found]


def list_open(work: Work, instance: ProcessInstance) -> list[OpenTask]:
    """The open tasks; seats of a vote are one line, named only to those who may know them."""
    rows = work.session.execute(
        select(Task, Person.name, Candidate.person_id)
        .outerjoin(Candidate, (Candidate.task_id == Task.id) & ~Candidate.advising)
        .outerjoin(Person, Person.id == Candidate.person_id)
        .where(Task.instance_id == instance.id, Task.state == TaskState.OPEN)
        .order_by(Task.id)
    )
    hides = hidden_doers(work, instance)
    found: dict[Any, OpenTask] = {}
    for task, name, person_id in rows:
        hidden = hides(task)
        mine = person_id in work.asker.people
        key = (task.engine_id, 0) if hidden else (task.engine_id, task.seat)
        known = found.get(key) or _open_task(work, task)
        people = known.people if hidden or not name else [*known.people, name]
        shown = task.public_id if mine else known.id
        found[key] = replace(known, id=shown, people=people, mine=known.mine or mine)
    return list(found.values())


def _open_task(work: Work, task: Task) -> OpenTask:
    return OpenTask(
        id=task.public_id,
        name=task.name,
        node_id=task.node_id,
        process_key=task.process_key,
        people=[],
        due_at=task.due_at,
        overdue=task.adviser_id is None and is_overdue(task.due_at, work.at),
        vacant=task.vacant,
        mine=False,
    )


def hidden_doers(work: Work, instance: ProcessInstance) -> Hides:
    """Who sits in a voting body is known to the roles that its kind names, and to the seats themselves."""
    votes = work.session.execute(select(Vote.engine_id, Vote.kind).where(Vote.instance_id == instance.id))
    kinds = dict(votes.all())
    actor = work.asker

    def hides(task: Task | None) -> bool:
        if task is None or not task.seat or task.engine_id not in kinds:
            return False
        if task.completed_by_id is not None and task.completed_by_id == actor.person_id:
            return False
        return not actor.has_role(*registries.vote_kinds.find(kinds[task.engine_id]).readers)

    return hides


def show_history(work: Work, instance_id: str, window: Window) -> Page[HistoryCard]:
    """Who did what when, as far as the asker may know."""
    instance = load_visible(work.session, work.asker, instance_id, work.at)
    return list_history(work.session, instance.id, window, hidden_doers(work, instance))


def show_drawings(work: Work, instance_id: str) -> list[DrawnProcess]:
    """The process and every called one that tokens have been in, with what happened at the nodes."""
    instance = load_visible(work.session, work.asker, instance_id, work.at)
    bound = load_set(work.session, instance.set_id)
    figures = list_node_figures(work.session, instance.id, work.at)
    keys = [bound.root_key, *(key for key in figures if key != bound.root_key and key in bound.processes)]
    callers = _callers(bound.processes)
    return [
        _draw(bound.processes[key], bound.public_ids[key], figures.get(key, {}), callers.get(key, "")) for key in keys
    ]


def _draw(process: Process, definition_id: str, nodes: Mapping[str, NodeFigures], called_by: str) -> DrawnProcess:
    return DrawnProcess(
        key=process.id,
        name=process.name,
        definition_id=definition_id,
        nodes={node: each for node, each in nodes.items() if node in process.nodes},
        called_by=called_by,
        names={node.id: node.name for node in process.nodes.values() if node.name}
        | {flow.id: flow.name for flow in process.flows if flow.name},
        steps=tuple(node.id for node in process.nodes.values() if isinstance(node, Activity)),
        drawn=bool(process.drawn),
    )


def show_blank(work: Work, definition_id: str) -> DrawnProcess:
    """A version of the asker's organisation as it is drawn."""
    row = load_definition(work.session, work.asker.org_id, definition_id)
    if row is None or row.kind != DefinitionKind.PROCESS:
        raise NotFoundError
    return _draw(read_definition(row), row.public_id, {}, "")


def _callers(processes: Mapping[str, Process]) -> dict[str, str]:
    """Which node calls a process, by the process."""
    return {
        node.called: node.id
        for process in processes.values()
        for node in process.nodes.values()
        if isinstance(node, CallActivity)
    }


def show_bpmn(session: Session, work: Work, definition_id: str) -> bytes:
    """The file of a definition of the asker's organisation, byte for byte."""
    found = session.scalar(
        select(ProcessDefinition.xml).where(
            ProcessDefinition.public_id == definition_id, ProcessDefinition.org_id == work.asker.org_id
        )
    )
    return found or b""


def _list_sendings(step: Step) -> list[Sending]:
    """Messages that wait for a person such as the asker."""
    rows = step.session.scalars(
        select(EngineTask).where(EngineTask.instance_id == step.instance.id, EngineTask.closed_at.is_(None))
    )
    found = []
    for row in rows:
        node = step.node(row.process_key, row.node_id)
        if not isinstance(node, CatchEvent) or node.trigger is None:
            continue
        if step.work.person_id in list_senders(event_context(step, row), node):
            found.append(Sending(row.engine_id, node.trigger.label, node.trigger.opinion))
    return found
