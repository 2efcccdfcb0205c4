"""The panel `own_post`: one's post with its duties and powers, and the points that it has already."""

from dataclasses import dataclass

from sqlalchemy import select

from services.registry.models import SelfCheck
from services.registry.panels.lines import LineCard, show_lines
from services.registry.queries.powers import PowerCard, list_powers
from services.registry.queries.register import PointCard, PointFilter, list_register
from services.registry.queries.standing import load_standing
from services.registry.queries.submissions import load_listed, submission_of
from services.registry.rules.states import CheckState
from workflows.context import NodeContext
from workflows.models import Post, Unit
from workflows.queries.paging import Window
from workflows.registries import Panel

MOST = 50


@dataclass(frozen=True)
class OwnPostPage:
    """A post as its holder needs it to look for risks."""

    post: str
    post_name: str
    duties: tuple[str, ...]
    unit_name: str
    round: int
    powers: tuple[PowerCard, ...]
    listed: tuple[LineCard, ...]
    """Points of this round at this post."""
    known: tuple[PointCard, ...]
    """Points of the post in the register."""
    refused_reason: str
    """What was declared as 无风险点 and not accepted."""


def show_own_post(context: NodeContext) -> OwnPostPage | None:
    """The post at hand; nothing where the task was opened for no post."""
    post_id = context.each.get("post")
    if post_id is None:
        return None
    work, submission = context.work, submission_of(context)
    post = work.session.get_one(Post, post_id)
    unit = work.session.get_one(Unit, submission.unit_id)
    standing = load_standing(work, unit.id)
    lines = [line for line in load_listed(work.session, submission.id) if line.point.post_id == post_id]
    return OwnPostPage(
        post=post.code,
        post_name=post.name,
        duties=tuple(post.duties),
        unit_name=unit.name,
        round=submission.round,
        powers=tuple(list_powers(work.session, unit.id)),
        listed=show_lines(work, lines, standing, handed_in=submission.handed_in_at is not None),
        known=tuple(list_register(work, PointFilter(post=post.code, window=Window(MOST))).items),
        refused_reason=_refused(context, submission.id) if standing.inside else "",
    )


def _refused(context: NodeContext, submission_id: int) -> str:
    reason = context.work.session.scalar(
        select(SelfCheck.reason).where(
            SelfCheck.submission_id == submission_id,
            SelfCheck.post_id == context.each["post"],
            SelfCheck.state == CheckState.REJECTED,
        )
    )
    return reason or ""


OWN_POST = Panel(show_own_post)
