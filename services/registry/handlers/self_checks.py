"""自己找: every post holder finds points, or declares 无风险点 with a reason (R-SELF-1, R-SELF-2)."""

from collections.abc import Sequence

from sqlalchemy import func, select, update

from bpmn.texts import N_
from services.registry.handlers.contents import fill_row, read_content
from services.registry.models import SelfCheck, Submission
from services.registry.queries.powers import load_steps
from services.registry.queries.subjects import load_own_lines
from services.registry.queries.submissions import ListedPoint, submission_of
from services.registry.recording.lists import share_if_last
from services.registry.recording.points import Find, Writing, add_points, write_version
from services.registry.rules.forms import Row, check_covered, check_distinct, check_points, problem, refuse_all, rows_of
from services.registry.rules.states import CheckState
from workflows.context import NodeContext
from workflows.registries import Handler, Submitted, Values


def take_self_check(context: NodeContext, submitted: Submitted) -> Values:
    """Take what somebody found at his post."""
    submission, own = submission_of(context), load_own_lines(context)
    rows = rows_of(submitted.values, "points")
    if submitted.outcome == "no_risk":
        _check_declaration(own)
    else:
        _check_rows(rows, own)
    _record(context, submission, submitted)
    _write(context, submission, rows, own)
    share_if_last(context, submission.id)
    return {}


def _check_declaration(own: Sequence[ListedPoint]) -> None:
    """A point that was found inaccurate cannot be declared away."""
    text = N_("重新查找的风险点不能以“无风险点”答复；确需剔除的，请在汇总时列入剔除清单并写明理由")
    refuse_all([problem("outcome", "points-to-redo", text)] if own else [])


def _check_rows(rows: Sequence[Row], own: Sequence[ListedPoint]) -> None:
    """A redo answers every point of the post that was found inaccurate."""
    required = {line.ref: line.label for line in own}
    refuse_all(
        [
            *check_points(rows, "points"),
            *check_distinct(rows, "points", "point"),
            *check_covered(rows, "points", "point", required),
        ]
    )


def _record(context: NodeContext, submission: Submission, submitted: Submitted) -> None:
    """Write down that and how the holder has answered; an answer that was rejected is superseded."""
    session, member = context.work.session, context.each
    mine = (SelfCheck.submission_id == submission.id) & (SelfCheck.post_id == member["post"])
    session.execute(
        update(SelfCheck).where(mine, SelfCheck.state == CheckState.REJECTED).values(state=CheckState.SUPERSEDED)
    )
    before = session.scalar(select(func.max(SelfCheck.attempt)).where(mine, SelfCheck.person_id == member["person"]))
    found = submitted.outcome == "found"
    session.add(
        SelfCheck(
            submission_id=submission.id,
            post_id=member["post"],
            person_id=member["person"],
            attempt=(before or 0) + 1,
            state=CheckState.FOUND if found else CheckState.DECLARED,
            reason="" if found else submitted.values["no_risk_reason"],
            task_id=context.own_task.id,
            answered_at=context.work.at,
        )
    )


def _write(context: NodeContext, submission: Submission, rows: Sequence[Row], own: Sequence[ListedPoint]) -> None:
    """New points, and in a redo new versions of those that are found anew."""
    work, steps = context.work, load_steps(context.work.session, submission.unit_id)
    writing = Writing(work.person_id, "self_check")
    known = {line.ref: line.point for line in own}
    for row in rows:
        if row.get("point"):
            write_version(work, known[row["point"]], read_content(row, steps), writing)
    finds = [
        Find(context.each["post"], context.each["person"], "SELF", read_content(row, steps))
        for row in rows
        if not row.get("point")
    ]
    add_points(work, submission, finds, writing)


def prefill_self_check(context: NodeContext) -> Values:
    """In a redo: the points to be found anew, as they stand."""
    rows = [fill_row(line) for line in load_own_lines(context)]
    return {"points": rows} if rows else {}


SELF_CHECK = Handler(take_self_check, prefill_self_check)
