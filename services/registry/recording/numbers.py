"""Numbers that are given once: of points, and of notices by year."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registry.models import RectificationNotice, RiskPoint
from services.registry.rules.words import lowest_free
from workflows.models import Organisation


def take_point_numbers(session: Session, org_id: int, count: int) -> list[int]:
    """The lowest free numbers of points of an organisation."""
    if not count:
        return []
    _queue_up(session, org_id)
    taken = session.scalars(select(RiskPoint.number).where(RiskPoint.org_id == org_id))
    return lowest_free(frozenset(taken), count)


def take_notice_number(session: Session, org_id: int, year: int) -> int:
    """The next number of a notice in a year."""
    _queue_up(session, org_id)
    last = session.scalar(
        select(func.max(RectificationNotice.number)).where(
            RectificationNotice.org_id == org_id, RectificationNotice.year == year
        )
    )
    return (last or 0) + 1


def _queue_up(session: Session, org_id: int) -> None:
    """Who comes second waits until the first has committed; rows that only refer to the organisation do not wait."""
    session.execute(select(Organisation.id).where(Organisation.id == org_id).with_for_update(key_share=True))
