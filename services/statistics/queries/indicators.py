"""The statistics of a period: each indicator against a year before, its trend, and who has how much of it (§3.8)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from services.statistics.queries.facts import Counted, count_facts
from services.statistics.queries.stocks import count_regulations
from services.statistics.rules.indicators import INDICATORS, Figure, Indicator, compare, reckon
from services.statistics.rules.periods import Period, Span, list_trend, span_before
from services.statistics.rules.suppression import Grouping, group_units
from workflows.errors import NotFoundError
from workflows.models import Person, Unit
from workflows.rules.deadlines import ZONE
from workflows.work import Work


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator in the period, a year before, how it changed, and its trend, the oldest first."""

    indicator: Indicator
    now: Figure
    before: Figure
    change: Decimal | None
    trend: Sequence[tuple[Period, Figure]]


@dataclass(frozen=True)
class UnitRow:
    """The figures of a unit by code of indicator, or of several small ones together."""

    code: str
    """Of one unit; empty where several are shown together."""
    units: Sequence[str]
    persons: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True)
class Statistics:
    """The statistics of a period. Where fewer than five persons stand behind all of it, there are none."""

    period: Period
    span: Span
    compared: Span
    rows: Sequence[IndicatorRow]
    units: Sequence[UnitRow]


@dataclass(frozen=True)
class _Staff:
    """The active people of a unit."""

    code: str
    name: str
    persons: int


def show_statistics(work: Work, period: Period) -> Statistics:
    """The statistics of the asker's organisation; accounts without a person see none (domain §7.1)."""
    if work.asker.person_id is None:
        raise NotFoundError
    staff = _load_staff(work)
    grouping = group_units({unit: each.persons for unit, each in staff.items()})
    trend = list_trend(period)
    compared = span_before(period, work.at.astimezone(ZONE).date())
    if grouping is None:
        return Statistics(period, period.span, compared, (), ())
    counts, before = _count(work, [each.span for each in trend]), _count(work, [compared])
    rows = [_row(indicator, counts, before, trend) for indicator in INDICATORS]
    return Statistics(period, period.span, compared, rows, _unit_rows(grouping, staff, counts, len(trend) - 1))


def _load_staff(work: Work) -> dict[int | None, _Staff]:
    """Units with the number of their active people; those without a unit stand under None, experts apart."""
    rows = work.session.execute(
        select(Unit.id, Unit.code, Unit.name, func.count(Person.id))
        .select_from(Person)
        .outerjoin(Unit, Unit.id == Person.unit_id)
        .where(Person.org_id == work.asker.org_id, Person.active, Person.expert.is_(False))
        .group_by(Unit.id, Unit.code, Unit.name, Unit.position)
        .order_by(Unit.position)
    )
    return {unit: _Staff(code or "", name or "", count) for unit, code, name, count in rows}


def _count(work: Work, spans: Sequence[Span]) -> Counted:
    org_id = work.asker.org_id
    return count_facts(work.session, org_id, spans) | count_regulations(work.session, org_id, spans)


def _row(indicator: Indicator, counts: Counted, before: Counted, trend: Sequence[Period]) -> IndicatorRow:
    figures = [reckon(indicator, _sum(counts, place)) for place in range(len(trend))]
    compared = reckon(indicator, _sum(before, 0))
    return IndicatorRow(
        indicator, figures[-1], compared, compare(figures[-1], compared), list(zip(trend, figures, strict=True))
    )


def _sum(counts: Counted, place: int, units: Iterable[int | None] | None = None) -> dict[str, int]:
    """Counts by kind in one span, of some units or of all."""
    wanted = None if units is None else set(units)
    summed: dict[str, int] = {}
    for (kind, unit, where), count in counts.items():
        if where == place and (wanted is None or unit in wanted):
            summed[kind] = summed.get(kind, 0) + count
    return summed


def _unit_rows(grouping: Grouping, staff: Mapping[int | None, _Staff], counts: Counted, place: int) -> list[UnitRow]:
    """Units in their order, then the small ones in one sum."""
    alone = [unit for unit in staff if unit in grouping.alone]
    groups: list[list[Any]] = [[unit] for unit in alone]
    small = [unit for unit in staff if unit in grouping.together]
    return [_unit_row(staff, units, _sum(counts, place, units)) for units in [*groups, *([small] if small else [])]]


def _unit_row(staff: Mapping[int | None, _Staff], units: Sequence[int | None], counts: Mapping[str, int]) -> UnitRow:
    return UnitRow(
        staff[units[0]].code if len(units) == 1 else "",
        [staff[unit].name for unit in units],
        sum(staff[unit].persons for unit in units),
        {each.code: reckon(each, counts) for each in INDICATORS if each.by_unit},
    )
