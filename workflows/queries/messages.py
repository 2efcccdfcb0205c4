"""Messages and who waits: which wait a message is meant for, which messages a wait, and what an instance waits for."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from workflows.models import EngineTask, EventMessage, EventSubscription
from workflows.rules.states import MessageState

PENDING = EventMessage.state == MessageState.PENDING


def lock_message(session: Session, message_id: int) -> EventMessage:
    """A message, held until the transaction ends, as it stands once it is held."""
    return session.get_one(EventMessage, message_id, with_for_update=True, populate_existing=True)


def find_wait(session: Session, org_id: int, name: str, key: str) -> EventSubscription | None:
    """The oldest wait for a message, leaving out those to which another message is on its way."""
    promised = (
        select(EventMessage.id)
        .where(
            PENDING,
            EventMessage.instance_id == EventSubscription.instance_id,
            EventMessage.engine_id == EventSubscription.engine_id,
        )
        .exists()
    )
    return session.scalar(
        select(EventSubscription)
        .where(_is_for(org_id, "message", name), EventSubscription.correlation_key == key, ~promised)
        .order_by(EventSubscription.opened_at, EventSubscription.instance_id, EventSubscription.engine_id)
        .limit(1)
    )


def load_wait(session: Session, instance_id: int, engine_id: int) -> EventSubscription | None:
    """The wait of a token as it stands now; None if it has gone."""
    return session.get(EventSubscription, (instance_id, engine_id), populate_existing=True)


def list_unclaimed(session: Session, instance_id: int, first: int, last: int) -> list[int]:
    """Ids of the messages that are on their way to nobody and may be for tokens of an instance, oldest first."""
    same = and_(
        EventMessage.org_id == EventSubscription.org_id,
        EventMessage.name == EventSubscription.name,
        EventMessage.correlation_key == EventSubscription.correlation_key,
    )
    return list(
        session.scalars(
            select(EventMessage.id)
            .distinct()
            .join(EventSubscription, same)
            .where(
                PENDING,
                EventMessage.engine_id.is_(None),
                EventSubscription.instance_id == instance_id,
                EventSubscription.engine_id.between(first, last),
                EventSubscription.kind == "message",
            )
            .order_by(EventMessage.id)
        )
    )


@dataclass(frozen=True)
class Signal:
    """A signal as it was sent: by which instance, when, and the youngest of its tokens at that moment."""

    name: str
    sender_id: int
    last_id: int
    sent_at: datetime


def list_reached(session: Session, org_id: int, signal: Signal) -> list[EventSubscription]:
    """Who waited for a signal when it was sent."""
    other = EventSubscription.instance_id != signal.sender_id
    earlier = or_(other, EventSubscription.engine_id <= signal.last_id)
    return list(
        session.scalars(
            select(EventSubscription)
            .where(_is_for(org_id, "signal", signal.name), EventSubscription.opened_at <= signal.sent_at, earlier)
            .order_by(EventSubscription.opened_at, EventSubscription.instance_id, EventSubscription.engine_id)
        )
    )


def _is_for(org_id: int, kind: str, name: str) -> ColumnElement[bool]:
    return and_(
        EventSubscription.org_id == org_id,
        EventSubscription.kind == kind,
        EventSubscription.name == name,
    )


@dataclass(frozen=True)
class AwaitedEvent:
    """A message or signal that an instance waits for: at which node, under which key, since when."""

    kind: str
    name: str
    correlation_key: str
    process_key: str
    node_id: str
    opened_at: datetime
    node_name: str = ""
    """What the node is called, where the drawing is at hand."""


def list_awaited(session: Session, instance_id: int) -> list[AwaitedEvent]:
    """What an instance waits for from outside, oldest first."""
    rows = session.execute(
        select(
            EventSubscription.kind,
            EventSubscription.name,
            EventSubscription.correlation_key,
            EngineTask.process_key,
            EngineTask.node_id,
            EventSubscription.opened_at,
        )
        .join(
            EngineTask,
            and_(
                EngineTask.instance_id == EventSubscription.instance_id,
                EngineTask.engine_id == EventSubscription.engine_id,
            ),
        )
        .where(EventSubscription.instance_id == instance_id)
        .order_by(EventSubscription.engine_id)
    )
    return [AwaitedEvent(*row) for row in rows]
