"""审签、受理: the leader signs what stands there, and the office accepts what holds (R-RET-1, R-RET-2)."""

from collections.abc import Sequence

from services.registry.models import Acceptance, Signature, SignedItem, Submission
from services.registry.queries.submissions import ListedPoint, digest_lines, load_lines, submission_of
from services.registry.recording.lists import is_last
from services.registry.recording.points import move_point
from services.registry.rules.forms import check_acceptance, refuse_all
from services.registry.rules.states import PointState, SubmissionState
from workflows.context import NodeContext
from workflows.registries import Handler, Submitted, Values


def sign_submission(context: NodeContext, submitted: Submitted) -> Values:
    """Take a leader's word, with the list, its removals and its tallies as they stood."""
    submission = submission_of(context)
    _sign(context, submission, submitted.outcome, load_lines(context.work.session, submission.id))
    if submitted.outcome == "return":
        _take_back(submission)
    elif is_last(context):
        submission.handed_in_at = context.work.at
    return {}


def _sign(context: NodeContext, submission: Submission, outcome: str, lines: Sequence[ListedPoint]) -> None:
    work = context.work
    signature = Signature(
        submission_id=submission.id,
        task_id=context.own_task.id,
        signer_id=work.person_id,
        outcome=outcome,
        list_digest=digest_lines(lines),
        signed_at=work.at,
    )
    work.session.add(signature)
    work.session.flush()
    work.session.add_all(
        SignedItem(
            signature_id=signature.id,
            item_id=line.item.id,
            version_id=line.version.id,
            removal_id=line.removal.id if line.removal else None,
            tally_id=line.tally.id if line.tally else None,
        )
        for line in lines
    )


def _take_back(submission: Submission) -> None:
    """The list is with the unit again."""
    submission.state, submission.handed_in_at = SubmissionState.DRAFTING, None


def accept_submission(context: NodeContext, submitted: Submitted) -> Values:
    """Accept a submission if all three checks hold, or return it."""
    submission, accepted = submission_of(context), submitted.outcome == "accept"
    refuse_all(check_acceptance(submitted.values) if accepted else [])
    _record_check(context, submission, accepted=accepted)
    if not accepted:
        _take_back(submission)
        return {}
    submission.state = SubmissionState.ACCEPTED
    for line in load_lines(context.work.session, submission.id):
        if line.removal is not None:
            move_point(line.point, PointState.CANCELLED)
        elif line.point.state == PointState.DRAFT:
            move_point(line.point, PointState.PENDING)
    return {}


def _record_check(context: NodeContext, submission: Submission, *, accepted: bool) -> None:
    work = context.work
    work.session.add(
        Acceptance(
            submission_id=submission.id,
            task_id=context.own_task.id,
            accepted=accepted,
            complete=accepted,
            without_duplicates=accepted,
            without_gaps=accepted,
            checked_by_id=work.person_id,
            checked_at=work.at,
        )
    )


SIGN_SUBMISSION = Handler(sign_submission)
ACCEPT_SUBMISSION = Handler(accept_submission)
