"""组织审: both grades are kept, and every point goes the way of the determined one (R-GRP-5, R-DSP-1, R-DSP-7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select

from bpmn.texts import N_
from services.registry.issuing.determinations import issue_determination
from services.registry.models import Determination, Disposition, RiskPoint, Submission
from services.registry.queries.dispositions import find_joinable, find_set
from services.registry.queries.subjects import load_lines_at_hand
from services.registry.queries.submissions import load_submission
from services.registry.queries.votes import Judged, load_judged
from services.registry.recording.dispositions import add_to_set, close_set, open_set, settle_chain
from services.registry.recording.points import settle_point
from services.registry.rules.grades import (
    BASICALLY,
    FAIRLY,
    GRADES,
    INACCURATE,
    check_difference,
    rectify_rule,
    split_grades,
)
from services.registry.rules.states import DispositionState, PointState, SubmissionState
from workflows.context import NodeContext
from workflows.errors import ConflictError
from workflows.models import Unit
from workflows.registries import Action, Values
from workflows.running.starting import Start, start_instance
from workflows.work import Work

STATES: Final[Mapping[str, PointState]] = {
    FAIRLY: PointState.RECTIFYING,
    BASICALLY: PointState.RECTIFYING,
    INACCURATE: PointState.REDOING,
}
"""Where a grade leads a point; the accurate ones enter the register."""


@dataclass(frozen=True)
class Matter:
    """What is determined: the list of a submission, or one set of its points."""

    context: NodeContext
    submission: Submission
    chosen: Disposition | None

    @property
    def work(self) -> Work:
        """The command at work."""
        return self.context.work


def _load_matter(context: NodeContext, inputs: Values) -> Matter:
    submission = load_submission(context.work.session, context.instance.org_id, inputs["submission"])
    return Matter(context, submission, find_set(context))


def record_determination(context: NodeContext, inputs: Values) -> Values:
    """Keep what the meeting determined about each point, beside what the experts had said."""
    matter = _load_matter(context, inputs)
    judged = load_judged(context.work.session, context.instance.id, inputs["meeting"])
    for line in load_lines_at_hand(context, matter.submission, matter.chosen):
        if line.ref not in judged:
            raise ConflictError(N_("%(point)s 尚未审定"), point=line.label)
        _determine(matter, line.point, judged[line.ref], inputs["meeting"])
    if matter.chosen is None:
        matter.submission.state = SubmissionState.DETERMINED
    context.work.session.flush()
    issue_determination(context, matter.submission, matter.chosen, inputs["meeting"])
    return {}


def _determine(matter: Matter, point: RiskPoint, judged: Judged, meeting: str) -> None:
    expert = judged.expert_grade or point.expert_grade
    check_difference(expert, judged.grade, judged.reason)
    rectify_rule(judged.rectify_days)
    matter.work.session.add(
        Determination(
            submission_id=matter.submission.id,
            disposition_id=matter.chosen.id if matter.chosen else None,
            point_id=point.id,
            version=point.version,
            instance_id=matter.context.instance.id,
            meeting_ref=meeting,
            expert_grade=expert,
            grade=judged.grade,
            reason=judged.reason,
            counts=judged.counts,
            rectify_days=judged.rectify_days,
            determined_at=matter.work.at,
        )
    )
    point.expert_grade, point.determined_grade = expert, judged.grade
    point.rounds_failed += judged.grade == INACCURATE


def split_results(context: NodeContext, inputs: Values) -> Values:
    """Let every point go its way; each grade other than 准确 gets a process of its own (R-DSP-7)."""
    matter, results = _load_matter(context, inputs), _load_results(context)
    if matter.chosen is not None:
        close_set(context.work, matter.chosen, DispositionState.SPLIT)
    passed, sets = split_grades({point: result.grade for point, result in results.items()})
    for point_id in passed:
        settle_point(context.work.session.get_one(RiskPoint, point_id), PointState.DETERMINED)
    for grade, members in sets.items():
        _dispose(matter, grade, [results[point] for point in members], inputs["panel"])
    settle_chain(context.work, matter.submission.id)
    return {}


def _load_results(context: NodeContext) -> dict[int, Determination]:
    """The determinations of this process, by point; the latest counts."""
    rows = context.work.session.scalars(
        select(Determination).where(Determination.instance_id == context.instance.id).order_by(Determination.id)
    )
    return {row.point_id: row for row in rows}


def _dispose(matter: Matter, grade: str, results: Sequence[Determination], panel: str) -> None:
    """Start the process of a set; points join a set whose talk has not been held (R-DSP-4)."""
    work, submission = matter.work, matter.submission
    points = [work.session.get_one(RiskPoint, result.point_id) for result in results]
    for point in points:
        settle_point(point, STATES[grade])
    members = [point.id for point in points]
    joinable = find_joinable(work.session, submission.id, grade) if grade == INACCURATE else None
    if joinable is not None:
        add_to_set(work, joinable, members)
        return
    made = open_set(work, submission, grade, members, matter.chosen)
    days = [result.rectify_days for result in results if result.rectify_days]
    values = {
        "panel": panel,
        "rectify_due": rectify_rule(max(days, default=None)),
        "failed_rounds": max(point.rounds_failed for point in points),
    }
    _start(matter, made, values)


def _start(matter: Matter, made: Disposition, values: Values) -> None:
    work, submission = matter.work, matter.submission
    unit = work.session.get_one(Unit, submission.unit_id)
    given = {
        "submission": submission.public_id,
        "disposition": made.public_id,
        "grade": made.grade,
        "recheck": matter.context.parameters.value("disposition.after_rectify"),
        **values,
    }
    start = Start("disposition", unit, given, matter.context.instance, kind="disposition")
    step = start_instance(work, submission.org_id, start)
    step.instance.business_key = made.public_id
    step.instance.title = f"{unit.name} {GRADES[made.grade]}风险点处置（{submission.cycle}年度 第{submission.round}轮）"
    step.finish()


RECORD_DETERMINATION = Action(record_determination, frozenset({"submission", "meeting"}))
SPLIT_RESULTS = Action(split_results, frozenset({"submission", "panel"}))
