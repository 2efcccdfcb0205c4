"""States of the register's things, and the ways between those of a point."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from bpmn.texts import N_, Text
from workflows.errors import ConflictError


class PowerState(StrEnum):
    """The life of a power."""

    DRAFT = "draft"
    APPROVED = "approved"
    RETIRED = "retired"


class SubmissionState(StrEnum):
    """The life of a submission (填报、评议、审签、受理、评估、审定、处置、完成)."""

    DRAFTING = "drafting"
    BALLOTING = "balloting"
    SIGNING = "signing"
    ACCEPTED = "accepted"
    ASSESSING = "assessing"
    DETERMINED = "determined"
    DISPOSING = "disposing"
    DONE = "done"
    WITHDRAWN = "withdrawn"
    CANCELLED = "cancelled"


WITHDRAWABLE: Final = (
    SubmissionState.DRAFTING,
    SubmissionState.BALLOTING,
    SubmissionState.SIGNING,
    SubmissionState.ACCEPTED,
)
"""Until the experts begin a unit may ask for its list back (domain §4.3)."""

OVER: Final = (SubmissionState.DONE, SubmissionState.WITHDRAWN, SubmissionState.CANCELLED)


class CheckState(StrEnum):
    """How a self-check stands: points were found, or 无风险点 was declared, decided about, answered anew."""

    FOUND = "found"
    DECLARED = "declared"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


class DispositionState(StrEnum):
    """The life of a set: it passes, is split by another determination, or goes to the next round.

    It is awaiting where its next round was cancelled and the office has yet to start another.
    """

    OPEN = "open"
    PASSED = "passed"
    SPLIT = "split"
    REDONE = "redone"
    AWAITING = "awaiting"
    CANCELLED = "cancelled"


UNSETTLED: Final = (DispositionState.OPEN, DispositionState.AWAITING)


class TalkState(StrEnum):
    """The life of a talk's record."""

    RECORDED = "recorded"
    CONFIRMED = "confirmed"
    OBJECTED = "objected"


class PointState(StrEnum):
    """The life of a risk point (E-22)."""

    DRAFT = "draft"
    PENDING = "pending"
    DETERMINED = "determined"
    RECTIFYING = "rectifying"
    REDOING = "redoing"
    RATED = "rated"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


P = PointState

POINT_STATES: Final[Mapping[PointState, str]] = {
    P.DRAFT: N_("草稿"),
    P.PENDING: N_("待认定"),
    P.DETERMINED: N_("已认定"),
    P.RECTIFYING: N_("整改中"),
    P.REDOING: N_("重新查找"),
    P.RATED: N_("已定级"),
    P.PUBLISHED: N_("已公开"),
    P.CANCELLED: N_("已注销"),
}

REGISTERED: Final = (P.DETERMINED, P.RECTIFYING, P.REDOING, P.RATED, P.PUBLISHED)
"""Points that stand in the register: they have been determined at least once."""

PASSED: Final = (P.DETERMINED, P.RATED, P.PUBLISHED)
"""Points that have passed their determination and everything that it asked for."""

_JUDGED: Final = frozenset({P.DETERMINED, P.RECTIFYING, P.REDOING})

WAYS: Final[Mapping[PointState, frozenset[PointState]]] = {
    P.DRAFT: frozenset({P.PENDING, P.CANCELLED}),
    P.PENDING: _JUDGED | {P.CANCELLED},
    P.RECTIFYING: _JUDGED,
    P.REDOING: _JUDGED | {P.CANCELLED},
    P.DETERMINED: frozenset({P.RATED, P.CANCELLED}),
    P.RATED: frozenset({P.PUBLISHED, P.CANCELLED}),
    P.PUBLISHED: frozenset({P.RATED, P.CANCELLED}),
    P.CANCELLED: frozenset(),
}
"""From each state to those that may follow it."""


def check_way(before: str, after: PointState) -> None:
    """Refuse a step of a point that no rule knows."""
    if after not in WAYS[PointState(before)]:
        raise ConflictError(
            N_("风险点不能由“%(before)s”转为“%(after)s”"),
            before=Text(POINT_STATES[PointState(before)]),
            after=Text(POINT_STATES[after]),
        )


def check_determined(state: str, section: Iterable[str] = ()) -> None:
    """Refuse to rate, measure or publish a point before its determination (R-DSP-8).

    `section` holds the states of all points of the unit where the profile wants the whole unit to have passed.
    """
    if state not in PASSED:
        raise ConflictError(N_("风险点未经审定，不得定级、制定措施或者公开"))
    if not set(section) <= {*PASSED, P.CANCELLED}:
        raise ConflictError(N_("本处室（单位）的风险点未全部审定过关"))
