"""Phases of a programme in thirds of months (上旬、中旬、下旬): they warn and never block (R-CAL-8). Pure."""

import calendar as months
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bpmn.texts import N_, Text


class Part(StrEnum):
    """A third of a month."""

    EARLY = "上旬"
    MIDDLE = "中旬"
    LATE = "下旬"


BEGINS: Final[Mapping[Part, int]] = {Part.EARLY: 1, Part.MIDDLE: 11, Part.LATE: 21}
"""The first day of each: 1–10, 11–20, 21 to the end of the month."""

NAMES: Final[Mapping[Part, str]] = {Part.EARLY: N_("上旬"), Part.MIDDLE: N_("中旬"), Part.LATE: N_("下旬")}

_MOMENT: Final = r"(次年|翌年)?(1[0-2]|0?[1-9])月(上旬|中旬|下旬)?"
_PERIOD: Final = re.compile(rf"{_MOMENT}(?:(?:至|到|—|–|-){_MOMENT})?")


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; an end before the beginning raises ValueError."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"{self.last} is before {self.first}")


class When(StrEnum):
    """Where a day lies to a period."""

    COMING = "coming"
    NOW = "now"
    OVER = "over"


def third_of(year: int, month: int, part: Part) -> Period:
    """The days of a third of a month."""
    first = date(year, month, BEGINS[part])
    last = months.monthrange(year, month)[1] if part is Part.LATE else BEGINS[part] + 9
    return Period(first, first.replace(day=last))


def part_of(day: date) -> Part:
    """The third of the month into which a day falls."""
    return Part.EARLY if day.day <= 10 else Part.MIDDLE if day.day <= 20 else Part.LATE  # noqa: PLR2004 -- R-CAL-8


def read_period(text: str, year: int) -> Period:
    """`6月上旬至7月上旬`, `12月至次年1月`, `5月`: a month without a part is all of it; else raises ValueError.

    An end whose month is earlier than that of the beginning lies in the next year.
    """
    found = _PERIOD.fullmatch(text.replace(" ", ""))
    if found is None:
        raise ValueError(f"no period: {text!r}")
    later, month, part, later_too, last_month, last_part = found.groups()
    begun = year + bool(later)
    first = third_of(begun, int(month), Part(part or Part.EARLY)).first
    if last_month is None:
        return Period(first, third_of(begun, int(month), Part(part or Part.LATE)).last)
    ended = begun + bool((later_too and not later) or int(last_month) < int(month))
    return Period(first, third_of(ended, int(last_month), Part(last_part or Part.LATE)).last)


def say_period(period: Period) -> Text | None:
    """The thirds that a period begins and ends with; None where it does not keep to them."""
    begun, ended = (third_of(day.year, day.month, part_of(day)) for day in (period.first, period.last))
    if (begun.first, ended.last) != (period.first, period.last):
        return None
    if begun == ended:
        return _say_third(period.first)
    return Text(N_("%(first)s至%(last)s"), {"first": _say_third(period.first), "last": _say_third(period.last)})


def _say_third(day: date) -> Text:
    return Text(N_("%(month)d月%(part)s"), {"month": day.month, "part": Text(NAMES[part_of(day)])})


def place(period: Period, day: date) -> When:
    """Whether a period is to come, runs, or is over."""
    if day < period.first:
        return When.COMING
    return When.NOW if day <= period.last else When.OVER


def days_left(period: Period, day: date) -> int:
    """Days until a period ends, the last included; 0 where it is over."""
    return max((period.last - day + timedelta(days=1)).days, 0)
