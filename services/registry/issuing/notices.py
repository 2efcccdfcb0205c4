"""限期整改通知书 (T-07): issued when a rectification begins (R-DSP-3)."""

from datetime import datetime

from services.documents.issuing import issue_document
from services.documents.models import Document
from services.documents.templates.notices import FoundPoint, RectificationRecord, write_rectification
from services.registry.issuing.offices import describe_issue, describe_office, load_latest
from services.registry.models import Disposition, Submission
from services.registry.queries.dispositions import load_set_lines
from services.registry.rules.grades import BASICALLY, GRADES
from workflows.context import NodeContext
from workflows.models import Organisation, Unit
from workflows.rules.deadlines import deadline_day


def issue_rectification(context: NodeContext, disposition: Disposition, due_at: datetime) -> Document:
    """Issue the notice of a set, with what was determined about each of its points."""
    session = context.work.session
    submission = session.get_one(Submission, disposition.submission_id)
    unit = session.get_one(Unit, submission.unit_id)
    record = _load_record(context, disposition, unit, due_at)
    title = f"{unit.name}{submission.cycle}年度第{submission.round}轮限期整改通知书"
    issue = describe_issue(context, "T-07", title, submission, ("disposition", disposition.public_id))
    return issue_document(context.work, issue, write_rectification(record), {})


def _load_record(context: NodeContext, disposition: Disposition, unit: Unit, due_at: datetime) -> RectificationRecord:
    session = context.work.session
    submission = session.get_one(Submission, disposition.submission_id)
    lines = load_set_lines(session, disposition)
    latest = load_latest(session, disposition, lines)
    return RectificationRecord(
        office=describe_office(context, unit),
        unit=unit.name,
        cycle=submission.cycle,
        round=submission.round,
        grade=GRADES[BASICALLY if disposition.downgraded_at else disposition.grade],
        points=tuple(FoundPoint(line.label, latest[line.point.id].reason) for line in lines),
        due=deadline_day(due_at),
        group=session.get_one(Organisation, unit.org_id).group_name,
    )
