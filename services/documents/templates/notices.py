"""Notices: 限期整改 (T-07), 预警 (T-08), 责令整改 (T-10), 纪检监察建议 (T-21)."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Official, Paragraph
from services.documents.numbering import format_date
from services.documents.templates.offices import Letter, Office, end_sentence, list_items, write_official


@dataclass(frozen=True)
class FoundPoint:
    """A point that was found wanting, and why, where the record says why."""

    label: str
    reason: str


@dataclass(frozen=True)
class RectificationRecord:
    """What T-07 is made of: what a determination found, and by when it is put right (R-DSP-3)."""

    office: Office
    unit: str
    cycle: int
    round: int
    grade: str
    points: tuple[FoundPoint, ...]
    due: date
    group: str


def write_rectification(record: RectificationRecord) -> Official:
    """T-07 限期整改通知书."""
    found = tuple(
        Paragraph(end_sentence(f"{each.label}：{each.reason}" if each.reason else each.label), 3)
        for each in record.points
    )
    body = (
        Paragraph(
            f"经{record.group}集体审定，你单位{record.cycle}年度第{record.round}轮报送的"
            f"{len(record.points)}个廉政风险点被审定为“{record.grade}”。现将有关事项通知如下："
        ),
        Paragraph("存在的问题", 1),
        *found,
        Paragraph("整改要求", 1),
        Paragraph("逐项分析原因，修改完善风险点的表述、表现形式、可能后果和防控措施，不得遗漏。", 3),
        Paragraph("形成整改报告，经单位主要负责人确认后在系统内提交，由办公室组织复核。", 3),
        Paragraph("整改期限", 1),
        Paragraph(f"请于{format_date(record.due)}前完成整改。逾期未报的，将提请预警。"),
    )
    title = f"关于{record.unit}\n廉政风险点限期整改的通知书"
    return write_official(record.office, Letter(title, record.unit, body))


@dataclass(frozen=True)
class WarningRecord:
    """What T-08 is made of: whom it warns, of what, and what he owes (R-WARN-4, R-WARN-5)."""

    office: Office
    subject: str
    colour: str
    rung: str
    """What the profile calls the rung."""
    facts: str
    basis: str
    acknowledge: str
    """After which time it counts as served, in words."""
    term: str
    """The term of the reply from service on, in words."""
    reply_due: date
    """The last day of the reply if it is deemed served."""
    is_person: bool = False


def write_warning(record: WarningRecord) -> Official:
    """T-08 廉政风险预警通知书."""
    whom, last = "你" if record.is_person else "你单位", format_date(record.reply_due)
    body = (
        Paragraph(f"经研判并按程序审批，现就下列事项对{whom}发出{record.colour}色预警，处置方式为“{record.rung}”。"),
        Paragraph("主要事实", 1),
        Paragraph(end_sentence(record.facts)),
        Paragraph("预警依据", 1),
        Paragraph(end_sentence(record.basis)),
        Paragraph("有关要求", 1),
        *list_items(
            (
                f"收到本通知后在系统内签收；{record.acknowledge}内未签收的，视为送达。",
                f"请自送达之日起{record.term}内（最迟至{last}）书面回告，写明成因分析和整改措施。",
                "对事实有不同意见的，可以在回告中陈述申辩，并附佐证材料。",
            )
        ),
    )
    addressee = _address(record.subject, is_person=record.is_person)
    return write_official(record.office, Letter("廉政风险预警通知书", addressee, body))


def _address(subject: str, *, is_person: bool) -> str:
    return f"{subject}同志" if is_person else subject


@dataclass(frozen=True)
class CorrectionRecord:
    """What T-10 is made of: what has crossed the line, and what is to be put right by when (R-WARN-8)."""

    office: Office
    subject: str
    facts: str
    basis: str
    items: tuple[str, ...]
    due: date
    """The last day: of the latest service where `term` is given, else as it stands."""
    standard: str
    inspector: str
    term: str = ""
    """The term from service on, in words; '' where it runs already."""
    is_person: bool = False
    """The order goes to a person, not to a unit."""
    again: bool = False
    """A second order after an inspection that failed (R-WARN-9)."""
    extended: bool = False
    """The term was extended once, and `due` is the new last day (R-WARN-8)."""


def write_correction(record: CorrectionRecord) -> Official:
    """T-10 责令整改通知书."""
    whom = "你" if record.is_person else "你单位"
    later = "重新整改仍不合格的，将提请责任追究。" if record.again else "整改不合格的，将责令重新整改。"
    body = (
        Paragraph(f"经审定，下列事项已超越警戒线，现责令{whom}限期整改。"),
        Paragraph("事实与依据", 1),
        Paragraph(end_sentence(record.facts)),
        Paragraph(f"依据：{end_sentence(record.basis)}"),
        Paragraph("整改事项", 1),
        *list_items(tuple(end_sentence(item) for item in record.items)),
        Paragraph("整改期限与验收", 1),
        *list_items(
            (
                _say_term(record),
                f"验收标准：{end_sentence(record.standard)}",
                f"验收人：{end_sentence(record.inspector)}",
            )
        ),
        Paragraph("逾期后果", 1),
        Paragraph(f"逾期未提交整改报告的，视为整改不合格。{later}"),
    )
    title = "责令重新整改通知书" if record.again else "责令整改通知书"
    addressee = _address(record.subject, is_person=record.is_person)
    return write_official(record.office, Letter(title, addressee, body))


def _say_term(record: CorrectionRecord) -> str:
    """By when, and whether an extension may still be asked for (R-WARN-8, R-WARN-9)."""
    day = format_date(record.due)
    by = f"自送达之日起{record.term}内（最迟至{day}）" if record.term else f"于{day}前"
    if record.extended:
        return f"经批准，整改期限延长至{day}，请于{day}前完成整改并提交整改报告，不再延期。"
    if record.again:
        return f"请{by}完成整改并提交整改报告，不再延期。"
    return f"请{by}完成整改并提交整改报告。确需延期的，应在期限届满前提出申请，只能延期一次。"


@dataclass(frozen=True)
class AdviceRecord:
    """What T-21 is made of (R-ADV-1)."""

    office: Office
    unit: str
    problems: tuple[str, ...]
    advice: tuple[str, ...]
    due: date


def write_advice(record: AdviceRecord) -> Official:
    """T-21 纪检监察建议书."""
    body = (
        Paragraph("根据监督检查情况，现向你单位提出如下建议。"),
        Paragraph("存在的问题", 1),
        *list_items(tuple(map(end_sentence, record.problems))),
        Paragraph("建议内容", 1),
        *list_items(tuple(map(end_sentence, record.advice))),
        Paragraph("办理要求", 1),
        Paragraph(
            f"请于{format_date(record.due)}前书面回告采纳和落实情况。"
            "对建议有异议的，应在同一期限内说明理由；无正当理由拒不采纳的，将报告上级领导。"
        ),
    )
    return write_official(record.office, Letter("纪检监察建议书", record.unit, body))
