"""Writing down what is to happen by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from workflows.models import DueWork, Vote
from workflows.rules.states import DueState

Row = dict[str, Any]
"""One piece of due work, not yet written."""

DELIVERY: Final = "deliver_event"
"""The kind of work that brings a message or signal to a waiting token."""


class HopelessError(Exception):
    """Trying again by itself would help nobody: a person is called at once, beside the instance concerned."""

    def __init__(self, cause: str, instance_id: int | None = None) -> None:
        super().__init__(cause)
        self.instance_id = instance_id


class TroubleError(Exception):
    """An errand has failed and may be tried again; its words name no address, secret or data of people."""


def schedule(session: Session, org_id: int, kind: str, due_at: datetime, key: str, **payload: Any) -> None:
    """Note that `kind` is to be done at an instant of application time; `key` keeps it from being noted twice."""
    schedule_all(session, [make_row(org_id, kind, due_at, key, **payload)])


def make_row(
    org_id: int, kind: str, due_at: datetime, key: str, *, instance_id: int | None = None, **payload: Any
) -> Row:
    """What is to be done, as `schedule_all` writes it; `instance_id` names the instance that is locked first."""
    return {
        "org_id": org_id,
        "kind": kind,
        "dedupe_key": f"{kind}:{key}",
        "due_at": due_at,
        "instance_id": instance_id,
        "payload": payload,
        "state": DueState.PENDING,
    }


def schedule_all(session: Session, rows: Sequence[Row]) -> None:
    """Note several at once."""
    if rows:
        session.execute(_INSERT_WORK, rows)


def is_scheduled(session: Session, kind: str, key: str) -> bool:
    """Whether it was noted before, done or not."""
    return session.scalar(select(DueWork.id).where(DueWork.dedupe_key == f"{kind}:{key}")) is not None


def cancel_due(session: Session, keys: list[str]) -> None:
    """Strike out what is still to be done under these keys (`kind:key`)."""
    if keys:
        session.execute(
            update(DueWork)
            .where(DueWork.dedupe_key.in_(keys), DueWork.state.in_([DueState.PENDING, DueState.HELD]))
            .values(state=DueState.CANCELLED)
            .execution_options(synchronize_session=False)
        )


def cancel_all(session: Session, instance_id: int) -> None:
    """Strike out everything still to be done for an instance, what failed and waits for a person included.

    A message on its way to it is left: it finds out that nobody waits any more, and looks for somebody else.
    """
    unfinished = DueWork.state.in_([DueState.PENDING, DueState.HELD, DueState.DEAD])
    session.execute(
        update(DueWork)
        .where(DueWork.instance_id == instance_id, unfinished, DueWork.kind != DELIVERY)
        .values(state=DueState.CANCELLED)
        .execution_options(synchronize_session=False)
    )


def cancel_votes(session: Session, vote: Vote) -> None:
    """Strike out the closings of a vote that is over."""
    session.execute(
        update(DueWork)
        .where(
            DueWork.instance_id == vote.instance_id,
            DueWork.state == DueState.PENDING,
            DueWork.dedupe_key.startswith(f"close_vote:{vote.public_id}:", autoescape=True),
        )
        .values(state=DueState.CANCELLED)
        .execution_options(synchronize_session=False)
    )


_WORK: Final[Any] = DueWork.__table__
_INSERT_WORK: Final = insert(_WORK)
