"""Rounds that end early: opinions that were not waited for, a list that its unit asked back."""

from sqlalchemy import select

from bpmn.texts import N_
from services.registry.models import MissingGiver
from services.registry.queries.submissions import load_instance, load_submission
from services.registry.recording.lists import share_found
from services.registry.rules.states import WITHDRAWABLE, SubmissionState
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import Candidate, Task
from workflows.registries import Action, Values
from workflows.rules.states import TaskState
from workflows.running.chronicle import Fact
from workflows.running.outbox import announce
from workflows.running.steps import Step


def note_missing(context: NodeContext, inputs: Values) -> Values:
    """Write down who had not given an opinion: the tasks of this round that are being withdrawn now."""
    work = context.work
    submission = load_submission(work.session, context.instance.org_id, inputs["submission"])
    work.session.add_all(
        MissingGiver(
            submission_id=submission.id,
            stage=inputs["kind"],
            person_id=person_id,
            task_id=task_id,
            noted_at=work.at,
        )
        for task_id, person_id in _list_missing(context)
    )
    share_found(work, submission.id)
    return {}


def _list_missing(context: NodeContext) -> list[tuple[int, int]]:
    """Open tasks of the round, with the people whom they waited for."""
    rows = context.work.session.execute(
        select(Task.id, Candidate.person_id)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(
            Task.instance_id == context.instance.id,
            Task.process_key == context.process.id,
            Task.state == TaskState.OPEN,
        )
    )
    return [(task_id, person_id) for task_id, person_id in rows]


def withdraw_submission(context: NodeContext, inputs: Values) -> Values:
    """Give a list back to its unit: its process ends, unless the experts have begun meanwhile (domain §4.3)."""
    work = context.work
    submission = load_submission(work.session, context.instance.org_id, inputs["submission"])
    instance = load_instance(work.session, submission, lock=True)
    work.session.refresh(submission, with_for_update=True)
    if submission.state not in WITHDRAWABLE or submission.parent_id is not None:
        raise ConflictError(N_("专家评估已经开始，本轮报送不能撤回"))
    submission.state = SubmissionState.WITHDRAWN
    step = Step(work, instance)
    step.note(Fact("submission_withdrawn", actor_id=work.person_id, data={"by": context.instance.public_id}))
    step.cancel(context.instance.title)
    announce(work, [instance.started_by_id] if instance.started_by_id else [], "instance_cancelled", instance)
    step.finish()
    return {}


NOTE_MISSING = Action(note_missing, frozenset({"submission", "kind"}))
WITHDRAW_SUBMISSION = Action(withdraw_submission, frozenset({"submission"}))
