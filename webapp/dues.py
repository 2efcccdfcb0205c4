"""How a deadline is said: what is left of it in working days, or that it has passed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bpmn.texts import N_, Text
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import deadline_day, end_of_day, is_overdue, workdays_left

SOON = 1
"""A deadline is near when so many working days are left."""


@dataclass(frozen=True)
class Due:
    """A deadline in words, and how it is to look: `late`, `soon` or plain."""

    text: Text
    tone: str = ""
    at: datetime | None = None
    unsure: Text | None = None
    """Why it may still move: a year on the way to it whose notice is not imported (R-CAL-5)."""


def describe_due(due_at: datetime | None, at: datetime, calendar: WorkCalendar) -> Due:
    """What is left of a deadline."""
    if due_at is None:
        return Due(Text(N_("不限时")))
    left = workdays_left(due_at, at, calendar)
    if is_overdue(due_at, at):
        return Due(_say_late(-left), "late", due_at)
    return Due(_say_left(left, due_at, at), "soon" if left <= SOON else "", due_at, _say_unsure(due_at, at, calendar))


def _say_late(days: int) -> Text:
    return Text(N_("已逾期 %(days)d 个工作日"), {"days": days}) if days > 0 else Text(N_("已逾期"))


def _say_left(days: int, due_at: datetime, at: datetime) -> Text:
    hours = (due_at - at) // timedelta(hours=1)
    if days <= 0 and due_at != end_of_day(deadline_day(due_at)):
        return Text(N_("剩余 %(hours)d 小时"), {"hours": hours}) if hours else Text(N_("不足 1 小时"))
    return Text(N_("剩余 %(days)d 个工作日"), {"days": days}) if days > 0 else Text(N_("今日到期"))


def _say_unsure(due_at: datetime, at: datetime, calendar: WorkCalendar) -> Text | None:
    missing = calendar.unsure_year(deadline_day(at), deadline_day(due_at))
    return Text(N_("%(year)d 年放假安排未导入，期限可能变化"), {"year": missing}) if missing else None
