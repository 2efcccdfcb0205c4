"""What an admonition means for assessment and promotion: information for people, decided by nobody here (R-TALK-3)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from typing import Final

MONTHS: Final = 6
"""How long promotion is affected."""

YEAR: Final = 12


@dataclass(frozen=True)
class Effects:
    """The year of the annual assessment, and the day until which promotion is affected."""

    assessment_year: int
    promotion_until: date


def effects_of(held_on: date) -> Effects:
    """The effects of a talk: the assessment of its year, promotion until the same day six months on (R-TALK-3)."""
    years, month = divmod(held_on.month - 1 + MONTHS, YEAR)
    year, month = held_on.year + years, month + 1
    day = min(held_on.day, monthrange(year, month)[1])
    return Effects(held_on.year, date(year, month, day))
