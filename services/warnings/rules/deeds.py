"""Replies, talks, orders and accountability: who may do what when (R-WARN-5…9, R-TALK, R-ACC)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from bpmn.texts import N_, Text
from workflows.errors import ConflictError, FieldProblem
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import ZONE, Duration, Span, deadline_day, last_day, parse_duration

TALKERS: Final = 2
SHORTEST, LONGEST = 10, 60
"""Calendar days of a correction order (R-WARN-8)."""

RESPONSIBILITIES: Final[Mapping[str, str]] = {
    "main_leader": N_("主要领导责任"),
    "important_leader": N_("重要领导责任"),
    "direct": N_("直接责任"),
}

FORMS: Final[Mapping[str, Mapping[str, str]]] = {
    "unit": {"inspection": N_("检查"), "bulletin": N_("通报"), "reorganise": N_("改组")},
    "leader": {
        "bulletin": N_("通报"),
        "admonition": N_("诫勉"),
        "adjust": N_("组织调整或组织处理"),
        "discipline": N_("纪律处分"),
    },
    "staff": {
        "criticism": N_("批评教育"),
        "inspection": N_("责令检查"),
        "admonition": N_("诫勉"),
        "transfer": N_("调离岗位"),
    },
}
"""Forms of accountability by whom it concerns (R-ACC-1)."""


def days_late(due_at: datetime | None, at: datetime, calendar: WorkCalendar) -> int:
    """Working days from the deadline day to the day of receipt; 0 on time (R-WARN-6)."""
    if due_at is None or at < due_at:
        return 0
    return max(calendar.count_workdays(deadline_day(due_at), at.astimezone(ZONE).date()), 1)


@dataclass(frozen=True)
class Talkers:
    """Who is to talk with whom: the discipline side, the leaders of the talked-to, and what the decision says."""

    people: Collection[int]
    talked: int | None
    discipline: Collection[int]
    own_leaders: Collection[int] = ()
    delegated: bool = False
    """Whether the decision lets the person's own leader talk."""


def check_talkers(named: Talkers) -> list[FieldProblem]:
    """At least two talkers, none the talked-to, one from the discipline side; his own leader if decided (R-TALK-1)."""
    problems, people = [], set(named.people)
    if len(people) < TALKERS:
        problems.append(FieldProblem("recorder", "same", Text(N_("谈话人和记录人须是两个人"))))
    if named.talked in people:
        problems.append(FieldProblem("talker", "self", Text(N_("被谈话人不能是谈话人或记录人"))))
    if not people & set(named.discipline):
        problems.append(FieldProblem("talker", "discipline", Text(N_("谈话人或记录人至少一人来自纪检监察"))))
    if not named.delegated and people & set(named.own_leaders) - set(named.discipline):
        text = N_("决定没有写明委托本人所在单位负责人或者分管领导谈话")
        problems.append(FieldProblem("talker", "delegation", Text(text)))
    return problems


def check_held(held_on: date, decided_on: date, today: date) -> list[FieldProblem]:
    """A talk is recorded after it was held, and held after it was decided (R-TALK-1)."""
    if decided_on <= held_on <= today:
        return []
    return [FieldProblem("held_on", "day", Text(N_("谈话日期应在作出决定之后、今天以前")))]


def term_of(days: int | None, default: str) -> str:
    """The term of a correction order: the days that the approver set, 10 to 60, else the usual term (R-WARN-8)."""
    if days is None:
        return default
    if not SHORTEST <= days <= LONGEST:
        raise ConflictError(N_("整改期限应为10至60个自然日"))
    return str(Duration(Span.DAYS, days))


def extend_term(due_at: datetime, at: datetime, most: str, days: int, calendar: WorkCalendar) -> date:
    """The deadline day after an extension: granted before the deadline, for so many days at most (R-WARN-8)."""
    if at >= due_at:
        raise ConflictError(N_("整改期限已过，不能延期"))
    allowed = parse_duration(most).count
    if not 1 <= days <= allowed:
        raise ConflictError(N_("延期应为1至%(most)d个自然日"), most=allowed)
    return last_day(deadline_day(due_at), Duration(Span.DAYS, days), calendar)


def term_until(day: date, today: date) -> str:
    """The term from today to a day, today at the least: what a step that opens anew is due after."""
    return str(Duration(Span.DAYS, max((day - today).days, 0)))


def check_heard(heard_at: datetime | None, *, waived: bool) -> None:
    """No decision before 陈述申辩 was heard, or its time ran out unused, and that was recorded (R-ACC-2)."""
    if heard_at is None and not waived:
        raise ConflictError(N_("尚未听取陈述申辩，不能提交决定"))


def resolve_votes(choices: Sequence[str], base: int) -> str:
    """What the group has decided, '' if nothing: two thirds take part, more than half of the base agree (R-GRP-4)."""
    if not base or 3 * len(choices) < 2 * base:
        return ""
    return next((choice for choice in sorted(set(choices)) if 2 * choices.count(choice) > base), "")
