"""谈话函询通知书 (T-19), 函询说明 (T-20E), 函询反馈函 (T-20): each for its own readers (domain §7.1)."""

from datetime import date, datetime

from services.documents.issuing import Parties, issue_document
from services.documents.kinds import Side
from services.documents.models import Document
from services.documents.templates.inquiries import (
    ExplanationRecord,
    FeedbackRecord,
    InquiryRecord,
    write_explanation,
    write_feedback,
    write_inquiry,
)
from services.warnings.models import Inquiry, InquiryLetter
from services.warnings.papers.offices import describe_discipline, describe_issue
from services.warnings.rules.inquiries import FIELDS
from workflows.context import NodeContext
from workflows.models import Organisation, Person, Unit
from workflows.rules.deadlines import ZONE, deadline_day
from workflows.running.restricted_texts import read_text

COPY = ("所在党组织主要负责人",)


def _parties(inquiry: Inquiry, head_id: int | None) -> Parties:
    people = {Side.SUBJECT: [inquiry.person_id], Side.HANDLER: [head_id] if head_id else []}
    return people | {Side.APPROVER: [inquiry.approver_id] if inquiry.approver_id else []}


def _name(context: NodeContext, inquiry: Inquiry) -> tuple[str, str]:
    """The person, and his party organisation as letters call it."""
    session = context.work.session
    unit = session.get(Unit, inquiry.unit_id) if inquiry.unit_id else None
    return session.get_one(Person, inquiry.person_id).name, f"{unit.name if unit else '本单位'}党组织"


def issue_letter(context: NodeContext, inquiry: Inquiry, letter: InquiryLetter, *, unanswered: bool) -> Document:
    """T-19, with a copy to the head of the party organisation where he is not concerned."""
    person, organisation = _name(context, inquiry)
    record = InquiryRecord(
        office=describe_discipline(context, COPY if inquiry.head_id else ()),
        person=person,
        organisation=organisation,
        matter_field=FIELDS[inquiry.field],
        due=deadline_day(letter.due_at),
        head_signs=inquiry.head_id is not None,
        again=letter.round > 1,
        unanswered=unanswered,
    )
    issue = describe_issue(context, "T-19", "谈话函询通知书", ("inquiry_letter", letter.public_id), None)
    return issue_document(context.work, issue, write_inquiry(record), _parties(inquiry, inquiry.head_id))


def issue_explanation(context: NodeContext, inquiry: Inquiry, letter: InquiryLetter) -> Document:
    """T-20E: first as the person wrote it, then as the head has signed it; whoever does not sign does not read it."""
    session = context.work.session
    person, organisation = _name(context, inquiry)
    signer = session.get(Person, letter.signed_by_id) if letter.signed_by_id else None
    record = ExplanationRecord(
        organisation=session.get_one(Organisation, inquiry.org_id).name,
        person=person,
        unit=organisation,
        letter_number=letter.number,
        explanation=read_text(context.work, letter.explanation_id, "inquiry.explanation"),
        replied_on=_day(letter.replied_at or context.work.at),
        late_days=letter.late_days,
        signer=signer.name if signer else "",
        opinion=read_text(context.work, letter.opinion_id, "inquiry.opinion"),
        signed_on=_day(letter.signed_at) if letter.signed_at else None,
        unsigned="由本人直接回复" if letter.direct else "",
    )
    issue = describe_issue(context, "T-20E", "函询说明", ("inquiry_letter", letter.public_id), None)
    return issue_document(context.work, issue, write_explanation(record), _parties(inquiry, letter.signed_by_id))


def _day(at: datetime) -> date:
    return at.astimezone(ZONE).date()


def issue_feedback(context: NodeContext, inquiry: Inquiry, letter: InquiryLetter) -> Document:
    """T-20: how it ended, without a word on where it came from (R-INQ-2, R-CMP-6)."""
    person, organisation = _name(context, inquiry)
    record = FeedbackRecord(
        office=describe_discipline(context),
        person=person,
        organisation=organisation,
        matter_field=FIELDS[inquiry.field],
        letter_number=letter.number,
        replied_on=_day(letter.replied_at or context.work.at),
        conclusion=read_text(context.work, inquiry.conclusion_id, "inquiry.conclusion"),
    )
    issue = describe_issue(context, "T-20", "函询反馈函", ("inquiry", inquiry.public_id), None)
    return issue_document(context.work, issue, write_feedback(record), _parties(inquiry, inquiry.head_id))
