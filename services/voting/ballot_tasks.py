"""Steps of a mass ballot: making the box, issuing slips, countersigning them, extending, issuing anew, counting."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from bpmn.elements import UserTask
from bpmn.texts import N_, Text
from services.voting.boxes import throw_away
from services.voting.models import Ballot, BallotReviewer, BallotSeat, SealedPaper
from services.voting.queries.ballots import KIND, lock_box, read_options
from services.voting.rules.ballots import FLOOR, Options, passes, tally_item
from workflows.context import NodeContext
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, NotPermittedError, RefusedError
from workflows.models import Task, Vote, VoteItem
from workflows.models.base import make_public_id
from workflows.queries.votes import find_vote_of
from workflows.registries import Submitted
from workflows.rules.deadlines import ZONE
from workflows.rules.states import TaskState

PASSED, FAILED = "passed", "failed"
Values = Mapping[str, Any]


def open_ballot(context: NodeContext, given: Values) -> Values:
    """Make a box in preparation, with the organisation's standing list as its roster."""
    session = context.work.session
    ballot = Ballot(org_id=context.instance.org_id, instance_id=context.instance.id, submission_ref=given["submission"])
    session.add(ballot)
    session.flush()
    listed = session.scalars(select(BallotReviewer).where(BallotReviewer.org_id == ballot.org_id))
    seats = [
        {
            "id": make_public_id(),
            "ballot_id": ballot.id,
            "code": each.code,
            "label": each.label,
            "category": each.category,
            "collected": False,
        }
        for each in listed
    ]
    if seats:
        session.execute(insert(BallotSeat), seats)
    return {"ballot": ballot.id, "extended": False, "reissued": False}


def issue_slips(context: NodeContext, submitted: Submitted) -> Values:
    """Note how many slips were drawn: at least five, at most as many as were printed (R-MASS-2)."""
    ballot = lock_box(context.work.session, context.variables["ballot"])
    drawn = int(submitted.values["drawn"])
    least = context.parameters.integer("p2_mass_ballot.min_issued")
    if not ballot.printed:
        raise ConflictError(N_("请先生成并打印评议票"))
    if not least <= drawn <= ballot.printed:
        text = Text(N_("领票数应在 %(least)d 与已印票数 %(printed)d 之间"), {"least": least, "printed": ballot.printed})
        raise AnswersRefusedError([FieldProblem("drawn", "out-of-range", text)])
    _check_roster(context, ballot, drawn)
    ballot.drawn = drawn
    return {}


def _check_roster(context: NodeContext, ballot: Ballot, drawn: int) -> None:
    """Where the roster says who has signed for a slip, the numbers must agree."""
    collected = select(BallotSeat.id).where(BallotSeat.ballot_id == ballot.id, BallotSeat.collected)
    signed = len(context.work.session.scalars(collected).all())
    if signed and signed != drawn:
        text = Text(N_("签到册上有 %(signed)d 人签领，与领票数不符"), {"signed": signed})
        raise AnswersRefusedError([FieldProblem("drawn", "roster", text)])


def countersign_ballot(context: NodeContext, submitted: Submitted) -> Values:
    """Another person confirms the number and opens the box; the slips that are left are destroyed on paper."""
    ballot = lock_box(context.work.session, context.variables["ballot"])
    if submitted.outcome != "confirm":
        ballot.drawn = 0
        return {}
    if context.own_task.completed_by_id in _issuers(context):
        raise NotPermittedError(N_("领票数须由另一人复核"))
    if not ballot.drawn or ballot.state != "prepared":
        raise ConflictError(N_("尚未登记领票数"))
    ballot.issued, ballot.destroyed = ballot.drawn, ballot.printed - ballot.drawn
    ballot.state, ballot.opened_on = "open", context.work.at.astimezone(ZONE).date()
    return {}


def _issuers(context: NodeContext) -> set[int | None]:
    """Who registered the slips: of this call, the last time."""
    nodes = [
        node.id
        for node in context.process.nodes.values()
        if isinstance(node, UserTask) and node.writes == "issue_slips"
    ]
    last = context.work.session.execute(
        select(Task.completed_by_id, Task.on_behalf_id)
        .where(
            Task.instance_id == context.instance.id,
            Task.scope_id == context.scope_id,
            Task.node_id.in_(nodes),
            Task.state == TaskState.COMPLETED,
        )
        .order_by(Task.id.desc())
        .limit(1)
    ).one_or_none()
    return {person for person in last or () if person}


def extend_ballot(context: NodeContext, given: Values) -> Values:
    """Let a box that came back too empty be opened once more (R-MASS-3)."""
    ballot = lock_box(context.work.session, given["ballot"])
    if ballot.state != "short" or ballot.extended:
        raise RefusedError(N_("评议期限只能延长一次"))
    ballot.state, ballot.extended = "open", True
    return {"extended": True}


def reissue_ballot(context: NodeContext, given: Values) -> Values:
    """Void the round and prepare new slips, once; what was in the box is thrown away uncounted (R-MASS-3)."""
    ballot = lock_box(context.work.session, given["ballot"])
    if ballot.reissued or ballot.state not in {"short", "void"}:
        raise RefusedError(N_("评议票只能重发一次"))
    throw_away(context.work.session, ballot)
    ballot.state, ballot.reissued = "prepared", True
    ballot.printed = ballot.drawn = ballot.issued = ballot.destroyed = ballot.returned = 0
    seats = update(BallotSeat).where(BallotSeat.ballot_id == ballot.id)
    context.work.session.execute(seats.values(collected=False).execution_options(synchronize_session=False))
    return {"reissued": True}


def tally_ballot(context: NodeContext, given: Values) -> Values:
    """Count a sealed box that two persons have opened; items that did not pass are no veto (R-MASS-5, R-MASS-6)."""
    session = context.work.session
    ballot = lock_box(session, given["ballot"])
    vote = find_vote_of(session, ballot.id, KIND)
    if ballot.state != "closed" or len(_openers(context, vote)) < 2:  # noqa: PLR2004 -- counter and witness
        raise RefusedError(N_("计票须两人开箱"))
    options = read_options(context.work, vote, context.instance)
    papers = list(session.scalars(select(SealedPaper.choices).where(SealedPaper.ballot_id == ballot.id)))
    items = session.scalars(select(VoteItem).where(VoteItem.vote_id == vote.id)).all()
    failed = sum(not _count_item(context, item, papers, options) for item in items)
    ballot.state, ballot.counted_on = "counted", context.work.at.astimezone(ZONE).date()
    return {"failed_count": failed}


def _openers(context: NodeContext, vote: Vote) -> set[int]:
    """Who has completed a task of the same call since the box was closed."""
    done = context.work.session.scalars(
        select(Task.completed_by_id).where(
            Task.instance_id == vote.instance_id,
            Task.scope_id == vote.scope_id,
            Task.engine_id > vote.engine_id,
            Task.state == TaskState.COMPLETED,
        )
    )
    return {person for person in done if person}


def _count_item(context: NodeContext, item: VoteItem, papers: list[dict[str, str]], options: Options) -> bool:
    """Write down how one item came out; of few papers only whether it passed (decision 23)."""
    tally = tally_item((paper.get(item.ref, "") for paper in papers), options)
    passed = passes(tally, options, context.parameters.threshold("p2_mass_ballot.support_min"))
    item.result = PASSED if passed else FAILED
    if len(papers) >= FLOOR:
        item.counts = {**tally.counts, "invalid": tally.invalid, "valid": tally.valid}
    return passed
