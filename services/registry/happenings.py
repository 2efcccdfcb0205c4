"""What happens to the register by itself: deadlines that pass, processes that are cancelled, results that change."""

from sqlalchemy import select

from services.registry.models import Determination, Disposition, RiskPoint, Submission
from services.registry.queries.submissions import load_lines
from services.registry.recording.consequences import note_consequence
from services.registry.recording.dispositions import close_set, settle_chain
from services.registry.recording.points import move_point
from services.registry.recording.proposals import propose_warning
from services.registry.rules.states import DispositionState, PointState, SubmissionState
from workflows.models import ProcessInstance, Vote
from workflows.queries.votes import list_results
from workflows.registries import Values
from workflows.rules.states import InstanceState
from workflows.work import Work


def propose_redo_warning(work: Work, payload: Values) -> None:
    """Propose a yellow warning for a redo that the unit has not handed on in time (R-DSP-6)."""
    submission = work.session.get_one(Submission, payload["submission"])
    if submission.state == SubmissionState.DRAFTING:
        propose_warning(work, submission, f"redo:{submission.public_id}")


def note_changed_results(work: Work, payload: Values) -> None:
    """An expert's vote was voided after the determination: note each point that must be determined anew (R-EXP-9)."""
    vote = work.session.get_one(Vote, payload["vote"])
    results = {each.ref: each.result for each in list_results(work.session, vote.id)}
    rows = work.session.execute(
        select(Determination, RiskPoint.public_id)
        .join(RiskPoint, RiskPoint.id == Determination.point_id)
        .where(Determination.instance_id == vote.instance_id, RiskPoint.public_id.in_(results))
    )
    for determination, ref in rows.all():
        if results[ref] != determination.expert_grade:
            submission = work.session.get_one(Submission, determination.submission_id)
            key = f"{determination.id}:{results[ref]}"
            note_consequence(work, submission, "redetermination", "R-EXP-9", key, point_id=determination.point_id)


def end_with_instance(work: Work, instance: ProcessInstance) -> None:
    """A cancelled process takes its set or its submission with it; what was determined before stays."""
    if instance.state != InstanceState.CANCELLED:
        return
    if "disposition" in instance.variables:
        _cancel_set(work, instance)
    else:
        _cancel_submission(work, instance)


def _cancel_set(work: Work, instance: ProcessInstance) -> None:
    found = work.session.scalar(
        select(Disposition).where(
            Disposition.public_id == instance.variables["disposition"], Disposition.state == DispositionState.OPEN
        )
    )
    if found is not None:
        close_set(work, found, DispositionState.CANCELLED)


def _cancel_submission(work: Work, instance: ProcessInstance) -> None:
    submission = work.session.scalar(select(Submission).where(Submission.public_id == instance.business_key))
    if submission is None:
        return
    if submission.state != SubmissionState.WITHDRAWN:
        submission.state = SubmissionState.CANCELLED
    _keep_set(work, submission)
    for line in load_lines(work.session, submission.id):
        if line.point.state in {PointState.DRAFT, PointState.PENDING}:
            move_point(line.point, PointState.CANCELLED)
    work.session.flush()
    settle_chain(work, submission.parent_id)


def _keep_set(work: Work, submission: Submission) -> None:
    """What a cancelled redo was to find anew waits for another start (R-DSP-5)."""
    source = work.session.scalar(select(Disposition).where(Disposition.redo_id == submission.id))
    if source is not None:
        source.state, source.redo_id = DispositionState.AWAITING, None
