"""The working calendar: which days count (R-CAL-1, R-CAL-5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final


class DayKind(StrEnum):
    """Why a day is not what its weekday says."""

    HOLIDAY = "holiday"
    WORKDAY = "workday"


DAY_KINDS: Final = tuple(DayKind)


class Layer(StrEnum):
    """Where a day comes from: the state's yearly notice, or the organisation itself. The later layer goes before."""

    NOTICE = "notice"
    OWN = "own"


FIXED_HOLIDAYS: Final = frozenset({(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)})
"""Statutory days with a fixed date, as (month, day): all that is known of a year whose notice is not out."""

_SATURDAY: Final = 5
_ONE_DAY: Final = timedelta(days=1)


@dataclass(frozen=True)
class WorkCalendar:
    """Exceptions from Monday to Friday, the organisation's own included, and the years whose notice is imported."""

    days: Mapping[date, DayKind] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        """Whether a day is a working day (R-CAL-1)."""
        kind = self.days.get(day)
        if kind is not None:
            return kind is DayKind.WORKDAY
        known = day.year in self.years or (day.month, day.day) not in FIXED_HOLIDAYS
        return known and day.weekday() < _SATURDAY

    def unsure_year(self, first: date, last: date) -> int | None:
        """The first year from a day to another whose notice is not imported (R-CAL-5)."""
        return next((year for year in range(first.year, last.year + 1) if year not in self.years), None)

    def roll_forward(self, day: date) -> date:
        """The day itself, or the first working day after it (R-CAL-3)."""
        while not self.is_working(day):
            day += _ONE_DAY
        return day

    def add_workdays(self, day: date, count: int) -> date:
        """The count-th working day after a day, or before it if the count is negative; the day itself never counts."""
        step = _ONE_DAY if count > 0 else -_ONE_DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def count_workdays(self, after: date, until: date) -> int:
        """Working days after the first day up to and with the second; negative where the second is earlier."""
        if until < after:
            return -self.count_workdays(until, after)
        return sum(self.is_working(day) for day in _days_after(after, until))


def _days_after(after: date, until: date) -> Iterator[date]:
    for offset in range((until - after).days):
        yield after + timedelta(days=offset + 1)
