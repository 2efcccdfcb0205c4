"""How points were determined, as people read it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import Determination, Submission


@dataclass(frozen=True)
class DeterminationCard:
    """One determination: both grades, the reason, the counts without names."""

    cycle: int
    round: int
    version: int
    expert_grade: str
    grade: str
    reason: str
    counts: dict[str, Any]
    at: datetime


def count_plainly(counts: Mapping[str, Any]) -> dict[str, Any]:
    """Numbers only, whatever else a vote has kept: names and votes are the meeting's own (R-GRP-7, R-EXP-11)."""
    return {
        body: {name: number for name, number in found.items() if isinstance(number, int)}
        for body, found in counts.items()
        if isinstance(found, Mapping)
    }


def list_determinations(session: Session, point_id: int) -> list[DeterminationCard]:
    """The determinations of a point, oldest first."""
    rows = session.execute(
        select(Determination, Submission)
        .join(Submission, Submission.id == Determination.submission_id)
        .where(Determination.point_id == point_id)
        .order_by(Determination.id)
    )
    return [
        DeterminationCard(
            cycle=submission.cycle,
            round=submission.round,
            version=row.version,
            expert_grade=row.expert_grade,
            grade=row.grade,
            reason=row.reason,
            counts=count_plainly(row.counts),
            at=row.determined_at,
        )
        for row, submission in rows
    ]
