"""Votes: the engine's side, and the results that anybody permitted can recompute."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError
from workflows.models import Vote, VoteItem


@dataclass(frozen=True)
class ItemResult:
    """How one item of a vote was decided."""

    ref: str
    label: str
    text: str
    result: str
    counts: dict[str, Any]


def find_vote(session: Session, instance_id: int, engine_id: int) -> Vote:
    """The vote that a wait of the engine stands for."""
    return session.scalars(select(Vote).where(Vote.instance_id == instance_id, Vote.engine_id == engine_id)).one()


def find_vote_of(session: Session, object_ref: str, kind: str) -> Vote:
    """The latest vote of one kind about a ballot, panel or meeting."""
    vote = session.scalar(
        select(Vote).where(Vote.object_ref == object_ref, Vote.kind == kind).order_by(Vote.id.desc()).limit(1)
    )
    if vote is None:
        raise NotFoundError
    return vote


def list_results(session: Session, vote_id: int) -> list[ItemResult]:
    """The items of a vote in their order, with their results."""
    rows = session.scalars(select(VoteItem).where(VoteItem.vote_id == vote_id).order_by(VoteItem.position))
    return [ItemResult(row.ref, row.label, row.text, row.result, row.counts) for row in rows]
