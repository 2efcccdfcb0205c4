"""整改报告 and 书面回告 (T-11): what a unit or a person answers."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Official, Paragraph
from services.documents.numbering import format_date
from services.documents.templates.offices import end_sentence, list_items


@dataclass(frozen=True)
class MeasureTaken:
    """A measure, whether it is done, and when."""

    text: str
    done: bool
    on: date | None = None

    def __str__(self) -> str:
        """The measure with its state."""
        when = f"，{format_date(self.on)}" if self.on else ""
        return f"{self.text.rstrip('。')}（{'已完成' if self.done else '未完成'}{when}）。"


@dataclass(frozen=True)
class ReplyRecord:
    """What T-11 is made of (R-WARN-5)."""

    unit: str
    recipient: str
    answered: str
    """The number of the document that it answers."""
    causes: str
    measures: tuple[MeasureTaken, ...]
    evidence: tuple[str, ...]
    head: str
    day: date
    late_days: int = 0
    report: bool = True
    """A 整改报告; else a 书面回告."""


def write_reply(record: ReplyRecord) -> Official:
    """T-11 整改报告, or 书面回告; a late one says by how many days (R-WARN-6)."""
    name = "整改报告" if record.report else "书面回告"
    late = f"本{name[-2:]}逾期{record.late_days}日提交。" if record.late_days else ""
    body = (
        Paragraph(f"收到{record.answered}后，我单位认真研究落实，现将有关情况报告如下。{late}"),
        Paragraph("问题成因分析", 1),
        Paragraph(end_sentence(record.causes)),
        Paragraph("整改措施及完成情况", 1),
        *list_items(tuple(map(str, record.measures))),
    )
    return Official(
        mark=record.unit,
        title=name,
        addressees=(record.recipient,),
        body=body,
        signer=record.unit,
        dated=record.day,
        attachments=record.evidence,
        approver=record.head,
    )
