"""What people do with tasks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import delete, select, update

from bpmn.elements import UserTask
from bpmn.extensions import Outcome
from bpmn.texts import N_
from services.process.answers import read_form
from services.process.attachments import attach_files
from services.transaction import use_case
from workflows import registries
from workflows.context import NodeContext
from workflows.errors import NotFoundError, NotPermittedError
from workflows.models import EngineTask, Task, TaskDraft
from workflows.queries.tasks import check_running, close_candidacies, load_ownership, lock_task
from workflows.queries.visibility import load_visible_task
from workflows.registries import Submitted
from workflows.rules.actors import Actor
from workflows.rules.answers import check_outcome
from workflows.rules.history import canonical, digest
from workflows.rules.ownership import Ownership, Standing, check_may_complete
from workflows.rules.states import TaskState
from workflows.running.chronicle import Fact
from workflows.running.steps import Step
from workflows.running.votes import cast_seat
from workflows.work import Work

T = TypeVar("T")


@dataclass(frozen=True)
class TaskAnswer:
    """What somebody says to complete a task."""

    outcome: str
    values: Mapping[str, Any] = field(default_factory=dict)
    opinion: str = ""
    attachments: Sequence[str] = ()


@dataclass(frozen=True)
class CompletedTask:
    """The effect of completing: the task, its instance, and the tasks that it opened."""

    task_id: str
    outcome: str
    instance_id: str
    instance_state: str
    next_tasks: list[dict[str, str]]


@use_case
def complete_task(work: Work, task_id: str, answer: TaskAnswer) -> CompletedTask:
    """Complete a task and let its process run on."""
    return finish_task(work, task_id, answer)


def finish_task(work: Work, task_id: str, answer: TaskAnswer) -> CompletedTask:
    """The same within the work at hand."""
    task, instance = lock_task(work.session, work.asker.org_id, task_id)
    step = Step(work, instance)
    context = step.task_context(task)
    node = drawn_task(context)
    # Closed first, so that one statement closes and tells; a refusal undoes the whole command.
    candidates = close_candidacies(work.session, task.id)
    ownership = load_ownership(work.session, task, delegable=node.delegable, candidates=candidates)
    standing = check_place(work, task, ownership, check_may_complete)
    check_running(instance)
    outcome = check_outcome(node.outcomes, answer.outcome, answer.opinion)
    answers = read_form(context, node.form.fields, outcome.name, answer.values)
    submitted = Submitted(outcome.name, answers.values, answer.opinion.strip())
    close_task(step, task, standing, outcome, submitted)
    if outcome.voids:
        void_others(step, task)
    attach_files(work, task, answer.attachments)
    if task.seat:
        cast_seat(step, task, submitted)
    else:
        variables = take_answers(context, node, submitted)
        step.complete(task, outcome=outcome.name, variables=variables)
    step.finish()
    return _completed(step, task)


def check_place(work: Work, task: Task, ownership: Ownership, check: Callable[[Ownership, Actor], T]) -> T:
    """Apply a rule of ownership: who may only see the task is told so, strangers find nothing (R-SEC-3)."""
    try:
        return check(ownership, work.asker)
    except NotFoundError:
        load_visible_task(work.session, work.asker, task.public_id, work.at)
        raise NotPermittedError(N_("您不是此事项的办理人")) from None


def drawn_task(context: NodeContext) -> UserTask:
    """The user task at hand, as drawn."""
    if not isinstance(context.node, UserTask):
        raise TypeError(context.node.id)
    return context.node


def close_task(step: Step, task: Task, standing: Standing, outcome: Outcome, submitted: Submitted) -> None:
    """Write down who completed a task, for whom, and how. What a seat says is kept by its vote alone."""
    secret = task.seat > 0
    task.state = TaskState.COMPLETED
    task.completed_at = step.work.at
    task.completed_by_id, task.on_behalf_id = standing.person_id, standing.principal_id
    task.outcome = "cast" if secret else outcome.name
    task.outcome_label = "" if secret else outcome.label
    task.opinion = "" if secret else submitted.opinion
    session = step.session
    if task.drafted:
        session.execute(delete(TaskDraft).where(TaskDraft.task_id == task.id))
    data: dict[str, Any] = {"task": task.public_id, "node": task.node_id, "process": task.process_key}
    data |= {"outcome": task.outcome, "seat": task.seat, "substitution": standing.substitution_id}
    texts = {} if secret else {"opinion": submitted.opinion, "values": digest(canonical(submitted.values))}
    step.note(
        Fact(
            "task_completed",
            actor_id=standing.person_id,
            principal_id=standing.principal_id,
            task_id=task.id,
            data=data,
            texts=texts,
        )
    )


def void_others(step: Step, task: Task) -> None:
    """Make void what others have already decided beside this task in its multi-instance (R-RET-1)."""
    session, mine = step.session, find_parent(step, task)
    siblings = select(EngineTask.engine_id).where(
        EngineTask.instance_id == task.instance_id, EngineTask.parent_id == mine, EngineTask.part == "each"
    )
    voided = session.scalars(
        update(Task)
        .where(
            Task.instance_id == task.instance_id,
            Task.engine_id.in_(siblings),
            Task.id != task.id,
            Task.state == TaskState.COMPLETED,
        )
        .values(voided=True)
        .returning(Task.public_id)
    ).all()
    if voided:
        step.note(Fact("signatures_voided", data={"tasks": sorted(voided), "by": task.public_id, "rule": "R-RET-1"}))


def find_parent(step: Step, task: Task) -> int:
    """The engine's id of the multi-instance that a task was opened by."""
    return step.session.get_one(EngineTask, (task.instance_id, task.engine_id)).parent_id


def take_answers(context: NodeContext, node: UserTask, submitted: Submitted) -> dict[str, Any]:
    """Hand the answers to the handler that the diagram names, else keep them with the task; return variables."""
    variables = {
        each.variable: submitted.values.get(each.name)
        for each in node.form.fields
        if each.variable and each.name in submitted.values
    }
    if node.writes:
        return variables | dict(registries.handlers.find(node.writes).write(context, submitted))
    context.own_task.answers = dict(submitted.values)
    return variables


def _completed(step: Step, task: Task) -> CompletedTask:
    return CompletedTask(
        task_id=task.public_id,
        outcome=task.outcome,
        instance_id=step.instance.public_id,
        instance_state=step.instance.state,
        next_tasks=[{"id": opened.public_id, "name": opened.name, "node_id": opened.node_id} for opened in step.opened],
    )
