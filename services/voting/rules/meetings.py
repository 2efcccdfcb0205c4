"""Quorum and majority of the group (R-GRP-1, R-GRP-2, R-GRP-4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from workflows.rules.voting import Threshold

APPROVE: Final = "approve"
CHOICES: Final = (APPROVE, "against", "abstain")


@dataclass(frozen=True)
class MotionCount:
    """The base of a motion, how many of it were there, and how they voted."""

    base: int
    present: int
    approve: int
    against: int
    abstain: int


def count_motion(
    members: Collection[int], recused: Collection[int], present: Collection[int], votes: Mapping[int, str]
) -> MotionCount:
    """Count one motion: the recused are not in its base, and only votes of members who are there count (R-GRP-6)."""
    base = set(members) - set(recused)
    there = base & set(present)
    said = [vote for person, vote in votes.items() if person in there]
    return MotionCount(len(base), len(there), *(said.count(choice) for choice in CHOICES))


def has_quorum(count: MotionCount, quorum: Threshold) -> bool:
    """Whether enough of the base is there: more than half, for sanctions at least two thirds (R-GRP-1, R-GRP-4)."""
    return quorum.is_met(count.present, count.base)


def is_carried(count: MotionCount, quorum: Threshold, approval: Threshold) -> bool:
    """Whether more than half of the base approves, not of those who are there (R-GRP-2)."""
    return has_quorum(count, quorum) and approval.is_met(count.approve, count.base)
