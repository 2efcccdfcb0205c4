"""同事点、领导提: opinions on points that are not one's own, and points that others have not seen (R-OPN-2)."""

from sqlalchemy import select

from services.registry.handlers.contents import read_content
from services.registry.models import Opinion, Submission
from services.registry.queries.points import load_holders
from services.registry.queries.powers import load_steps
from services.registry.queries.subjects import load_foreign_lines
from services.registry.queries.submissions import submission_of
from services.registry.recording.lists import share_if_last
from services.registry.recording.points import Find, Writing, add_points
from services.registry.rules.forms import check_distinct, check_points, refuse_all, rows_of
from services.registry.rules.words import STAGES
from workflows.context import NodeContext
from workflows.models import Post
from workflows.registries import Handler, Submitted, Values
from workflows.running.relations import today


def take_opinions(context: NodeContext, submitted: Submitted) -> Values:
    """Take what somebody says about others' points, and the points that he adds."""
    submission = submission_of(context)
    given, new = rows_of(submitted.values, "opinions"), rows_of(submitted.values, "new_points")
    refuse_all([*check_distinct(given, "opinions", "point"), *check_points(new, "new_points")])
    _add_opinions(context, submission, submitted)
    _add_points(context, submission, submitted)
    share_if_last(context, submission.id)
    return {}


def _add_opinions(context: NodeContext, submission: Submission, submitted: Submitted) -> None:
    work = context.work
    points = {line.ref: line.point.id for line in load_foreign_lines(context)}
    work.session.add_all(
        Opinion(
            submission_id=submission.id,
            point_id=points[row["point"]],
            stage=context.variables["kind"],
            kind=row["kind"],
            text=row.get("text", ""),
            author_id=work.person_id,
            task_id=context.own_task.id,
            given_at=work.at,
        )
        for row in rows_of(submitted.values, "opinions")
    )


def _add_points(context: NodeContext, submission: Submission, submitted: Submitted) -> None:
    """Points found by somebody else belong to who holds their post."""
    work, rows = context.work, rows_of(submitted.values, "new_points")
    posts = dict(work.session.execute(select(Post.code, Post.id).where(Post.unit_id == submission.unit_id)).all())
    holders = load_holders(work.session, posts.values(), today(context))
    steps = load_steps(work.session, submission.unit_id)
    finds = []
    for row in rows:
        post_id = posts[row["post"]]
        owner = holders[post_id][0].person_id if holders[post_id] else None
        finds.append(Find(post_id, owner, STAGES[context.variables["kind"]], read_content(row, steps)))
    add_points(work, submission, finds, Writing(work.person_id, "opinion"))


GIVE_OPINIONS = Handler(take_opinions)
