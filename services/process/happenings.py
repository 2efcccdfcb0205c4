"""What happens to an instance by itself: due work calls these inside its own transaction.

Each may be called twice, late, or for something that has gone: then nothing happens.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from workflows import registries
from workflows.models import EngineTask, ProcessInstance, Task, Vote
from workflows.queries.tasks import list_candidate_ids
from workflows.rules.deadlines import is_overdue
from workflows.rules.states import InstanceState, TaskState
from workflows.running.chronicle import Fact
from workflows.running.due_work import schedule_all
from workflows.running.inboxes import make_reminder
from workflows.running.outbox import announce
from workflows.running.steps import Step
from workflows.running.votes import settle_vote
from workflows.work import Work


def register_happenings() -> None:
    """Make these known to due work."""
    registries.due_kinds.register("timer", fire_timer)
    registries.due_kinds.register("close_vote", close_vote)
    registries.due_kinds.register("advance_vote", advance_vote)
    registries.due_kinds.register("remind", remind_task)


def fire_timer(work: Work, payload: Mapping[str, Any]) -> None:
    """Let a timer event happen."""
    step = lock_step(work, payload["instance"])
    row = work.session.get(EngineTask, (payload["instance"], payload["engine_id"]))
    if step is None or row is None or row.closed_at is not None:
        return
    step.note(Fact("timer_fired", data={"node": row.node_id}))
    step.fire(row.engine_id)
    step.finish()


def close_vote(work: Work, payload: Mapping[str, Any]) -> None:
    """Close a vote whose time is over; one that was extended meanwhile stays open."""
    _settle(work, payload["vote"], final=True)


def advance_vote(work: Work, payload: Mapping[str, Any]) -> None:
    """Ask a vote whether it is decided: the last paper of a box has come in."""
    _settle(work, payload["vote"], final=False)


def _settle(work: Work, vote_id: int, *, final: bool) -> None:
    vote = work.session.get(Vote, vote_id)
    step = lock_step(work, vote.instance_id) if vote else None
    if vote is None or step is None:
        return
    work.session.refresh(vote)
    over = is_overdue(vote.closes_at, work.at)
    if vote.state == "open" and (over or not final):
        settle_vote(step, vote, final=final)
        step.finish()


def remind_task(work: Work, payload: Mapping[str, Any]) -> None:
    """Remind the people of an open task, and note the next reminder (R-CAL-7)."""
    task = work.session.get(Task, payload["task"])
    step = lock_step(work, task.instance_id) if task else None
    if task is None or step is None or task.state != TaskState.OPEN:
        return
    kind = "task_overdue" if is_overdue(task.due_at, work.at) else "task_due"
    announce(work, list_candidate_ids(work.session, task.id), kind, step.instance, task)
    reminder = make_reminder(step.task_context(task), task)
    schedule_all(step.session, [reminder] if reminder else [])


def lock_step(work: Work, instance_id: int) -> Step | None:
    """Lock a running instance; None if it has ended or is suspended."""
    instance = work.session.scalar(select(ProcessInstance).where(ProcessInstance.id == instance_id).with_for_update())
    if instance is None or instance.state != InstanceState.RUNNING:
        return None
    return Step(work, instance)
