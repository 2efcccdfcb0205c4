"""群众帮: what failed the ballot is revised or justified, never passed over (R-MASS-6)."""

from collections.abc import Sequence

from bpmn.texts import N_
from services.registry.handlers.contents import fill_words
from services.registry.models import ItemTally
from services.registry.queries.submissions import ListedPoint, digest_lines, load_failed, load_lines, submission_of
from services.registry.recording.points import Writing, change_content
from services.registry.rules.forms import (
    Row,
    check_covered,
    check_distinct,
    check_failed,
    problem,
    refuse_all,
    rows_of,
)
from workflows.context import NodeContext
from workflows.registries import Handler, Submitted, Values

WORDS = ("title", "manifestation")


def revise_failed(context: NodeContext, submitted: Submitted) -> Values:
    """Take the unit's answer to each item that failed; the list as changed needs no other ballot for this."""
    session, submission = context.work.session, submission_of(context)
    failed = load_failed(session, submission.id)
    rows = rows_of(submitted.values, "items")
    required = {line.ref: line.label for line in failed}
    refuse_all(
        [
            *check_covered(rows, "items", "point", required),
            *check_distinct(rows, "items", "point"),
            *check_failed(rows),
        ]
    )
    _answer(context, failed, rows)
    session.flush()
    submission.ballot_digest = submission.list_digest = digest_lines(load_lines(session, submission.id))
    return {}


def _answer(context: NodeContext, failed: Sequence[ListedPoint], rows: Sequence[Row]) -> None:
    lines = {line.ref: line for line in failed}
    for at, row in enumerate(rows):
        line = lines[row["point"]]
        tally = _tally_of(line)
        tally.action = row["action"]
        if row["action"] == "justify":
            tally.justification = row["justification"]
            continue
        words = {name: row[name] for name in WORDS if row.get(name)}
        before = line.point.version
        if change_content(context.work, line.point, Writing(context.work.person_id, "ballot"), **words) == before:
            refuse_all([problem(f"items.{at}.title", "unchanged", N_("内容没有变化，请修改或者书面说明"))])


def _tally_of(line: ListedPoint) -> ItemTally:
    if line.tally is None:
        raise LookupError(line.ref)
    return line.tally


def prefill_failed(context: NodeContext) -> Values:
    """A row for each item that failed, with its present words."""
    lines = load_failed(context.work.session, submission_of(context).id)
    keys = ("point", *WORDS)
    return {"items": [{key: fill_words(line)[key] for key in keys} for line in lines]}


REVISE_FAILED = Handler(revise_failed, prefill_failed)
