"""The formulas of domain §3.8, each by its code, and what is not shown of small groups."""

from datetime import date
from decimal import Decimal

import pytest

from services.statistics.rules.indicators import BY_CODE, INDICATORS, Figure, compare, reckon
from services.statistics.rules.periods import Grain, Span, list_trend, period_of, read_period, span_before
from services.statistics.rules.suppression import Grouping, group_units

COUNTS = {
    "bulletin": 23,
    "corrected": 1031,
    "admonished": 137,
    "accountable": 263,
    "timely": 9,
    "overdue": 3,
    "passed_first": 5,
    "failed_first": 2,
    "forbidden": 175,
    "guarded": 214,
    "common": 320,
    "issued": 99,
}
"""What seed 003 reports, and shares beside it."""


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("I-06", "23"),
        ("I-07", "1031"),
        ("I-08", "137"),
        ("I-09", "263"),
        ("I-10", "75.00"),  # 9 of 12 duties
        ("I-11", "71.43"),  # 5 of 7 orders
        ("I-05-1", "175"),
        ("I-05-2", "214"),
        ("I-05-3", "320"),
    ],
)
def test_an_indicator_reads_its_own_facts_and_no_others(code: str, value: str) -> None:
    """I-05, I-06, I-07, I-08, I-09, I-10, I-11."""
    indicator = BY_CODE[code]

    assert reckon(indicator, COUNTS).value == Decimal(value)
    others = {kind: count for kind, count in COUNTS.items() if kind not in indicator.kinds}
    assert reckon(indicator, others).count == 0


def test_a_share_of_nothing_has_no_value() -> None:
    """I-10, I-11: where nothing was due or inspected there is no rate, neither 0 nor 100."""
    assert [each.code for each in INDICATORS if reckon(each, {}).value is None] == ["I-10", "I-11"]


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (Figure(118), Figure(72), "63.89"),  # as seed 003 reports it
        (Figure(3), Figure(4), "-25.00"),
        (Figure(4), Figure(4), "0.00"),
        (Figure(4), Figure(0), None),  # nothing to compare with
        (Figure(3, 4), Figure(1, 2), "25.00"),  # points
        (Figure(3, 4), Figure(0, 0), None),
        (Figure(0, 0), Figure(1, 2), None),
    ],
)
def test_year_on_year_is_growth_in_percent_and_of_shares_in_points(
    now: Figure, before: Figure, change: str | None
) -> None:
    assert compare(now, before) == (Decimal(change) if change else None)


@pytest.mark.parametrize(
    ("code", "first", "last"),
    [
        ("2026-07", "2026-07-01", "2026-07-31"),
        ("2028-02", "2028-02-01", "2028-02-29"),
        ("2026-Q1", "2026-01-01", "2026-03-31"),
        ("2026-Q4", "2026-10-01", "2026-12-31"),
        ("2026", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_period_is_read_as_it_is_written(code: str, first: str, last: str) -> None:
    period = read_period(code)

    assert period.code == code
    assert period.span == Span(date.fromisoformat(first), date.fromisoformat(last))
    assert period.step(5).step(-5) == period


@pytest.mark.parametrize("text", ["", "2026-13", "2026-Q5", "0000", "9999", "2026-7", "26", "2026-Q1;", "２０２６"])
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="no period"):
        read_period(text)


def test_a_trend_ends_with_the_period_and_its_spans_follow_on_each_other() -> None:
    for grain, count in ((Grain.MONTH, 12), (Grain.QUARTER, 8), (Grain.YEAR, 5)):
        trend = list_trend(period_of(date(2026, 2, 10), grain))
        assert len(trend) == count
        assert [each.span.ends_at for each in trend[:-1]] == [each.span.begins_at for each in trend[1:]]


@pytest.mark.parametrize(
    ("code", "today", "first", "last"),
    [
        ("2026-06", "2026-07-13", "2025-06-01", "2025-06-30"),
        ("2026-07", "2026-07-13", "2025-07-01", "2025-07-13"),  # it still runs: the same days
        ("2026", "2026-07-13", "2025-01-01", "2025-07-13"),
        ("2026", "2026-12-31", "2025-01-01", "2025-12-31"),
        ("2025-02", "2026-07-13", "2024-02-01", "2024-02-29"),
        ("2024-02", "2024-02-29", "2023-02-01", "2023-02-28"),
        ("2027", "2026-07-13", "2026-01-01", "2026-12-31"),
    ],
)
def test_a_running_period_is_compared_with_the_same_days_of_the_year_before(
    code: str, today: str, first: str, last: str
) -> None:
    found = span_before(read_period(code), date.fromisoformat(today))

    assert found == Span(date.fromisoformat(first), date.fromisoformat(last))


@pytest.mark.parametrize(
    ("persons", "expected"),
    [
        ({1: 5, 2: 6}, Grouping((1, 2), (), 0)),
        ({1: 5, 2: 3, 3: 4}, Grouping((1,), (2, 3), 7)),
        ({1: 9, 2: 3, 3: 6}, Grouping((1,), (2, 3), 9)),  # the smallest of the others joins
        ({1: 4, 2: 4}, Grouping((), (1, 2), 8)),
        ({1: 2, 2: 2}, None),
        ({}, None),
        ({None: 1, 2: 8}, Grouping((), (None, 2), 9)),
    ],
)
def test_domain_7_2_nothing_shown_is_about_fewer_than_five_persons(
    persons: dict[int | None, int], expected: Grouping | None
) -> None:
    """Nor is it what remains when everything that is shown is taken from the total."""
    found = group_units(persons)

    assert found == expected
    if found:
        assert all(persons[unit] >= 5 for unit in found.alone)
        assert not found.together or found.persons >= 5
