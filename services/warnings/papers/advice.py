"""纪检监察建议书 (T-21) and the unit's answer (T-21R)."""

from datetime import datetime

from services.documents.issuing import issue_document
from services.documents.kinds import Side
from services.documents.models import Document
from services.documents.templates.notices import AdviceRecord, write_advice
from services.documents.templates.reports import AdviceReplyRecord, write_advice_reply
from services.warnings.models import SupervisionAdvice
from services.warnings.papers.offices import describe_discipline, describe_issue
from workflows.context import NodeContext
from workflows.models import Organisation, Person, Unit
from workflows.rules.deadlines import ZONE, deadline_day
from workflows.running.restricted_texts import read_text


def _items(text: str) -> tuple[str, ...]:
    """A text line by line, without empty lines."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def issue_advice_letter(context: NodeContext, advice: SupervisionAdvice, due_at: datetime) -> Document:
    """T-21: problems and advice, item by item."""
    work, unit = context.work, context.work.session.get_one(Unit, advice.unit_id)
    record = AdviceRecord(
        office=describe_discipline(context),
        unit=unit.name,
        problems=_items(read_text(work, advice.problems_id, "advice.problems")),
        advice=_items(read_text(work, advice.advice_id, "advice.advice")),
        due=deadline_day(due_at),
    )
    issue = describe_issue(context, "T-21", f"{unit.name}纪检监察建议书", ("advice", advice.public_id), unit.id)
    return issue_document(work, issue, write_advice(record), {Side.APPROVER: [advice.approver_id or 0]})


def issue_answer(context: NodeContext, advice: SupervisionAdvice) -> Document:
    """T-21R: what the unit answers, signed by its head."""
    work, session = context.work, context.work.session
    unit, replied_at = session.get_one(Unit, advice.unit_id), advice.replied_at or context.work.at
    record = AdviceReplyRecord(
        organisation=session.get_one(Organisation, advice.org_id).name,
        unit=unit.name,
        answered=advice.number,
        adopts=advice.stance == "adopt",
        text=read_text(work, advice.answer_id, "advice.answer"),
        head=session.get_one(Person, advice.replied_by_id).name,
        day=replied_at.astimezone(ZONE).date(),
        late_days=advice.late_days,
    )
    issue = describe_issue(context, "T-21R", f"{unit.name}建议书回告", ("advice", advice.public_id), unit.id)
    return issue_document(work, issue, write_advice_reply(record), {})
