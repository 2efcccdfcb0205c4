"""After a standstill: every open deadline of an instance, and what is to happen by itself, at its new instant."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from workflows.models import DueWork, Task, Vote
from workflows.queries.calendars import load_calendar
from workflows.queries.tasks import list_open_tasks
from workflows.rules.deadlines import Standstill, put_off
from workflows.rules.states import DueState
from workflows.running.due_work import DELIVERY, is_scheduled, schedule
from workflows.running.inboxes import reminder_after
from workflows.running.steps import Step

Moved = dict[str, Any]
"""A deadline as the history tells of it: whose, before and after."""


class Postponement:
    """What a standstill does to the instants of an instance."""

    def __init__(self, step: Step, still: Standstill) -> None:
        self.step = step
        self.still = still
        self.session = step.session
        self.calendar = load_calendar(step.session, step.instance.org_id)

    def move_all(self) -> list[Moved]:
        """Put everything off but what has come meanwhile; return the deadlines of tasks and votes that have moved."""
        tasks = {task.id: task for task in list_open_tasks(self.session, self.step.instance.id)}
        votes = self._list_votes()
        moved = [self._move_task(task) for task in tasks.values()] + [self._move_vote(vote) for vote in votes]
        self._move_work(tasks)
        for vote in votes:
            self._look_again(vote)
        return [each for each in moved if each]

    def _move_task(self, task: Task) -> Moved | None:
        if task.adviser_id is not None:
            return None  # Its clock stands already, and is put off as a whole when the advice is in.
        before, task.due_at = task.due_at, self._later(task.due_at)
        return _moved("task", task.public_id, before, task.due_at)

    def _move_vote(self, vote: Vote) -> Moved | None:
        before, vote.closes_at = vote.closes_at, self._later(vote.closes_at)
        return _moved("vote", vote.public_id, before, vote.closes_at)

    def _look_again(self, vote: Vote) -> None:
        """A box that was full when the instance was suspended may have called in vain."""
        if is_scheduled(self.session, "advance_vote", vote.public_id):
            at, key = self.step.work.at, f"{vote.public_id}:{self.still.ended_at.isoformat()}"
            schedule(self.session, vote.org_id, "advance_vote", at, key, instance_id=vote.instance_id, vote=vote.id)

    def _list_votes(self) -> list[Vote]:
        mine = (Vote.instance_id == self.step.instance.id) & (Vote.state == "open")
        return list(self.session.scalars(select(Vote).where(mine).order_by(Vote.id)))

    def _move_work(self, tasks: dict[int, Task]) -> None:
        mine = (DueWork.instance_id == self.step.instance.id) & (DueWork.state == DueState.PENDING)
        for row in self.session.scalars(select(DueWork).where(mine, DueWork.kind != DELIVERY)).all():
            if row.payload.get("fixed"):
                continue  # A date stays that date.
            task = tasks.get(row.payload["task"]) if row.kind == "remind" else None
            row.due_at = self._remind_at(task, row.due_at) if task else put_off(row.due_at, self.still, self.calendar)

    def _remind_at(self, task: Task, planned: datetime) -> datetime:
        """Reminders keep to their hour and to the new deadline; one that was missed goes out at once (R-CAL-7)."""
        if planned <= self.still.began_at:
            return planned
        return reminder_after(self.step.task_context(task), task, self.still.began_at) or planned

    def _later(self, due_at: datetime | None) -> datetime | None:
        return None if due_at is None else put_off(due_at, self.still, self.calendar)


def _moved(kind: str, public_id: str, before: datetime | None, after: datetime | None) -> Moved | None:
    if before is None or after is None or before == after:
        return None
    return {kind: public_id, "before": before.isoformat(), "after": after.isoformat()}
