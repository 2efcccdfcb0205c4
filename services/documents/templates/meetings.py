"""What a collective determination leaves behind: 审定表 (T-17) and 会议纪要 (T-25)."""

from dataclasses import dataclass
from datetime import date

from services.documents.contents import Entries, Entry, Form, Grid, Prose, Signatures
from services.documents.numbering import format_date


@dataclass(frozen=True)
class Attendance:
    """Who was to come, who came, who stepped aside."""

    base: int
    present: int
    recused: tuple[str, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The figures as cells."""
        return (
            Entry("应到", f"{self.base}人"),
            Entry("实到", f"{self.present}人"),
            Entry("回避", "、".join(self.recused) or "无"),
        )


@dataclass(frozen=True)
class Determined:
    """One point: what the experts said, what the meeting determined, and how the votes stood (R-GRP-5)."""

    label: str
    expert: str
    result: str
    reason: str
    base: int
    present: int
    approve: int
    against: int
    abstain: int
    treatment: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The point as a row of the table."""
        votes = f"{self.approve}/{self.against}/{self.abstain}"
        whole = f"{self.base}/{self.present}"
        return (self.label, self.expert or "—", self.result, whole, votes, self.reason or "—", self.treatment or "—")


@dataclass(frozen=True)
class DeterminationRecord:
    """What T-17 is made of."""

    organisation: str
    unit: str
    cycle: int
    round: int
    held_on: date
    points: tuple[Determined, ...]
    chair: str


def write_determination(record: DeterminationRecord) -> Form:
    """T-17 审定表."""
    rows = tuple((str(place), *each.cells) for place, each in enumerate(record.points, start=1))
    headings = ("序号", "风险点", "专家评价", "审定结论", "应到/实到", "赞成/反对/弃权", "不一致理由", "处理意见")
    return Form(
        title="廉政风险点审定表",
        unit=f"单位：{record.unit}",
        blocks=(
            Entries((Entry("周期", f"{record.cycle}年度"), Entry("轮次", f"第{record.round}轮"))),
            Entries((Entry("审定时间", format_date(record.held_on)), Entry("组织单位", record.organisation))),
            Grid(headings, rows, (0.6, 3.2, 1.1, 1.1, 1.0, 1.4, 2.2, 1.2)),
            Signatures((Entry("主持人签批：", record.chair), Entry("记录人："))),
        ),
        note="应到人数已扣除回避人员。",
        landscape=True,
    )


@dataclass(frozen=True)
class Resolved:
    """A matter of a meeting, and what it concluded with which votes."""

    matter: str
    conclusion: str
    votes: str


@dataclass(frozen=True)
class MinutesRecord:
    """What T-25 is made of."""

    organisation: str
    kind: str
    held_on: date
    chair: str
    attendance: Attendance
    present: tuple[str, ...]
    matters: tuple[Resolved, ...]
    attachments: tuple[str, ...] = ()


def write_minutes(record: MinutesRecord) -> Form:
    """T-25 会议纪要."""
    rows = tuple((str(at), each.matter, each.conclusion, each.votes) for at, each in enumerate(record.matters, start=1))
    return Form(
        title="会议纪要",
        unit=f"单位：{record.organisation}",
        blocks=(
            Entries((Entry("会议类型", record.kind), Entry("时间", format_date(record.held_on)))),
            Entries(record.attendance.entries),
            Prose("出席人员", "、".join(record.present)),
            Grid(("序号", "议题", "结论", "表决情况"), rows, (0.6, 4, 2, 2), "议题与结论"),
            *((Prose("附件", "\n".join(record.attachments)),) if record.attachments else ()),
            Signatures((Entry("主持人签名：", record.chair), Entry("记录人签名："))),
        ),
    )
