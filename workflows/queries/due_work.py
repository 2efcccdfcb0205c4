"""Due work: what is due, when the next is, and claiming it under a lease."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select, update
from sqlalchemy.orm import Session

from workflows.models import DueWork, ProcessInstance
from workflows.rules.states import DueState, InstanceState

LEASE: Final = timedelta(seconds=60)


def next_due_at(session: Session) -> datetime | None:
    """The earliest instant (application time) at which anything is due."""
    pending = select(DueWork.due_at).where(DueWork.state == DueState.PENDING, ~is_held())
    # In the order of the index and no further than the first: the smallest of all would read all that waits.
    return session.scalar(pending.order_by(DueWork.due_at, DueWork.id).limit(1))


def is_held() -> ColumnElement[bool]:
    """A condition: the instance of the work is suspended, so that its time stands still."""
    # A value of its own for each row, so that PostgreSQL reads the rows in their order and stops at the first: written
    # as EXISTS it becomes a join, for which all that waits is read and sorted.
    state = select(ProcessInstance.state).where(ProcessInstance.id == DueWork.instance_id).scalar_subquery()
    return func.coalesce(state, "") == InstanceState.SUSPENDED


@dataclass(frozen=True)
class Waiting:
    """Work that is due by an instant: when, and whether somebody is at it now."""

    due_at: datetime
    taken: bool


def next_due_until(session: Session, until: datetime, wall: datetime) -> Waiting | None:
    """The first work that is due by an instant, in order of time; what was put off after a failure is left out."""
    put_off = and_(DueWork.last_error != "", DueWork.free_at > wall)
    row = session.execute(
        select(DueWork.due_at, DueWork.free_at)
        .where(DueWork.state == DueState.PENDING, DueWork.due_at <= until, ~put_off, ~is_held())
        .order_by(DueWork.due_at, DueWork.id)
        .limit(1)
    ).first()
    if row is None:
        return None
    return Waiting(row.due_at, row.free_at is not None and row.free_at > wall)


def claim_work(session: Session, at: datetime, wall: datetime, *, limit: int) -> list[tuple[int, str]]:
    """Lease what is due and free; each claim has a token of its own, and only its bearer may write the result."""
    free = or_(DueWork.free_at.is_(None), DueWork.free_at <= wall)
    due = (
        select(DueWork.id)
        .where(DueWork.state == DueState.PENDING, DueWork.due_at <= at, free, ~is_held())
        .order_by(DueWork.due_at, DueWork.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    claimed = []
    for work_id in session.scalars(due).all():
        lease = secrets.token_hex(16)
        session.execute(
            update(DueWork)
            .where(DueWork.id == work_id)
            .values(lease=lease, free_at=wall + LEASE, attempts=DueWork.attempts + 1)
        )
        claimed.append((work_id, lease))
    return claimed


def renew_lease(session: Session, work_id: int, lease: str, wall: datetime) -> bool:
    """Let the lease of a claimed work begin anew; False if it is another's by now."""
    renewed = session.execute(
        update(DueWork)
        .where(DueWork.id == work_id, DueWork.lease == lease, DueWork.state == DueState.PENDING)
        .values(free_at=wall + LEASE)
        .returning(DueWork.id)
    )
    return renewed.first() is not None


def finish_work(session: Session, work_id: int, lease: str, wall: datetime) -> bool:
    """Mark a claimed work done; False if the lease is another's by now."""
    done = session.execute(
        update(DueWork)
        .where(DueWork.id == work_id, DueWork.lease == lease, DueWork.state == DueState.PENDING)
        .values(state=DueState.DONE, done_at=wall)
        .returning(DueWork.id)
    )
    return done.first() is not None
