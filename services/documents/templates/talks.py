"""Records of talks: 诫勉谈话 (T-09) and 约谈 (T-22). Restricted: their titles name nobody."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Entries, Entry, Form, Grid, Prose, Signatures
from services.documents.numbering import format_date

TALKERS: int = 2
"""How many hold an admonition at least (R-TALK-1)."""


@dataclass(frozen=True)
class Participant:
    """Somebody in a talk, with where he works and what he is."""

    name: str
    place: str = ""

    def __str__(self) -> str:
        """Name and place as forms show them."""
        return f"{self.name}（{self.place}）" if self.place else self.name


def name_all(people: tuple[Participant, ...]) -> str:
    """Several people in one cell."""
    return "、".join(map(str, people))


@dataclass(frozen=True)
class SummonsRecord:
    """What T-22 is made of: a talk about points that were inaccurate (R-DSP-4, R-DSP-5)."""

    organisation: str
    unit: str
    talkers: tuple[Participant, ...]
    talked: Participant
    attendees: str
    held_on: date
    place: str
    points: tuple[tuple[str, str], ...]
    """Number and name of each point with the reason why it is inaccurate."""
    problems: str
    demands: str
    statement: str
    redo_due: str
    """By when the points are looked for again, in words."""
    remark: str = ""
    confirmed_on: date | None = None


def write_summons(record: SummonsRecord) -> Form:
    """T-22 约谈记录表."""
    confirmed = f"已核对确认\n{format_date(record.confirmed_on)}" if record.confirmed_on else ""
    return Form(
        title="约谈记录表",
        unit=f"单位：{record.organisation}",
        blocks=(
            Entries((Entry("约谈人", name_all(record.talkers)), Entry("被约谈单位", record.unit))),
            Entries((Entry("被约谈人", str(record.talked)), Entry("在场人员", record.attendees or "无"))),
            Entries((Entry("时间", format_date(record.held_on)), Entry("地点", record.place))),
            Grid(("不准确的风险点", "审定理由"), record.points, (1, 1), "事由"),
            Prose("指出的问题", record.problems),
            Prose("意见和要求", record.demands),
            Prose("被约谈人\n表态", record.statement or "无"),
            Entries((Entry("整改时限", record.redo_due),)),
            *((Prose("核对意见", record.remark),) if record.remark else ()),
            Signatures((Entry("约谈人签名："), Entry("被约谈人签名：", confirmed))),
        ),
    )


@dataclass(frozen=True)
class AdmonitionRecord:
    """What T-09 is made of: at least two talk, reasons and explanations are written down (R-TALK-1, R-TALK-2)."""

    organisation: str
    talked: Participant
    talkers: tuple[Participant, ...]
    recorder: Participant
    held_on: date
    place: str
    reason: str
    statement: str
    problems: str
    demands: str
    """What has to stop, and how it is put right."""
    self_exam_due: str
    """By when the written self-examination is due, in words."""
    remark: str = ""
    attachments: tuple[str, ...] = ()
    signed_on: date | None = None
    refusal: str = ""
    """What both talkers wrote down where the record was not signed (R-TALK-2)."""


def write_admonition(record: AdmonitionRecord) -> Form:
    """T-09 诫勉谈话记录表; fewer than two talkers are refused (R-TALK-1)."""
    if len({person.name for person in (*record.talkers, record.recorder)}) < TALKERS:
        raise ValueError("an admonition is held by at least two people")
    signed = format_date(record.signed_on) if record.signed_on else record.refusal
    return Form(
        title="诫勉谈话记录表",
        unit=f"单位：{record.organisation}",
        blocks=(
            Entries((Entry("谈话对象", str(record.talked)),)),
            Entries((Entry("谈话人", name_all(record.talkers)), Entry("记录人", str(record.recorder)))),
            Entries((Entry("时间", format_date(record.held_on)), Entry("地点", record.place))),
            Prose("谈话事由", record.reason),
            Prose("本人解释\n说明", record.statement or "无"),
            Prose("指出问题", record.problems),
            Prose("责令终止的\n行为和改正\n措施", record.demands),
            Entries(
                (
                    Entry("书面检查\n期限", record.self_exam_due),
                    Entry("附件", "、".join(record.attachments) or "无"),
                )
            ),
            Prose("被谈话人\n核对意见", record.remark or "无"),
            Signatures((Entry("谈话人签名："), Entry("记录人签名："), Entry("被谈话人签名：", signed))),
        ),
    )


@dataclass(frozen=True)
class CounselRecord:
    """What T-22 is made of where somebody is only talked to, and no signal is set (rung 0, P6)."""

    organisation: str
    measure: str
    """What the profile calls it: 谈心疏导, 打招呼提醒."""
    talked: Participant
    talker: Participant
    held_on: date
    place: str
    reason: str
    content: str
    response: str


def write_counsel(record: CounselRecord) -> Form:
    """T-22 as the short record of a talk below the ladder."""
    return Form(
        title=f"{record.measure}记录表",
        unit=f"单位：{record.organisation}",
        blocks=(
            Entries((Entry("谈话对象", str(record.talked)), Entry("谈话人", str(record.talker)))),
            Entries((Entry("时间", format_date(record.held_on)), Entry("地点", record.place))),
            Prose("事由", record.reason),
            Prose("谈话内容", record.content),
            Prose("本人态度", record.response or "无"),
            Signatures((Entry("谈话人签名："), Entry("谈话对象签名："))),
        ),
        note="本记录不作为预警信号，不改变信号颜色。",
    )
