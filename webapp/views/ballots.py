"""Mass ballots on pages: the paper for whoever holds a code, without an account; the office's side with its slips.

The public pages work without scripts, set no cookie and know nobody: the code in the form is the whole credential.
"""

from collections.abc import Mapping
from typing import Any, Final

import segno
from flask import Blueprint, current_app, g, make_response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from werkzeug.exceptions import TooManyRequests

from bpmn.texts import N_, Text
from services.transaction import HOUSE
from services.voting.queries import ballots as queries
from services.voting.queries.papers import CodeRefusedError, check_code
from services.voting.use_cases import ballots as use_cases
from services.voting.use_cases.papers import Paper, cast_paper
from webapp.asking import command, looking, now
from webapp.extensions import db
from webapp.limits import brake_failures, hide_address
from webapp.views.turning import settle, turn_back
from workflows.errors import ConflictError, NotFoundError, RefusedError, SuspendedError, WorkflowError
from workflows.work import Work

blueprint = Blueprint("ballots", __name__)

WRONG_CODES: Final = 30
STATUSES: Final[Mapping[type[Exception], int]] = {
    NotFoundError: 404,
    ConflictError: 409,
    RefusedError: 422,
    SuspendedError: 423,
}
MARK: Final = "choice-"


@blueprint.before_request
def stay_unknown() -> None:
    """On the public pages nobody is asked for, so that nothing of a session comes into them."""
    if request.endpoint in {"ballots.enter", "ballots.vote"}:
        g.bare = True


@blueprint.get("/ballots/<ballot_id>")
def enter(ballot_id: str) -> ResponseReturnValue:
    """Ask for the code; after the close show which papers were counted."""
    return show_step(ballot_id, "enter")


@blueprint.post("/ballots/<ballot_id>")
def vote(ballot_id: str) -> ResponseReturnValue:
    """Code, then choices, then a look at them, then the receipt: which step, the button says."""
    step = request.form.get("step", "enter")
    try:
        with brake_failures(f"code:{hide_address(request.remote_addr)}", CodeRefusedError, limit=WRONG_CODES):
            return take_step(ballot_id, step)
    except TooManyRequests:
        return show_step(ballot_id, "enter", Text(N_("操作过于频繁，请一分钟后再试")), 429)
    except WorkflowError as error:
        status = next((code for kind, code in STATUSES.items() if isinstance(error, kind)), 400)
        return show_step(ballot_id, "enter", error.text, status)


vote.bears_own_secret = True  # type: ignore[attr-defined] # the code in its body is the secret


def take_step(ballot_id: str, step: str) -> ResponseReturnValue:
    """One step of voting."""
    token = request.form.get("token", "")
    if step == "cast":
        paper = Paper(token, read_choices(), request.form.get("comment", ""))
        receipt = cast_paper(HOUSE, ballot_id, paper)
        return show_step(ballot_id, "receipt", receipt=receipt.receipt)
    check_code(public_work(), ballot_id, token)
    return show_step(ballot_id, "confirm" if step == "confirm" else "fill")


def read_choices() -> dict[str, str]:
    """What was marked, by item."""
    return {name.removeprefix(MARK): value for name, value in request.form.items() if name.startswith(MARK)}


def show_step(
    ballot_id: str, step: str, problem: Text | None = None, status: int = 200, **more: Any
) -> ResponseReturnValue:
    """The page of a step, with what was said so far."""
    try:
        paper = queries.show_paper(public_work(), ballot_id)
    except NotFoundError as error:
        return make_response(render_template("ballots/missing.html", problem=error.text), 404)
    page = render_template(
        f"ballots/{step if paper.state == 'open' or step == 'receipt' else 'closed'}.html",
        paper=paper,
        problem=problem,
        token=request.form.get("token", ""),
        choices=read_choices(),
        comment=request.form.get("comment", ""),
        asked=request.args.get("receipt", "").strip().upper(),
        **more,
    )
    return make_response(page, status)


def public_work() -> Work:
    """A question that nobody asks."""
    return Work(db.session(), now())


# -- the office ------------------------------------------------------------------------------------


@blueprint.get("/ballots/<ballot_id>/office")
def run(ballot_id: str) -> ResponseReturnValue:
    """Show the office what it may do with a ballot."""
    work = looking()
    figures = queries.show_figures(work, ballot_id)
    if figures is None:
        raise NotFoundError
    paper = queries.show_paper(work, ballot_id)
    return render_template(
        "ballots/office.html",
        paper=paper,
        figures=figures,
        roster=queries.list_roster(work, ballot_id),
        tally=queries.show_tally(work, ballot_id) if paper.state == "counted" else None,
    )


@blueprint.post("/ballots/<ballot_id>/office")
def act(ballot_id: str) -> ResponseReturnValue:
    """Do what the button says."""
    here = url_for("ballots.run", ballot_id=ballot_id)
    verb, reason = request.form.get("do", ""), request.form.get("reason", "")
    if verb == "roster":
        seats = read_seats(ballot_id)
        return settle(lambda: use_cases.write_roster(command(), ballot_id, seats), N_("名册已保存"), here)
    if verb == "close":
        return settle(lambda: use_cases.close_ballot(command(), ballot_id), N_("评议箱已关闭"), here)
    if verb == "extend":
        return settle(lambda: use_cases.extend_ballot_time(command(), ballot_id), N_("评议期限已延长"), here)
    if verb == "reissue":
        return settle(
            lambda: use_cases.void_ballot(command(), ballot_id, reason=reason), N_("本轮已作废，请重新制票"), here
        )
    raise NotFoundError


def read_seats(ballot_id: str) -> list[use_cases.Seat]:
    """The roster as it stands on the page: who has signed, and the lines that were added."""
    signed = set(request.form.getlist("collected"))
    known = [
        use_cases.Seat(seat.code, seat.label, seat.category, collected=seat.code in signed)
        for seat in queries.list_roster(looking(), ballot_id)
    ]
    added = [line.strip() for line in request.form.get("added", "").splitlines() if line.strip()]
    first = len(known) + 1
    return known + [use_cases.Seat(f"s{number:03}", label[:200]) for number, label in enumerate(added, start=first)]


@blueprint.post("/ballots/<ballot_id>/slips")
def print_slips(ballot_id: str) -> ResponseReturnValue:
    """Hand out the codes on a page for the printer, once."""
    count = int(request.form.get("count") or 0) if request.form.get("count", "").isdecimal() else 0
    try:
        slips = use_cases.print_slips(command(), ballot_id, count, reason=request.form.get("reason", ""))
    except (ConflictError, RefusedError) as error:
        return turn_back(error, url_for("ballots.run", ballot_id=ballot_id))
    address = paper_address(ballot_id)
    return render_template(
        "ballots/slips.html",
        paper=queries.show_paper(looking(), ballot_id),
        address=address,
        slips=[(code, draw_code(f"{address}#{code}")) for code in slips.codes],
        roster=queries.list_roster(looking(), ballot_id),
    )


def paper_address(ballot_id: str) -> str:
    """Where people find the paper; the code is added behind `#`, which browsers send to nobody."""
    settings = current_app.config["SETTINGS"]
    base = (settings.public_url or request.host_url).rstrip("/")
    return base + url_for("ballots.enter", ballot_id=ballot_id)


def draw_code(text: str) -> Markup:
    """A QR code as a drawing inside the page."""
    drawing = segno.make(text, error="m", micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return Markup(drawing)  # noqa: S704 -- drawn by the library  # nosec B704
