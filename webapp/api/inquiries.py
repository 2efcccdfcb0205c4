"""谈话函询: inquiries as far as the asker may know of them, their texts, a late reply."""

from datetime import datetime

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.transaction import Command
from services.warnings.letter_use_cases import file_late_explanation, read_inquiry
from services.warnings.queries import inquiries as queries
from webapp.api.document import Input, Output, document
from webapp.api.documents import DocumentOut
from webapp.asking import command, current_actor, looking
from workflows.queries.paging import Window

blueprint = Blueprint("inquiries", __name__)


class LetterQuery(Input):
    """A page of a list."""

    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class InquiryOut(Output):
    """An inquiry; `disposition` is empty for whom the report is not, `number` before the first letter."""

    id: str
    number: str
    person: str
    unit: str
    field: str
    field_name: str
    state: str
    disposition: str
    round: int
    issued_at: datetime | None
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None


class InquiryList(Output):
    """A page of inquiries, the newest first."""

    items: list[InquiryOut]
    next_cursor: str | None


class InquiryLetterOut(Output):
    """A letter: when it was answered and signed; `direct` replies went past the head of the party organisation."""

    number: str
    round: int
    issued_at: datetime
    due_at: datetime
    replied_at: datetime | None
    late_days: int
    direct: bool
    signed_at: datetime | None
    signer: str
    unsigned: bool
    missed: bool


class ReadingOut(Output):
    """Somebody has read texts, named by their purposes (`read`), or was refused (`refused`)."""

    kind: str
    who: str
    texts: list[str]
    at: datetime


class InquiryDetail(InquiryOut):
    """An inquiry with its letters and documents; `readings` are for discipline."""

    letters: list[InquiryLetterOut]
    documents: list[DocumentOut]
    readings: list[ReadingOut]
    may_reply_late: bool


class InquiryTextsOut(Output):
    """The texts that the asker reads, '' for all others; reading them is written down."""

    id: str
    explanation: str
    opinion: str
    report: str
    remark: str
    conclusion: str
    record: str


class LateExplanationIn(Input):
    """A reply after the days of grace."""

    explanation: str


class LateExplanationOut(Output):
    """A late reply as it was taken."""

    id: str
    late_days: int


@blueprint.get("/inquiries")
@document.validate(resp=Response(HTTP_200=InquiryList), tags=["inquiries"])
def index(query: LetterQuery) -> InquiryList:
    """List inquiries: discipline all but one's own, others those in which they have a part."""
    page = queries.list_inquiries(looking(), Window(query.limit, query.cursor))
    return InquiryList(items=[InquiryOut.model_validate(card) for card in page.items], next_cursor=page.next_cursor)


@blueprint.get("/inquiries/<inquiry_id>")
@document.validate(resp=Response(HTTP_200=InquiryDetail), tags=["inquiries"])
def show(inquiry_id: str) -> InquiryDetail:
    """Show an inquiry without its texts; strangers to it find nothing, and that is written down."""
    page = queries.show_inquiry(looking(), inquiry_id)
    return InquiryDetail(
        **InquiryOut.model_validate(page.card).model_dump(),
        letters=[InquiryLetterOut.model_validate(each) for each in page.letters],
        documents=[DocumentOut.model_validate(each) for each in page.documents],
        readings=[ReadingOut.model_validate(each) for each in page.readings],
        may_reply_late=page.may_reply_late,
    )


@blueprint.get("/inquiries/<inquiry_id>/texts")
@document.validate(resp=Response(HTTP_200=InquiryTextsOut), tags=["inquiries"])
def texts(inquiry_id: str) -> InquiryTextsOut:
    """Read an inquiry as far as it is the asker's to read; who read what and when is written down."""
    return InquiryTextsOut.model_validate(read_inquiry(Command(current_actor()), inquiry_id))


@blueprint.post("/inquiries/<inquiry_id>/late-reply")
@document.validate(resp=Response(HTTP_200=LateExplanationOut), tags=["inquiries"])
def reply(inquiry_id: str, json: LateExplanationIn) -> LateExplanationOut:
    """File the reply that was missed: it is kept and marked late; what was proposed stands."""
    filed = file_late_explanation(command(), inquiry_id, explanation=json.explanation)
    return LateExplanationOut.model_validate(filed)
