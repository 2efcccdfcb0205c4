"""Numbers that are given once and without gaps: who comes second waits until the first has committed."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from workflows.models import Organisation


def take_next(session: Session, org_id: int, column: InstrumentedAttribute[Any], *where: ColumnElement[bool]) -> int:
    """The number after the highest that a series of an organisation has."""
    queue_up(session, org_id)
    last = session.scalar(select(func.max(column)).where(*where))
    return int(last or 0) + 1


def queue_up(session: Session, org_id: int) -> None:
    """Wait for whoever takes a number of the organisation; rows that only refer to it do not wait."""
    session.execute(select(Organisation.id).where(Organisation.id == org_id).with_for_update(key_share=True))
