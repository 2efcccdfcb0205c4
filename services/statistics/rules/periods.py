"""Periods of statistics: months, quarters, years of Shanghai time, and the span a year before (domain §3.8)."""

import calendar as months
import re
from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import Final

from workflows.rules.deadlines import ZONE, end_of_day


class Grain(StrEnum):
    """How long a period is."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


LENGTHS: Final = {Grain.MONTH: 1, Grain.QUARTER: 3, Grain.YEAR: 12}
"""In months."""

SHOWN: Final = {Grain.MONTH: 12, Grain.QUARTER: 8, Grain.YEAR: 5}
"""How many periods a trend shows, the chosen one the last."""

_PATTERNS: Final = {
    Grain.MONTH: re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])"),
    Grain.QUARTER: re.compile(r"([0-9]{4})-Q([1-4])"),
    Grain.YEAR: re.compile(r"([0-9]{4})"),
}

YEARS: Final = range(1950, 3000)
"""Years that statistics are asked for."""


@dataclass(frozen=True)
class Span:
    """Days from the first to the last, both included."""

    first: date
    last: date

    @property
    def begins_at(self) -> datetime:
        """Its first instant."""
        return datetime.combine(self.first, time(0), ZONE)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return end_of_day(self.last)


@dataclass(frozen=True, order=True)
class Period:
    """The number-th month, quarter or (with 1) whole of a year."""

    year: int
    number: int
    grain: Grain

    @property
    def code(self) -> str:
        """2026-07, 2026-Q3 or 2026: as addresses name it."""
        if self.grain is Grain.MONTH:
            return f"{self.year}-{self.number:02}"
        return f"{self.year}-Q{self.number}" if self.grain is Grain.QUARTER else str(self.year)

    @property
    def span(self) -> Span:
        """Its days."""
        length = LENGTHS[self.grain]
        first = date(self.year, (self.number - 1) * length + 1, 1)
        month = self.number * length
        return Span(first, date(self.year, month, months.monthrange(self.year, month)[1]))

    def step(self, count: int) -> "Period":
        """The period so many later, or earlier if negative."""
        whole = 12 // LENGTHS[self.grain]
        index = self.year * whole + self.number - 1 + count
        return Period(index // whole, index % whole + 1, self.grain)


def period_of(day: date, grain: Grain) -> Period:
    """The period in which a day lies."""
    return Period(day.year, (day.month - 1) // LENGTHS[grain] + 1, grain)


def read_period(text: str) -> Period:
    """A period as its code writes it; anything else raises ValueError."""
    for grain, pattern in _PATTERNS.items():
        match = pattern.fullmatch(text)
        if match and int(match[1]) in YEARS:
            return Period(int(match[1]), int(match[2]) if grain is not Grain.YEAR else 1, grain)
    raise ValueError(f"no period: {text!r}")


def list_trend(period: Period) -> list[Period]:
    """The periods that end with one, the oldest first."""
    return [period.step(-back) for back in reversed(range(SHOWN[period.grain]))]


def span_before(period: Period, today: date) -> Span:
    """What a period is compared with: the same days a year earlier, of a period that still runs only up to today's."""
    span = period.span
    running = span.first <= today < span.last
    return Span(_year_before(span.first), _year_before(today) if running else _month_end(_year_before(span.last)))


def _year_before(day: date) -> date:
    year = day.year - 1
    return day.replace(year=year, day=min(day.day, months.monthrange(year, day.month)[1]))


def _month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])
