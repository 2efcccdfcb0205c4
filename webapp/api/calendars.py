"""The working calendar: a year as it counts, and its changes with a preview of what they move (R-CAL-5, R-CAL-6)."""

import datetime as dt
from typing import Literal

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.organisation import calendar_pages as pages
from services.organisation.calendar_pages import FIRST
from services.organisation.calendar_reader import DayRecord
from services.organisation.calendars import ImportedCalendar, change_own_days, import_calendar
from services.organisation.own_days import OwnDays
from webapp.api.document import Input, Output, document
from webapp.asking import command, looking
from workflows.errors import NotFoundError
from workflows.queries.paging import MAX_LIMIT, Window
from workflows.rules.calendar import DayKind

blueprint = Blueprint("calendars", __name__)

FIRST_YEAR, LAST_YEAR = 2000, 2100


class NoticeIn(Input):
    """A yearly notice as CSV with a header line, and the document it stands in."""

    csv: str = Field(max_length=200_000)
    source: str = Field(max_length=200)


class MovesQuery(Input):
    """Which page of what would move."""

    limit: int = Field(default=FIRST.limit, ge=1, le=MAX_LIMIT)
    cursor: str = Field(default="", max_length=500)


class OwnDayIn(Input):
    """A day of the organisation's own, and why."""

    day: dt.date
    kind: Literal["holiday", "workday"]
    reason: str = Field(max_length=200)


class OwnDaysIn(Input):
    """Days to add and to take away, and on whose decision."""

    source: str = Field(max_length=200)
    added: list[OwnDayIn] = Field(default_factory=list, max_length=100)
    removed: list[dt.date] = Field(default_factory=list, max_length=100)


class CalendarDayOut(Output):
    """A day that is not what its weekday says; `layer` is `notice` or `own`."""

    day: dt.date
    kind: str
    name: str
    layer: str


class CalendarVersionOut(Output):
    """A version of the year; `planned` and `done` count the instances whose deadlines it moves."""

    layer: str
    number: int
    current: bool
    source: str
    digest: str
    made_by: str
    made_at: dt.datetime
    planned: int
    done: int
    moved: int


class CalendarOut(Output):
    """A year; a `provisional` one has no notice yet, and deadlines in it may move (R-CAL-5)."""

    year: int
    provisional: bool
    days: list[CalendarDayOut]
    versions: list[CalendarVersionOut]


class DeadlineMoveOut(Output):
    """An open deadline that a change moves: of a `task`, a `vote` or a `timer`, or a `date` in a record."""

    kind: str
    process_key: str
    node_id: str
    process: str
    step: str
    business_key: str
    before: dt.datetime
    after: dt.datetime
    people: list[str]


class CalendarPreviewOut(Output):
    """What a change would bring and move: a page of `moves`, of `total` in `instances`."""

    years: list[int]
    days: int
    instances: int
    total: int
    moves: list[DeadlineMoveOut]
    next_cursor: str | None


class CalendarChangeOut(Output):
    """A change that was made; its moves are done one instance after the other."""

    id: str
    years: list[int]
    days: int
    moved: int
    instances: int


@blueprint.get("/calendars/<int:year>")
@document.validate(resp=Response(HTTP_200=CalendarOut), tags=["calendars"])
def show(year: int) -> CalendarOut:
    """Show a year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFoundError
    return CalendarOut.model_validate(pages.show_year(looking(), year))


@blueprint.post("/calendars/preview")
@document.validate(resp=Response(HTTP_200=CalendarPreviewOut), tags=["calendars"])
def preview(json: NoticeIn, query: MovesQuery) -> CalendarPreviewOut:
    """Tell what an import would move; nothing is written."""
    found = pages.preview_notice(looking(), json.csv.encode(), json.source, _page(query))
    return CalendarPreviewOut.model_validate(found)


@blueprint.post("/calendars")
@document.validate(resp=Response(HTTP_201=CalendarChangeOut), tags=["calendars"])
def bring(json: NoticeIn) -> tuple[CalendarChangeOut, int]:
    """Import a notice; open deadlines are extended where it moves them, never shortened."""
    return _made(import_calendar(command(), json.csv.encode(), source=json.source))


@blueprint.post("/calendars/own-days/preview")
@document.validate(resp=Response(HTTP_200=CalendarPreviewOut), tags=["calendars"])
def preview_own(json: OwnDaysIn, query: MovesQuery) -> CalendarPreviewOut:
    """Tell what a change of own days would move; nothing is written."""
    return CalendarPreviewOut.model_validate(pages.preview_own_days(looking(), _wish(json), _page(query)))


@blueprint.post("/calendars/own-days")
@document.validate(resp=Response(HTTP_201=CalendarChangeOut), tags=["calendars"])
def change_own(json: OwnDaysIn) -> tuple[CalendarChangeOut, int]:
    """Add own days, or take them away."""
    return _made(change_own_days(command(), _wish(json)))


def _page(query: MovesQuery) -> Window:
    return Window(query.limit, query.cursor)


def _wish(json: OwnDaysIn) -> OwnDays:
    added = tuple(DayRecord(each.day, DayKind(each.kind), each.reason.strip()) for each in json.added)
    return OwnDays(json.source, added, tuple(json.removed))


def _made(change: ImportedCalendar) -> tuple[CalendarChangeOut, int]:
    return CalendarChangeOut.model_validate(change), 201
