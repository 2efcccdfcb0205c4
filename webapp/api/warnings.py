"""Warnings: the signal board, one warning with what happened to it, a late reply, what was said in a talk."""

from datetime import datetime
from typing import Literal

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.transaction import Command
from services.warnings.late_replies import file_late_reply
from services.warnings.queries import board
from services.warnings.queries.board import BoardFilter
from services.warnings.queries.viewing import list_readings
from services.warnings.use_cases import read_admonition
from webapp.api.document import Input, Output, document
from webapp.api.inquiries import ReadingOut
from webapp.asking import command, current_actor, looking
from workflows.queries.paging import Window

blueprint = Blueprint("warnings", __name__)


class WarningQuery(Input):
    """Which warnings; `shining` leaves out those whose signal is green."""

    colour: Literal["", "green", "yellow", "orange", "red"] = ""
    unit: str = ""
    shining: bool = False
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class WarningOut(Output):
    """A warning on the board: colour since when, rung 1 to 4, what is to be done next and until when."""

    id: str
    number: str
    subject_kind: str
    subject: str
    unit: str
    colour: str
    since: datetime
    rung: int | None
    measure: str
    state: str
    opened_at: datetime
    next_step: str
    due_at: datetime | None


class WarningList(Output):
    """A page of the board, the newest first."""

    items: list[WarningOut]
    next_cursor: str | None


class EventOut(Output):
    """Something that happened to a warning, and how it stood afterwards."""

    kind: str
    rule: str
    colour: str
    rung: int | None
    state: str
    person: str
    at: datetime


class FileOut(Output):
    """A document that the asker reads; its content is under `/documents/{id}/content`."""

    id: str
    number: str
    version: int
    restricted: bool


class NoticeOut(Output):
    """A paper: its kind of document (T-08 to T-12), its number, how it was served; its file for those who read it."""

    document: str
    number: str
    measure: str
    issued_at: datetime
    served_at: datetime | None
    deemed: bool
    file: FileOut | None = None


class LetterOut(Output):
    """A letter of the warned, without its texts: when it came and how many working days late."""

    kind: str
    received_at: datetime
    late_days: int
    verified: bool | None
    file: FileOut | None = None


class LinkOut(Output):
    """A risk item that a warning is about: `submission` or `risk_point`, its id, what it was called."""

    kind: str
    ref: str
    label: str


class WarningDetail(WarningOut):
    """A warning with what happened to it."""

    links: list[LinkOut]
    events: list[EventOut]
    notices: list[NoticeOut]
    letters: list[LetterOut]


class ReadingList(Output):
    """Who has read which texts of a warning, and who was refused, the latest first."""

    items: list[ReadingOut]


class LateReplyIn(Input):
    """A reply after the days of grace."""

    causes: str
    measures: str


class LateReplyOut(Output):
    """A late reply as it was taken."""

    id: str
    late_days: int


class AdmonitionOut(Output):
    """What was said in an admonition talk; reading it is written down."""

    id: str
    reason: str
    explanation: str
    problems: str
    demands: str
    remark: str


@blueprint.get("/warnings")
@document.validate(resp=Response(HTTP_200=WarningList), tags=["warnings"])
def index(query: WarningQuery) -> WarningList:
    """List warnings as far as the asker may see them."""
    wanted = BoardFilter(query.colour, query.unit, query.shining, Window(query.limit, query.cursor))
    page = board.list_warnings(looking(), wanted)
    return WarningList(items=[WarningOut.model_validate(card) for card in page.items], next_cursor=page.next_cursor)


@blueprint.get("/warnings/<warning_id>")
@document.validate(resp=Response(HTTP_200=WarningDetail), tags=["warnings"])
def show(warning_id: str) -> WarningDetail:
    """Show a warning with its events, notices and letters; strangers to it find nothing."""
    page = board.show_warning(looking(), warning_id)
    return WarningDetail(
        **WarningOut.model_validate(page.card).model_dump(),
        links=[LinkOut.model_validate(each) for each in page.links],
        events=[EventOut.model_validate(each) for each in page.events],
        notices=[NoticeOut.model_validate(each) for each in page.notices],
        letters=[LetterOut.model_validate(each) for each in page.letters],
    )


@blueprint.get("/warnings/<warning_id>/readings")
@document.validate(resp=Response(HTTP_200=ReadingList), tags=["warnings"])
def readings(warning_id: str) -> ReadingList:
    """List who has read the restricted texts of a warning: for discipline, not for the warned."""
    found = list_readings(looking(), warning_id)
    return ReadingList(items=[ReadingOut.model_validate(each) for each in found])


@blueprint.post("/warnings/<warning_id>/late-reply")
@document.validate(resp=Response(HTTP_200=LateReplyOut), tags=["warnings"])
def reply(warning_id: str, json: LateReplyIn) -> LateReplyOut:
    """File the reply that was missed: it is marked late and shown to the approver; the proposal stands."""
    filed = file_late_reply(command(), warning_id, causes=json.causes, measures=json.measures)
    return LateReplyOut.model_validate(filed)


@blueprint.get("/admonitions/<talk_id>")
@document.validate(resp=Response(HTTP_200=AdmonitionOut), tags=["warnings"])
def admonition(talk_id: str) -> AdmonitionOut:
    """Show what was said in an admonition talk; that and when somebody looked is written down."""
    return AdmonitionOut.model_validate(read_admonition(Command(current_actor()), talk_id))
