"""When a panel's vote goes on, is counted, or fails (R-EXP-5, R-EXP-6, R-EXP-8)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from services.voting.rules.grades import ACCURATE
from workflows.rules.voting import Threshold

LEAST_REASON: Final = 10
"""Characters of the reason for any grade other than 准确 (R-EXP-6)."""


class Turn(StrEnum):
    """What a panel's vote does next."""

    WAIT = "wait"
    COUNT = "count"
    REPLACE = "replace"
    DISSOLVE = "dissolve"


@dataclass(frozen=True)
class Turnout:
    """How far the vote has come: seats of the panel, members still in them, those who have voted, alternates left."""

    size: int
    seated: int
    cast: int
    spare: int
    extended: bool = False


def judge_turnout(turnout: Turnout, least: Threshold, *, final: bool) -> Turn:
    """What to do now: wait, count, replace who has not voted, or dissolve the panel (R-EXP-5).

    Abstentions are votes cast. It ends early when everybody has voted; at the close it takes two thirds of the panel.
    Who has not voted is replaced once; a panel that cannot reach two thirds even then is dissolved.
    """
    if not final and turnout.cast < turnout.seated:
        return Turn.WAIT
    if least.is_met(turnout.cast, turnout.size):
        return Turn.COUNT
    reachable = turnout.cast + min(turnout.spare, turnout.size - turnout.cast)
    if not turnout.extended and least.is_met(reachable, turnout.size):
        return Turn.REPLACE
    return Turn.DISSOLVE


def judge_validity(valid: int, abstained: int, spare: int, least: int) -> Turn:
    """Whether there are enough valid votes; if not, abstainers are replaced and the panel votes again (R-EXP-8)."""
    if valid >= least:
        return Turn.COUNT
    return Turn.REPLACE if valid + min(abstained, spare) >= least else Turn.DISSOLVE


def needs_reason(grade: str, reason: str) -> bool:
    """Whether a grade lacks the reason that it needs (R-EXP-6)."""
    return grade != ACCURATE and len(reason.strip()) < LEAST_REASON
