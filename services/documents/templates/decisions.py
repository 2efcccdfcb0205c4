"""责任追究决定书 (T-12): what a collective decision says, with the way of redress (R-ACC-3)."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Official, Paragraph
from services.documents.numbering import format_date
from services.documents.templates.offices import Letter, Office, end_sentence, list_items, write_official


@dataclass(frozen=True)
class AccountabilityRecord:
    """What T-12 is made of."""

    office: Office
    subject: str
    facts: str
    evidence: str
    hearing: str
    """What the person said in his defence, and what of it was accepted (R-ACC-2)."""
    rules: str
    meeting: str
    decided_on: date
    forms: tuple[str, ...]
    execution: str
    appeal_to: str
    appeal_due: date


def write_accountability(record: AccountabilityRecord) -> Official:
    """T-12 责任追究决定书; without a record of the hearing there is none (R-ACC-2)."""
    if not record.hearing.strip():
        raise ValueError("a decision needs the record of the hearing")
    body = (
        Paragraph(f"现对{record.subject}作出责任追究决定如下："),
        Paragraph("查明的事实", 1),
        Paragraph(end_sentence(record.facts)),
        Paragraph("证据概述", 1),
        Paragraph(end_sentence(record.evidence)),
        Paragraph("陈述和申辩", 1),
        Paragraph(end_sentence(record.hearing)),
        Paragraph("依据和决定", 1),
        Paragraph(
            f"依据{record.rules.rstrip('。')}，经{format_date(record.decided_on)}{record.meeting}集体研究，决定："
        ),
        *list_items(tuple(map(end_sentence, record.forms))),
        Paragraph("执行要求", 1),
        Paragraph(end_sentence(record.execution)),
        Paragraph("申诉途径和期限", 1),
        Paragraph(
            f"对本决定不服的，可以在{format_date(record.appeal_due)}前向{record.appeal_to}书面申诉。"
            "申诉期间不停止决定的执行，不因申诉加重处理。"
        ),
    )
    return write_official(record.office, Letter("责任追究决定书", record.subject, body, ("送达回证",)))
