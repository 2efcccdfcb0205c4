"""Delivering: the outbox's messages become notices, each exactly once."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select

from services.notices.planning import plan_deliveries
from workflows import registries
from workflows.models import Notice, OutboxMessage
from workflows.work import Work


def register_delivery() -> None:
    """Make the delivery known to due work."""
    registries.due_kinds.register("deliver", deliver_messages)


def deliver_messages(work: Work, payload: Mapping[str, Any]) -> None:
    """Put messages into the notice lists of their readers; unique rows refuse doubles."""
    unsent = work.session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.id.between(payload["first"], payload["last"]), OutboxMessage.sent_at.is_(None)
        )
    ).all()
    if not unsent:
        return
    notices = work.session.scalars(
        insert(Notice).returning(Notice.id),
        [
            {
                "org_id": message.org_id,
                "message_id": message.id,
                "person_id": message.person_id,
                "created_at": message.created_at,
            }
            for message in unsent
        ],
    ).all()
    plan_deliveries(work, notices)
    for message in unsent:
        message.sent_at = work.at
