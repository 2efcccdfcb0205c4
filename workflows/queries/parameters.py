"""Parameter sets: the latest, for what starts now."""

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from workflows.models import ParameterSet


def latest_set_id(org_id: int) -> ScalarSelect[int]:
    """Which set was put in force last: it binds what starts now. Every organisation has one from its beginning."""
    in_force = select(ParameterSet.id).where(ParameterSet.org_id == org_id, ParameterSet.in_force.is_not(None))
    return in_force.order_by(ParameterSet.in_force.desc()).limit(1).scalar_subquery()


def load_latest_set(session: Session, org_id: int) -> ParameterSet:
    """The set that was put in force last."""
    return session.scalars(select(ParameterSet).where(ParameterSet.id == latest_set_id(org_id))).one()
