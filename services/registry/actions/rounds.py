"""Opinion rounds that were closed early."""

from sqlalchemy import select

from services.registry.models import MissingGiver
from services.registry.queries.submissions import load_submission
from services.registry.recording.lists import share_found
from workflows.context import NodeContext
from workflows.models import Candidate, Task
from workflows.registries import Action, Values
from workflows.rules.states import TaskState


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


NOTE_MISSING = Action(note_missing, frozenset({"submission", "kind"}))
