"""The demo clock: exists in demo mode only."""

from datetime import datetime

from flask import Blueprint, current_app
from pydantic import AwareDatetime
from spectree import Response

from services.jobs.demo_clock import advance_clock
from webapp.api.document import Input, Output, document
from webapp.asking import command, current_actor, now
from workflows.errors import NotFoundError
from workflows.rules.deadlines import ZONE

blueprint = Blueprint("demo", __name__)


class ClockIn(Input):
    """Where the clock is to stand."""

    now: AwareDatetime


class ClockOut(Output):
    """Where the clock stands."""

    now: datetime


@blueprint.before_request
def require_demo() -> None:
    """In any other mode the path does not exist."""
    if not current_app.config["SETTINGS"].demo:
        raise NotFoundError
    current_actor()


@blueprint.get("/demo/clock")
@document.validate(resp=Response(HTTP_200=ClockOut), tags=["demo"])
def show() -> ClockOut:
    """Show where the clock stands."""
    return ClockOut(now=now().astimezone(ZONE))


@blueprint.post("/demo/clock")
@document.validate(resp=Response(HTTP_200=ClockOut), tags=["demo"])
def advance(json: ClockIn) -> ClockOut:
    """Move the clock forward; everything that falls due on the way happens first, in its order."""
    return ClockOut(now=advance_clock(command(), json.now).astimezone(ZONE))
