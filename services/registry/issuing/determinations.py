"""审定表 (T-17): issued when the results of a meeting are recorded (R-GRP-5)."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import select

from services.documents.issuing import issue_document
from services.documents.models import Document
from services.documents.templates.meetings import DeterminationRecord, Determined, write_determination
from services.registry.issuing.offices import describe_issue
from services.registry.models import Determination, Disposition, Submission
from services.registry.queries.subjects import load_lines_at_hand
from services.registry.queries.submissions import ListedPoint
from services.registry.rules.grades import BASICALLY, FAIRLY, GRADES, INACCURATE
from workflows.context import NodeContext
from workflows.models import Organisation, Unit
from workflows.queries.directory import list_role_people, load_names
from workflows.running.relations import today

TREATMENTS: Final[Mapping[str, str]] = {FAIRLY: "及时完善", BASICALLY: "限期整改", INACCURATE: "约谈后重新查找"}
"""What follows from a grade, as forms say it."""

COUNTS: Final = ("base", "present", "approve", "against", "abstain")


def issue_determination(
    context: NodeContext, submission: Submission, chosen: Disposition | None, meeting: str
) -> Document:
    """Issue the table of what a meeting determined about a list, or about one set of its points."""
    session = context.work.session
    unit = session.get_one(Unit, submission.unit_id)
    lines = load_lines_at_hand(context, submission, chosen)
    content = write_determination(_load_record(context, submission, unit, lines))
    title = f"{unit.name}{submission.cycle}年度第{submission.round}轮审定表"
    about = ("submission", f"{submission.public_id}:{meeting}")
    return issue_document(context.work, describe_issue(context, "T-17", title, submission, about), content, {})


def _load_record(
    context: NodeContext, submission: Submission, unit: Unit, lines: list[ListedPoint]
) -> DeterminationRecord:
    session, on = context.work.session, today(context)
    rows = session.scalars(
        select(Determination).where(Determination.instance_id == context.instance.id).order_by(Determination.id)
    )
    results = {row.point_id: row for row in rows}
    chairs = [person for person, _ in list_role_people(session, unit.org_id, ("group_chair",), on)]
    organisation = session.get_one(Organisation, unit.org_id)
    return DeterminationRecord(
        organisation=organisation.group_name or organisation.name,
        unit=unit.name,
        cycle=submission.cycle,
        round=submission.round,
        held_on=on,
        points=tuple(_describe(line, results[line.point.id]) for line in lines),
        chair=load_names(session, chairs).get(chairs[0], "") if chairs else "",
    )


def _describe(line: ListedPoint, row: Determination) -> Determined:
    found: Mapping[str, Any] = row.counts.get("meeting", {})
    return Determined(
        label=line.label,
        expert=GRADES.get(row.expert_grade, ""),
        result=GRADES[row.grade],
        reason=row.reason,
        **{name: int(found.get(name, 0)) for name in COUNTS},
        treatment=TREATMENTS.get(row.grade, "入库"),
    )
