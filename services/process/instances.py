"""Starting, cancelling, and what happens to an instance from outside: messages of people, timers, closings."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bpmn.elements import CatchEvent
from bpmn.texts import N_
from services.process.answers import read_form
from services.process.starters import StarterRights
from services.transaction import use_case
from workflows.context import NodeContext
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.models import EngineTask
from workflows.queries.directory import find_unit
from workflows.queries.tasks import check_running
from workflows.queries.visibility import lock_visible, steers
from workflows.rules.states import InstanceState
from workflows.running.chronicle import Fact
from workflows.running.outbox import announce
from workflows.running.owners import list_excluded
from workflows.running.relations import list_assigned
from workflows.running.starting import Start, find_basis, start_event, start_on
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class StartRequest:
    """What somebody wants to start."""

    definition_key: str
    unit: str = ""
    business_key: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class StartedInstance:
    """An instance that has begun."""

    id: str
    business_key: str
    title: str
    state: str
    next_tasks: list[dict[str, str]]


@use_case
def start_process(work: Work, request: StartRequest) -> StartedInstance:
    """Start a process for a unit."""
    unit = find_unit(work.session, work.asker.org_id, request.unit) if request.unit else None
    if request.unit and unit is None:
        raise RefusedError(N_("单位 %(code)s 不存在"), code=request.unit)
    basis = find_basis(work.session, work.asker.org_id, request.definition_key)
    if not StarterRights(work).may_start(basis.process, unit.code if unit else ""):
        raise NotPermittedError(N_("您不能发起此流程"))
    fields = start_event(basis.process).form.fields
    answers = read_form(basis.make_context(work, unit), fields, "", request.values)
    start = Start(basis.process.id, unit, answers.values, business_key=request.business_key)
    step = start_on(work, basis, start)
    step.finish()
    return _started(step)


def _started(step: Step) -> StartedInstance:
    instance = step.instance
    tasks = [{"id": task.public_id, "name": task.name, "node_id": task.node_id} for task in step.opened]
    return StartedInstance(instance.public_id, instance.business_key, instance.title, instance.state, tasks)


@dataclass(frozen=True)
class MovedInstance:
    """An instance after something happened to it."""

    id: str
    state: str


@use_case
def cancel_process(work: Work, instance_id: str, *, reason: str) -> MovedInstance:
    """End an instance (撤销): the office or the chair of the group, with a reason."""
    instance = lock_visible(work.session, work.asker, instance_id, work.at)
    if not steers(work.asker, instance):
        raise NotPermittedError(N_("只有办公室主任或小组组长可以撤销流程"))
    if instance.state not in {InstanceState.RUNNING, InstanceState.SUSPENDED}:
        raise ConflictError(N_("流程已结束"))
    if not reason.strip():
        raise RefusedError(N_("请写明撤销理由"))
    step = Step(work, instance)
    step.note(Fact("cancel_requested", actor_id=work.person_id, texts={"reason": reason}))
    open_people = [] if instance.started_by_id is None else [instance.started_by_id]
    step.cancel(reason.strip())
    announce(work, open_people, "instance_cancelled", instance)
    step.finish()
    return MovedInstance(instance.public_id, instance.state)


@use_case
def send_message(work: Work, instance_id: str, engine_id: int, *, reason: str) -> MovedInstance:
    """Send the message that a waiting event offers to people, such as closing an opinion round early."""
    instance = lock_visible(work.session, work.asker, instance_id, work.at)
    check_running(instance)
    row = work.session.get(EngineTask, (instance.id, engine_id))
    step = Step(work, instance)
    node = step.node(row.process_key, row.node_id) if row else None
    if row is None or not isinstance(node, CatchEvent) or node.trigger is None:
        raise NotFoundError
    context = event_context(step, row)
    if work.person_id not in list_senders(context, node):
        raise NotPermittedError
    if row.closed_at is not None:
        raise ConflictError(N_("流程已往下走，不再等待“%(label)s”"), label=node.trigger.label)
    if len(reason.strip()) < node.trigger.opinion:
        raise RefusedError(N_("理由至少 %(least)d 个字"), least=node.trigger.opinion)
    data = {"node": node.id, "message": node.definition.name, "label": node.trigger.label}
    step.note(Fact("message_sent", actor_id=work.person_id, data=data, texts={"reason": reason}))
    step.fire(engine_id)
    step.finish()
    return MovedInstance(instance.public_id, instance.state)


def event_context(step: Step, row: EngineTask) -> NodeContext:
    """What a waiting event may know: the variables of the call that it stands in."""
    scope = row
    while scope.scope_id:
        scope = step.session.get_one(EngineTask, (step.instance.id, scope.scope_id))
        if scope.variables is not None:
            break
    variables = step.variables if scope.variables is None else scope.variables
    context = step.context_for(row.process_key, row.node_id, variables)
    return replace(context, engine_id=row.engine_id, each=row.local.get("each", {}))


def list_senders(context: NodeContext, node: CatchEvent) -> frozenset[int]:
    """People who may send the message of an event."""
    named = {each.person_id for assign in node.assign for each in list_assigned(context, assign)}
    return frozenset(named) - list_excluded(context, node.assign)
