"""Which tasks are shared, and who has claimed them: what an inbox offers beside each line."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from workflows.models import Candidate, Task


@dataclass(frozen=True)
class Claim:
    """How many may do a task, and the id of who has taken it."""

    candidates: int
    claimed_by_id: int | None

    @property
    def free(self) -> bool:
        """Whether several may do it and nobody has taken it."""
        return self.candidates > 1 and self.claimed_by_id is None


def list_claims(session: Session, public_ids: Sequence[str]) -> dict[str, Claim]:
    """The claims of tasks by their public ids; whoever calls has made sure that the asker may see them."""
    rows = session.execute(
        select(Task.public_id, func.count(Candidate.person_id), Task.claimed_by_id)
        .join(Candidate, Candidate.task_id == Task.id)
        .where(Task.public_id.in_(public_ids), ~Candidate.advising)
        .group_by(Task.id)
    )
    return {public_id: Claim(candidates, claimer) for public_id, candidates, claimer in rows}
