"""Changes of the working calendar: the yearly notice, and an organisation's own days (R-CAL-1, R-CAL-6).

A preview and a change are made by the same function, `plan_change`; the preview ends before the first write.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from bpmn.texts import N_, Text
from services.organisation.calendar_reader import DayRecord, read_calendar
from services.organisation.own_days import OwnDays, lay_own_days
from services.organisation.revising import schedule_revision
from services.transaction import use_case
from workflows.errors import AnswersRefusedError, FieldProblem, NotPermittedError
from workflows.models import CalendarChange, CalendarDay, CalendarVersion, Organisation
from workflows.queries.calendars import LaidDay, forget_calendar, list_current_days, make_calendar
from workflows.rules.calendar import Layer
from workflows.running.revision import Move, list_moves
from workflows.work import Work

KEEPER: Final = "sys_admin"
"""The role of those who change calendars."""

MAX_SOURCE: Final = 200


@dataclass(frozen=True)
class CalendarDraft:
    """A change that is wished for: the whole of a layer's years, from which source."""

    layer: Layer
    source: str
    digest: str
    years: tuple[int, ...]
    days: tuple[DayRecord, ...]


@dataclass(frozen=True)
class ImportedCalendar:
    """What a change brought; `moved` counts open deadlines, which are only ever extended, in `instances`."""

    id: str
    years: list[int]
    days: int
    moved: int
    instances: int


# -- what is wished for ----------------------------------------------------------------------------


def draft_notice(data: bytes, source: str) -> CalendarDraft:
    """A notice replaces the years that it speaks of."""
    _check_source(source)
    days = read_calendar(data)
    years = tuple(sorted({each.day.year for each in days}))
    return CalendarDraft(Layer.NOTICE, source.strip(), hashlib.sha256(data).hexdigest(), years, days)


def draft_own_days(session: Session, org_id: int, wish: OwnDays) -> CalendarDraft:
    """Own days that come and go, laid into those that there are."""
    _check_source(wish.source)
    years, days = lay_own_days(list_current_days(session, org_id), wish)
    told = "\n".join(f"{each.day},{each.kind},{each.name}" for each in days)
    return CalendarDraft(Layer.OWN, wish.source.strip(), hashlib.sha256(told.encode()).hexdigest(), years, days)


def _check_source(source: str) -> None:
    if not 1 <= len(source.strip()) <= MAX_SOURCE:
        raise AnswersRefusedError(
            [FieldProblem("source", "required", Text(N_("请写明依据（文件名称、文号），不超过200字")))]
        )


def plan_change(session: Session, org_id: int, draft: CalendarDraft, after: int = 0) -> Iterator[Move]:
    """What a change would move in the instances after one; nothing is written."""
    replaced = [
        each
        for each in list_current_days(session, org_id)
        if each.layer is not draft.layer or each.year not in draft.years
    ]
    brought = [LaidDay(each.day.year, draft.layer, each.day, each.kind, each.name) for each in draft.days]
    return list_moves(session, org_id, make_calendar([*replaced, *brought]), after)


# -- what is done ----------------------------------------------------------------------------------


@use_case
def import_calendar(work: Work, data: bytes, *, source: str) -> ImportedCalendar:
    """Take in a notice for the asker's organisation, and extend the open deadlines that it moves (R-CAL-6)."""
    check_keeper(work)
    lock_calendars(work, work.asker.org_id)
    return _change(work, work.asker.org_id, draft_notice(data, source))


@use_case
def change_own_days(work: Work, wish: OwnDays) -> ImportedCalendar:
    """Add own days of the asker's organisation, or take them away; what was extended stays so."""
    check_keeper(work)
    lock_calendars(work, work.asker.org_id)
    return _change(work, work.asker.org_id, draft_own_days(work.session, work.asker.org_id, wish))


@use_case
def install_calendar(work: Work, org_id: int, data: bytes, *, source: str) -> ImportedCalendar:
    """Take in a notice from the command line, for any organisation."""
    lock_calendars(work, org_id)
    return _change(work, org_id, draft_notice(data, source))


def check_keeper(work: Work) -> None:
    """Refuse everybody but those who keep the calendar."""
    if not work.asker.has_role(KEEPER):
        raise NotPermittedError(N_("只有系统管理员可以维护工作日历"))


def lock_calendars(work: Work, org_id: int) -> None:
    """Let changes of an organisation's calendar wait for each other."""
    work.session.execute(select(Organisation.id).where(Organisation.id == org_id).with_for_update(key_share=True))


def _change(work: Work, org_id: int, draft: CalendarDraft) -> ImportedCalendar:
    moved = [move.instance.id for move in plan_change(work.session, org_id, draft)]
    change = write_change(work, org_id, draft)
    instances = schedule_revision(work, change, moved)
    return ImportedCalendar(change.public_id, list(draft.years), len(draft.days), len(moved), instances)


def write_change(work: Work, org_id: int, draft: CalendarDraft) -> CalendarChange:
    """Write the versions of a change; they are the current ones from now on."""
    change = CalendarChange(
        org_id=org_id,
        layer=draft.layer,
        source=draft.source,
        digest=draft.digest,
        made_by_id=work.actor.account_id if work.actor else None,
        made_at=work.at,
    )
    work.session.add(change)
    work.session.flush()
    for year in draft.years:
        _write_version(work.session, change, year, [each for each in draft.days if each.day.year == year])
    forget_calendar(work.session, org_id)
    return change


def _write_version(session: Session, change: CalendarChange, year: int, days: Sequence[DayRecord]) -> None:
    mine = (
        (CalendarVersion.org_id == change.org_id)
        & (CalendarVersion.year == year)
        & (CalendarVersion.layer == change.layer)
    )
    last = session.scalar(select(func.max(CalendarVersion.number)).where(mine)) or 0
    session.execute(update(CalendarVersion).where(mine, CalendarVersion.current).values(current=False))
    made = CalendarVersion(org_id=change.org_id, change_id=change.id, year=year, layer=change.layer, number=last + 1)
    session.add(made)
    session.flush()
    if days:
        rows = [{"version_id": made.id, "day": each.day, "kind": each.kind, "name": each.name} for each in days]
        session.execute(insert(CalendarDay), rows)
