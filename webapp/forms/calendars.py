"""A year as a sheet of months and weeks, and the form by which own days come and go."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bpmn.texts import N_, Text
from services.organisation.calendar_pages import YearCard
from services.organisation.calendar_reader import DayRecord
from services.organisation.own_days import OwnDays
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.rules.calendar import DAY_KINDS, DayKind, Layer


@dataclass(frozen=True)
class DayCell:
    """A day of the sheet: its number, whether it is worked on, and how it is marked (`holiday`, `workday` or not)."""

    day: date
    working: bool
    mark: str = ""
    name: str = ""


def lay_months(card: YearCard) -> list[list[list[DayCell | None]]]:
    """Twelve months of weeks from Monday to Sunday; None where a week has days of another month."""
    marked = {each.day: each for each in card.days}
    return [
        [
            [_cell(card, marked, day) if day.month == month else None for day in week]
            for week in _weeks(card.year, month)
        ]
        for month in range(1, 13)
    ]


def _weeks(year: int, month: int) -> list[list[date]]:
    return months.Calendar().monthdatescalendar(year, month)


def _cell(card: YearCard, marked: Mapping[date | None, object], day: date) -> DayCell:
    found = marked.get(day)
    return DayCell(day, card.calendar.is_working(day), getattr(found, "kind", ""), getattr(found, "name", "") or "")


@dataclass(frozen=True)
class DayRun:
    """Marked days in a row with one name, from one layer."""

    first: date
    last: date
    kind: str
    name: str
    layer: str


def list_runs(card: YearCard) -> list[DayRun]:
    """The marked days of a year, those in a row together; own days stand alone, for each may be taken away."""
    found: list[DayRun] = []
    for each in card.days:
        if each.day is None:
            continue
        run = DayRun(each.day, each.day, each.kind or "", each.name or "", each.layer)
        if found and _follows(run, found[-1]):
            found[-1] = replace(found[-1], last=each.day)
        else:
            found.append(run)
    return found


def _follows(run: DayRun, before: DayRun) -> bool:
    alike = run.layer != Layer.OWN and before == replace(run, first=before.first, last=before.last)
    return alike and run.first - before.last == timedelta(days=1)


def read_own_days(form: Mapping[str, str]) -> OwnDays:
    """One day to add, or one to take away, as a form brings it."""
    if form.get("remove"):
        return OwnDays(form.get("source", ""), removed=(_read_day(form["remove"], "remove"),))
    kind = form.get("kind", "")
    if kind not in DAY_KINDS:
        raise AnswersRefusedError([FieldProblem("kind", "required", Text(N_("请选择放假或上班")))])
    added = DayRecord(_read_day(form.get("day", ""), "day"), DayKind(kind), form.get("reason", "").strip())
    return OwnDays(form.get("source", ""), added=(added,))


def _read_day(text: str, field: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise AnswersRefusedError([FieldProblem(field, "required", Text(N_("请填写日期")))]) from error
