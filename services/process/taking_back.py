"""Taking one's own decision back (撤回) while nothing has followed from it."""

from collections.abc import Sequence
from typing import Any

from bpmn.elements import Event, Gateway
from bpmn.extensions import Permit
from bpmn.texts import N_
from services.process.permitting import (
    OperatedTask,
    answer,
    check_moving,
    check_permitted,
    is_step,
    name_tasks,
    tell_withdrawn,
)
from services.process.tasks import drawn_task
from services.transaction import use_case
from workflows.engine.progress import EngineRow
from workflows.errors import ConflictError, NotPermittedError
from workflows.models import Task
from workflows.queries.directory import load_names
from workflows.queries.tasks import list_tasks_at, lock_task
from workflows.queries.visibility import load_visible_task
from workflows.queries.visits import load_visits
from workflows.rules.actors import Actor
from workflows.rules.passage import Passage, Visit
from workflows.rules.returning import find_obstacle
from workflows.rules.states import NodeState, TaskState
from workflows.running.chronicle import Fact
from workflows.running.engine_rows import find_rows, list_children, load_rows
from workflows.running.operations import Operation
from workflows.running.steps import Step
from workflows.work import Work


@use_case
def take_back_task(work: Work, task_id: str) -> OperatedTask:
    """Take back what one has decided: the decision stays in the records, void, and the step is open again."""
    load_visible_task(work.session, work.asker, task_id, work.at)
    task, instance = lock_task(work.session, work.asker.org_id, task_id)
    step = Step(work, instance)
    operation = plan_taking_back(step, task)
    task.voided = True
    withdrawn = step.operate(operation)
    data: dict[str, Any] = {"task": task.public_id, "node": task.node_id, "withdrawn": name_tasks(withdrawn)}
    step.chronicle.facts.insert(0, Fact("task_taken_back", actor_id=work.person_id, task_id=task.id, data=data))
    tell_withdrawn(step, withdrawn)
    step.finish()
    return answer(step, task)


def plan_taking_back(step: Step, task: Task) -> Operation:
    """How a task would be taken back by the asker; refused with what stands in the way."""
    _check_own(task, step.work.asker)
    check_moving(step.instance)
    check_permitted(drawn_task(step.task_context(task)), task, Permit.TAKE_BACK)
    row = find_rows(step.session, task.instance_id, [task.engine_id])[0]
    if task.voided or row.state is not NodeState.COMPLETED:
        raise ConflictError(N_("此事项的办理结果已失效，不能撤回"))
    # What he owed to whoever had returned it to him he still owes.
    inner = {"again": task.completed_by_id} | {name: row.inner[name] for name in ("back",) if name in row.inner}
    return _plan_child(step, row, inner) if row.part else _plan_step(step, row, inner)


def _check_own(task: Task, actor: Actor) -> None:
    if task.state != TaskState.COMPLETED:
        raise ConflictError(N_("此事项尚未办结，无须撤回"))
    if task.completed_by_id is None or task.completed_by_id != actor.person_id:
        raise NotPermittedError(N_("只能撤回本人办结的事项"))


def _plan_step(step: Step, row: EngineRow, inner: dict[str, Any]) -> Operation:
    session, instance_id = step.session, step.instance.id
    visits = load_visits(session, instance_id, [row.scope_id])
    obstacle = find_obstacle(
        visits, row.engine_id, lambda each: _is_passed(step, each), lambda each: is_step(step, each)
    )
    if obstacle is not None:
        name = step.node(obstacle.process_key, obstacle.node_id).name
        raise ConflictError(N_("之后的“%(name)s”已经进行，不能撤回"), name=name or obstacle.node_id)
    gone = [each for each in Passage(visits).descendants_of(row.engine_id) if each.state.open]
    _check_untouched(step, gone)
    before = find_rows(session, instance_id, [row.parent_id])
    rows = (*load_rows(session, instance_id, row.path), row, *(each for each in before if not each.state.open))
    numbers = [each.engine_id for each in gone]
    return Operation(lambda stepper, window: stepper.send_again(window, row.engine_id, numbers, inner), rows)


def _plan_child(step: Step, row: EngineRow, inner: dict[str, Any]) -> Operation:
    """Of a countersign that is not over one takes back one's own; whose turn came next waits again."""
    session, instance_id = step.session, step.instance.id
    repetition = find_rows(session, instance_id, [row.parent_id])[0]
    if not repetition.state.open:
        name = step.node(row.process_key, row.node_id).name
        raise ConflictError(N_("会签“%(name)s”已经结束，不能撤回"), name=name)
    path = row.path
    if "later" in repetition.inner:
        path = _check_turn(step, row)
    rows = (*load_rows(session, instance_id, path), row)
    return Operation(lambda stepper, window: stepper.reopen_child(window, row.engine_id, inner), rows)


def _check_turn(step: Step, row: EngineRow) -> str:
    """Refuse if who came next has decided, claimed or begun to fill in; the path of whose turn it is now."""
    children = list_children(step.session, step.instance.id, row.parent_id)
    for child in children:
        if child.engine_id > row.engine_id and child.state is NodeState.COMPLETED:
            raise ConflictError(N_("之后的会签人已经办理，不能撤回"))
    following = [child for child in children if child.state.open]
    _check_untouched(step, [child.visit for child in following])
    return following[0].path


def _is_passed(step: Step, visit: Visit) -> bool:
    """Whether a token only passes the node: a gateway, or the two ends of a link."""
    node = step.node(visit.process_key, visit.node_id)
    return isinstance(node, Gateway) or (isinstance(node, Event) and bool(node.link))


def _check_untouched(step: Step, visits: Sequence[Visit]) -> None:
    """Refuse if somebody has claimed one of these tasks, or typed into its form."""
    kept = {visit.engine_id: visit.again for visit in visits}
    for task in list_tasks_at(step.session, step.instance.id, kept) if kept else ():
        if task.claimed_by_id not in {None, kept[task.engine_id]}:
            by = load_names(step.session, [task.claimed_by_id or 0]).get(task.claimed_by_id or 0, "")
            raise ConflictError(N_("之后的“%(name)s”已由%(by)s签收，不能撤回"), name=task.name, by=by)
        if task.adviser_id is not None:
            raise ConflictError(N_("之后的“%(name)s”正在征求意见，不能撤回"), name=task.name)
        if task.drafted:
            raise ConflictError(N_("之后的“%(name)s”已有人开始填写，不能撤回"), name=task.name)
