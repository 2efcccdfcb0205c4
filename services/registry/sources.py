"""What forms choose from, and what bodies decide about."""

from collections.abc import Iterable, Mapping

from sqlalchemy import select

from services.registry.models import SelfCheck
from services.registry.queries.dispositions import find_set
from services.registry.queries.opinions import label_opinions, load_open_opinions
from services.registry.queries.points import list_owners
from services.registry.queries.powers import list_power_names, load_steps
from services.registry.queries.subjects import (
    load_foreign_lines,
    load_lines_at_hand,
    load_lines_of_set,
    load_own_lines,
)
from services.registry.queries.submissions import (
    ListedPoint,
    list_withdrawable,
    load_checks,
    load_failed,
    load_lines,
    load_listed,
    submission_of,
)
from services.registry.queries.votes import list_decided
from services.registry.rules.states import CheckState, SubmissionState
from services.registry.rules.words import CATEGORIES
from workflows.context import NodeContext
from workflows.models import Post
from workflows.queries.directory import list_unit_people, load_names
from workflows.registries import Item
from workflows.rules.relations import HEAD
from workflows.running.relations import require_unit, today

Options = Mapping[str, str]

# -- points -----------------------------------------------------------------------------------------


def _label(lines: Iterable[ListedPoint]) -> Options:
    return {line.ref: line.label for line in lines}


def list_own_points(context: NodeContext, _ref: str) -> Options:
    """In a redo: the points of one's post that are to be found anew."""
    return _label(load_own_lines(context))


def list_listed_points(context: NodeContext, _ref: str) -> Options:
    """Points on the list; those taken off can be put back by revising them."""
    lines = load_lines(context.work.session, submission_of(context).id)
    return {line.ref: f"{line.label}（已列入剔除清单，修改即恢复）" if line.removal else line.label for line in lines}


def list_opinion_points(context: NodeContext, _ref: str) -> Options:
    """Points on the list that are not one's own (R-OPN-2)."""
    return _label(load_foreign_lines(context))


def list_failed_points(context: NodeContext, _ref: str) -> Options:
    """Points that failed the ballot."""
    return _label(load_failed(context.work.session, submission_of(context).id))


def list_set_points(context: NodeContext, _ref: str) -> Options:
    """Points of a set: all, or those of the post at hand."""
    return _label(load_lines_of_set(context))


# -- what else forms choose from --------------------------------------------------------------------


def list_open_opinions(context: NodeContext, _ref: str) -> Options:
    """Opinions without an answer (R-OPN-1)."""
    session = context.work.session
    return label_opinions(session, load_open_opinions(session, submission_of(context).id))


def list_no_risk_checks(context: NodeContext, _ref: str) -> Options:
    """Declarations of 无风险点 that the head decides about: not his own (R-COI-2)."""
    session, submission = context.work.session, submission_of(context)
    heads = list_unit_people(session, submission.unit_id, HEAD, today(context))
    declared = load_checks(session, submission.id, CheckState.DECLARED)
    names = load_names(session, (check.person_id for check in declared if check.person_id))
    return {check.public_id: _label_check(context, check, names) for check in declared if check.person_id not in heads}


def _label_check(context: NodeContext, check: SelfCheck, names: Mapping[int, str]) -> str:
    post = context.work.session.get_one(Post, check.post_id)
    return f"{post.name} {names.get(check.person_id or 0, '')}".strip()


def list_powers(context: NodeContext, unit_code: str) -> Options:
    """Approved powers of a unit by code."""
    return list_power_names(context.work.session, require_unit(context, unit_code).id)


def list_flow_steps(context: NodeContext, unit_code: str) -> Options:
    """Their steps, as `W24.3`."""
    steps = load_steps(context.work.session, require_unit(context, unit_code).id)
    return {code: f"{code} {step.label}" for code, step in steps.items()}


def list_unit_posts(context: NodeContext, unit_code: str) -> Options:
    """Posts of a unit by code."""
    unit = require_unit(context, unit_code)
    rows = context.work.session.execute(select(Post.code, Post.name).where(Post.unit_id == unit.id).order_by(Post.code))
    return dict(rows.all())


def list_withdrawable_rounds(context: NodeContext, unit_code: str) -> Options:
    """Rounds that a unit may ask back."""
    unit = require_unit(context, unit_code)
    return {
        each.public_id: f"{each.cycle}年度 第{each.round}轮"
        for each in list_withdrawable(context.work.session, unit.id)
    }


# -- what bodies decide about -----------------------------------------------------------------------


def list_submission_items(context: NodeContext) -> list[Item]:
    """The points to be assessed: those of the set, else the whole list; an accepted submission is assessed from now."""
    submission, chosen = submission_of(context), find_set(context)
    if submission.state == SubmissionState.ACCEPTED:
        submission.state = SubmissionState.ASSESSING
    return _make_items(context, load_lines_at_hand(context, submission, chosen))


def list_meeting_items(context: NodeContext) -> list[Item]:
    """Those of them that this meeting has not yet decided: what did not pass comes back (R-GRP-6)."""
    decided = list_decided(context.work.session, context.instance.id, str(context.variables["meeting"]))
    lines = load_lines_at_hand(context, submission_of(context), find_set(context))
    return _make_items(context, [line for line in lines if line.ref not in decided])


def _make_items(context: NodeContext, lines: list[ListedPoint]) -> list[Item]:
    owners = list_owners(context.work.session, [line.point for line in lines], today(context))
    return [Item(line.ref, line.label, _describe(line), tuple(sorted(owners[line.point.id]))) for line in lines]


def list_ballot_items(context: NodeContext) -> list[Item]:
    """The listed points as summaries without people and posts (T-16)."""
    lines = load_listed(context.work.session, submission_of(context).id)
    return [Item(line.ref, line.version.title, _describe(line)) for line in lines]


def _describe(line: ListedPoint) -> str:
    """Power, step and category, how it shows and what may come of it."""
    head = f"{line.power.name} · {line.step.name}（{CATEGORIES[line.version.category]}）"
    return "\n".join(part for part in (head, line.version.manifestation, line.version.consequence) if part)
