"""Colours, rungs and states of warnings, and the ways between the states (P6)."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from bpmn.texts import N_
from workflows.errors import ConflictError


class Colour(StrEnum):
    """The signal, from safe to very dangerous (R-WARN-1)."""

    GREEN = "green"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


COLOURS: Final[Mapping[str, str]] = {
    Colour.GREEN: N_("绿"),
    Colour.YELLOW: N_("黄"),
    Colour.ORANGE: N_("橙"),
    Colour.RED: N_("红"),
}
"""What the colours are called."""

RUNGS: Final = (1, 2, 3, 4)
"""警示提醒, 诫勉纠错, 责令整改, 责任追究; what they are called depends on the profile (`disposal_ladder`)."""


class WarningState(StrEnum):
    """The life of a warning: 研判, 待审批, 发出, 签收, 回告, 升级, 解除, 移送, 不预警, 谈心提醒, 撤销."""

    RESEARCHED = "researched"
    PROPOSED = "proposed"
    ISSUED = "issued"
    SERVED = "served"
    REPLIED = "replied"
    ESCALATED = "escalated"
    CLOSED = "closed"
    TRANSFERRED = "transferred"
    DISMISSED = "dismissed"
    COUNSELLED = "counselled"
    CANCELLED = "cancelled"


STATES: Final[Mapping[str, str]] = {
    WarningState.RESEARCHED: N_("研判中"),
    WarningState.PROPOSED: N_("待审批"),
    WarningState.ISSUED: N_("已发出"),
    WarningState.SERVED: N_("已签收"),
    WarningState.REPLIED: N_("已回告"),
    WarningState.ESCALATED: N_("升级待审批"),
    WarningState.CLOSED: N_("已解除"),
    WarningState.TRANSFERRED: N_("已移送"),
    WarningState.DISMISSED: N_("不预警"),
    WarningState.COUNSELLED: N_("已谈心提醒"),
    WarningState.CANCELLED: N_("已撤销"),
}
"""What the states are called."""

SHINING: Final = (WarningState.ISSUED, WarningState.SERVED, WarningState.REPLIED, WarningState.ESCALATED)
"""States in which the signal is not green."""

OVER: Final = (
    WarningState.CLOSED,
    WarningState.TRANSFERRED,
    WarningState.DISMISSED,
    WarningState.COUNSELLED,
    WarningState.CANCELLED,
)

S = WarningState
WAYS: Final[Mapping[WarningState, frozenset[WarningState]]] = {
    S.RESEARCHED: frozenset({S.PROPOSED, S.TRANSFERRED, S.DISMISSED, S.COUNSELLED, S.CANCELLED}),
    S.PROPOSED: frozenset({S.RESEARCHED, S.PROPOSED, S.ISSUED, S.TRANSFERRED, S.CANCELLED}),
    S.ISSUED: frozenset({S.SERVED, S.REPLIED, S.ESCALATED, S.CLOSED, S.CANCELLED}),
    S.SERVED: frozenset({S.SERVED, S.REPLIED, S.ESCALATED, S.CLOSED, S.CANCELLED}),
    S.REPLIED: frozenset({S.SERVED, S.REPLIED, S.ESCALATED, S.CLOSED, S.CANCELLED}),
    S.ESCALATED: frozenset({S.ESCALATED, S.ISSUED, S.SERVED, S.TRANSFERRED, S.CANCELLED}),
    **{over: frozenset() for over in OVER},
}
"""What may follow what. A closed warning is never opened again: what recurs is a new one, linked to it."""


def check_way(before: WarningState, after: WarningState) -> None:
    """Refuse a way that there is not."""
    if after not in WAYS[before]:
        raise ConflictError(N_("该预警当前状态不允许此操作"))
