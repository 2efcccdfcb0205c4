"""Returning a task to a step that was passed (退回)."""

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete

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
from services.process.routes import Route, target_visits
from services.process.tasks import check_place, drawn_task
from services.transaction import use_case
from workflows.errors import ConflictError, RefusedError
from workflows.models import Task, TaskDraft
from workflows.queries.tasks import close_candidacies, load_ownership, lock_task
from workflows.rules.ownership import Standing, check_may_complete
from workflows.rules.returning import OPINION, Target, remember_returner
from workflows.rules.states import TaskState
from workflows.running.chronicle import Fact
from workflows.running.engine_rows import find_rows
from workflows.running.operations import Operation
from workflows.running.steps import Step
from workflows.running.voiding import void_outcomes
from workflows.work import Work

RETURNED: Final = "returned"
"""The outcome of a task that was returned."""

FORWARD: Final = "forward"
STRAIGHT_BACK: Final = "straight_back"
"""What comes after the step that was returned to: all the steps in between again, or the returner at once."""


@dataclass(frozen=True)
class ReturnRequest:
    """Where a task is to go back to, why, and what comes after."""

    to: str
    opinion: str
    then: str = FORWARD


@use_case
def return_task(work: Work, task_id: str, wanted: ReturnRequest) -> OperatedTask:
    """Return a task to a step that was passed: what is open behind it is withdrawn, what was decided since is void."""
    task, instance = lock_task(work.session, work.asker.org_id, task_id)
    step = Step(work, instance)
    node = drawn_task(step.task_context(task))
    ownership = load_ownership(work.session, task, delegable=node.delegable)
    standing = check_place(work, task, ownership, check_may_complete)
    check_moving(instance)
    check_permitted(node, task, Permit.RETURN)
    opinion = wanted.opinion.strip()
    if len(opinion) < OPINION:
        raise RefusedError(N_("退回意见至少 %(least)d 个字"), least=OPINION)
    route = Route(step, task)
    target = _choose(route, wanted)
    _leave_task(step, task, standing, opinion)
    data = _go_back(route, target, wanted.then)
    data |= {"task": task.public_id, "from": task.node_id, "to": wanted.to, "then": wanted.then, "rule": "R-RET-1"}
    data["substitution"] = standing.substitution_id
    step.chronicle.facts.insert(
        0,
        Fact(
            "task_returned",
            actor_id=standing.person_id,
            principal_id=standing.principal_id,
            task_id=task.id,
            data=data,
            texts={"opinion": opinion},
        ),
    )
    step.finish()
    return answer(step, task)


def _choose(route: Route, wanted: ReturnRequest) -> Target:
    """The step that is meant; refused with what would be possible."""
    target = route.targets.get(wanted.to)
    if wanted.then not in {FORWARD, STRAIGHT_BACK}:
        raise RefusedError(N_("请选择办完后逐级重新办理，或直接送回"))
    if target is None:
        raise RefusedError(N_("不能退回到此环节：本事项没有必经过它，或它之后的结果已与其他分支合并"))
    if wanted.then == STRAIGHT_BACK and not target.straight:
        raise ConflictError(N_("退回将同时收回其他事项，办完后只能逐级重新办理"))
    return target


def _leave_task(step: Step, task: Task, standing: Standing, opinion: str) -> None:
    """Close the returner's own task: he has acted, and said why."""
    close_candidacies(step.session, task.id)
    task.state, task.completed_at = TaskState.COMPLETED, step.work.at
    task.completed_by_id, task.on_behalf_id = standing.person_id, standing.principal_id
    task.outcome, task.outcome_label, task.opinion = RETURNED, N_("退回"), opinion
    if task.drafted:
        step.session.execute(delete(TaskDraft).where(TaskDraft.task_id == task.id))
    step.session.flush()


def _go_back(route: Route, target: Target, then: str) -> dict[str, Any]:
    """Let the tokens go back; what the history is to say of it."""
    step, task = route.step, route.task
    since = [visit for visit in route.since(target) if visit.engine_id != task.engine_id]
    own = {visit.engine_id for visit in target_visits(target)}
    passed = {visit.engine_id for visit in since if is_step(step, visit)} - own
    inner: dict[str, Any] = {}
    if then == STRAIGHT_BACK:
        kept = remember_returner(task.node_id, route.row.inner, person_id=task.completed_by_id, passed=sorted(passed))
        inner, passed = kept, set()
    visit, gone = target.visit, [each.engine_id for each in target.gone]
    known = find_rows(step.session, task.instance_id, {visit.engine_id, visit.parent_id})
    withdrawn = step.operate(
        Operation(
            act=lambda stepper, window: stepper.send_again(window, visit.engine_id, gone, inner),
            rows=(*route.rows, *(row for row in known if not row.state.open)),
            done=task.engine_id,
            told="task_returned",
        )
    )
    voided = void_outcomes(step.session, step.instance, own | passed)
    tell_withdrawn(step, withdrawn)
    return {"withdrawn": name_tasks(withdrawn), "voided": voided, "actions": route.actions(since)}
