"""Letters to a person by way of his party organisation (T-19, T-20), and his reply (T-20E 函询说明).

They name the field of a matter only, never a report, its time, its place or its source (R-INQ-1, R-CMP-6): the records
have no room for them.
"""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Entries, Entry, Form, Official, Paragraph, Prose, Signatures
from services.documents.numbering import format_date
from services.documents.templates.offices import Letter, Office, end_sentence, write_official


@dataclass(frozen=True)
class InquiryRecord:
    """What T-19 is made of."""

    office: Office
    person: str
    organisation: str
    """The person's party organisation."""
    matter_field: str
    due: date
    head_signs: bool
    """The head of the party organisation signs the reply; not where the person is that head (R-INQ-1)."""
    again: bool = False
    unanswered: bool = False
    """Whether another letter goes out because no reply came."""


def write_inquiry(record: InquiryRecord) -> Official:
    """T-19 谈话函询通知书."""
    signing = (
        "书面说明由所在党组织主要负责人签署意见后回复。" if record.head_signs else "书面说明由本人签名后直接回复。"
    )
    earlier = "前次函询逾期未收到你的说明" if record.unanswered else "前次函询的说明尚不清楚"
    second = f"{earlier}，现再次函询。" if record.again else ""
    body = (
        Paragraph(
            f"{second}现就关于你在{record.matter_field}方面的反映向你函询。"
            f"请实事求是地作出书面说明，于{format_date(record.due)}前（收到本函之日起15个工作日内）回复。{signing}"
        ),
        Paragraph("请对说明的真实性负责，不得打听、追查反映的来源。"),
    )
    addressee = f"{record.person}同志（经{record.organisation}转）"
    return write_official(record.office, Letter("谈话函询通知书", addressee, body))


@dataclass(frozen=True)
class ExplanationRecord:
    """What T-20E is made of: the person's reply, and what the head of his party organisation says to it (R-INQ-1)."""

    organisation: str
    person: str
    unit: str
    letter_number: str
    explanation: str
    replied_on: date
    late_days: int = 0
    signer: str = ""
    opinion: str = ""
    signed_on: date | None = None
    unsigned: str = ""
    """Why nobody signed it."""


def write_explanation(record: ExplanationRecord) -> Form:
    """T-20E 函询说明, with the opinion of the head of the party organisation."""
    late = f"（逾期{record.late_days}个工作日）" if record.late_days else ""
    signed = format_date(record.signed_on) if record.signed_on else ""
    return Form(
        title="函询说明",
        unit=f"单位：{record.organisation}",
        blocks=(
            Entries((Entry("姓名", record.person), Entry("所在单位", record.unit))),
            Entries(
                (Entry("函询文号", record.letter_number), Entry("回复日期", format_date(record.replied_on) + late))
            ),
            Prose("本人说明", record.explanation),
            Prose("所在党组织\n主要负责人\n意见", record.opinion or record.unsigned),
            Signatures(
                (
                    Entry("本人签名：", f"{record.person}\n{format_date(record.replied_on)}"),
                    Entry("党组织主要负责人签名：", f"{record.signer}\n{signed}".strip()),
                )
            ),
        ),
    )


@dataclass(frozen=True)
class FeedbackRecord:
    """What T-20 is made of: how an inquiry ended."""

    office: Office
    person: str
    organisation: str
    matter_field: str
    letter_number: str
    replied_on: date
    conclusion: str


def write_feedback(record: FeedbackRecord) -> Official:
    """T-20 函询反馈函."""
    body = (
        Paragraph(
            f"你于{format_date(record.replied_on)}就{record.letter_number}所询{record.matter_field}方面问题作出的书面说明收悉。"
            "经研究，现将结论反馈如下："
        ),
        Paragraph(end_sentence(record.conclusion)),
        Paragraph("本函存入廉政档案。"),
    )
    addressee = f"{record.person}同志（经{record.organisation}转）"
    return write_official(record.office, Letter("函询反馈函", addressee, body))


@dataclass(frozen=True)
class ReceptionRecord:
    """What T-26 is made of: that something was taken in, or how it ended, for whoever handed it in (R-CMP-3)."""

    office: Office
    recipient: str
    case_number: str
    received_on: date
    accepted: bool
    due: date
    result: str = ""
    """Empty while it is handled: then the letter is the 受理告知书, else the 办结反馈函."""
    redress: str = ""


def write_reception(record: ReceptionRecord) -> Official:
    """T-26 受理告知书, or 办结反馈函 once there is a result."""
    intake = f"你于{format_date(record.received_on)}提交的事项已收悉，编号{record.case_number}。"
    if record.result:
        body = [Paragraph(f"{intake}现已办结，结果反馈如下："), Paragraph(end_sentence(record.result))]
    elif record.accepted:
        body = [Paragraph(f"{intake}经审核予以受理，将于{format_date(record.due)}前办理。")]
    else:
        body = [Paragraph(f"{intake}经审核不属于本单位受理范围，不予受理。")]
    redress = [Paragraph(f"申诉途径：{end_sentence(record.redress)}")] if record.redress else []
    title = "办结反馈函" if record.result else "受理告知书"
    return write_official(record.office, Letter(title, record.recipient, (*body, *redress)))
