"""Ballots: what a holder of a code sees, what those see who run it, and the tally once two persons have opened it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.voting.models import (
    Ballot,
    BallotComment,
    BallotDestruction,
    BallotReceipt,
    BallotSeat,
)
from services.voting.queries.access import load_ballot
from services.voting.rules.ballots import COMMENT_FLOOR, FLOOR, Options
from services.voting.settings import settings_of
from workflows.errors import NotFoundError
from workflows.models import Organisation, ProcessInstance, Unit, Vote, VoteItem
from workflows.queries.votes import ItemResult, find_vote_of, list_results
from workflows.running.relations import OFFICE
from workflows.running.steps import Step
from workflows.work import Work

KIND = "mass"


@dataclass(frozen=True)
class PaperItem:
    """One line of the paper (T-16): a point without people."""

    id: str
    label: str
    text: str


@dataclass(frozen=True)
class PaperCard:
    """The empty paper, for whoever knows the ballot's address; and after the close the tags of the papers counted."""

    id: str
    state: str
    organisation: str
    unit: str
    closes_at: datetime | None
    items: Sequence[PaperItem]
    options: Sequence[str]
    receipts: Sequence[str] = ()


@dataclass(frozen=True)
class BallotFigures:
    """Numbers for those who run a ballot; how many papers came back is known after the close (R-MASS-9)."""

    eligible: int
    printed: int
    drawn: int
    issued: int
    destroyed: int
    returned: int | None
    extended: bool
    reissued: bool


@dataclass(frozen=True)
class SeatCard:
    """A line of the roster."""

    code: str
    label: str
    category: str
    collected: bool


@dataclass(frozen=True)
class TallyItem:
    """How one item came out; no numbers below the floor."""

    id: str
    label: str
    result: str
    counts: Mapping[str, int] | None


@dataclass(frozen=True)
class TallyCard:
    """How a box came out. `shown` is False where too few papers came back for numbers (decision 23)."""

    id: str
    shown: bool
    figures: BallotFigures
    items: Sequence[TallyItem]
    comments: Sequence[str] | None
    """None where too few papers came back to show any."""
    destroyed_papers: int | None


def lock_box(session: Session, ballot_id: str) -> Ballot:
    """Lock a box and read it anew."""
    ballot = session.scalar(
        select(Ballot).where(Ballot.id == ballot_id).with_for_update().execution_options(populate_existing=True)
    )
    if ballot is None:
        raise NotFoundError
    return ballot


def find_box_vote(session: Session, ballot: Ballot) -> Vote | None:
    """The latest vote on a box, if one was opened."""
    latest = select(Vote).where(Vote.object_ref == ballot.id, Vote.kind == KIND).order_by(Vote.id.desc()).limit(1)
    return session.scalar(latest.execution_options(populate_existing=True))


def read_options(work: Work, vote: Vote, instance: ProcessInstance) -> Options:
    """The options of a vote, as its node draws them for its instance."""
    step = Step(work, instance)
    return settings_of(step.drawn_context(vote)).options


def show_paper(work: Work, ballot_id: str) -> PaperCard:
    """The empty paper: the address of a ballot is on its slips, and needs no account."""
    session = work.session
    ballot = session.get(Ballot, ballot_id)
    if ballot is None:
        raise NotFoundError
    vote = find_box_vote(session, ballot)
    instance = session.get_one(ProcessInstance, ballot.instance_id)
    unit = session.get(Unit, instance.unit_id) if instance.unit_id else None
    tags = select(BallotReceipt.tag).where(BallotReceipt.ballot_id == ballot.id).order_by(BallotReceipt.tag)
    return PaperCard(
        id=ballot.id,
        state=state_of(ballot, vote),
        organisation=session.get_one(Organisation, ballot.org_id).name,
        unit=unit.name if unit else "",
        closes_at=vote.closes_at if vote else None,
        items=[PaperItem(each.ref, each.label, each.text) for each in _list_items(session, vote)],
        options=read_options(work, vote, instance).names if vote else (),
        receipts=list(session.scalars(tags)),
    )


def state_of(ballot: Ballot, vote: Vote | None) -> str:
    """The state of a box as people see it: a box whose vote has gone is void, whoever ended it."""
    return "void" if ballot.state == "open" and (vote is None or vote.state != "open") else ballot.state


def _list_items(session: Session, vote: Vote | None) -> list[ItemResult]:
    return list_results(session, vote.id) if vote else []


def list_item_refs(session: Session, vote: Vote) -> list[str]:
    """What stands on the paper, in its order."""
    return list(session.scalars(select(VoteItem.ref).where(VoteItem.vote_id == vote.id).order_by(VoteItem.position)))


def show_figures(work: Work, ballot_id: str) -> BallotFigures | None:
    """The numbers of a ballot for the office, None for others."""
    if work.actor is None or not work.actor.has_role(*OFFICE):
        return None
    return read_figures(work.session, load_ballot(work, ballot_id))


def read_figures(session: Session, ballot: Ballot) -> BallotFigures:
    """The numbers of a ballot."""
    seats = select(func.count()).where(BallotSeat.ballot_id == ballot.id)
    closed = ballot.state not in {"prepared", "open"}
    return BallotFigures(
        eligible=session.scalar(seats) or 0,
        printed=ballot.printed,
        drawn=ballot.drawn,
        issued=ballot.issued,
        destroyed=ballot.destroyed,
        returned=ballot.returned if closed else None,
        extended=ballot.extended,
        reissued=ballot.reissued,
    )


def list_roster(work: Work, ballot_id: str) -> list[SeatCard]:
    """The roster, for the office."""
    ballot = load_ballot(work, ballot_id)
    if not work.asker.has_role(*OFFICE):
        raise NotFoundError
    rows = work.session.scalars(select(BallotSeat).where(BallotSeat.ballot_id == ballot.id).order_by(BallotSeat.code))
    return [SeatCard(row.code, row.label, row.category, row.collected) for row in rows]


def show_tally(work: Work, ballot_id: str) -> TallyCard:
    """The totals of a counted box, for those who follow its procedure; nothing at all before (R-MASS-8, R-MASS-9)."""
    ballot = load_ballot(work, ballot_id)
    if ballot.state != "counted":
        raise NotFoundError
    vote = find_vote_of(work.session, ballot.id, KIND)
    shown = ballot.returned >= FLOOR
    return TallyCard(
        id=ballot.id,
        shown=shown,
        figures=read_figures(work.session, ballot),
        items=[_tally_item(each, shown=shown) for each in list_results(work.session, vote.id)],
        comments=list_comments(work.session, ballot),
        destroyed_papers=_count_destroyed(work.session, ballot),
    )


def _tally_item(item: ItemResult, *, shown: bool) -> TallyItem:
    counts: dict[str, Any] = item.counts
    return TallyItem(item.ref, item.label, item.result, counts if shown else None)


def list_comments(session: Session, ballot: Ballot) -> list[str] | None:
    """What was written on the papers, in the random order in which it lies there; None of a small box."""
    if ballot.returned < COMMENT_FLOOR:
        return None
    comments = select(BallotComment.text).where(BallotComment.ballot_id == ballot.id).order_by(BallotComment.id)
    return list(session.scalars(comments))


def _count_destroyed(session: Session, ballot: Ballot) -> int | None:
    return session.scalar(select(BallotDestruction.papers).where(BallotDestruction.ballot_id == ballot.id))
