"""Numbers that are given once and without gaps: who comes second waits until the first has committed."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import Organisation


def queue_up(session: Session, org_id: int) -> None:
    """Wait for whoever takes a number of the organisation; rows that only refer to it do not wait."""
    session.execute(select(Organisation.id).where(Organisation.id == org_id).with_for_update(key_share=True))
