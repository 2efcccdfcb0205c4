"""Mass ballots: the public paper and casting it, running a ballot, its tally."""

from datetime import datetime
from typing import Final

from flask import Blueprint, request
from pydantic import Field
from spectree import Response

from services.process.tasks import TaskAnswer, complete_task
from services.transaction import HOUSE
from services.voting.queries import ballots as queries
from services.voting.queries.papers import CodeRefusedError
from services.voting.queries.tasks import find_countersign_task
from services.voting.use_cases import ballots as use_cases
from services.voting.use_cases.papers import Paper, cast_paper
from webapp.api.document import Input, Output, document
from webapp.asking import command, current_card, looking, now
from webapp.extensions import db
from webapp.limits import brake_failures, hide_address
from workflows.work import Work

blueprint = Blueprint("ballots", __name__)


class PaperItemOut(Output):
    """One line of the paper."""

    id: str
    label: str
    text: str


class FiguresOut(Output):
    """Numbers of a ballot; `returned` is known after the close."""

    eligible: int
    printed: int
    drawn: int
    issued: int
    destroyed: int
    returned: int | None
    extended: bool
    reissued: bool


class BallotOut(Output):
    """A ballot: what is on the paper; after the close the receipts; for the office its numbers."""

    id: str
    state: str
    organisation: str
    unit: str
    closes_at: datetime | None
    items: list[PaperItemOut]
    options: list[str]
    receipts: list[str]
    figures: FiguresOut | None


class PaperIn(Input):
    """A paper: the code, and for each item the option that was marked (several or none make it invalid)."""

    token: str = Field(max_length=100)
    choices: dict[str, str | list[str] | None]
    comment: str = Field(default="", max_length=2000)


class ReceiptOut(Output):
    """A tag that shows that the paper was taken."""

    receipt: str


class SlipsIn(Input):
    """How many slips; a reason where an earlier printing is to be replaced."""

    count: int
    reason: str = ""


class SlipsOut(Output):
    """The codes, given once; `url` and a code after `#` make what the slip's QR code holds."""

    ballot_id: str
    url: str
    codes: list[str]


class CountersignIn(Input):
    """Whether the numbers agree; if not, what is wrong."""

    agreed: bool = True
    opinion: str = ""


class ReasonIn(Input):
    """Why."""

    reason: str


class RunOut(Output):
    """A ballot after something was done to it."""

    id: str
    state: str
    extended: bool
    reissued: bool


class SeatModel(Input):
    """A line of the roster."""

    code: str = Field(max_length=64)
    label: str = Field(max_length=200)
    category: str = Field(default="", max_length=200)
    collected: bool = False


class RosterIn(Input):
    """The whole roster."""

    seats: list[SeatModel] = Field(max_length=2000)


class SeatOut(Output):
    """A line of the roster."""

    code: str
    label: str
    category: str
    collected: bool


class RosterOut(Output):
    """The whole roster."""

    items: list[SeatOut]


class TallyItemOut(Output):
    """How an item came out."""

    id: str
    label: str
    result: str
    counts: dict[str, int] | None


class TallyOut(Output):
    """How a box came out; below the floor of anonymity `shown` is false and there are no numbers."""

    id: str
    shown: bool
    figures: FiguresOut
    items: list[TallyItemOut]
    comments: list[str] | None
    destroyed_papers: int | None


WRONG_CODES: Final = 30
"""Wrong codes within a minute from one network; right ones are not counted."""


def asking() -> Work:
    """A question of somebody who may have signed in, or may not."""
    card = current_card()
    return Work(db.session(), now(), card.actor if card else None)


@blueprint.get("/ballots/<ballot_id>")
@document.validate(resp=Response(HTTP_200=BallotOut), tags=["ballots"], security={})
def show(ballot_id: str) -> BallotOut:
    """Show a ballot; works without signing in."""
    return describe(asking(), ballot_id)


def describe(work: Work, ballot_id: str) -> BallotOut:
    """A ballot, as the API says it."""
    paper = queries.show_paper(work, ballot_id)
    return BallotOut.model_validate({**vars(paper), "figures": queries.show_figures(work, ballot_id)})


@blueprint.post("/ballots/<ballot_id>/papers")
@document.validate(resp=Response(HTTP_201=ReceiptOut), tags=["ballots"], security={})
def cast(ballot_id: str, json: PaperIn) -> tuple[ReceiptOut, int]:
    """Cast a paper; the code is the right to vote, and nobody asks who has it."""
    with brake_failures(f"code:{hide_address(request.remote_addr)}", CodeRefusedError, limit=WRONG_CODES):
        receipt = cast_paper(HOUSE, ballot_id, Paper(json.token, json.choices, json.comment))
    return ReceiptOut.model_validate(receipt), 201


cast.bears_own_secret = True


@blueprint.post("/ballots/<ballot_id>/slips")
@document.validate(resp=Response(HTTP_201=SlipsOut), tags=["ballots"])
def print_slips(ballot_id: str, json: SlipsIn) -> tuple[SlipsOut, int]:
    """Hand out the codes for printing, once."""
    slips = use_cases.print_slips(command(), ballot_id, json.count, reason=json.reason)
    return SlipsOut(ballot_id=ballot_id, url=f"/ballots/{ballot_id}", codes=slips.codes), 201


@blueprint.get("/ballots/<ballot_id>/roster")
@document.validate(resp=Response(HTTP_200=RosterOut), tags=["ballots"])
def show_roster(ballot_id: str) -> RosterOut:
    """Show who may draw a slip, and who has signed for one."""
    return describe_roster(looking(), ballot_id)


def describe_roster(work: Work, ballot_id: str) -> RosterOut:
    """A roster, as the API says it."""
    return RosterOut(items=[SeatOut.model_validate(seat) for seat in queries.list_roster(work, ballot_id)])


@blueprint.put("/ballots/<ballot_id>/roster")
@document.validate(resp=Response(HTTP_200=RosterOut), tags=["ballots"])
def write_roster(ballot_id: str, json: RosterIn) -> RosterOut:
    """Write the whole roster, before the box is opened."""
    seats = [use_cases.Seat(**seat.model_dump()) for seat in json.seats]
    use_cases.write_roster(command(), ballot_id, seats)
    return describe_roster(looking(), ballot_id)


@blueprint.post("/ballots/<ballot_id>/open")
@document.validate(resp=Response(HTTP_200=BallotOut), tags=["ballots"])
def open_box(ballot_id: str, json: CountersignIn) -> BallotOut:
    """Countersign the number of slips drawn, as the second person, and open the box."""
    task_id = find_countersign_task(looking(), ballot_id)
    answer = TaskAnswer("confirm" if json.agreed else "return", opinion=json.opinion)
    complete_task(command(), task_id, answer)
    return describe(looking(), ballot_id)


@blueprint.post("/ballots/<ballot_id>/close")
@document.validate(resp=Response(HTTP_200=RunOut), tags=["ballots"])
def close(ballot_id: str) -> RunOut:
    """Close the box: only when every slip has come back, or its time is over."""
    return RunOut.model_validate(use_cases.close_ballot(command(), ballot_id))


@blueprint.post("/ballots/<ballot_id>/extend")
@document.validate(resp=Response(HTTP_200=RunOut), tags=["ballots"])
def extend(ballot_id: str) -> RunOut:
    """Extend the open box, once."""
    return RunOut.model_validate(use_cases.extend_ballot_time(command(), ballot_id))


@blueprint.post("/ballots/<ballot_id>/reissue")
@document.validate(resp=Response(HTTP_200=RunOut), tags=["ballots"])
def reissue(ballot_id: str, json: ReasonIn) -> RunOut:
    """Void the open round and issue slips anew, once, with a reason."""
    return RunOut.model_validate(use_cases.void_ballot(command(), ballot_id, reason=json.reason))


@blueprint.get("/ballots/<ballot_id>/tally")
@document.validate(resp=Response(HTTP_200=TallyOut), tags=["ballots"])
def show_tally(ballot_id: str) -> TallyOut:
    """Show the totals of a counted box; before, there is nothing to see."""
    return TallyOut.model_validate(queries.show_tally(looking(), ballot_id))
