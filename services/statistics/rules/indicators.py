"""The indicators of domain §3.8: what each counts, of what, and how it changed against a year before.

A formula reads counts by kind of fact (`services.statistics.queries.facts`) and nothing else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from bpmn.texts import N_

Counts = Mapping[str, int]
"""How many facts of each kind there are."""

MEASURES: Final[Mapping[str, str]] = {
    "issue": N_("%(count)d 期"),
    "case": N_("%(count)d 起"),
    "person": N_("%(count)d 人次"),
    "item": N_("%(count)d 项"),
}
"""How a count is said."""

HUNDREDTH: Final = Decimal("0.01")


@dataclass(frozen=True)
class Indicator:
    """An indicator: the facts it counts; with `of`, the share of these among those."""

    code: str
    name: str
    measure: str
    """A key of `MEASURES`, or % for a share."""
    counted: tuple[str, ...]
    of: tuple[str, ...] = ()
    by_unit: bool = True
    stock: bool = False
    """What is there at the end of the period, not what happened in it."""

    @property
    def kinds(self) -> tuple[str, ...]:
        """All facts that it reads."""
        return tuple(dict.fromkeys((*self.counted, *self.of)))


INDICATORS: Final = (
    Indicator("I-06", N_("预警通报期数"), "issue", ("bulletin",), by_unit=False),
    Indicator("I-07", N_("纠正不规范行为起数"), "case", ("corrected",)),
    Indicator("I-08", N_("诫勉谈话人次"), "person", ("admonished",)),
    Indicator("I-09", N_("责任追究人次"), "person", ("accountable",)),
    Indicator("I-10", N_("书面回告及时率"), "%", ("timely",), ("timely", "overdue")),
    Indicator("I-11", N_("整改合格率"), "%", ("passed_first",), ("passed_first", "failed_first")),
    Indicator("I-05-1", N_("高压线制度数"), "item", ("forbidden",), stock=True),
    Indicator("I-05-2", N_("警戒线制度数"), "item", ("guarded",), stock=True),
    Indicator("I-05-3", N_("斑马线制度数"), "item", ("common",), stock=True),
)
"""In the order in which seed 003 reports them; those of wings to come follow."""

BY_CODE: Final[Mapping[str, Indicator]] = {each.code: each for each in INDICATORS}


@dataclass(frozen=True)
class Figure:
    """The value of an indicator: a count, or with a base the share of it; a share of nothing has no value."""

    count: int
    base: int | None = None

    @property
    def value(self) -> Decimal | None:
        """The count itself, or percent to two places."""
        if self.base is None:
            return Decimal(self.count)
        return percent(self.count, self.base) if self.base else None


def percent(part: int, whole: int) -> Decimal:
    """A share in percent, to two places, halves up."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(HUNDREDTH, ROUND_HALF_UP)


def reckon(indicator: Indicator, counts: Counts) -> Figure:
    """The value of an indicator from counts by kind."""
    count = sum(counts.get(kind, 0) for kind in indicator.counted)
    return Figure(count, sum(counts.get(kind, 0) for kind in indicator.of) if indicator.of else None)


def compare(now: Figure, before: Figure) -> Decimal | None:
    """同比: growth in percent; of shares the difference in points. None where there is nothing to compare with."""
    if now.value is None or before.value is None:
        return None
    if now.base is not None:
        return now.value - before.value
    return percent(now.count - before.count, before.count) if before.count else None
