"""整改报告 and 书面回告 (T-11): what a unit or a person answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from services.documents.contents import Entries, Entry, Form, Official, Paragraph, Prose, Signatures
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


@dataclass(frozen=True)
class AdviceReplyRecord:
    """What T-21R is made of: whether a unit takes advice, what it does, or why it objects (R-ADV-1)."""

    organisation: str
    unit: str
    answered: str
    """The number of the advice."""
    adopts: bool
    text: str
    head: str
    day: date
    late_days: int = 0


def write_advice_reply(record: AdviceReplyRecord) -> Form:
    """T-21R 纪检监察建议书回告; a late one says by how many days."""
    late = f"（逾期{record.late_days}个工作日）" if record.late_days else ""
    return Form(
        title="纪检监察建议书回告",
        unit=f"单位：{record.organisation}",
        blocks=(
            Entries((Entry("回告单位", record.unit), Entry("建议书文号", record.answered))),
            Entries(
                (
                    Entry("采纳情况", "采纳" if record.adopts else "有异议，不予采纳"),
                    Entry("回告日期", format_date(record.day) + late),
                )
            ),
            Prose("采纳落实措施\n和完成情况" if record.adopts else "不采纳的理由", record.text),
            Signatures((Entry("单位主要负责人签名：", f"{record.head}\n{format_date(record.day)}"),)),
        ),
    )
