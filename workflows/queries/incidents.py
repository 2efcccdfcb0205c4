"""Incidents: what could not be done by itself and needs a person (R6)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError
from workflows.models import DueWork, Incident
from workflows.rules.states import DueState


@dataclass(frozen=True)
class IncidentCard:
    """One open incident: what kind of work failed, since when it was due, and why; no data of people."""

    id: str
    kind: str
    cause: str
    due_at: datetime
    happened_at: datetime


def list_incidents(session: Session, instance_id: int) -> list[IncidentCard]:
    """The open incidents of an instance, oldest first; what was struck out with its instance is none any more."""
    rows = session.execute(
        select(Incident.public_id, DueWork.kind, Incident.cause, DueWork.due_at, Incident.happened_at)
        .join(DueWork, DueWork.id == Incident.due_work_id)
        .where(Incident.instance_id == instance_id, Incident.state == "open", DueWork.state == DueState.DEAD)
        .order_by(Incident.id)
    )
    return [IncidentCard(*row) for row in rows]


def load_incident(session: Session, org_id: int, public_id: str) -> Incident:
    """An incident of the organisation."""
    found = session.scalar(select(Incident).where(Incident.org_id == org_id, Incident.public_id == public_id))
    if found is None:
        raise NotFoundError
    return found
