"""Messages and signals on their way: due work brings each to whom it is meant for (docs/decisions/0020).

A delivery is one transaction on one instance. It may be tried twice, late, or for a wait that has gone: then a signal
does nothing, and a message looks for somebody else.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import update

from bpmn.texts import N_
from services.process.happenings import lock_step
from services.transaction import use_case
from workflows import registries
from workflows.errors import ConflictError, NotPermittedError
from workflows.models import DueWork, EngineTask, EventMessage, EventSubscription, Incident, ProcessInstance
from workflows.queries.calendars import load_calendar
from workflows.queries.messages import Signal, find_wait, list_reached, list_unclaimed, load_wait, lock_message
from workflows.rules.deadlines import add_duration
from workflows.rules.states import DueState, MessageState
from workflows.running.chronicle import Fact
from workflows.running.due_work import DELIVERY, HopelessError, make_row, schedule, schedule_all
from workflows.running.library import load_parameters
from workflows.running.steps import Step
from workflows.work import Work

INTEGRATOR: Final = "integrator"
"""The role of accounts through which other systems speak."""

KEPT: Final = "messages.kept"
"""The parameter that says how long a message is kept for whom it is meant."""


class NobodyWaitsError(ConflictError):
    """No token waits for the message."""

    code = "nobody-waits"
    message = N_("没有流程在等待消息“%(name)s”，对应编号“%(key)s”")


def register_deliveries() -> None:
    """Make these known to due work."""
    registries.due_kinds.register("deliver_message", deliver_message)
    registries.due_kinds.register("find_messages", find_messages)
    registries.due_kinds.register("expire_message", expire_message)
    registries.due_kinds.register("broadcast_signal", broadcast_signal)
    registries.due_kinds.register(DELIVERY, deliver_event)


# -- looking for whom a message is meant -----------------------------------------------------------


def deliver_message(work: Work, payload: Mapping[str, Any]) -> None:
    """Send a message on to whoever waits for it; keep it for a while if nobody does."""
    message = lock_message(work.session, payload["message"])
    if _is_unclaimed(message) and not _send_on(work, message):
        _keep(work, message)


def find_messages(work: Work, payload: Mapping[str, Any]) -> None:
    """For tokens that have begun to wait: see whether their messages came too early."""
    for message_id in list_unclaimed(work.session, payload["instance"], payload["first"], payload["last"]):
        message = lock_message(work.session, message_id)
        if _is_unclaimed(message):
            _send_on(work, message)


def expire_message(work: Work, payload: Mapping[str, Any]) -> None:
    """Call for a person if nobody has waited for a message as long as it was kept."""
    message = lock_message(work.session, payload["message"])
    over = message.kept_until is not None and message.kept_until <= work.at
    if over and _is_unclaimed(message) and not _send_on(work, message):
        cause = f"{NobodyWaitsError.code} {message.name} {message.correlation_key}"
        raise HopelessError(cause.strip(), message.concerned_id)


def _is_unclaimed(message: EventMessage) -> bool:
    return message.state == MessageState.PENDING and message.engine_id is None


def _send_on(work: Work, message: EventMessage) -> bool:
    """Note the delivery to the oldest wait; False if nobody waits."""
    wait = find_wait(work.session, message.org_id, message.name, message.correlation_key)
    if wait is None:
        return False
    message.instance_id, message.engine_id = wait.instance_id, wait.engine_id
    schedule_all(work.session, [_to_delivery(work, wait, message.public_id, message=message.id)])
    return True


def _to_delivery(work: Work, wait: EventSubscription, sent: str, **payload: Any) -> dict[str, Any]:
    return make_row(
        wait.org_id,
        DELIVERY,
        work.at,
        f"{sent}:{wait.instance_id}:{wait.engine_id}",
        instance_id=wait.instance_id,
        instance=wait.instance_id,
        engine_id=wait.engine_id,
        **payload,
    )


def _keep(work: Work, message: EventMessage) -> None:
    """Keep a message until its time is over, as the parameters of the instance say that is concerned."""
    instance = work.session.get_one(ProcessInstance, message.concerned_id)
    kept = load_parameters(work.session, instance.parameters_id).duration(KEPT)
    until = add_duration(work.at, kept, load_calendar(work.session, message.org_id))
    if message.kept_until != until:
        message.kept_until = until
        schedule(work.session, message.org_id, "expire_message", until, _expiry(message, until), message=message.id)


def _expiry(message: EventMessage, until: datetime) -> str:
    return f"{message.public_id}:{until.astimezone(UTC).isoformat()}"


def _end_expiry(work: Work, message: EventMessage) -> None:
    """Of a message that was kept and has been delivered after all: nobody need be called any more."""
    if message.kept_until is None:
        return
    due = (DueWork.dedupe_key == f"expire_message:{_expiry(message, message.kept_until)}") & (
        DueWork.state.in_((DueState.PENDING, DueState.DEAD))
    )
    ended = list(
        work.session.scalars(update(DueWork).where(due).values(state=DueState.CANCELLED).returning(DueWork.id))
    )
    calls = Incident.due_work_id.in_(ended) & (Incident.state == "open")
    work.session.execute(update(Incident).where(calls).values(state="resolved"))


# -- signals ---------------------------------------------------------------------------------------


def broadcast_signal(work: Work, payload: Mapping[str, Any]) -> None:
    """Note one delivery for each that waited when a signal was sent: one that fails stops no other."""
    sent_at = datetime.fromisoformat(payload["sent_at"])
    signal = Signal(payload["name"], payload["sender"], payload["last_id"], sent_at)
    reached = list_reached(work.session, payload["org"], signal)
    schedule_all(work.session, [_to_delivery(work, wait, payload["signal"]) for wait in reached])


# -- the delivery itself ---------------------------------------------------------------------------


def deliver_event(work: Work, payload: Mapping[str, Any]) -> None:
    """Let a message or signal happen at a token, if it still waits."""
    step = lock_step(work, payload["instance"])
    wait = load_wait(work.session, payload["instance"], payload["engine_id"])
    message = lock_message(work.session, payload["message"]) if "message" in payload else None
    if message is not None and message.state != MessageState.PENDING:
        return
    if step is not None and wait is not None:
        _happen(work, step, wait, message)
    elif message is not None:
        message.instance_id = message.engine_id = None
        key = f"{message.public_id}:{payload['instance']}:{payload['engine_id']}"
        schedule(work.session, message.org_id, "deliver_message", work.at, key, message=message.id)


def _happen(work: Work, step: Step, wait: EventSubscription, message: EventMessage | None) -> None:
    if message is not None:
        message.state, message.delivered_at = MessageState.DELIVERED, work.at
        message.instance_id, message.engine_id = wait.instance_id, wait.engine_id
        _end_expiry(work, message)
    token = work.session.get_one(EngineTask, (wait.instance_id, wait.engine_id))
    account = {"account": work.actor.login} if work.actor else {}
    step.note(Fact(f"{wait.kind}_received", data={"name": wait.name, "node": token.node_id, **account}))
    step.fire(wait.engine_id)
    step.finish()


# -- from outside ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class TakenMessage:
    """What became of a message from outside: how many it reaches, and whether it has happened or is held."""

    reached: int
    state: str


@use_case
def receive_message(work: Work, name: str, correlation_key: str) -> TakenMessage:
    """Take a message of another system to the one token that waits for it; a suspended instance gets it later."""
    if not work.asker.has_role(INTEGRATOR):
        raise NotPermittedError
    wait = find_wait(work.session, work.asker.org_id, name, correlation_key)
    if wait is None:
        raise NobodyWaitsError(name=name, key=correlation_key)
    step = lock_step(work, wait.instance_id)
    message = _add_message(work, wait)
    standing = load_wait(work.session, wait.instance_id, wait.engine_id)
    if step is not None and standing is not None:
        _happen(work, step, standing, message)
        return TakenMessage(1, "delivered")
    if not _send_on(work, message):
        raise NobodyWaitsError(name=name, key=correlation_key)
    return TakenMessage(1, "held")


def _add_message(work: Work, wait: EventSubscription) -> EventMessage:
    message = EventMessage(
        org_id=wait.org_id,
        name=wait.name,
        correlation_key=wait.correlation_key,
        concerned_id=wait.instance_id,
        state=MessageState.PENDING,
        sent_at=work.at,
    )
    work.session.add(message)
    work.session.flush()
    return message
