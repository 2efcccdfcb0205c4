"""What approval operations have in common: whether the diagram permits them, and what they answer."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from bpmn.elements import UserTask
from bpmn.extensions import Permit
from bpmn.texts import N_
from workflows.errors import ConflictError, NotPermittedError, RefusedError
from workflows.models import ProcessInstance, Task
from workflows.queries.tasks import check_running, list_candidates_of
from workflows.queries.visibility import steers
from workflows.rules.passage import Visit
from workflows.rules.states import InstanceState
from workflows.running import due_work
from workflows.running.outbox import Message, announce_all
from workflows.running.steps import Step
from workflows.work import Work

REFUSALS: Final = {
    Permit.RETURN: N_("流程图没有允许此环节退回"),
    Permit.TAKE_BACK: N_("流程图没有允许此环节撤回"),
    Permit.ADD_SIGNER: N_("流程图没有允许此环节加签"),
    Permit.REMOVE_SIGNER: N_("流程图没有允许此环节减签"),
    Permit.FINISH_EARLY: N_("流程图没有允许此环节提前结束"),
}


@dataclass(frozen=True)
class OperatedTask:
    """The effect of an approval operation: the task it was asked of, its instance, and the tasks that it opened."""

    task_id: str
    state: str
    instance_id: str
    instance_state: str
    next_tasks: list[dict[str, str]]


def answer(step: Step, task: Task) -> OperatedTask:
    """What an operation answers."""
    opened = [{"id": each.public_id, "name": each.name, "node_id": each.node_id} for each in step.opened]
    return OperatedTask(task.public_id, task.state, step.instance.public_id, step.instance.state, opened)


def check_permitted(node: UserTask, task: Task, permit: Permit) -> None:
    """Refuse what the diagram does not permit at a step, and everything at a vote."""
    if task.seat or node.vote is not None:
        raise NotPermittedError(N_("表决席位只能投票，不能退回、撤回或加减签"))
    if permit not in node.permits:
        raise NotPermittedError(REFUSALS[permit])


def check_moving(instance: ProcessInstance) -> None:
    """Refuse to move what has ended or is suspended."""
    check_running(instance)
    if instance.state != InstanceState.RUNNING:
        raise ConflictError(N_("流程已结束"))


def check_steering(work: Work, instance: ProcessInstance) -> None:
    """Refuse everybody but those who steer every procedure."""
    if not steers(work.asker, instance):
        raise NotPermittedError(N_("只有办公室主任或小组组长可以进行此操作"))


def read_reason(reason: str) -> str:
    """A reason that says something."""
    if not reason.strip():
        raise RefusedError(N_("请写明理由"))
    return reason.strip()


def is_step(step: Step, visit: Visit) -> bool:
    """Whether a visit is one of people, and no vote."""
    node = step.node(visit.process_key, visit.node_id)
    return isinstance(node, UserTask) and node.vote is None


def tell_withdrawn(step: Step, tasks: Iterable[Task], *, kind: str = "task_withdrawn") -> None:
    """Tell those whose open tasks were withdrawn."""
    people = list_candidates_of(step.session, [task.id for task in tasks])
    messages = [Message(people[task.id], kind, task) for task in tasks if task.id in people]
    delivery = announce_all(step.work, step.instance, messages)
    due_work.schedule_all(step.session, [delivery] if delivery else [])


def name_tasks(tasks: Iterable[Task]) -> list[str]:
    """Tasks as the history names them."""
    return sorted(task.public_id for task in tasks)
