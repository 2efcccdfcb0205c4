"""Recusal from an instance (回避): the recused sees nothing of it any more, and others do his work (R-COI-1)."""

from sqlalchemy import delete, select, update

from bpmn.elements import UserTask
from workflows.models import Candidate, InstanceRecusal, Task, TaskDraft, Vote
from workflows.rules.states import InstanceState, TaskState
from workflows.running.chronicle import Fact
from workflows.running.inboxes import add_candidates
from workflows.running.outbox import announce
from workflows.running.owners import assign_task
from workflows.running.steps import Step
from workflows.running.votes import end_seats


def shut_out(step: Step, person_id: int) -> list[Vote]:
    """Take a person out of an instance; return its running votes, which go on without him.

    He keeps no task, seat or draft in it and does not find it any more. A task that was his alone goes to whoever the
    diagram names now, or up the ladder (R-COI-2). Nothing happens in an instance that is over, but he is shut out.
    """
    session, instance = step.session, step.instance
    if session.get(InstanceRecusal, (person_id, instance.id)) is None:
        session.add(InstanceRecusal(person_id=person_id, instance_id=instance.id, since=step.work.at))
    inside = select(Task.id).where(Task.instance_id == instance.id)
    mine = (TaskDraft.person_id == person_id) & TaskDraft.task_id.in_(inside)
    session.execute(delete(TaskDraft).where(mine).execution_options(synchronize_session=False))
    if instance.state not in {InstanceState.RUNNING, InstanceState.SUSPENDED}:
        return []
    step.note(Fact("person_recused", actor_id=step.work.actor.person_id if step.work.actor else None))
    votes = list(session.scalars(select(Vote).where(Vote.instance_id == instance.id, Vote.state == "open")))
    for vote in votes:
        end_seats(step, vote, frozenset({person_id}))
    for task in _list_held(step, person_id):
        _take_away(step, task, person_id)
    return votes


def _list_held(step: Step, person_id: int) -> list[Task]:
    """Open tasks that the person may do."""
    held = select(Task).join(Candidate, Candidate.task_id == Task.id).where(Candidate.person_id == person_id)
    return list(step.session.scalars(held.where(Task.instance_id == step.instance.id, Task.state == TaskState.OPEN)))


def _take_away(step: Step, task: Task, person_id: int) -> None:
    session = step.session
    session.execute(delete(Candidate).where(Candidate.task_id == task.id, Candidate.person_id == person_id))
    if task.claimed_by_id == person_id:
        task.claimed_by_id = None
    left = select(Candidate.person_id).where(Candidate.task_id == task.id, Candidate.advising.is_(False)).limit(1)
    node = step.node(task.process_key, task.node_id)
    if session.scalar(left) is not None or not isinstance(node, UserTask):
        return
    found = assign_task(step.task_context(task), node)
    add_candidates(session, [(task, found)])
    task.vacant = found.vacant
    session.execute(update(Candidate).where(Candidate.task_id == task.id).values(open=True))
    announce(step.work, [each.person_id for each in found.assignees], "task_opened", step.instance, task)
