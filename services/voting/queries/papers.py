"""Codes: whether one opens a box. Whoever asks has nothing but the code."""

from bpmn.texts import N_
from services.voting import keys
from services.voting.models import Ballot, BallotCode
from services.voting.queries.ballots import find_box_vote, state_of
from services.voting.rules.codes import normalise_code
from workflows.errors import ConflictError, NotFoundError, RefusedError
from workflows.models import ProcessInstance, Vote
from workflows.queries.tasks import check_running
from workflows.work import Work


class CodeRefusedError(RefusedError):
    """A code that opens nothing here; whether it ever did is not said."""

    code = "code-refused"
    message = N_("票码无效，请核对后重新输入")


class PaperAlreadyCastError(ConflictError):
    """The code was used with other choices."""

    code = "paper-already-cast"
    message = N_("此票码已经投过票，不能更改")


class BallotClosedError(ConflictError):
    """The box does not take papers now."""

    code = "ballot-closed"
    message = N_("评议箱没有开放")


def check_code(work: Work, ballot_id: str, token: str) -> None:
    """Refuse a code that does not open the box, or that was used."""
    ballot = work.session.get(Ballot, ballot_id)
    if ballot is None:
        raise NotFoundError
    require_open(work, ballot)
    if find_code(work, ballot, normalise_code(token)).used:
        raise PaperAlreadyCastError


def require_open(work: Work, ballot: Ballot) -> tuple[Vote, ProcessInstance]:
    """The running vote of a box, and its instance, which is read and not locked: a paper leaves no trace in it."""
    vote = find_box_vote(work.session, ballot)
    if vote is None or state_of(ballot, vote) != "open":
        raise BallotClosedError
    instance = work.session.get_one(ProcessInstance, vote.instance_id)
    check_running(instance)
    return vote, instance


def find_code(work: Work, ballot: Ballot, token: str) -> BallotCode:
    """The code in this box; what cannot be a code is looked up too, so that both refusals take as long."""
    code = work.session.get(BallotCode, keys.hash_code(ballot.id, token), populate_existing=True)
    if code is None or code.ballot_id != ballot.id or not token:
        raise CodeRefusedError
    return code
