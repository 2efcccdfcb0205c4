"""How the ways out of the house are doing: what waits, what was sent, and what could not be handed over."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from services.notices.outbound import configured
from services.notices.planning import SEND
from services.notices.rules import CHANNELS
from workflows.errors import NotFoundError
from workflows.models import DueWork, Incident, NoticeDelivery, Person
from workflows.rules.actors import STEERING
from workflows.rules.states import DueState
from workflows.work import Work

WATCHERS: Final = (*STEERING, "sys_admin")
"""Who sees the channels: those who steer, and the administrator who keeps them."""

RECENT: Final = timedelta(days=1)
MOST: Final = 100


@dataclass(frozen=True)
class ChannelCard:
    """One channel: whether it is configured, how many notices wait, and how many were sent in the last day."""

    name: str
    configured: bool
    waiting: int
    sent: int


@dataclass(frozen=True)
class TroubleCard:
    """A parcel that could not be handed over: by which channel to whom, since when, and why."""

    incident_id: str
    channel: str
    person: str
    due_at: datetime
    happened_at: datetime
    cause: str


@dataclass(frozen=True)
class ChannelBoard:
    """All channels, and the latest hundred troubles."""

    channels: tuple[ChannelCard, ...]
    troubles: tuple[TroubleCard, ...]


def show_channels(work: Work) -> ChannelBoard:
    """The channels of the asker's organisation; who has no business with them knows of none."""
    if not work.asker.has_role(*WATCHERS):
        raise NotFoundError
    org_id = work.asker.org_id
    waiting = _count(work.session, org_id, NoticeDelivery.state == "waiting")
    sent = _count(work.session, org_id, NoticeDelivery.state == "sent", NoticeDelivery.ended_at > work.at - RECENT)
    there = configured().channels
    cards = tuple(ChannelCard(name, name in there, waiting.get(name, 0), sent.get(name, 0)) for name in CHANNELS)
    return ChannelBoard(cards, tuple(_list_troubles(work.session, org_id)))


def _count(session: Session, org_id: int, *conditions: ColumnElement[bool]) -> Mapping[str, int]:
    rows: Any = session.execute(
        select(NoticeDelivery.channel, func.count(NoticeDelivery.id))
        .where(NoticeDelivery.org_id == org_id, *conditions)
        .group_by(NoticeDelivery.channel)
    )
    return dict(rows.all())


def _list_troubles(session: Session, org_id: int) -> list[TroubleCard]:
    rows = session.execute(
        select(
            Incident.public_id,
            NoticeDelivery.channel,
            Person.name,
            DueWork.due_at,
            Incident.happened_at,
            Incident.cause,
        )
        .join(DueWork, DueWork.id == Incident.due_work_id)
        .join(NoticeDelivery, NoticeDelivery.id == DueWork.payload["first"].as_integer())
        .join(Person, Person.id == NoticeDelivery.person_id)
        .where(Incident.org_id == org_id, Incident.state == "open")
        .where(DueWork.kind == SEND, DueWork.state == DueState.DEAD)
        .order_by(Incident.id.desc())
        .limit(MOST)
    )
    return [TroubleCard(*row) for row in rows]
