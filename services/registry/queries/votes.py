"""What bodies have decided: results of votes by point, read where the two wings meet."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError
from workflows.models import Vote, VoteItem
from workflows.queries.votes import ItemResult, list_results


@dataclass(frozen=True)
class Judged:
    """How the experts and the group judged one point."""

    ref: str
    expert_grade: str
    grade: str
    reason: str
    rectify_days: int | None
    counts: dict[str, Any] = field(default_factory=dict)


def find_closed(session: Session, instance_id: int, kind: str, outcome: str) -> Vote:
    """The latest vote of a kind in a process that ended so."""
    vote = session.scalar(
        select(Vote)
        .where(Vote.instance_id == instance_id, Vote.kind == kind, Vote.outcome == outcome)
        .order_by(Vote.id.desc())
        .limit(1)
    )
    if vote is None:
        raise NotFoundError
    return vote


def list_decided(session: Session, instance_id: int, meeting_ref: str) -> dict[str, ItemResult]:
    """What a meeting has decided, by point: of items that were put off, the later vote."""
    rows = session.scalars(
        select(VoteItem)
        .join(Vote, Vote.id == VoteItem.vote_id)
        .where(
            Vote.instance_id == instance_id,
            Vote.kind == "meeting",
            Vote.object_ref == meeting_ref,
            VoteItem.result != "",
        )
        .order_by(Vote.id)
    )
    return {row.ref: ItemResult(row.ref, row.label, row.text, row.result, row.counts) for row in rows}


def list_assessed(session: Session, instance_id: int) -> dict[str, ItemResult]:
    """What the experts have said in a process, by point; nothing where they were not asked."""
    try:
        vote = find_closed(session, instance_id, "panel", "decided")
    except NotFoundError:
        return {}
    return {result.ref: result for result in list_results(session, vote.id)}


def load_judged(session: Session, instance_id: int, meeting_ref: str) -> dict[str, Judged]:
    """Both grades of every point that a meeting has decided, with the reason and the counts (R-GRP-5)."""
    assessed = list_assessed(session, instance_id)
    return {
        ref: Judged(
            ref=ref,
            expert_grade=decided.counts.get("expert_grade") or (assessed[ref].result if ref in assessed else ""),
            grade=decided.result,
            reason=str(decided.counts.get("reason", "")),
            rectify_days=decided.counts.get("rectify_days"),
            counts={"meeting": decided.counts, "experts": assessed[ref].counts if ref in assessed else {}},
        )
        for ref, decided in list_decided(session, instance_id, meeting_ref).items()
    }
