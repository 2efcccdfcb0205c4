"""The errand that hands parcels over: taken together first, sent outside any transaction, then marked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from services.notices.channels.mail import send_mail
from services.notices.channels.robots import send_dingtalk, send_wecom
from services.notices.channels.webhook import send_webhook
from services.notices.outbound import ChannelTable, Line, Parcel, configured
from services.notices.planning import SEND
from services.notices.rules import WORK_TOPICS, topic_of
from workflows import registries
from workflows.models import (
    Notice,
    NoticeDelivery,
    NoticePreference,
    Organisation,
    OutboxMessage,
    Person,
    ProcessDefinition,
    ProcessInstance,
    Task,
)
from workflows.rules.states import TaskState
from workflows.running.due_work import HopelessError
from workflows.work import Work

SENDERS: Final[ChannelTable] = {
    "email": send_mail,
    "webhook": send_webhook,
    "wecom": send_wecom,
    "dingtalk": send_dingtalk,
}


@dataclass(frozen=True)
class Load:
    """A parcel, and which deliveries are in it; what was settled in the house meanwhile is dropped."""

    parcel: Parcel | None
    sent: tuple[int, ...]
    dropped: tuple[int, ...]


def register_sending() -> None:
    """Make the errand known to due work."""
    registries.errands.register(SEND, registries.Errand(prepare_parcel, hand_over, mark_parcel))


def prepare_parcel(work: Work, payload: Mapping[str, Any]) -> Load | None:
    """Put what goes together into the parcel that the first delivery leads; None if another has taken it along."""
    leader = work.session.get_one(NoticeDelivery, payload["first"])
    rows = _list_rows(work.session, leader) if leader.parcel_id else []
    if leader.parcel_id is None and _take_along(work.session, leader):
        rows = _list_rows(work.session, leader)
    waiting = [row for row in rows if row.NoticeDelivery.state == "waiting"]
    if not waiting:
        return None
    wanted = [row for row in waiting if _is_news(row)]
    dropped = tuple(row.NoticeDelivery.id for row in waiting if not _is_news(row))
    parcel = _pack(work.session, leader, wanted) if wanted else None
    return Load(parcel, tuple(row.NoticeDelivery.id for row in wanted), dropped)


def _take_along(session: Session, leader: NoticeDelivery) -> bool:
    """Everything that waits for the same reader, channel and instant and is in no other parcel."""
    taken = session.execute(
        update(NoticeDelivery)
        .where(
            NoticeDelivery.person_id == leader.person_id,
            NoticeDelivery.channel == leader.channel,
            NoticeDelivery.send_at == leader.send_at,
            NoticeDelivery.state == "waiting",
            NoticeDelivery.parcel_id.is_(None),
        )
        .values(parcel_id=leader.id)
        .returning(NoticeDelivery.id)
        .execution_options(synchronize_session=False)
    )
    return bool(taken.all())


def _list_rows(session: Session, leader: NoticeDelivery) -> Sequence[Any]:
    """The deliveries of a parcel with what they tell of, oldest first."""
    return session.execute(
        select(NoticeDelivery, Notice, OutboxMessage, Task, ProcessInstance, ProcessDefinition)
        .join(Notice, Notice.id == NoticeDelivery.notice_id)
        .join(OutboxMessage, OutboxMessage.id == Notice.message_id)
        .outerjoin(Task, Task.id == OutboxMessage.task_id)
        .outerjoin(ProcessInstance, ProcessInstance.id == OutboxMessage.instance_id)
        .outerjoin(ProcessDefinition, ProcessDefinition.id == ProcessInstance.definition_id)
        .where(NoticeDelivery.parcel_id == leader.id)
        .order_by(NoticeDelivery.id)
        .execution_options(populate_existing=True)
    ).all()


def _is_news(row: Any) -> bool:
    """Whether it still has to be told: not read in the house, its task not done."""
    settled = row.Task is not None and row.Task.state != TaskState.OPEN
    return row.Notice.read_at is None and not (settled and topic_of(row.OutboxMessage.kind) in WORK_TOPICS)


def _pack(session: Session, leader: NoticeDelivery, rows: Sequence[Any]) -> Parcel:
    person = session.get_one(Person, leader.person_id)
    language = session.scalar(select(NoticePreference.language).where(NoticePreference.person_id == person.id))
    return Parcel(
        id=leader.public_id,
        channel=leader.channel,
        organisation=session.get_one(Organisation, leader.org_id).code,
        person_code=person.code,
        person_name=person.name,
        address=person.email,
        language=language or "zh",
        lines=tuple(_line(row) for row in rows),
    )


def _line(row: Any) -> Line:
    task, instance, definition = row.Task, row.ProcessInstance, row.ProcessDefinition
    return Line(
        kind=row.OutboxMessage.kind,
        topic=topic_of(row.OutboxMessage.kind),
        process_key=task.process_key if task else definition.key if definition else "",
        process=definition.name if definition else "",
        node_id=task.node_id if task else "",
        step=task.name if task else "",
        due_at=task.due_at if task else None,
        path=row.OutboxMessage.values.get("path") or _path_to(task, instance),
        at=row.OutboxMessage.created_at,
    )


def _path_to(task: Any, instance: Any) -> str:
    """The page of a task, else of an instance; a restricted one has none for whoever is only told."""
    if task:
        return f"/tasks/{task.public_id}"
    return f"/instances/{instance.public_id}" if instance and not instance.restricted else ""


def hand_over(load: Load) -> None:
    """Send a parcel; a channel or an address that is there no more calls a person."""
    if load.parcel is None:
        return
    outbound, channel = configured(), load.parcel.channel
    if channel not in outbound.channels:
        raise HopelessError(f"the channel {channel} is not configured any more")
    if channel == "email" and not load.parcel.address:
        raise HopelessError("the person has no mail address any more")
    SENDERS[channel](load.parcel, outbound)


def mark_parcel(work: Work, _payload: Mapping[str, Any], load: Load) -> None:
    """Write down what was sent and what was dropped."""
    for state, ids in (("sent", load.sent), ("dropped", load.dropped)):
        if ids:
            work.session.execute(
                update(NoticeDelivery)
                .where(NoticeDelivery.id.in_(ids), NoticeDelivery.state == "waiting")
                .values(state=state, ended_at=work.at)
                .execution_options(synchronize_session=False)
            )
