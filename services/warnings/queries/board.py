"""The signal board (信号板): who stands in which colour since when, what is due next, and how it developed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.documents.models import Document
from services.documents.queries.documents import DocumentCard, find_cards
from services.warnings.models import ReplyLetter, RiskWarning, WarningEvent, WarningNotice
from services.warnings.queries.viewing import is_visible, load_seen, load_viewer
from services.warnings.queries.warnings import find_missed, list_links, list_warned_on
from services.warnings.rules.states import SHINING
from workflows.models import Person, ProcessInstance, Task, Unit
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.deadlines import ZONE
from workflows.rules.states import TaskState
from workflows.work import Work

ISSUED: Final = "issued"
"""The event with which a warning begins to count."""


@dataclass(frozen=True)
class WarningCard:
    """A warning on the board."""

    id: str
    number: str
    subject_kind: str
    subject: str
    unit: str
    colour: str
    since: datetime
    rung: int | None
    measure: str
    state: str
    opened_at: datetime
    next_step: str
    due_at: datetime | None


@dataclass(frozen=True)
class EventCard:
    """Something that happened to a warning."""

    kind: str
    rule: str
    colour: str
    rung: int | None
    state: str
    person: str
    at: datetime


@dataclass(frozen=True)
class NoticeCard:
    """A notice on a warning."""

    document: str
    number: str
    """That of the document: 廉警〔2026〕1号."""
    measure: str
    issued_at: datetime
    served_at: datetime | None
    deemed: bool
    file: DocumentCard | None = None
    """The document, for those who read it."""


@dataclass(frozen=True)
class LetterCard:
    """A letter of the warned, without its texts."""

    kind: str
    received_at: datetime
    late_days: int
    verified: bool | None
    file: DocumentCard | None = None
    """The document, for those who read it."""


@dataclass(frozen=True)
class LinkCard:
    """A risk item that a warning is about: `submission` or `risk_point`, its public id, what it was called."""

    kind: str
    ref: str
    label: str


@dataclass(frozen=True)
class WarningPage:
    """A warning with what happened to it."""

    card: WarningCard
    events: Sequence[EventCard]
    notices: Sequence[NoticeCard]
    letters: Sequence[LetterCard]
    links: Sequence[LinkCard]
    owed_letter: str
    """The kind of the letter that the asker has missed and may still file, '' if there is none (R-WARN-6)."""


@dataclass(frozen=True)
class BoardFilter:
    """Which warnings: of a colour, of a unit; `shining` leaves out those that are over."""

    colour: str = ""
    unit: str = ""
    shining: bool = False
    window: Window = field(default_factory=Window)


def number_of(year: int | None, number: int | None) -> str:
    """〔2026〕3号; nothing before the first notice."""
    return f"〔{year}〕{number}号" if number else ""


def list_warnings(work: Work, wanted: BoardFilter) -> Page[WarningCard]:
    """Warnings that the asker may see, the newest first."""
    statement = (
        select(RiskWarning, Person.name, Unit.name)
        .outerjoin(Person, Person.id == RiskWarning.person_id)
        .outerjoin(Unit, Unit.id == RiskWarning.unit_id)
        .where(is_visible(work, load_viewer(work)))
    )
    if wanted.colour:
        statement = statement.where(RiskWarning.colour == wanted.colour)
    if wanted.unit:
        statement = statement.where(Unit.code == wanted.unit)
    if wanted.shining:
        statement = statement.where(RiskWarning.state.in_(SHINING))
    page: Page[Any] = page_of(
        work.session, statement, [RiskWarning.id], wanted.window, lambda row: tuple(row)[:3], descending=True
    )
    steps = _next_steps(work.session, work.asker.org_id, [found.public_id for found, _, _ in page.items])
    return Page([_card(found, person, unit, steps) for found, person, unit in page.items], page.next_cursor)


def _next_steps(session: Session, org_id: int, refs: Iterable[str]) -> dict[str, tuple[str, datetime | None]]:
    """What is to be done next on each warning, and until when: the open task that is due first."""
    rows = session.execute(
        select(ProcessInstance.business_key, Task.name, Task.due_at)
        .join(Task, Task.instance_id == ProcessInstance.id)
        .where(ProcessInstance.org_id == org_id, ProcessInstance.business_key.in_(list(refs)))
        .where(Task.state == TaskState.OPEN)
        .order_by(Task.due_at.is_(None), Task.due_at, Task.id)
    )
    found: dict[str, tuple[str, datetime | None]] = {}
    for ref, name, due_at in rows:
        found.setdefault(ref, (name, due_at))
    return found


def _card(
    warning: RiskWarning, person: str | None, unit: str | None, steps: Mapping[str, tuple[str, datetime | None]]
) -> WarningCard:
    step, due_at = steps.get(warning.public_id, ("", None))
    return WarningCard(
        id=warning.public_id,
        number=number_of(warning.year, warning.number),
        subject_kind="person" if warning.person_id else "unit",
        subject=person or unit or "",
        unit=unit or "",
        colour=warning.colour,
        since=warning.colour_since,
        rung=warning.rung,
        measure=warning.measure,
        state=warning.state,
        opened_at=warning.opened_at,
        next_step=step,
        due_at=due_at,
    )


def describe_warning(session: Session, warning: RiskWarning) -> WarningCard:
    """The card of one warning."""
    person = session.get(Person, warning.person_id) if warning.person_id else None
    unit = session.get(Unit, warning.unit_id) if warning.unit_id else None
    steps = _next_steps(session, warning.org_id, [warning.public_id])
    return _card(warning, person.name if person else None, unit.name if unit else None, steps)


def show_warning(work: Work, public_id: str) -> WarningPage:
    """One warning that the asker may see, with what happened to it."""
    warning = load_seen(work, public_id)
    session = work.session
    return WarningPage(
        describe_warning(session, warning),
        list_events(session, warning.id),
        list_notices(work, warning.id),
        list_letters(work, warning.id),
        describe_links(session, warning.id),
        _find_owed(work, warning),
    )


def _find_owed(work: Work, warning: RiskWarning) -> str:
    missed = find_missed(work.session, warning)
    warned = list_warned_on(work.session, warning, work.at.astimezone(ZONE).date()) if missed else []
    return missed.kind if missed and work.asker.person_id in warned else ""


def list_events(session: Session, warning_id: int) -> list[EventCard]:
    """What happened to a warning, the oldest first."""
    rows = session.execute(
        select(WarningEvent, Person.name)
        .outerjoin(Person, Person.id == WarningEvent.person_id)
        .where(WarningEvent.warning_id == warning_id)
        .order_by(WarningEvent.id)
    )
    return [
        EventCard(row.kind, row.rule, row.colour, row.rung, row.state, person or "", row.at) for row, person in rows
    ]


def list_notices(work: Work, warning_id: int) -> list[NoticeCard]:
    """Its papers in the order of their issue, each with its document for those who read it."""
    rows = work.session.execute(
        select(WarningNotice, Document.number)
        .join(Document, Document.id == WarningNotice.document_id)
        .where(WarningNotice.warning_id == warning_id)
        .order_by(WarningNotice.id)
    ).all()
    files = find_cards(work, [row.document_id for row, _ in rows])
    return [
        NoticeCard(
            row.document, number, row.measure, row.issued_at, row.served_at, row.deemed, files.get(row.document_id)
        )
        for row, number in rows
    ]


def list_letters(work: Work, warning_id: int) -> list[LetterCard]:
    """Its letters in the order in which they came, each with its document for those who read it."""
    letters = select(ReplyLetter).where(ReplyLetter.warning_id == warning_id).order_by(ReplyLetter.id)
    rows = work.session.scalars(letters).all()
    files = find_cards(work, [row.document_id for row in rows if row.document_id])
    return [
        LetterCard(row.kind, row.received_at, row.late_days, row.verified, files.get(row.document_id or 0))
        for row in rows
    ]


def describe_links(session: Session, warning_id: int) -> list[LinkCard]:
    """The risk items that a warning is about."""
    return [LinkCard(each.kind, each.ref, each.label) for each in list_links(session, warning_id)]


@dataclass(frozen=True)
class BoardFigures:
    """Counts of what shines now by colour, and of warnings issued by month, the oldest first."""

    colours: Mapping[str, int]
    months: Sequence[tuple[str, int]]


def count_board(work: Work) -> BoardFigures:
    """The figures of what the asker may see."""
    visible = is_visible(work, load_viewer(work))
    colours = work.session.execute(
        select(RiskWarning.colour, func.count())
        .where(visible, RiskWarning.state.in_(SHINING))
        .group_by(RiskWarning.colour)
    )
    issued = work.session.scalars(
        select(func.min(WarningEvent.at))
        .join(RiskWarning, RiskWarning.id == WarningEvent.warning_id)
        .where(visible, WarningEvent.kind == ISSUED)
        .group_by(RiskWarning.id)
    )
    months: dict[str, int] = {}
    for at in sorted(issued):
        month = f"{at.astimezone(ZONE):%Y-%m}"
        months[month] = months.get(month, 0) + 1
    return BoardFigures(dict(colours.all()), list(months.items())[-12:])
