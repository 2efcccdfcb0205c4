"""Running a ballot: the roster, the codes for printing, closing, extending, issuing anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import delete, insert

from bpmn.texts import N_
from services.transaction import Command, use_case
from services.voting import keys
from services.voting.boxes import count_papers
from services.voting.models import Ballot, BallotCode, BallotSeat
from services.voting.queries.access import load_ballot, lock_instance, lock_object, require_role
from services.voting.queries.ballots import find_box_vote, state_of
from services.voting.rules.codes import group_code
from workflows.errors import ConflictError, RefusedError
from workflows.models import ProcessInstance, Vote
from workflows.models.base import make_public_id
from workflows.queries.tasks import check_running
from workflows.rules.deadlines import is_overdue
from workflows.rules.states import InstanceState
from workflows.running.chronicle import Fact
from workflows.running.library import load_parameters
from workflows.running.relations import OFFICE
from workflows.running.steps import Step
from workflows.running.votes import settle_vote
from workflows.work import Work

MOST_SLIPS: Final = 2000


@dataclass(frozen=True)
class RunBallot:
    """A ballot after something was done to it."""

    id: str
    state: str
    extended: bool
    reissued: bool


@dataclass(frozen=True)
class Seat:
    """A line of the roster, as the office writes it."""

    code: str
    label: str
    category: str = ""
    collected: bool = False


@use_case
def write_roster(work: Work, ballot_id: str, seats: Sequence[Seat]) -> int:
    """Write the whole roster anew: who may draw a slip, and who has signed for one. Nothing says when or which."""
    ballot, _ = _lock(work, ballot_id)
    _check_prepared(ballot)
    work.session.execute(delete(BallotSeat).where(BallotSeat.ballot_id == ballot.id))
    rows = [{"id": make_public_id(), "ballot_id": ballot.id, **vars(seat)} for seat in seats]
    if rows:
        work.session.execute(insert(BallotSeat), rows)
    return len(rows)


class FreshCodes:
    """Codes on their way to the printer: to everything that is written down they are only a number."""

    def __init__(self, count: int) -> None:
        self.batch = make_public_id()
        self.codes = [keys.make_code() for _ in range(count)]

    def __str__(self) -> str:
        return str(len(self.codes))


@dataclass(frozen=True)
class PrintedBatch:
    """That codes were handed out; the codes themselves are in no record."""

    batch: str
    count: int


@dataclass(frozen=True)
class Slips:
    """The codes for printing, in groups; they exist here and on paper."""

    ballot_id: str
    codes: list[str]


def print_slips(command: Command, ballot_id: str, count: int, *, reason: str = "") -> Slips:
    """Hand out the codes of a ballot, exactly once; what the database keeps of them is a keyed hash.

    A second call is refused, also under the same key: the answer was never kept. If the printer failed, a second set
    may replace the first before the slips were countersigned, with a reason; the first set is then worth nothing.

    The house cannot know which slips were drawn, and nobody may enter codes to tell it. So the slips that are left are
    destroyed on paper under the eyes of two persons, their number is recorded, and the number drawn is countersigned.
    Whoever kept one back can only make more papers than slips, and that voids the round (R-MASS-7).
    """
    if not 1 <= count <= MOST_SLIPS:
        raise RefusedError(N_("每次可打印 1 至 %(most)d 张"), most=MOST_SLIPS)
    fresh = FreshCodes(count)
    stored = _store_codes(command, ballot_id, fresh, reason=reason)
    if stored.batch != fresh.batch:
        raise ConflictError(N_("票码只在生成时给出一次"))
    return Slips(ballot_id, [group_code(code) for code in fresh.codes])


@use_case
def _store_codes(work: Work, ballot_id: str, fresh: FreshCodes, *, reason: str) -> PrintedBatch:
    ballot, step = _lock(work, ballot_id)
    _check_prepared(ballot)
    parameters = load_parameters(work.session, step.instance.parameters_id)
    least = parameters.integer("p2_mass_ballot.min_issued")
    if len(fresh.codes) < least:
        raise RefusedError(N_("至少发出 %(least)d 张票（R-MASS-2）"), least=least)
    if ballot.printed and not reason.strip():
        raise ConflictError(N_("本轮票码已经生成；确需重印的，请写明理由，原票码全部作废"))
    work.session.execute(delete(BallotCode).where(BallotCode.ballot_id == ballot.id))
    hashes = sorted(keys.hash_code(ballot.id, code) for code in fresh.codes)
    work.session.execute(
        insert(BallotCode),
        [{"hash": each, "ballot_id": ballot.id, "used": False, "receipt": "", "said": ""} for each in hashes],
    )
    ballot.printed, ballot.drawn = len(hashes), 0
    data = {"ballot": ballot.id, "count": len(hashes)}
    step.note(Fact("slips_printed", actor_id=work.person_id, data=data, texts={"reason": reason.strip()}))
    step.finish()
    return PrintedBatch(fresh.batch, len(hashes))


@use_case
def close_ballot(work: Work, ballot_id: str) -> RunBallot:
    """Close a box by hand: only when every slip has come back, or its time is over."""
    ballot, step = _lock(work, ballot_id)
    vote = _open_vote(work, ballot)
    over = is_overdue(vote.closes_at, work.at)
    if not over and count_papers(work.session, ballot) < ballot.issued:
        raise ConflictError(N_("尚未到截止时间，票也没有全部收回"))
    settle_vote(step, vote, final=over)
    step.finish()
    return _ran(ballot)


@use_case
def extend_ballot_time(work: Work, ballot_id: str) -> RunBallot:
    """Extend an open box, once in a round (R-MASS-3)."""
    ballot, step = _lock(work, ballot_id)
    vote = _open_vote(work, ballot)
    if ballot.extended:
        raise ConflictError(N_("评议期限只能延长一次"))
    ballot.wish = "extend"
    settle_vote(step, vote, final=False)
    step.finish()
    return _ran(ballot)


@use_case
def void_ballot(work: Work, ballot_id: str, *, reason: str) -> RunBallot:
    """Void an open round, so that slips are issued anew, once, with a reason (R-MASS-3)."""
    ballot, step = _lock(work, ballot_id)
    vote = _open_vote(work, ballot)
    if ballot.reissued:
        raise ConflictError(N_("评议票只能重发一次"))
    if not reason.strip():
        raise RefusedError(N_("请写明作废重发的理由"))
    ballot.wish, ballot.void_reason = "void", reason.strip()
    data = {"ballot": ballot.id}
    step.note(Fact("ballot_voided", actor_id=work.person_id, data=data, texts={"reason": reason.strip()}))
    settle_vote(step, vote, final=False)
    step.finish()
    return _ran(ballot)


def _lock(work: Work, ballot_id: str) -> tuple[Ballot, Step]:
    """Lock the instance, then the box (R2); only the office runs a ballot."""
    ballot = load_ballot(work, ballot_id)
    require_role(work, *OFFICE)
    instance: ProcessInstance = lock_instance(work, ballot.instance_id)
    check_running(instance)
    if instance.state != InstanceState.RUNNING:
        raise ConflictError(N_("流程已结束"))
    lock_object(work, ballot)
    return ballot, Step(work, instance)


def _check_prepared(ballot: Ballot) -> None:
    if ballot.state != "prepared":
        raise ConflictError(N_("评议箱已开放或已结束"))


def _open_vote(work: Work, ballot: Ballot) -> Vote:
    vote = find_box_vote(work.session, ballot)
    if vote is None or state_of(ballot, vote) != "open":
        raise ConflictError(N_("评议箱没有开放"))
    return vote


def _ran(ballot: Ballot) -> RunBallot:
    return RunBallot(ballot.id, ballot.state, ballot.extended, ballot.reissued)
