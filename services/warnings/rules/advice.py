"""纪检监察建议书 (P6e): states, answers, what was found and what follows, who reads it (R-ADV-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bpmn.texts import N_
from workflows.errors import ConflictError


class AdviceState(StrEnum):
    """The life of advice: 起草, 已送达, 已回告, 已采纳落实, 有正当理由不采纳, 拒不采纳或未落实, 不予发出, 已撤销."""

    DRAFTED = "drafted"
    SERVED = "served"
    REPLIED = "replied"
    ADOPTED = "adopted"
    DECLINED = "declined"
    REFUSED = "refused"
    DROPPED = "dropped"
    CANCELLED = "cancelled"


ADVICE_STATES: Final[Mapping[str, str]] = {
    AdviceState.DRAFTED: N_("起草审批中"),
    AdviceState.SERVED: N_("已送达"),
    AdviceState.REPLIED: N_("已回告"),
    AdviceState.ADOPTED: N_("已采纳落实"),
    AdviceState.DECLINED: N_("有正当理由未采纳"),
    AdviceState.REFUSED: N_("拒不采纳或未落实"),
    AdviceState.DROPPED: N_("不予发出"),
    AdviceState.CANCELLED: N_("已撤销"),
}
"""What the states are called."""

S = AdviceState
OVER: Final = (S.ADOPTED, S.DECLINED, S.REFUSED, S.DROPPED, S.CANCELLED)

WAYS: Final[Mapping[AdviceState, frozenset[AdviceState]]] = {
    S.DRAFTED: frozenset({S.SERVED, S.DROPPED, S.CANCELLED}),
    S.SERVED: frozenset({S.REPLIED, S.REFUSED, S.CANCELLED}),
    S.REPLIED: frozenset({S.REPLIED, S.ADOPTED, S.DECLINED, S.REFUSED, S.CANCELLED}),
    **{over: frozenset() for over in OVER},
}
"""What may follow what."""

STANCES: Final[Mapping[str, str]] = {"adopt": N_("采纳"), "object": N_("有异议，不予采纳")}
"""What a unit may answer, within the same time (R-ADV-1)."""

VERDICTS: Final[Mapping[str, str]] = {
    "adopted": N_("采纳并落实"),
    "declined": N_("有正当理由不采纳"),
    "refused": N_("无正当理由拒不采纳"),
    "undone": N_("采纳后未落实"),
    "missed": N_("逾期未回告"),
}
"""What was found; `missed` by the system where nobody answered."""


def check_way(before: AdviceState, after: AdviceState) -> None:
    """Refuse a way that there is not."""
    if after not in WAYS[before]:
        raise ConflictError(N_("该建议书当前状态不允许此操作"))


def check_verdict(stance: str, verdict: str) -> None:
    """A good reason is one that was given; done or undone is only what was taken up (R-ADV-1)."""
    if stance == "adopt" and verdict in {"declined", "refused"}:
        raise ConflictError(N_("该单位已表示采纳，只能认定已落实或者未落实"))
    if stance == "object" and verdict in {"adopted", "undone"}:
        raise ConflictError(N_("该单位不予采纳，只能认定有无正当理由"))


def state_after(verdict: str) -> AdviceState:
    """What the advice comes to: refused and undone are told to the superior leader (R-ADV-1)."""
    return {"adopted": S.ADOPTED, "declined": S.DECLINED}.get(verdict, S.REFUSED)


@dataclass(frozen=True)
class AdviceReader:
    """What the asker is: himself, the units that he heads, and whether his role follows all decisions."""

    person_id: int | None
    headed: frozenset[int] = frozenset()
    led: frozenset[int] = frozenset()
    """Units that he is in charge of above their heads."""
    oversees: bool = False


@dataclass(frozen=True)
class AdviceSubject:
    """Whom advice is about, who approved it, and how far it has come."""

    unit_id: int
    approver_id: int | None
    served: bool
    told: bool
    """Whether the leader in charge was told that it is overdue, or not followed."""


def may_see(reader: AdviceReader, subject: AdviceSubject) -> bool:
    """Office, group and discipline see all, a head what was served on his unit, an approver his own (domain §7.1).

    The leader in charge sees what he was told of (R-ADV-1). Accounts without a person see nothing.
    """
    if reader.person_id is None:
        return False
    if reader.oversees or reader.person_id == subject.approver_id:
        return True
    own = subject.served and subject.unit_id in reader.headed
    return own or (subject.told and subject.unit_id in reader.led)
