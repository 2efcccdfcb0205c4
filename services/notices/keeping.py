"""Forgetting what was sent out of the house long ago; notices in the house stay."""

from datetime import timedelta
from typing import Final

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.orm import aliased

from workflows.models import NoticeDelivery, Organisation
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.work import Work

AT_MOST: Final = 20_000
"""Rows of an organisation that are deleted in one go, so that a backlog does not hold anybody up."""

KEPT: Final = "notices.kept_days"


def forget_deliveries(work: Work) -> int:
    """Delete deliveries that ended longer ago than their organisation keeps them; return how many.

    The first of a parcel stays as long as one of the others does.
    """
    return sum(_forget(work, org_id) for org_id in work.session.scalars(select(Organisation.id)).all())


def _forget(work: Work, org_id: int) -> int:
    days = Parameters(load_latest_set(work.session, org_id).values).integer(KEPT)
    before, other = work.at - timedelta(days=days), aliased(NoticeDelivery)
    kept = exists().where(other.parcel_id == NoticeDelivery.id, or_(other.ended_at.is_(None), other.ended_at >= before))
    old = (
        select(NoticeDelivery.id)
        .where(NoticeDelivery.org_id == org_id, NoticeDelivery.ended_at < before, ~kept)
        .order_by(NoticeDelivery.ended_at, NoticeDelivery.id.desc())
        .limit(AT_MOST)
    )
    gone = delete(NoticeDelivery).where(NoticeDelivery.id.in_(old)).returning(NoticeDelivery.id)
    return len(work.session.scalars(gone.execution_options(synchronize_session=False)).all())
