"""Messages and signals at the border of an instance: who begins to wait and who no longer does, and what is sent.

What follows happens in turns of its own, as due work: a step reaches no instance but its own (docs/decisions/0020).
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.orm import Session

from bpmn.elements import EventDefinition, EventKind
from workflows.engine.progress import EngineRow, Throw
from workflows.models import EventMessage, EventSubscription, ProcessInstance
from workflows.rules.states import MessageState
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.due_work import Row, make_row, schedule, schedule_all
from workflows.work import Work

Wait = tuple[EngineRow, EventDefinition]
"""A token, and what it begins to wait for."""


def subscribe(work: Work, instance: ProcessInstance, waits: Sequence[Wait]) -> None:
    """Write down who waits; those who wait for messages look afterwards, together, whether one came too early."""
    if not waits:
        return
    work.session.execute(insert(EventSubscription), [_to_values(work, instance, *wait) for wait in waits])
    looking = [row.engine_id for row, awaited in waits if awaited.kind is EventKind.MESSAGE]
    if looking:
        first, last = min(looking), max(looking)
        key = f"{instance.public_id}:{first}"
        schedule(
            work.session, instance.org_id, "find_messages", work.at, key, instance=instance.id, first=first, last=last
        )


def _to_values(work: Work, instance: ProcessInstance, row: EngineRow, awaited: EventDefinition) -> dict[str, Any]:
    key = row.inner.get("key", instance.business_key) if awaited.kind is EventKind.MESSAGE else ""
    return {
        "instance_id": instance.id,
        "engine_id": row.engine_id,
        "org_id": instance.org_id,
        "kind": awaited.kind,
        "name": awaited.name,
        "correlation_key": key,
        "opened_at": work.at,
    }


def unsubscribe(session: Session, instance_id: int, tokens: Any) -> None:
    """Strike out those of an instance whose token is among some: their ids, or a query for them."""
    session.execute(
        delete(EventSubscription)
        .where(EventSubscription.instance_id == instance_id, EventSubscription.engine_id.in_(tokens))
        .execution_options(synchronize_session=False)
    )


def send_all(work: Work, instance: ProcessInstance, thrown: Sequence[Throw], chronicle: Chronicle) -> None:
    """Send what tokens have thrown: messages are kept until somebody has them, signals are told to all who wait now."""
    if not thrown:
        return
    for throw in thrown:
        chronicle.note(Fact(f"{throw.kind}_thrown", data={"node": throw.node_id, "name": throw.name}))
    messages = [throw for throw in thrown if throw.kind == EventKind.MESSAGE]
    signals = [throw for throw in thrown if throw.kind == EventKind.SIGNAL]
    rows = [*_send_messages(work, instance, messages), *_tell_signals(work, instance, signals)]
    schedule_all(work.session, rows)


def _send_messages(work: Work, instance: ProcessInstance, thrown: Sequence[Throw]) -> Iterable[Row]:
    values = [
        {
            "org_id": instance.org_id,
            "name": throw.name,
            "correlation_key": instance.business_key if throw.key is None else throw.key,
            "concerned_id": instance.id,
            "state": MessageState.PENDING,
            "sent_at": work.at,
        }
        for throw in thrown
    ]
    made = insert(EventMessage).returning(EventMessage.id, EventMessage.public_id)
    sent = work.session.execute(made, values).all() if values else []
    return [make_row(instance.org_id, "deliver_message", work.at, public_id, message=key) for key, public_id in sent]


def _tell_signals(work: Work, instance: ProcessInstance, thrown: Sequence[Throw]) -> Iterable[Row]:
    return [
        make_row(
            instance.org_id,
            "broadcast_signal",
            work.at,
            f"{instance.public_id}:{throw.engine_id}",
            name=throw.name,
            sender=instance.id,
            last_id=throw.last_id,
            signal=f"{instance.id}:{throw.engine_id}",
            org=instance.org_id,
            sent_at=work.at.isoformat(),
        )
        for throw in thrown
    ]
