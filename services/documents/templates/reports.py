"""整改报告 and 书面回告 (T-11): what a unit or a person answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

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


LETTERS: Final[Mapping[str, str]] = {"reply": "书面回告", "examination": "书面检查", "report": "整改报告"}
"""What a letter is called by its kind."""


@dataclass(frozen=True)
class ReplyRecord:
    """What T-11 is made of (R-WARN-5)."""

    unit: str
    recipient: str
    answered: str
    """The number of the document that it answers."""
    causes: str
    measures: tuple[MeasureTaken | str, ...]
    evidence: tuple[str, ...]
    head: str
    """The head of the unit, who answers for its letters; '' where a person writes for himself."""
    day: date
    late_days: int = 0
    """Working days after the deadline."""
    kind: str = "report"
    author: str = ""
    """The person who writes for himself; '' where the unit writes."""


def write_reply(record: ReplyRecord) -> Official:
    """T-11 整改报告, 书面回告 or 书面检查; a late one says by how many working days (R-WARN-6)."""
    name, who = LETTERS[record.kind], "本人" if record.author else "我单位"
    late = f"本{name[-2:]}逾期{record.late_days}个工作日提交。" if record.late_days else ""
    body = (
        Paragraph(f"收到{record.answered}后，{who}认真研究落实，现将有关情况报告如下。{late}"),
        Paragraph("问题成因分析", 1),
        Paragraph(end_sentence(record.causes)),
        Paragraph("整改措施及完成情况", 1),
        *list_items(tuple(end_sentence(str(each)) for each in record.measures)),
    )
    return Official(
        mark=record.unit,
        title=name,
        addressees=(record.recipient,),
        body=body,
        signer=record.author or record.unit,
        dated=record.day,
        attachments=record.evidence,
        approver=record.head,
    )
