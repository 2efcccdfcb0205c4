"""Parameter sets: the latest, for what starts now."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import ParameterSet


def load_latest_set(session: Session, org_id: int) -> ParameterSet:
    """The set that was put in force last; every organisation has one from its beginning."""
    return session.scalars(
        select(ParameterSet)
        .where(ParameterSet.org_id == org_id, ParameterSet.in_force.is_not(None))
        .order_by(ParameterSet.in_force.desc())
        .limit(1)
    ).one()
