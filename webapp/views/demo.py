"""The demo's clock: shown in the bar, moved forward by anybody who tries the product."""

from datetime import datetime, time, timedelta
from typing import Final

from flask import Blueprint, current_app, jsonify, request, url_for
from flask.typing import ResponseReturnValue

from bpmn.texts import N_, Text
from services.jobs.demo_clock import advance_clock
from webapp.asking import command, looking, now
from webapp.frame import show_calendar
from webapp.texts import show_instant
from webapp.views.turning import next_page, turn
from workflows.errors import NotFoundError, RefusedError
from workflows.rules.calendar import WorkCalendar
from workflows.rules.deadlines import ZONE

blueprint = Blueprint("demo", __name__)

MORNING: Final = time(9)

LEAPS: Final = {"1": 1, "5": 5}
"""Working days by the button."""


@blueprint.before_request
def require_demo() -> None:
    """In any other mode the path does not exist."""
    if not current_app.config["SETTINGS"].demo:
        raise NotFoundError


@blueprint.get("/demo/clock")
def show() -> ResponseReturnValue:
    """Where the clock stands; asked for while it moves."""
    looking()
    return jsonify(shown=show_instant(now()))


@blueprint.post("/demo/clock")
def advance() -> ResponseReturnValue:
    """Move the clock forward; what falls due on the way happens first."""
    target = next_page(url_for("inbox.show"))
    try:
        at = advance_clock(command(), choose_instant(looking().at, show_calendar()))
    except RefusedError as error:
        return turn(target, error.text, "bad")
    return turn(target, Text(N_("时钟已走到 %(at)s，其间到期的事项已处理"), {"at": at}))


def choose_instant(at: datetime, calendar: WorkCalendar) -> datetime:
    """The instant that a button or the field names."""
    move, local = request.form.get("move", ""), at.astimezone(ZONE)
    if move in LEAPS:
        return datetime.combine(calendar.add_workdays(local.date(), LEAPS[move]), local.timetz())
    if move == "morning":
        return next_morning(local, calendar)
    try:
        return datetime.fromisoformat(request.form.get("at", "")).replace(tzinfo=ZONE)
    except ValueError as error:
        raise RefusedError(N_("请填写要前进到的时刻")) from error


def next_morning(local: datetime, calendar: WorkCalendar) -> datetime:
    """The next 09:00 of a working day."""
    day = calendar.roll_forward(local.date() if local.time() < MORNING else local.date() + timedelta(days=1))
    return datetime.combine(day, MORNING, ZONE)
