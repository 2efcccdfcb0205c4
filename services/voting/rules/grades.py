"""Grades of the experts and how their votes become one (R-EXP-7, R-EXP-8, R-EXP-10)."""

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Final

ACCURATE: Final = "accurate"

FOUR: Final = (ACCURATE, "fairly", "basically", "inaccurate")
TWO: Final = (ACCURATE, "inaccurate")
"""From best to worst."""

ABSTAINED: Final = ""


def make_scale(labels: Sequence[str], *, two: bool) -> dict[str, str]:
    """Labels by grade, from best to worst; in two-grade mode the first and the last of them (decision 28)."""
    if two or len(labels) == len(TWO):
        return {TWO[0]: labels[0], TWO[-1]: labels[-1]}
    return dict(zip(FOUR, labels, strict=True))


def count_grades(votes: Sequence[str], scale: Sequence[str]) -> dict[str, int]:
    """How often each grade was given, how many abstained, how many votes are valid."""
    counts = {grade: votes.count(grade) for grade in scale}
    return {**counts, "abstain": votes.count(ABSTAINED), "valid": sum(counts.values())}


def recommend_grade(counts: Mapping[str, int], scale: Sequence[str], least: int) -> str:
    """The cumulative strict majority: the first grade that more than half of the valid votes give or better.

    A tie gives the stricter grade, in two-grade mode 不准确. '' if fewer than `least` votes are valid (R-EXP-8).
    """
    valid = sum(counts[grade] for grade in scale)
    if valid < max(least, 1):
        return ""
    reached = accumulate(counts[grade] for grade in scale)
    return next(grade for grade, total in zip(scale, reached, strict=True) if 2 * total > valid)
