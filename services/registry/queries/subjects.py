"""What a node is about, for the person at hand: the lines of his post, of others, of a set."""

from services.registry.models import Disposition, Submission
from services.registry.queries.dispositions import disposition_of, load_set_lines
from services.registry.queries.points import list_owners
from services.registry.queries.submissions import ListedPoint, load_listed, submission_of
from workflows.context import NodeContext
from workflows.running.relations import today


def person_at(context: NodeContext) -> int | None:
    """The person for whom a task was opened; where it was opened for nobody in particular, the asker."""
    person: int | None = context.each.get("person") or context.work.asker.person_id
    return person


def load_own_lines(context: NodeContext) -> list[ListedPoint]:
    """In a redo: the points of the post at hand that are to be found anew."""
    submission = submission_of(context)
    if submission.parent_id is None:
        return []
    lines = load_listed(context.work.session, submission.id)
    return [line for line in lines if line.point.post_id == context.each.get("post")]


def load_foreign_lines(context: NodeContext) -> list[ListedPoint]:
    """Listed points that are not the person's own: only about those he gives opinions (R-OPN-2)."""
    session, person = context.work.session, person_at(context)
    lines = load_listed(session, submission_of(context).id)
    owners = list_owners(session, [line.point for line in lines], today(context))
    return [line for line in lines if person not in owners[line.point.id]]


def load_lines_of_set(context: NodeContext) -> list[ListedPoint]:
    """The points of the set at hand; where the task was opened for a post, those of that post."""
    lines = load_set_lines(context.work.session, disposition_of(context))
    post = context.each.get("post")
    return [line for line in lines if post is None or line.point.post_id == post]


def load_lines_at_hand(
    context: NodeContext, submission: Submission, disposition: Disposition | None
) -> list[ListedPoint]:
    """The points that are decided about now: those of the set, else the whole list."""
    session = context.work.session
    return load_listed(session, submission.id) if disposition is None else load_set_lines(session, disposition)
