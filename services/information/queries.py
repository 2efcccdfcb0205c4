"""Risk information as far as the asker may see it; for everybody else there is none (R-SEC-3, R-CMP-4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final, NoReturn

from sqlalchemy import ColumnElement, and_, exists, false, or_, select
from sqlalchemy.orm import Session

from services.information.models import FeedbackLetter, RiskInformation
from services.information.rules.states import InformationState
from services.information.rules.visibility import Matter, Viewer, may_see
from workflows.context import NodeContext
from workflows.errors import ConcealedError, NotFoundError
from workflows.models import Person, Unit
from workflows.queries.belongings import load_belongings
from workflows.queries.directory import load_names
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.actors import DISCIPLINE
from workflows.running.restricted_texts import open_texts
from workflows.work import Work

INFORMATION: Final = "information"
"""What an item is called where readings of its texts are written down."""
TEXT: Final = "information.text"
FINDINGS: Final = "information.findings"
GIST: Final = "information.gist"
CAUSES: Final = "feedback.causes"
MEASURES: Final = "feedback.measures"

YEAR: Final = timedelta(days=365)


@dataclass(frozen=True)
class InformationCard:
    """An item in the list; nothing of what was heard."""

    id: str
    number: str
    source: str
    heard_on: date
    field: str
    post: str
    unit: str
    person: str
    handler: str
    state: str
    verified: str
    nature: str
    score: int | None
    warning: str
    registered_at: datetime


@dataclass(frozen=True)
class LetterCard:
    """A 反馈函 with its answer."""

    sent_at: datetime
    overdue_at: datetime | None
    missed_at: datetime | None
    answered_at: datetime | None
    late_days: int
    accepted: bool | None
    causes: str
    measures: str


@dataclass(frozen=True)
class InformationPage:
    """One item with its restricted texts."""

    card: InformationCard
    text: str
    findings: str
    gist: str
    letters: Sequence[LetterCard]


def load_viewer(work: Work) -> Viewer:
    """What the asker is today; nobody sees risk information in another's place."""
    person_id = work.asker.person_id
    if person_id is None:
        return Viewer(None)
    return Viewer(person_id, load_belongings(work, (person_id,)).led, work.asker.has_role(*DISCIPLINE))


def is_visible(work: Work, viewer: Viewer) -> ColumnElement[bool]:
    """The rule `may_see` as a condition on rows."""
    table, here = RiskInformation, RiskInformation.org_id == work.asker.org_id
    if viewer.person_id is None:
        return and_(here, false())
    other_person = or_(table.person_id.is_(None), table.person_id != viewer.person_id)
    other_unit = or_(table.unit_id.is_(None), table.unit_id.not_in(viewer.led))
    uninvolved = and_(other_person, other_unit)
    return and_(here, uninvolved) if viewer.discipline else and_(here, uninvolved, table.handler_id == viewer.person_id)


def sees(work: Work, row: RiskInformation) -> bool:
    """Whether the asker sees an item that was loaded."""
    return may_see(load_viewer(work), Matter(row.person_id, row.unit_id, row.handler_id))


def list_information(work: Work, window: Window, state: str = "") -> Page[InformationCard]:
    """Items that the asker may see, the newest first."""
    statement = (
        select(RiskInformation, Person.name, Unit.name)
        .outerjoin(Person, Person.id == RiskInformation.person_id)
        .outerjoin(Unit, Unit.id == RiskInformation.unit_id)
        .where(is_visible(work, load_viewer(work)))
    )
    if state in set(InformationState):
        statement = statement.where(RiskInformation.state == state)
    page: Page[Any] = page_of(
        work.session, statement, [RiskInformation.id], window, lambda row: tuple(row)[:3], descending=True
    )
    handlers = load_names(work.session, [row.handler_id for row, _, _ in page.items if row.handler_id])
    return Page([_card(row, person, unit, handlers) for row, person, unit in page.items], page.next_cursor)


def _card(row: RiskInformation, person: str | None, unit: str | None, handlers: Mapping[int, str]) -> InformationCard:
    return InformationCard(
        id=row.public_id,
        number=f"〔{row.year}〕{row.number}号",
        source=row.source,
        heard_on=row.heard_on,
        field=row.field,
        post=row.post,
        unit=unit or "",
        person=person or "",
        handler=handlers.get(row.handler_id or 0, ""),
        state=row.state,
        verified=row.verified,
        nature=row.nature,
        score=row.score,
        warning=row.warning,
        registered_at=row.registered_at,
    )


def describe(session: Session, row: RiskInformation) -> InformationCard:
    """The card of one item."""
    person = session.get(Person, row.person_id) if row.person_id else None
    unit = session.get(Unit, row.unit_id) if row.unit_id else None
    handlers = load_names(session, [row.handler_id] if row.handler_id else [])
    return _card(row, person.name if person else None, unit.name if unit else None, handlers)


def load_seen(work: Work, public_id: str) -> RiskInformation:
    """An item that the asker may see."""
    row = work.session.scalar(
        select(RiskInformation).where(RiskInformation.public_id == public_id, is_visible(work, load_viewer(work)))
    )
    return row or _refuse(work, public_id)


def _refuse(work: Work, public_id: str) -> NoReturn:
    """There is no such item for the asker; that he asked for one that there is, is noted (R-SEC-3)."""
    known = select(RiskInformation.id).where(
        RiskInformation.public_id == public_id, RiskInformation.org_id == work.asker.org_id
    )
    raise NotFoundError if work.session.scalar(known) is None else ConcealedError(INFORMATION, public_id)


def show_information(work: Work, row: RiskInformation) -> InformationPage:
    """One item with its texts, for whoever was let in."""
    texts = {"text": (TEXT, row.text_id), "findings": (FINDINGS, row.findings_id), "gist": (GIST, row.gist_id)}
    return InformationPage(
        card=describe(work.session, row),
        letters=list_letters(work, row),
        **open_texts(work, (INFORMATION, row.public_id), texts),
    )


def list_letters(work: Work, information: RiskInformation) -> list[LetterCard]:
    """The letters of an item with their answers, in the order in which they were sent."""
    rows = work.session.scalars(
        select(FeedbackLetter).where(FeedbackLetter.information_id == information.id).order_by(FeedbackLetter.id)
    )
    return [
        LetterCard(
            sent_at=row.sent_at,
            overdue_at=row.overdue_at,
            missed_at=row.missed_at,
            answered_at=row.answered_at,
            late_days=row.late_days,
            accepted=row.accepted,
            **open_texts(
                work,
                (INFORMATION, information.public_id),
                {"causes": (CAUSES, row.causes_id), "measures": (MEASURES, row.measures_id)},
            ),
        )
        for row in rows
    ]


def information_of(context: NodeContext) -> RiskInformation:
    """The item that a node is about."""
    return load_information(context, str(context.variables["information"]))


def load_information(context: NodeContext, public_id: str) -> RiskInformation:
    """An item of the organisation of an instance."""
    row = context.work.session.scalar(
        select(RiskInformation).where(
            RiskInformation.org_id == context.instance.org_id, RiskInformation.public_id == public_id
        )
    )
    if row is None:
        raise NotFoundError
    return row


def load_letter(session: Session, information_id: int) -> FeedbackLetter:
    """The letter that was sent last."""
    return session.scalars(
        select(FeedbackLetter)
        .where(FeedbackLetter.information_id == information_id)
        .order_by(FeedbackLetter.id.desc())
        .limit(1)
    ).one()


def is_repeated(session: Session, row: RiskInformation) -> bool:
    """Whether something that was not unfounded was heard about the same person or unit in the year before."""
    same = (
        RiskInformation.person_id == row.person_id
        if row.person_id
        else and_(RiskInformation.person_id.is_(None), RiskInformation.unit_id == row.unit_id)
    )
    earlier = (
        exists()
        .where(RiskInformation.org_id == row.org_id, RiskInformation.id < row.id, same)
        .where(RiskInformation.registered_at >= row.registered_at - YEAR)
        .where(RiskInformation.verified.in_(("true", "unknown")), RiskInformation.nature != "none")
    )
    return bool(row.person_id or row.unit_id) and bool(session.scalar(select(earlier)))
