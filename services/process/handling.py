"""What else people do with tasks: claim, release, hand over, remind, copy, comment, keep a draft."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, select, update

from bpmn.texts import N_
from services.process.tasks import check_place, drawn_task
from services.transaction import use_case
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError, StaleError
from workflows.models import Candidate, OutboxMessage, Task, TaskComment, TaskCopy, TaskDraft
from workflows.queries.directory import find_person, list_holders, list_unit_people
from workflows.queries.tasks import check_running, list_candidate_ids, load_ownership, lock_task, seal_draft
from workflows.queries.visibility import load_visible_task
from workflows.rules.deadlines import ZONE
from workflows.rules.ownership import (
    Ownership,
    check_at_home,
    check_may_claim,
    check_may_complete,
    check_may_release,
    check_open,
)
from workflows.rules.relations import HEAD
from workflows.running.chronicle import Fact
from workflows.running.outbox import announce
from workflows.running.relations import OFFICE
from workflows.running.steps import Step
from workflows.work import Work

URGE_EVERY: Final = timedelta(hours=4)
"""A person is urged about a task at most so often."""

MAX_DRAFT: Final = 200_000
MAX_COMMENT: Final = 2000


@dataclass(frozen=True)
class HandledTask:
    """A task after a verb that does not complete it."""

    task_id: str
    state: str
    claimed: bool


def handled(task: Task) -> HandledTask:
    """What a verb answers."""
    return HandledTask(task.public_id, task.state, task.claimed_by_id is not None)


def open_step(work: Work, task_id: str) -> tuple[Step, Task, Ownership]:
    """Lock a task with its instance; with it comes what decides who may act on it."""
    task, instance = lock_task(work.session, work.asker.org_id, task_id)
    step = Step(work, instance)
    delegable = drawn_task(step.task_context(task)).delegable
    return step, task, load_ownership(work.session, task, delegable=delegable)


@use_case
def claim_task(work: Work, task_id: str) -> HandledTask:
    """Take a shared task for oneself (签收, R-TASK-2)."""
    step, task, ownership = open_step(work, task_id)
    standing = check_place(work, task, ownership, check_may_claim)
    check_running(step.instance)
    task.claimed_by_id = standing.person_id
    step.note(Fact("task_claimed", actor_id=standing.person_id, task_id=task.id, data={"task": task.public_id}))
    step.finish()
    return handled(task)


@use_case
def release_task(work: Work, task_id: str) -> HandledTask:
    """Give a claimed task back to all who may do it."""
    step, task, ownership = open_step(work, task_id)
    check_place(work, task, ownership, check_may_release)
    check_running(step.instance)
    task.claimed_by_id = None
    step.note(Fact("task_released", actor_id=work.person_id, task_id=task.id, data={"task": task.public_id}))
    step.finish()
    return handled(task)


@use_case
def transfer_task(work: Work, task_id: str, to: str, *, reason: str) -> HandledTask:
    """Give a task to somebody else (转办): the unit's head within the unit, the office its own (R-TASK-2)."""
    load_visible_task(work.session, work.asker, task_id, work.at)
    step, task, ownership = open_step(work, task_id)
    if task.seat or not ownership.delegable:
        raise NotPermittedError(N_("此事项须本人办理，不能转办"))
    receiver = find_person(work.session, work.asker.org_id, to)
    if receiver is None or not receiver.active:
        raise NotFoundError(N_("没有这位人员"))
    check_open(ownership)
    check_at_home(ownership)
    check_running(step.instance)
    if not reason.strip():
        raise RefusedError(N_("请写明转办理由"))
    _check_may_transfer(step, ownership.candidates, receiver.id)
    work.session.execute(delete(Candidate).where(Candidate.task_id == task.id, ~Candidate.advising))
    path = ["transferred", f"by:{work.asker.name}"]
    work.session.add(Candidate(task_id=task.id, person_id=receiver.id, path=path))
    task.claimed_by_id, task.vacant = None, False
    data = {"task": task.public_id, "rule": "R-TASK-2"}
    step.note(
        Fact(
            "task_transferred",
            actor_id=work.person_id,
            task_id=task.id,
            data=data,
            texts={"reason": reason, "to": str(receiver.id)},
        )
    )
    announce(work, [receiver.id], "task_opened", step.instance, task)
    step.finish()
    return handled(task)


def _check_may_transfer(step: Step, candidates: frozenset[int], receiver_id: int) -> None:
    """The head moves tasks among the people of his unit; the office moves what is in its own inboxes."""
    work, today = step.work, step.work.at.astimezone(ZONE).date()
    asker = work.person_id
    unit_id = step.instance.unit_id
    if work.asker.has_role(*OFFICE) and asker in candidates:
        return
    if unit_id and asker in list_unit_people(work.session, unit_id, HEAD, today):
        members = {holder.person_id for holder in list_holders(work.session, unit_id, today)}
        if candidates <= members and receiver_id in members:
            return
        raise NotPermittedError(N_("只能在本处室（单位）人员之间转办"))
    if asker in candidates:
        raise NotPermittedError(N_("请由处室主要负责人转办"))
    raise NotPermittedError


@use_case
def urge_task(work: Work, task_id: str) -> HandledTask:
    """Remind the people of a task (催办), at most once in four hours."""
    load_visible_task(work.session, work.asker, task_id, work.at)
    task, instance = lock_task(work.session, work.asker.org_id, task_id)
    check_open(load_ownership(work.session, task, delegable=True))
    check_running(instance)
    recent = select(OutboxMessage.id).where(
        OutboxMessage.task_id == task.id,
        OutboxMessage.kind == "task_urged",
        OutboxMessage.created_at > work.at - URGE_EVERY,
    )
    if work.session.scalar(recent.limit(1)) is not None:
        raise ConflictError(N_("四小时内已催办过，请稍后再试"))
    announce(work, list_candidate_ids(work.session, task.id), "task_urged", instance, task)
    return handled(task)


@use_case
def copy_task(work: Work, task_id: str, to: Sequence[str]) -> HandledTask:
    """Show the instance of a task to others of the organisation for information (抄送)."""
    task, instance = load_visible_task(work.session, work.asker, task_id, work.at)
    if instance.restricted:
        raise NotPermittedError(N_("此事项只供有关人员知悉，不能抄送"))
    readers = [find_person(work.session, work.asker.org_id, code) for code in to]
    if not readers or None in readers:
        raise RefusedError(N_("没有这位人员"))
    known = set(work.session.scalars(select(TaskCopy.person_id).where(TaskCopy.instance_id == instance.id)))
    new = {reader.id for reader in readers if reader} - known
    for reader_id in sorted(new):
        work.session.add(
            TaskCopy(
                org_id=task.org_id,
                instance_id=instance.id,
                task_id=task.id,
                person_id=reader_id,
                sent_by_id=work.person_id,
                sent_at=work.at,
            )
        )
    announce(work, sorted(new), "copied", instance, task)
    return handled(task)


@use_case
def comment_task(work: Work, task_id: str, text: str) -> HandledTask:
    """Remark on a task without moving anything."""
    task, _ = load_visible_task(work.session, work.asker, task_id, work.at)
    if not 1 <= len(text.strip()) <= MAX_COMMENT:
        raise RefusedError(N_("请填写 1 至 2000 字的留言"))
    work.session.add(
        TaskComment(
            org_id=task.org_id, task_id=task.id, author_id=work.person_id, text=text.strip(), written_at=work.at
        )
    )
    return handled(task)


@dataclass(frozen=True)
class SavedDraft:
    """A draft as it is kept: how often it was saved, and when last."""

    task_id: str
    revision: int
    saved_at: datetime


@use_case
def save_draft(
    work: Work, task_id: str, values: Mapping[str, Any], *, known: Collection[str] | None = None
) -> SavedDraft:
    """Keep what was typed so far; nobody else sees it. `known` are the revisions that it may be written over."""
    step, task, ownership = open_step(work, task_id)
    check_place(work, task, ownership, check_may_complete)
    if len(str(values)) > MAX_DRAFT:
        raise RefusedError(N_("草稿过长"))
    draft = work.session.get(TaskDraft, (task.id, work.person_id))
    if draft is None:
        draft, task.drafted = TaskDraft(task_id=task.id, person_id=work.person_id, revision=0), True
        work.session.add(draft)
    if known is not None and str(draft.revision) not in known:
        raise StaleError
    draft.values, draft.saved_at = seal_draft(task, work.person_id, values), step.work.at
    draft.revision += 1
    return SavedDraft(task.public_id, draft.revision, draft.saved_at)


@use_case
def read_copy(work: Work, instance_id: int) -> None:
    """Note that a copy was looked at."""
    work.session.execute(
        update(TaskCopy)
        .where(
            TaskCopy.instance_id == instance_id,
            TaskCopy.person_id == work.person_id,
            TaskCopy.read_at.is_(None),
        )
        .values(read_at=work.at)
    )
