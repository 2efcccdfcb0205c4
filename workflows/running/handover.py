"""Open tasks when somebody leaves or joins: resolved anew for whoever stands there now (R-TASK-5)."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from bpmn.elements import Activity, MultiInstance, UserTask
from bpmn.extensions import Assign
from workflows.context import NodeContext
from workflows.models import Candidate, PostAssignment, ProcessInstance, Task, Unit
from workflows.queries.directory import in_force
from workflows.rules.assignment import Assignment
from workflows.rules.deadlines import ZONE
from workflows.rules.relations import UNIT_ROLES
from workflows.rules.states import TaskState
from workflows.running.chronicle import Fact
from workflows.running.inboxes import add_candidates
from workflows.running.library import load_set
from workflows.running.outbox import announce
from workflows.running.owners import assign_task
from workflows.running.relations import OFFICE, list_members
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
    return _reassign_all(work, open_tasks)


@dataclass(frozen=True)
class Change:
    """What has changed in the organisation: who is what to a unit, who holds its posts, who has which roles."""

    unit: Unit | None = None
    roles: frozenset[str] = frozenset()

    def concerns(self, task: Task, instance: ProcessInstance, node: UserTask) -> bool:
        """Whether the owner of a task may now be somebody else; in doubt he is looked for again."""
        if task.vacant and not self.roles.isdisjoint(OFFICE):
            return True
        return any(self._touches(assign, task, instance) for assign in node.assign)

    def _touches(self, assign: Assign, task: Task, instance: ProcessInstance) -> bool:
        if assign.role:
            return not self.roles.isdisjoint(assign.role.split())
        if self.unit is None:
            return assign.relation not in UNIT_ROLES
        if assign.relation in UNIT_ROLES and not task.scope_id and not assign.computed:
            return bool(instance.variables.get(assign.of) == self.unit.code)
        return instance.unit_id in {None, self.unit.id}


def resolve_again(work: Work, org_id: int, change: Change) -> int:
    """Resolve anew the open tasks whose owner rules name what has changed; return how many changed hands.

    So who joins reaches what was open before him, a task that nobody could do among it. Seats of votes stay.
    """
    rows = work.session.execute(
        select(Task, ProcessInstance)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .where(Task.org_id == org_id, Task.state == TaskState.OPEN, Task.seat == 0)
        .order_by(Task.instance_id, Task.id)
    ).all()
    return _reassign_all(work, [task for task, instance in rows if _is_concerned(work, change, task, instance)])


def _is_concerned(work: Work, change: Change, task: Task, instance: ProcessInstance) -> bool:
    node = load_set(work.session, instance.set_id).processes[task.process_key].nodes[task.node_id]
    return isinstance(node, UserTask) and change.concerns(task, instance, node)


def _reassign_all(work: Work, tasks: Iterable[Task]) -> int:
    by_instance: dict[int, list[Task]] = defaultdict(list)
    for task in tasks:
        by_instance[task.instance_id].append(task)
    return sum(_reassign_in(work, instance_id, found) for instance_id, found in by_instance.items())


def _reassign_in(work: Work, instance_id: int, tasks: list[Task]) -> int:
    instance = work.session.get_one(ProcessInstance, instance_id, with_for_update=True)
    step = Step(work, instance)
    changed = sum(_reassign(step, task) for task in tasks)
    step.finish()
    return changed


def _reassign(step: Step, task: Task) -> bool:
    session = step.session
    task.member = _current_member(step.task_context(task), task)
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


def _current_member(context: NodeContext, task: Task) -> dict[str, Any]:
    """The member of a multi-instance child: whoever holds the member's post now; where nobody was found, who is now."""
    post = task.member.get("post")
    if not post:
        return _fill_vacancy(context, task)
    today = context.work.at.astimezone(ZONE).date()
    holder = context.work.session.scalar(
        select(PostAssignment.person_id).where(PostAssignment.post_id == post, in_force(PostAssignment, today))
    )
    return {**task.member, "person": holder}


def _fill_vacancy(context: NodeContext, task: Task) -> dict[str, Any]:
    loop = context.node.loop if isinstance(context.node, Activity) else None
    vacant = "person" in task.member and task.member["person"] is None
    if not vacant or not isinstance(loop, MultiInstance) or loop.each is None:
        return dict(task.member)
    found = next((each for each in list_members(context, loop.each) if each.person_id), None)
    return {**found.ids, "person": found.person_id, "path": list(found.path)} if found else dict(task.member)
