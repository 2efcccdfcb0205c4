"""Casting a paper: the one command without an asker. The code is key and credential, and nothing says who or when.

Only the box is locked, no fact is written, no row has a time; the last paper leaves a piece of due work that lets the
process look at the box. Its instant is the morning of the day, so that it says no more than the day does.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

from bpmn.texts import N_, Text
from services.transaction import use_case
from services.voting import keys
from services.voting.boxes import put_paper
from services.voting.models import Ballot, BallotCode
from services.voting.queries.ballots import list_item_refs, lock_box, read_options
from services.voting.queries.papers import BallotClosedError, PaperAlreadyCastError, find_code, require_open
from services.voting.rules.ballots import Marks, UnknownMarkError, read_paper
from services.voting.rules.codes import normalise_code
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.models import ProcessInstance, Vote
from workflows.rules.deadlines import ZONE, is_overdue
from workflows.rules.history import canonical
from workflows.running.due_work import is_scheduled, schedule
from workflows.work import Work

MOST_COMMENT: Final = 500


@dataclass(frozen=True)
class Paper:
    """What somebody puts into the box."""

    token: str
    choices: Mapping[str, str | Sequence[str] | None]
    comment: str = ""


@dataclass(frozen=True)
class Receipt:
    """A tag that shows that a paper was taken, not how it was filled."""

    receipt: str


@use_case
def cast_paper(work: Work, ballot_id: str, paper: Paper) -> Receipt:
    """Put a paper into the box; the same code with the same choices gets the same receipt, without a second effect."""
    ballot = lock_box(work.session, ballot_id)
    vote, instance = require_open(work, ballot)
    token = normalise_code(paper.token)
    code = find_code(work, ballot, token)
    choices = _read_choices(work, vote, instance, paper.choices)
    comment = " ".join(paper.comment.split())[:MOST_COMMENT]
    said = keys.commit_words(ballot.id, token, canonical({"choices": choices, "comment": comment}))
    if code.used:
        return _repeat(code, said)
    if is_overdue(vote.closes_at, work.at):
        raise BallotClosedError
    code.used, code.receipt, code.said = True, keys.make_receipt(), said
    work.session.flush()
    if put_paper(work.session, ballot, choices, comment) >= ballot.issued:
        _call_process(work, ballot, vote)
    return Receipt(code.receipt)


def _read_choices(work: Work, vote: Vote, instance: ProcessInstance, choices: Mapping[str, Marks]) -> dict[str, str]:
    try:
        return read_paper(choices, list_item_refs(work.session, vote), read_options(work, vote, instance))
    except UnknownMarkError as error:
        text = Text(N_("票上没有这一项或这个选项"))
        raise AnswersRefusedError([FieldProblem(f"choices.{error}", "unknown", text)]) from error


def _repeat(code: BallotCode, said: str) -> Receipt:
    if code.said != said:
        raise PaperAlreadyCastError
    return Receipt(code.receipt)


def _call_process(work: Work, ballot: Ballot, vote: Vote) -> None:
    """Let the process look at a full box. The instance is not named here: naming it would lock it."""
    if not is_scheduled(work.session, "advance_vote", vote.public_id):
        morning = datetime.combine(work.at.astimezone(ZONE).date(), time(0), ZONE)
        schedule(work.session, ballot.org_id, "advance_vote", morning, vote.public_id, vote=vote.id)
