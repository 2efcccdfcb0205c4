"""Asking somebody else's advice about a task (委派): it comes back to its owner, whose time stood meanwhile."""

from typing import Final

from sqlalchemy import select, update

from bpmn.texts import N_
from services.process.handling import HandledTask, handled, open_step
from services.process.tasks import check_place
from services.transaction import use_case
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.models import Candidate, Person, Task, TaskConsultation
from workflows.queries.directory import find_person
from workflows.queries.tasks import check_running, list_candidate_ids
from workflows.queries.visibility import load_visible_task
from workflows.rules.deadlines import Standstill
from workflows.rules.ownership import Ownership, check_may_advise, check_may_delegate, check_may_recall
from workflows.rules.states import ConsultationState
from workflows.running.chronicle import Fact
from workflows.running.outbox import announce
from workflows.running.standing_tasks import start_clock, stop_clock
from workflows.running.steps import Step
from workflows.work import Work

MAX_TEXT: Final = 2000


@use_case
def delegate_task(work: Work, task_id: str, to: str, *, question: str) -> HandledTask:
    """Ask somebody's advice; the task stays its owner's, and nobody completes it until the advice is in (R-TASK-3)."""
    step, task, ownership = open_step(work, task_id)
    if task.seat:
        raise NotPermittedError(N_("此事项须本人办理，不能委派"))
    standing = check_place(work, task, ownership, check_may_delegate)
    check_running(step.instance)
    adviser = _find_adviser(work, ownership, to)
    question = _read_text(question, N_("请写明要征求意见的问题，不超过2000字"))
    task.adviser_id = adviser.id
    work.session.add(
        TaskConsultation(
            org_id=task.org_id,
            task_id=task.id,
            owner_id=standing.principal_id or standing.person_id,
            adviser_id=adviser.id,
            question=question,
            asked_at=work.at,
            state=ConsultationState.OPEN,
            held=stop_clock(step, task),
        )
    )
    _let_in(work, task, adviser)
    texts = {"question": question, "to": str(adviser.id)}
    data = {"task": task.public_id, "rule": "R-TASK-3"}
    asker, principal = standing.person_id, standing.principal_id
    step.note(Fact("task_delegated", asker, principal, task.id, data=data, texts=texts))
    announce(work, [adviser.id], "task_delegated", step.instance, task)
    step.finish()
    return handled(task)


def _find_adviser(work: Work, ownership: Ownership, to: str) -> Person:
    found = find_person(work.session, work.asker.org_id, to)
    if found is None or not found.active or found.expert:
        raise NotFoundError(N_("没有这位人员"))
    if found.id == work.person_id or found.id in ownership.candidates:
        raise RefusedError(N_("请委派给其他人员：办理人之间可以直接商量"))
    return found


def _read_text(text: str, refusal: str) -> str:
    if not 1 <= len(text.strip()) <= MAX_TEXT:
        raise RefusedError(refusal)
    return text.strip()


def _let_in(work: Work, task: Task, adviser: Person) -> None:
    """Put the task into the adviser's inbox; who was asked before is asked again."""
    row = work.session.get(Candidate, (task.id, adviser.id)) or Candidate(task_id=task.id, person_id=adviser.id)
    row.advising, row.open, row.path = True, True, ["consulted", f"by:{work.asker.name}"]
    work.session.add(row)


@use_case
def advise_task(work: Work, task_id: str, advice: str) -> HandledTask:
    """Give the advice that one was asked for; the task goes back to its owner."""
    step, task, ownership = _open_for_adviser(work, task_id)
    check_may_advise(ownership, work.asker)
    check_running(step.instance)
    advice = _read_text(advice, N_("请填写意见，不超过2000字"))
    asked = _end(step, task, ConsultationState.ANSWERED, advice)
    data = {"task": task.public_id, "due": task.due_at.isoformat() if task.due_at else ""}
    fact = Fact("task_advised", work.person_id, asked.owner_id, task.id, data=data, texts={"advice": advice})
    step.note(fact)
    announce(work, list_candidate_ids(work.session, task.id), "task_advised", step.instance, task)
    step.finish()
    return handled(task)


def _open_for_adviser(work: Work, task_id: str) -> tuple[Step, Task, Ownership]:
    load_visible_task(work.session, work.asker, task_id, work.at)
    return open_step(work, task_id)


@use_case
def recall_task(work: Work, task_id: str) -> HandledTask:
    """Call a task back without advice: its owner, or whoever may do it with him."""
    step, task, ownership = open_step(work, task_id)
    standing = check_place(work, task, ownership, check_may_recall)
    check_running(step.instance)
    asked = _end(step, task, ConsultationState.RECALLED, "")
    data = {"task": task.public_id, "due": task.due_at.isoformat() if task.due_at else ""}
    step.note(Fact("delegation_recalled", standing.person_id, standing.principal_id, task.id, data=data))
    announce(work, [asked.adviser_id], "delegation_recalled", step.instance, task)
    step.finish()
    return handled(task)


def _end(step: Step, task: Task, state: ConsultationState, advice: str) -> TaskConsultation:
    """Take the task out of the adviser's inbox, and let its clock go on."""
    session = step.session
    mine = (TaskConsultation.task_id == task.id) & (TaskConsultation.state == ConsultationState.OPEN)
    asked = session.scalar(select(TaskConsultation).where(mine))
    if asked is None:
        raise ConflictError(N_("此事项没有委派给他人"))
    asked.state, asked.advice, asked.ended_at = state, advice, step.work.at
    task.adviser_id = None
    session.execute(update(Candidate).where(Candidate.task_id == task.id, Candidate.advising).values(open=False))
    start_clock(step, task, Standstill(asked.asked_at, step.work.at), list(asked.held))
    return asked
