"""Open tasks of somebody who leaves: resolved anew for whoever stands there now (R-TASK-5)."""

from collections import defaultdict

from sqlalchemy import delete, select

from bpmn.elements import UserTask
from workflows.context import NodeContext
from workflows.models import Candidate, PostAssignment, ProcessInstance, Task
from workflows.queries.directory import in_force
from workflows.rules.assignment import Assignment
from workflows.rules.deadlines import ZONE
from workflows.rules.states import TaskState
from workflows.running.chronicle import Fact
from workflows.running.inboxes import add_candidates
from workflows.running.outbox import announce
from workflows.running.owners import assign_task
from workflows.running.steps import Step
from workflows.work import Work


def reassign_tasks(work: Work, person_id: int) -> int:
    """Resolve the owners of a person's open tasks again; return how many changed hands. Seats of votes stay."""
    open_tasks = work.session.scalars(
        select(Task)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(
            Candidate.person_id == person_id,
            Candidate.open,
            ~Candidate.advising,
            Task.state == TaskState.OPEN,
            Task.seat == 0,
        )
        .order_by(Task.instance_id, Task.id)
    ).all()
    by_instance: dict[int, list[Task]] = defaultdict(list)
    for task in open_tasks:
        by_instance[task.instance_id].append(task)
    return sum(_reassign_in(work, instance_id, tasks) for instance_id, tasks in by_instance.items())


def _reassign_in(work: Work, instance_id: int, tasks: list[Task]) -> int:
    instance = work.session.get_one(ProcessInstance, instance_id, with_for_update=True)
    step = Step(work, instance)
    changed = sum(_reassign(step, task) for task in tasks)
    step.finish()
    return changed


def _reassign(step: Step, task: Task) -> bool:
    session = step.session
    task.member = _current_member(step.work, task)
    context = step.task_context(task)
    node = step.node(task.process_key, task.node_id)
    before = set(session.scalars(select(Candidate.person_id).where(Candidate.task_id == task.id, ~Candidate.advising)))
    assignment = assign_task(context, node) if isinstance(node, UserTask) else Assignment(())
    after = {each.person_id for each in assignment.assignees}
    if after == before:
        return False
    _write(context, task, assignment)
    data = {"task": task.public_id, "rule": "R-TASK-5", "paths": [list(each.path) for each in assignment.assignees]}
    step.note(Fact("task_reassigned", task_id=task.id, data=data))
    announce(step.work, sorted(after - before), "task_opened", step.instance, task)
    return True


def _write(context: NodeContext, task: Task, assignment: Assignment) -> None:
    session = context.work.session
    session.execute(delete(Candidate).where(Candidate.task_id == task.id, ~Candidate.advising))
    add_candidates(session, [(task, assignment)])
    task.vacant = assignment.vacant
    if task.claimed_by_id not in {each.person_id for each in assignment.assignees}:
        task.claimed_by_id = None


def _current_member(work: Work, task: Task) -> dict[str, object]:
    """The member of a multi-instance child: whoever holds the member's post now."""
    post = task.member.get("post")
    if not post:
        return dict(task.member)
    today = work.at.astimezone(ZONE).date()
    holder = work.session.scalar(
        select(PostAssignment.person_id).where(PostAssignment.post_id == post, in_force(PostAssignment, today))
    )
    return {**task.member, "person": holder}
