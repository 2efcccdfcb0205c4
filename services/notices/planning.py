"""From notices to deliveries: who is to be told outside the house as well, by which channels, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from services.notices.outbound import Outbound, configured
from services.notices.rules import (
    CHANNELS,
    Digest,
    Preference,
    QuietHours,
    Saying,
    default_preference,
    send_at,
    topic_of,
)
from workflows.models import Notice, NoticeDelivery, NoticePreference, OutboxMessage, Person, Task
from workflows.queries.calendars import load_calendar
from workflows.queries.parameters import load_latest_set
from workflows.rules.parameters import Parameters
from workflows.running import due_work
from workflows.work import Work

SEND: Final = "send_notices"
"""The errand that hands a parcel over."""


@dataclass(frozen=True)
class Reader:
    """Somebody who is told: how he wants it, and by which channels he can be reached."""

    preference: Preference
    channels: frozenset[str]


def plan_deliveries(work: Work, notice_ids: Sequence[int]) -> None:
    """Write a delivery for each notice and channel that its reader wants, and the work that sends them.

    Costs the same number of statements however many notices there are; none where no channel is configured.
    """
    if not configured().channels or not notice_ids:
        return
    told = work.session.execute(
        select(Notice.id, Notice.org_id, Notice.person_id, OutboxMessage.kind, OutboxMessage.created_at, Task.due_at)
        .join(OutboxMessage, OutboxMessage.id == Notice.message_id)
        .outerjoin(Task, Task.id == OutboxMessage.task_id)
        .where(Notice.id.in_(notice_ids))
        .order_by(Notice.id)
    ).all()
    rows: list[dict[str, Any]] = []
    for org_id in sorted({each.org_id for each in told}):
        rows += _plan_organisation(work.session, org_id, [each for each in told if each.org_id == org_id])
    _write(work, rows)


def _plan_organisation(session: Session, org_id: int, told: Sequence[Any]) -> list[dict[str, Any]]:
    readers = load_readers(session, org_id, {each.person_id for each in told})
    calendar = load_calendar(session, org_id)
    rows = []
    for each in told:
        reader, topic = readers[each.person_id], topic_of(each.kind)
        saying = Saying(each.created_at, topic, each.due_at)
        for channel in (name for name in CHANNELS if name in reader.channels and reader.preference.wants(topic, name)):
            at = send_at(saying, channel, reader.preference, calendar)
            rows.append(_delivery(org_id, each, channel, at))
    return rows


def _delivery(org_id: int, told: Any, channel: str, at: datetime) -> dict[str, Any]:
    return {
        "org_id": org_id,
        "notice_id": told.id,
        "person_id": told.person_id,
        "channel": channel,
        "send_at": at,
        "state": "waiting",
    }


def _write(work: Work, rows: list[dict[str, Any]]) -> None:
    """Write the deliveries; each group of reader, channel and instant gets its work, named by the first of it."""
    if not rows:
        return
    written = work.session.execute(
        insert(NoticeDelivery).returning(
            NoticeDelivery.id,
            NoticeDelivery.org_id,
            NoticeDelivery.person_id,
            NoticeDelivery.channel,
            NoticeDelivery.send_at,
        ),
        rows,
    ).all()
    first: dict[tuple[int, str, datetime], Any] = {}
    for each in sorted(written, key=lambda row: row.id):
        first.setdefault((each.person_id, each.channel, each.send_at), each)
    works = [due_work.make_row(each.org_id, SEND, each.send_at, str(each.id), first=each.id) for each in first.values()]
    due_work.schedule_all(work.session, works)


def load_readers(session: Session, org_id: int, person_ids: set[int]) -> Mapping[int, Reader]:
    """How people of an organisation want to be told."""
    rows: Any = session.execute(
        select(Person.id, Person.email, NoticePreference)
        .outerjoin(NoticePreference, NoticePreference.person_id == Person.id)
        .where(Person.id.in_(person_ids))
    )
    default = load_default(session, org_id)
    return {
        person_id: Reader(read_preference(row) if row else default, reachable(email, configured()))
        for person_id, email, row in rows
    }


def reachable(email: str, outbound: Outbound) -> frozenset[str]:
    """The configured channels by which somebody can be reached: mail needs an address."""
    return outbound.channels if email else outbound.channels - {"email"}


def load_default(session: Session, org_id: int) -> Preference:
    """What the organisation gives to people who have chosen nothing (parameters `notices.*`)."""
    parameters = Parameters(load_latest_set(session, org_id).values)
    quiet = parameters.integer("notices.quiet_from"), parameters.integer("notices.quiet_until")
    return default_preference(
        frozenset(parameters.texts("notices.channels")), str(parameters.value("notices.digest")), quiet
    )


def read_preference(row: NoticePreference) -> Preference:
    """A preference as it is kept."""
    return Preference(
        channels={topic: frozenset(names) for topic, names in row.channels.items()},
        digest=Digest(row.digest),
        quiet=QuietHours(time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until)),
        language=row.language,
    )
