"""Writing sets: opening one for each grade, closing it, and ending the chain of rounds when nothing is left."""

from collections.abc import Sequence

from services.registry.models import Disposition, DispositionPoint, Submission
from services.registry.queries.dispositions import is_settled
from services.registry.rules.states import DispositionState, SubmissionState
from workflows.work import Work


def open_set(
    work: Work, submission: Submission, grade: str, points: Sequence[int], parent: Disposition | None
) -> Disposition:
    """Make a set of the points that got the same grade."""
    made = Disposition(
        org_id=submission.org_id,
        submission_id=submission.id,
        parent_id=parent.id if parent else None,
        grade=grade,
        state=DispositionState.OPEN,
        opened_at=work.at,
    )
    work.session.add(made)
    work.session.flush()
    add_to_set(work, made, points)
    return made


def add_to_set(work: Work, disposition: Disposition, points: Sequence[int]) -> None:
    """Put points into a set."""
    work.session.add_all(DispositionPoint(disposition_id=disposition.id, point_id=point) for point in points)
    work.session.flush()


def close_set(work: Work, disposition: Disposition, state: DispositionState) -> None:
    """End a set, and with the last one what it belongs to."""
    disposition.state, disposition.closed_at = state, work.at
    work.session.flush()
    settle_chain(work, disposition.submission_id)


def settle_chain(work: Work, submission_id: int | None) -> None:
    """A submission is done when no set of it is open and no round after it runs; then look at the round before it."""
    while submission_id is not None:
        submission = work.session.get_one(Submission, submission_id, with_for_update=True)
        if not is_settled(work.session, submission_id):
            submission.state = SubmissionState.DISPOSING
            return
        submission.state = SubmissionState.DONE
        work.session.flush()
        submission_id = submission.parent_id
