"""Copies for information: whether one was read."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import ProcessInstance, TaskCopy


def has_unread_copy(session: Session, person_id: int | None, instance_ref: str) -> bool:
    """Whether the instance was copied to somebody who has not yet said that he read it."""
    unread = (
        select(TaskCopy.id)
        .join(ProcessInstance, ProcessInstance.id == TaskCopy.instance_id)
        .where(ProcessInstance.public_id == instance_ref, TaskCopy.person_id == person_id, TaskCopy.read_at.is_(None))
    )
    return session.scalar(unread.limit(1)) is not None
