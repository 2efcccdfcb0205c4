"""Numbers on paper, as GB/T 9704-2012 writes them."""

from datetime import date

import pytest

from services.documents.layout import CHARACTERS, MARK_SIZES, MM, TEXT_WIDTH, fit_mark, measure_text, place_signature
from services.documents.numbering import format_date, format_number, number_levels, say_duration, say_number
from workflows.rules.deadlines import parse_duration


@pytest.mark.parametrize(
    ("number", "said"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (99, "九十九")],
)
def test_numbers_in_chinese(number: int, said: str) -> None:
    assert say_number(number) == said


def test_four_levels_each_counting_anew_below_a_higher_one() -> None:
    levels = [0, 1, 2, 3, 4, 4, 3, 2, 1, 2, 0, 2]

    assert list(number_levels(levels)) == [
        "", "一、", "（一）", "1.", "（1）", "（2）", "2.", "（二）", "二、", "（一）", "", "（二）",
    ]  # fmt: skip


def test_a_number_has_hexagonal_brackets_no_ordinal_and_no_padding() -> None:
    assert format_number("廉改", 2026, 3) == "廉改〔2026〕3号"
    assert format_date(date(2026, 7, 3)) == "2026年7月3日"


@pytest.mark.parametrize(("text", "said"), [("wd:10", "10个工作日"), ("cd:20", "20日"), ("mo:1", "1个月")])
def test_durations_in_words(text: str, said: str) -> None:
    assert say_duration(parse_duration(text)) == said


@pytest.mark.parametrize("length", range(1, CHARACTERS + 6))
def test_a_mark_fits_the_text_area_whatever_its_length(length: int) -> None:
    size = fit_mark("廉" * length)

    assert size <= MARK_SIZES[1]
    assert size * length <= TEXT_WIDTH * MM + 1


@pytest.mark.parametrize("length", [2, 5, 8, 14, 20, 26])
def test_signature_and_date_stand_on_one_middle_inside_the_text(length: int) -> None:
    dated = measure_text("2026年7月13日")
    signer, date_right = place_signature(length, dated)

    assert signer + length / 2 == pytest.approx(date_right + dated / 2)
    assert signer >= 1
    assert date_right >= 4
