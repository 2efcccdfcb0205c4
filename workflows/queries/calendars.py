"""The working calendar of an organisation, as the rules want it, and as people read it: versions, layers, changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import Account, CalendarChange, CalendarDay, CalendarVersion, Person
from workflows.rules.calendar import DayKind, Layer, WorkCalendar

_KNOWN: Final = "calendars"


def load_calendar(session: Session, org_id: int) -> WorkCalendar:
    """All current versions: some forty rows a year, read once in a session, in one statement."""
    known: dict[int, WorkCalendar] = session.info.setdefault(_KNOWN, {})
    if org_id not in known:
        known[org_id] = make_calendar(list_current_days(session, org_id))
    return known[org_id]


def forget_calendar(session: Session, org_id: int) -> None:
    """Read it again: something of it has changed."""
    session.info.get(_KNOWN, {}).pop(org_id, None)


@dataclass(frozen=True)
class LaidDay:
    """A day of a layer; `day` is None where a version of a year has no day."""

    year: int
    layer: Layer
    day: date | None
    kind: str | None = None
    name: str | None = None


def list_current_days(session: Session, org_id: int) -> list[LaidDay]:
    """What the current versions say, by day."""
    rows = session.execute(
        select(CalendarVersion.year, CalendarVersion.layer, CalendarDay.day, CalendarDay.kind, CalendarDay.name)
        .outerjoin(CalendarDay, CalendarDay.version_id == CalendarVersion.id)
        .where(CalendarVersion.org_id == org_id, CalendarVersion.current)
        .order_by(CalendarDay.day)
    )
    return [LaidDay(row.year, Layer(row.layer), row.day, row.kind, row.name) for row in rows]


def make_calendar(laid: Iterable[LaidDay]) -> WorkCalendar:
    """The calendar that counts: the notices with the own days laid over them."""
    found = sorted(laid, key=lambda each: each.layer is Layer.OWN)
    days = {each.day: DayKind(each.kind or "") for each in found if each.day}
    return WorkCalendar(days, frozenset(each.year for each in found if each.layer is Layer.NOTICE))


@dataclass(frozen=True)
class ChangeCard:
    """A version of a year: who made it when, from which source, and how far what it moves has been moved."""

    layer: Layer
    number: int
    current: bool
    source: str
    digest: str
    made_by: str
    made_at: datetime
    planned: int
    done: int
    moved: int


def list_versions(session: Session, org_id: int, year: int) -> list[ChangeCard]:
    """The versions of a year, the newest first."""
    rows = session.execute(
        select(CalendarVersion, CalendarChange, Person.name, Account.name)
        .join(CalendarChange, CalendarChange.id == CalendarVersion.change_id)
        .outerjoin(Account, Account.id == CalendarChange.made_by_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(CalendarVersion.org_id == org_id, CalendarVersion.year == year)
        .order_by(CalendarVersion.id.desc())
    )
    return [
        ChangeCard(
            layer=Layer(version.layer),
            number=version.number,
            current=version.current,
            source=change.source,
            digest=change.digest,
            made_by=person or account or "",
            made_at=change.made_at,
            planned=change.planned,
            done=change.done,
            moved=change.moved,
        )
        for version, change, person, account in rows
    ]


def list_years(session: Session, org_id: int) -> list[int]:
    """The years that have any version."""
    found = select(CalendarVersion.year).where(CalendarVersion.org_id == org_id).distinct()
    return sorted(session.scalars(found))
