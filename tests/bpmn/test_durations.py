"""Durations of ISO 8601: those that mean what one of ours means, and that all others are none."""

import pytest

from bpmn.durations import counts_iso_days, read_iso


@pytest.mark.parametrize(
    ("text", "read"),
    [("P3D", "cd:3"), ("P2W", "cd:14"), ("P1M", "mo:1"), ("PT4H", "h:4"), ("PT90M", "min:90"), ("P05D", "cd:5")],
)
def test_a_duration_of_one_part_counts_calendar_days_months_hours_or_minutes(text: str, read: str) -> None:
    assert read_iso(text) == read


COMBINED = ["P1DT2H", "P1W2D", "P1Y2M", "PT1H30M"]
OTHER_UNITS = ["P1Y", "PT30S", "PT3D", "P3H", "P0.5D", "-P3D", "P-3D", "P99999D", "P1429W"]
NO_DURATIONS = ["PT", "P", "P3", "p3d", "R3/P1D", '"P3D"', "P3D ", "P\uff13D", "2026-07-13", "wd:5", "cd:3", ""]


@pytest.mark.parametrize("text", [*COMBINED, *OTHER_UNITS, *NO_DURATIONS])
def test_any_other_text_is_none(text: str) -> None:
    assert read_iso(text) == ""


@pytest.mark.parametrize(
    ("text", "days"), [("P5D", True), ("P1W", True), ("P1M", False), ("PT24H", False), ("cd:5", False)]
)
def test_days_of_iso_8601_are_told_from_ours(text: str, *, days: bool) -> None:
    assert counts_iso_days(text) is days
