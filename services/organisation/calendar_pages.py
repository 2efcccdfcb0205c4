"""The working calendar as people read it: a year with its days and versions, and what a change would move."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Final

from services.organisation.calendars import (
    KEEPER,
    CalendarDraft,
    check_keeper,
    draft_notice,
    draft_own_days,
    plan_change,
)
from services.organisation.own_days import OwnDays
from workflows.models import Task
from workflows.queries.calendars import (
    ChangeCard,
    LaidDay,
    list_current_days,
    list_versions,
    list_years,
    make_calendar,
)
from workflows.queries.directory import load_names
from workflows.queries.paging import Window, decode_cursor, encode_cursor
from workflows.queries.tasks import list_candidate_ids
from workflows.rules.calendar import Layer, WorkCalendar
from workflows.running.revision import Dated, Move, list_concerned, name_process, name_step
from workflows.work import Work

FIRST: Final = Window(50)
"""The first page of what a change moves."""


@dataclass(frozen=True)
class YearCard:
    """A year: what counts, which days are marked, and how it came to be so."""

    year: int
    provisional: bool
    calendar: WorkCalendar
    days: tuple[LaidDay, ...]
    """Marked days of both layers; of a day with both, that of the organisation."""
    versions: list[ChangeCard]
    years: list[int]
    may_change: bool

    @property
    def own(self) -> list[LaidDay]:
        """The organisation's own days."""
        return [each for each in self.days if each.layer is Layer.OWN]


def show_year(work: Work, year: int) -> YearCard:
    """A year of the asker's organisation; one that nobody has imported is provisional (R-CAL-5)."""
    org_id = work.asker.org_id
    laid = list_current_days(work.session, org_id)
    calendar = make_calendar(laid)
    marked: dict[date, LaidDay] = {}
    for each in sorted(laid, key=lambda each: each.layer is Layer.OWN):
        if each.day and each.day.year == year:
            marked[each.day] = each
    return YearCard(
        year=year,
        provisional=year not in calendar.years,
        calendar=calendar,
        days=tuple(marked[day] for day in sorted(marked)),
        versions=list_versions(work.session, org_id, year),
        years=list_years(work.session, org_id),
        may_change=work.asker.has_role(KEEPER),
    )


@dataclass(frozen=True)
class MoveCard:
    """A deadline that a change moves: of what, in which process, and whom that concerns. No titles of matters."""

    kind: str
    process_key: str
    node_id: str
    process: str
    step: str
    business_key: str
    before: datetime
    after: datetime
    people: tuple[str, ...]
    """Those who have the task, or whom a date concerns; of a vote or of what is restricted, nobody."""


@dataclass(frozen=True)
class ChangePreview:
    """What a change would bring and move, one page of it; nothing of it is written.

    `moves` is a page; `total` and `instances` count everything. They are counted for the first page and go along in the
    cursor, so that later pages begin where the last one ended instead of computing everything again.
    """

    years: tuple[int, ...]
    days: int
    moves: list[MoveCard]
    total: int
    instances: int
    next_cursor: str | None


def preview_notice(work: Work, data: bytes, source: str, window: Window = FIRST) -> ChangePreview:
    """What an import of a notice would move (R-CAL-6)."""
    check_keeper(work)
    return _tell(work, draft_notice(data, source), window)


def preview_own_days(work: Work, wish: OwnDays, window: Window = FIRST) -> ChangePreview:
    """What a change of own days would move."""
    check_keeper(work)
    return _tell(work, draft_own_days(work.session, work.asker.org_id, wish), window)


def _tell(work: Work, draft: CalendarDraft, window: Window) -> ChangePreview:
    found = _turn_page(work, draft, window) if window.cursor else _open_list(work, draft, window.size)
    items, total, instances = found
    shown, rest = items[: window.size], items[window.size :]
    cursor = encode_cursor(*shown[-1].position, total, instances) if rest else None
    moves = [_describe(work, move) for move in shown]
    return ChangePreview(draft.years, len(draft.days), moves, total, instances, cursor)


def _open_list(work: Work, draft: CalendarDraft, size: int) -> tuple[list[Move], int, int]:
    """The first moves, one more than a page holds, and how many there are in how many instances."""
    moves = plan_change(work.session, work.asker.org_id, draft)
    first = list(islice(moves, size + 1))
    total, ids = len(first), {move.instance.id for move in first}
    for move in moves:
        total += 1
        ids.add(move.instance.id)
    return first, total, len(ids)


def _turn_page(work: Work, draft: CalendarDraft, window: Window) -> tuple[list[Move], int, int]:
    """The moves after those of the page before: its last instance is looked at again, those before it are not."""
    instance, kind, row, total, instances = decode_cursor(window.cursor, (int, str, int, int, int))
    moves = plan_change(work.session, work.asker.org_id, draft, max(instance - 1, 0))
    rest = (move for move in moves if move.position > (instance, kind, row))
    return list(islice(rest, window.size + 1)), total, instances


def _describe(work: Work, move: Move) -> MoveCard:
    """A move in words."""
    drawn = None if isinstance(move.deadline, Dated) else move.deadline
    return MoveCard(
        kind=drawn.kind if drawn else "date",
        process_key=drawn.process_key if drawn else "",
        node_id=drawn.node_id if drawn else "",
        process=name_process(work.session, move),
        step=name_step(work.session, move),
        business_key=move.instance.business_key,
        before=move.before,
        after=move.after,
        people=_name_people(work, move),
    )


def _name_people(work: Work, move: Move) -> tuple[str, ...]:
    """Those who have the task; whom a date of a wing concerns. Of a restricted instance nobody is named."""
    if move.instance.restricted:
        return ()
    if isinstance(move.deadline, Dated):
        people = list_concerned(work, move.deadline)
    elif isinstance(move.deadline.row, Task):
        people = list_candidate_ids(work.session, move.deadline.row.id)
    else:
        return ()
    return tuple(sorted(load_names(work.session, people).values()))
