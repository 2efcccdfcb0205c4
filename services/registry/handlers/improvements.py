"""及时完善、限期整改: owners improve, the unit rectifies and reports, the office verifies (R-DSP-2, R-DSP-3)."""

from collections.abc import Sequence

from services.registry.handlers.contents import fill_words
from services.registry.models import Disposition, Improvement, RectificationReport, Verification
from services.registry.queries.dispositions import count_failures, disposition_of
from services.registry.queries.subjects import load_lines_of_set
from services.registry.queries.submissions import ListedPoint
from services.registry.recording.points import Writing, change_content
from services.registry.rules.forms import Row, check_covered, check_distinct, refuse_all, rows_of
from workflows.context import NodeContext
from workflows.registries import Handler, Submitted, Values

WORDS = ("title", "manifestation", "consequence")


def improve_points(context: NodeContext, submitted: Submitted) -> Values:
    """Take what the owner has improved."""
    _take(context, rows_of(submitted.values, "points"), "improve")
    return {}


def rectify_points(context: NodeContext, submitted: Submitted) -> Values:
    """Take the unit's report with everything that was rectified."""
    work = context.work
    disposition = _take(context, rows_of(submitted.values, "points"), "rectify")
    work.session.add(
        RectificationReport(
            disposition_id=disposition.id,
            causes=submitted.values["causes"],
            written_by_id=work.person_id,
            written_at=work.at,
        )
    )
    return {}


def _take(context: NodeContext, rows: Sequence[Row], kind: str) -> Disposition:
    """Write a version of each point; every point at hand must be answered."""
    work, disposition = context.work, disposition_of(context)
    lines = {line.ref: line for line in load_lines_of_set(context)}
    required = {ref: line.label for ref, line in lines.items()}
    refuse_all([*check_covered(rows, "points", "point", required), *check_distinct(rows, "points", "point")])
    for row in rows:
        _improve(context, disposition, lines[row["point"]], row, kind)
    work.session.flush()
    return disposition


def _improve(context: NodeContext, disposition: Disposition, line: ListedPoint, row: Row, kind: str) -> None:
    work = context.work
    writing = Writing(work.person_id, kind, row["note"])
    version = change_content(work, line.point, writing, **{name: row[name] for name in WORDS if row.get(name)})
    work.session.add(
        Improvement(
            disposition_id=disposition.id,
            point_id=line.point.id,
            task_id=context.own_task.id,
            kind=kind,
            version=version,
            note=row["note"],
            written_by_id=work.person_id,
            written_at=work.at,
        )
    )


def prefill_points(context: NodeContext) -> Values:
    """A row for each point at hand, with its present words."""
    keys = ("point", *WORDS)
    return {"points": [{key: fill_words(line)[key] for key in keys} for line in load_lines_of_set(context)]}


def verify_improvement(context: NodeContext, submitted: Submitted) -> Values:
    """Take the office's word, and count how often it was not content."""
    work, disposition = context.work, disposition_of(context)
    work.session.add(
        Verification(
            disposition_id=disposition.id,
            task_id=context.own_task.id,
            passed=submitted.outcome == "pass",
            verified_by_id=work.person_id,
            verified_at=work.at,
        )
    )
    work.session.flush()
    return {"failures": count_failures(work.session, disposition.id)}


IMPROVE_POINTS = Handler(improve_points, prefill_points)
RECTIFY_POINTS = Handler(rectify_points, prefill_points)
VERIFY_IMPROVEMENT = Handler(verify_improvement)
