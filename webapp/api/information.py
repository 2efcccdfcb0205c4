"""Risk information: the list and one item, for whoever handles it and for discipline inspection."""

from datetime import date, datetime
from typing import Literal

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.information import queries
from webapp.api.document import Input, Output, document
from webapp.asking import looking
from workflows.queries.paging import Window

blueprint = Blueprint("information", __name__)

State = Literal["", "registered", "verified", "filed", "letter", "answered", "proposed", "cancelled"]


class InformationQuery(Input):
    """Which items."""

    state: State = ""
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class InformationOut(Output):
    """An item of the list; nothing of what was heard."""

    id: str
    number: str
    source: str
    heard_on: date
    field: str
    post: str
    unit: str
    person: str
    handler: str
    state: str
    verified: str
    nature: str
    score: int | None
    warning: str
    registered_at: datetime


class InformationList(Output):
    """A page of items, the newest first."""

    items: list[InformationOut]
    next_cursor: str | None


class FeedbackOut(Output):
    """A letter to the unit with its answer."""

    sent_at: datetime
    overdue_at: datetime | None
    missed_at: datetime | None
    answered_at: datetime | None
    late_days: int
    accepted: bool | None
    causes: str
    measures: str


class InformationPageOut(Output):
    """One item with its restricted texts."""

    card: InformationOut
    text: str
    findings: str
    gist: str
    letters: list[FeedbackOut]


@blueprint.get("/risk-information")
@document.validate(resp=Response(HTTP_200=InformationList), tags=["information"])
def index(query: InformationQuery) -> InformationList:
    """List the items that the asker may see."""
    page = queries.list_information(looking(), Window(query.limit, query.cursor), query.state)
    return InformationList.model_validate(page)


@blueprint.get("/risk-information/<information_id>")
@document.validate(resp=Response(HTTP_200=InformationPageOut), tags=["information"])
def show(information_id: str) -> InformationPageOut:
    """Show an item; for whoever may not see it there is none."""
    work = looking()
    return InformationPageOut.model_validate(queries.show_information(work, queries.load_seen(work, information_id)))
