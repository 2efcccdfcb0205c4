"""通报 (T-13): what is made known of the warnings of a period."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Official, Paragraph
from services.documents.numbering import format_date
from services.documents.templates.offices import Letter, Office, end_sentence, list_items, write_official


@dataclass(frozen=True)
class BulletinRecord:
    """What T-13 is made of: the frozen figures, the cases as they may be told, what the office writes to them."""

    office: Office
    first: date
    last: date
    issued: int
    closed: int
    overdue: int
    missed: int
    measures: tuple[tuple[str, int], ...]
    """What the profile calls a rung, and how many warnings stand on it."""
    indicators: tuple[str, ...]
    cases: tuple[str, ...]
    situation: str
    problems: str
    demands: str


def write_bulletin(record: BulletinRecord) -> Official:
    """T-13 预警通报; nobody is named in it but those whom the cases name."""
    by_measure = "，".join(f"{name}{count}起" for name, count in record.measures)
    split = f"其中{by_measure}。" if by_measure else ""
    since, until = format_date(record.first), format_date(record.last)
    cases = list_items(record.cases) if record.cases else (Paragraph("本期没有预警处置事项。"),)
    body = (
        Paragraph(f"现将{since}至{until}廉政风险预警处置情况通报如下。"),
        Paragraph("总体情况", 1),
        Paragraph(
            f"本期发出预警{record.issued}起，解除预警{record.closed}起。{split}"
            f"逾期{record.overdue}次，催办期满未回告{record.missed}次。"
        ),
        *((Paragraph(end_sentence("，".join(record.indicators))),) if record.indicators else ()),
        Paragraph(end_sentence(record.situation)),
        Paragraph("处置事项", 1),
        *cases,
        Paragraph("存在的问题", 1),
        Paragraph(end_sentence(record.problems)),
        Paragraph("下步要求", 1),
        Paragraph(end_sentence(record.demands)),
    )
    return write_official(record.office, Letter("廉政风险预警通报", "各处室、各单位", body))
