"""Numbers of points, each given once."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import RiskPoint
from services.registry.rules.words import lowest_free
from workflows.running.numbers import queue_up


def take_point_numbers(session: Session, org_id: int, count: int) -> list[int]:
    """The lowest free numbers of points of an organisation."""
    if not count:
        return []
    queue_up(session, org_id)
    taken = session.scalars(select(RiskPoint.number).where(RiskPoint.org_id == org_id))
    return lowest_free(frozenset(taken), count)
