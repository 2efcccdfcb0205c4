"""An organisation's own days: a local holiday, a day that it makes up for, each with its reason."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bpmn.texts import N_, Text
from services.organisation.calendar_reader import DayRecord
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.queries.calendars import LaidDay, make_calendar
from workflows.rules.calendar import DayKind, Layer

MAX_REASON = 200


@dataclass(frozen=True)
class OwnDays:
    """Days to add (`name` is the reason) and days to take away; `source` says on whose decision."""

    source: str
    added: tuple[DayRecord, ...] = ()
    removed: tuple[date, ...] = ()


def lay_own_days(laid: Sequence[LaidDay], wish: OwnDays) -> tuple[tuple[int, ...], tuple[DayRecord, ...]]:
    """The years that a wish touches, and all own days of them as they would be."""
    own = {each.day: each for each in laid if each.layer is Layer.OWN and each.day}
    problems = [*_check_added(laid, wish), *_check_removed(own, wish)]
    if problems or not (wish.added or wish.removed):
        raise AnswersRefusedError(problems or [FieldProblem("days", "required", Text(N_("没有任何修改")))])
    years = {each.day.year for each in wish.added} | {day.year for day in wish.removed}
    kept = [
        DayRecord(day, DayKind(each.kind or ""), each.name or "")
        for day, each in own.items()
        if day.year in years and day not in wish.removed
    ]
    return tuple(sorted(years)), tuple(sorted([*kept, *wish.added], key=lambda each: each.day))


def _check_added(laid: Sequence[LaidDay], wish: OwnDays) -> Iterator[FieldProblem]:
    """A day must change something, once, and say why."""
    calendar = make_calendar(each for each in laid if each.day not in wish.removed or each.layer is Layer.NOTICE)
    days = [each.day for each in wish.added]
    for at, each in enumerate(wish.added):
        if not 1 <= len(each.name.strip()) <= MAX_REASON:
            yield FieldProblem(f"added.{at}.reason", "required", Text(N_("请写明理由，不超过200字")))
        if calendar.is_working(each.day) is (each.kind is DayKind.WORKDAY) or days.count(each.day) > 1:
            text = N_("%(day)s 本来就上班") if each.kind is DayKind.WORKDAY else N_("%(day)s 本来就休息")
            yield FieldProblem(f"added.{at}.day", "no-change", Text(text, {"day": each.day.isoformat()}))


def _check_removed(own: dict[date, LaidDay], wish: OwnDays) -> Iterator[FieldProblem]:
    for at, day in enumerate(wish.removed):
        if day not in own:
            text = Text(N_("%(day)s 不是本单位自定的日期"), {"day": day.isoformat()})
            yield FieldProblem(f"removed.{at}", "unknown", text)
