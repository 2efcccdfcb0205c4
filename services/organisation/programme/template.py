"""Templates of programmes: files with days relative to the year in which a cycle begins."""

import calendar as months
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final

import yaml

from services.organisation.programme.ten_days import Period

TEMPLATE: Final = Path(__file__).parent.parent / "sample" / "cycle_template_anhui.yaml"

_DAY: Final = re.compile(r"Y(\+[1-9])?-(\d{2})-(\d{2})")


@dataclass(frozen=True)
class PhaseRecord:
    """A phase or a step of one; `phase` is the code of the phase that a step belongs to."""

    code: str
    name: str
    period: Period
    processes: tuple[str, ...] = ()
    phase: str = ""


def read_day(text: str, year: int) -> date:
    """`Y-05-31` or `Y+1-02-31` of a cycle; a day that a month has not is its last. Else raises ValueError."""
    found = _DAY.fullmatch(text)
    if found is None:
        raise ValueError(f"no day of a cycle: {text!r}")
    year, month = year + int(found[1] or 0), int(found[2])
    return date(year, month, min(int(found[3]), months.monthrange(year, month)[1]))


def read_template(year: int) -> tuple[PhaseRecord, ...]:
    """The phases of a cycle that begins in a year, each followed by its steps."""
    found: list[PhaseRecord] = []
    for phase in _read_file()["phases"]:
        found += [_read(phase, year), *(_read(step, year, phase["code"]) for step in phase["steps"])]
    return tuple(found)


def _read(each: dict[str, Any], year: int, phase: str = "") -> PhaseRecord:
    period = Period(read_day(each["start"], year), read_day(each["end"], year))
    processes = tuple(each["process"].split("|")) if "process" in each else ()
    return PhaseRecord(each["code"], each["name"], period, processes, phase)


@cache
def _read_file() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(TEMPLATE.read_text(encoding="utf-8"))
    return found
