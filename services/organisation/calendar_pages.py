"""The working calendar as people read it: a year with its days and versions, and what a change would move."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from services.organisation.calendars import (
    KEEPER,
    PlannedChange,
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
from workflows.queries.tasks import list_candidate_ids
from workflows.rules.calendar import Layer, WorkCalendar
from workflows.running.revision import Move, name_process, name_step
from workflows.work import Work


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
    """Names of those in whose inboxes the task is; a vote does not tell who sits in it, nor what is restricted."""


@dataclass(frozen=True)
class ChangePreview:
    """What a change would bring and move; nothing of it is written."""

    years: tuple[int, ...]
    days: int
    moves: list[MoveCard]
    instances: int


def preview_notice(work: Work, data: bytes, source: str) -> ChangePreview:
    """What an import of a notice would move (R-CAL-6)."""
    check_keeper(work)
    return _tell(work.session, plan_change(work.session, work.asker.org_id, draft_notice(data, source)))


def preview_own_days(work: Work, wish: OwnDays) -> ChangePreview:
    """What a change of own days would move."""
    check_keeper(work)
    draft = draft_own_days(work.session, work.asker.org_id, wish)
    return _tell(work.session, plan_change(work.session, work.asker.org_id, draft))


def _tell(session: Session, planned: PlannedChange) -> ChangePreview:
    return ChangePreview(
        planned.draft.years,
        len(planned.draft.days),
        tell_moves(session, planned.moves),
        len({move.instance.id for move in planned.moves}),
    )


def tell_moves(session: Session, moves: Sequence[Move]) -> list[MoveCard]:
    """Moves in words."""
    return [
        MoveCard(
            kind=move.deadline.kind,
            process_key=move.deadline.process_key,
            node_id=move.deadline.node_id,
            process=name_process(session, move),
            step=name_step(session, move),
            business_key=move.instance.business_key,
            before=move.before,
            after=move.after,
            people=_name_people(session, move),
        )
        for move in moves
    ]


def _name_people(session: Session, move: Move) -> tuple[str, ...]:
    row = move.deadline.row
    if not isinstance(row, Task) or move.instance.restricted:
        return ()
    return tuple(sorted(load_names(session, list_candidate_ids(session, row.id)).values()))
