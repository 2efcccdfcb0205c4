"""纪检监察建议书: advice to units as far as the asker may see it, and its texts."""

from datetime import datetime

from flask import Blueprint
from spectree import Response

from services.transaction import Command
from services.warnings.letter_use_cases import read_advice
from services.warnings.queries import advice as queries
from webapp.api.document import Output, document
from webapp.api.documents import DocumentOut
from webapp.api.inquiries import LetterQuery, ReadingOut
from webapp.asking import current_actor, looking
from workflows.queries.paging import Window

blueprint = Blueprint("advice", __name__)


class AdviceOut(Output):
    """Advice to a unit: what the unit answered (`stance`), what was found (`verdict`)."""

    id: str
    number: str
    unit: str
    state: str
    stance: str
    verdict: str
    served_at: datetime | None
    due_at: datetime | None
    replied_at: datetime | None
    late_days: int
    opened_at: datetime
    closed_at: datetime | None


class AdviceList(Output):
    """A page of advice, the newest first."""

    items: list[AdviceOut]
    next_cursor: str | None


class AdviceDetail(AdviceOut):
    """Advice with its documents; `readings` are for discipline."""

    documents: list[DocumentOut]
    readings: list[ReadingOut]


class AdviceTextsOut(Output):
    """The texts of advice; reading them is written down."""

    id: str
    problems: str
    advice: str
    answer: str
    finding: str
    record: str


@blueprint.get("/supervision-advice")
@document.validate(resp=Response(HTTP_200=AdviceList), tags=["supervision-advice"])
def index(query: LetterQuery) -> AdviceList:
    """List advice as far as the asker may see it."""
    page = queries.list_advice(looking(), Window(query.limit, query.cursor))
    return AdviceList(items=[AdviceOut.model_validate(card) for card in page.items], next_cursor=page.next_cursor)


@blueprint.get("/supervision-advice/<advice_id>")
@document.validate(resp=Response(HTTP_200=AdviceDetail), tags=["supervision-advice"])
def show(advice_id: str) -> AdviceDetail:
    """Show advice without its texts; strangers to it find nothing, and that is written down."""
    page = queries.show_advice(looking(), advice_id)
    return AdviceDetail(
        **AdviceOut.model_validate(page.card).model_dump(),
        documents=[DocumentOut.model_validate(each) for each in page.documents],
        readings=[ReadingOut.model_validate(each) for each in page.readings],
    )


@blueprint.get("/supervision-advice/<advice_id>/texts")
@document.validate(resp=Response(HTTP_200=AdviceTextsOut), tags=["supervision-advice"])
def texts(advice_id: str) -> AdviceTextsOut:
    """Read the texts of advice; who read what and when is written down."""
    return AdviceTextsOut.model_validate(read_advice(Command(current_actor()), advice_id))
