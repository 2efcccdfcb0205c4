"""谈话函询 (P6a): fields, states, who signs a reply, what follows a missing one, who reads what (R-INQ, R-CMP-6)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from bpmn.texts import N_
from workflows.errors import ConflictError
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import ZONE, Duration, Span, add_duration, deadline_day

FIELDS: Final[Mapping[str, str]] = {
    "personnel": N_("选人用人"),
    "procurement": N_("政府采购和招标投标"),
    "finance": N_("财务和资金使用"),
    "approval": N_("行政审批和行政执法"),
    "assessment": N_("评审评估"),
    "construction": N_("工程建设"),
    "assets": N_("国有资产管理"),
    "conduct": N_("落实中央八项规定精神"),
    "interests": N_("廉洁从业和防止利益冲突"),
    "duties": N_("履行职责"),
    "relatives": N_("亲属和身边工作人员管理"),
    "declarations": N_("个人有关事项报告"),
}
"""What a letter names: the field of the matter, and nothing else of it (R-INQ-1, R-CMP-6)."""

MOST_LETTERS: Final = 2
"""The letter, and once another: where no reply came, or the reply did not clear things up (R-INQ-1, R-INQ-2)."""


class InquiryState(StrEnum):
    """The life of an inquiry: 起草, 已发函, 已回复, 处置中, 已了结, 已移送, 已提请预警, 不予函询, 已撤销."""

    DRAFTED = "drafted"
    ISSUED = "issued"
    REPLIED = "replied"
    REPORTED = "reported"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    WARNED = "warned"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


INQUIRY_STATES: Final[Mapping[str, str]] = {
    InquiryState.DRAFTED: N_("起草审批中"),
    InquiryState.ISSUED: N_("已发函"),
    InquiryState.REPLIED: N_("已回复"),
    InquiryState.REPORTED: N_("处置中"),
    InquiryState.CLOSED: N_("已了结"),
    InquiryState.TRANSFERRED: N_("已移送"),
    InquiryState.WARNED: N_("已提请预警"),
    InquiryState.DROPPED: N_("不予函询"),
    InquiryState.CANCELLED: N_("已撤销"),
}
"""What the states are called."""

OVER: Final = (
    InquiryState.CLOSED,
    InquiryState.TRANSFERRED,
    InquiryState.WARNED,
    InquiryState.DROPPED,
    InquiryState.CANCELLED,
)

S = InquiryState
WAYS: Final[Mapping[InquiryState, frozenset[InquiryState]]] = {
    S.DRAFTED: frozenset({S.ISSUED, S.TRANSFERRED, S.DROPPED, S.CANCELLED}),
    S.ISSUED: frozenset({S.ISSUED, S.REPLIED, S.WARNED, S.CANCELLED}),
    S.REPLIED: frozenset({S.REPORTED, S.CANCELLED}),
    S.REPORTED: frozenset({S.ISSUED, S.REPORTED, S.CLOSED, S.TRANSFERRED, S.WARNED, S.CANCELLED}),
    **{over: frozenset() for over in OVER},
}
"""What may follow what."""

DISPOSITIONS: Final[Mapping[str, str]] = {
    "believed": N_("采信了结"),
    "reminder": N_("谈话提醒"),
    "criticism": N_("批评教育"),
    "inspection": N_("责令检查"),
    "admonition": N_("提请诫勉"),
    "again": N_("再次函询"),
    "verify": N_("提请核实"),
    "transfer": N_("移送"),
}
"""How the report may end (R-INQ-2)."""


def check_way(before: InquiryState, after: InquiryState) -> None:
    """Refuse a way that there is not."""
    if after not in WAYS[before]:
        raise ConflictError(N_("该函询当前状态不允许此操作"))


def needs_signature(person_id: int, head_id: int | None, *, concerned: bool) -> bool:
    """Whether the head of the party organisation signs the reply (R-INQ-1).

    Not where there is none, where he is the person himself, and where the matter or the reply concerns him.
    """
    return head_id is not None and head_id != person_id and not concerned


def after_miss(letters: int) -> str:
    """What follows a letter without a reply: `missed` another letter, once; then `missed_twice` (R-INQ-1, R-WARN-6)."""
    return "missed" if letters < MOST_LETTERS else "missed_twice"


def check_again(disposition: str, letters: int) -> None:
    """再次函询 is possible once (R-INQ-2)."""
    if disposition == "again" and letters >= MOST_LETTERS:
        raise ConflictError(N_("已经再次函询一次，请选择其他处置方式"))


def sign_term(due_at: datetime, at: datetime, least: Duration, calendar: WorkCalendar) -> str:
    """How long the head has to sign: the rest of the person's own term, at least the days of grace (R-INQ-1)."""
    if due_at <= add_duration(at, least, calendar):
        return str(least)
    return str(Duration(Span.DAYS, (deadline_day(due_at) - at.astimezone(ZONE).date()).days))


class Part(StrEnum):
    """What somebody has to do with an inquiry (domain §7.1)."""

    SUBJECT = "subject"
    SIGNER = "signer"
    APPROVER = "approver"
    DISCIPLINE = "discipline"


@dataclass(frozen=True)
class Parties:
    """The people of an inquiry. `head_id` is whoever gets a copy and signs, None where nobody does."""

    person_id: int
    approver_id: int | None
    head_id: int | None
    issued: bool


def parts_of(parties: Parties, asker: int | None, *, discipline: bool) -> frozenset[Part]:
    """What the asker has to do with it; nothing: there is no such inquiry for him (domain §7.1, R-SEC-3).

    The person knows of it from the letter on, and whatever he is otherwise he sees no more of his own inquiry than
    anybody. Accounts without a person have no part.
    """
    if asker is None:
        return frozenset()
    if asker == parties.person_id:
        return frozenset({Part.SUBJECT}) if parties.issued else frozenset()
    found = {
        Part.DISCIPLINE: discipline,
        Part.APPROVER: asker == parties.approver_id,
        Part.SIGNER: parties.issued and asker == parties.head_id,
    }
    return frozenset(part for part, holds in found.items() if holds)


OWN: Final = frozenset({"explanation", "opinion", "conclusion", "record"})
"""What the person reads of his inquiry: what he and his head wrote, how it was settled, what he was told."""

READS: Final[Mapping[Part, frozenset[str]]] = {
    Part.SUBJECT: OWN,
    Part.SIGNER: frozenset({"explanation", "opinion"}),
    Part.APPROVER: OWN | {"report", "remark"},
    Part.DISCIPLINE: OWN | {"report", "remark"},
}


def readable_texts(parts: Collection[Part]) -> frozenset[str]:
    """The texts that somebody with these parts reads."""
    return frozenset(text for part in parts for text in READS[part])
