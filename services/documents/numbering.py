"""Numbers on paper: levels of paragraphs, numbers of documents, dates."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from workflows.rules.deadlines import Duration, Span

DIGITS: Final = "零一二三四五六七八九"
LEVELS: Final = 4


def say_number(number: int) -> str:
    """A number below a hundred in Chinese: 1 is 一, 10 is 十, 21 is 二十一."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")


def number_levels(levels: Iterable[int]) -> Iterator[str]:
    """What stands before each paragraph by its level: 一、 （一） 1. （1）; nothing at level 0 (GB/T 9704 7.3.3)."""
    counts = [0] * (LEVELS + 1)
    for level in levels:
        if level == 0:
            yield ""
            continue
        counts[level] += 1
        counts[level + 1 :] = [0] * (LEVELS - level)
        yield show_level(level, counts[level])


def show_level(level: int, number: int) -> str:
    """The number of one paragraph at its level."""
    shapes = {1: f"{say_number(number)}、", 2: f"（{say_number(number)}）", 3: f"{number}.", 4: f"（{number}）"}
    return shapes[level]


def format_number(mark: str, year: int, number: int) -> str:
    """A 发文字号: 机关代字〔2026〕3号, no 第, no padding (GB/T 9704 7.2.5)."""
    return f"{mark}〔{year}〕{number}号"


def format_date(day: date) -> str:
    """A date in Arabic digits without padding (GB/T 9704 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


SPANS: Final = {
    Span.WORKDAYS: "个工作日",
    Span.DAYS: "日",
    Span.MONTHS: "个月",
    Span.HOURS: "小时",
    Span.MINUTES: "分钟",
}


def say_duration(duration: Duration) -> str:
    """A duration in words: 10个工作日."""
    return f"{duration.count}{SPANS[duration.span]}"
