"""Inquiries as far as domain §7.1 lets the asker: the list, one of them, its texts by name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import Session, aliased

from services.documents.queries.documents import DocumentCard, list_of_things
from services.warnings.models import Inquiry, InquiryLetter
from services.warnings.rules.inquiries import FIELDS, InquiryState, Part, Parties, parts_of, readable_texts
from workflows.context import NodeContext
from workflows.errors import ConcealedError, ConflictError, NotFoundError
from workflows.models import Person, Unit
from workflows.queries.accesses import AccessCard, list_accesses
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.actors import DISCIPLINE
from workflows.work import Work

INQUIRY: Final = "inquiry"
"""What an inquiry is called where readings of its texts are written down."""

Texts = Mapping[str, tuple[str, int | None]]


@dataclass(frozen=True)
class InquiryCard:
    """An inquiry in a list: what is asked about in a word, nothing of what was answered."""

    id: str
    number: str
    """Of its last letter; '' before the first."""
    person: str
    unit: str
    field: str
    field_name: str
    state: str
    disposition: str
    """'' for whom the report is not."""
    round: int
    issued_at: datetime | None
    due_at: datetime | None
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True)
class LetterCard:
    """A letter of an inquiry: when it was answered, signed, missed."""

    number: str
    round: int
    issued_at: datetime
    due_at: datetime
    replied_at: datetime | None
    late_days: int
    direct: bool
    signed_at: datetime | None
    signer: str
    unsigned: bool
    missed: bool


@dataclass(frozen=True)
class InquiryPage:
    """An inquiry with its letters and documents; who has read what is for discipline."""

    card: InquiryCard
    letters: Sequence[LetterCard]
    documents: Sequence[DocumentCard]
    readings: Sequence[AccessCard] = ()
    may_reply_late: bool = False
    """Whether the asker has missed a reply that he may still file (R-WARN-6)."""
    parts: frozenset[Part] = field(default_factory=frozenset)


def load_inquiry(session: Session, org_id: int, public_id: str, *, lock: bool = False) -> Inquiry:
    """An inquiry of the organisation."""
    statement = select(Inquiry).where(Inquiry.org_id == org_id, Inquiry.public_id == public_id)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFoundError
    return found


def inquiry_of(context: NodeContext) -> Inquiry:
    """The inquiry that a node is about."""
    return load_inquiry(context.work.session, context.instance.org_id, str(context.variables["inquiry"]))


def find_letter(session: Session, inquiry: Inquiry) -> InquiryLetter | None:
    """The last letter of an inquiry."""
    mine = InquiryLetter.inquiry_id == inquiry.id
    return session.scalar(select(InquiryLetter).where(mine).order_by(InquiryLetter.round.desc()).limit(1))


def require_letter(context: NodeContext) -> InquiryLetter:
    """The same, where there must be one."""
    found = find_letter(context.work.session, inquiry_of(context))
    if found is None:
        raise ConflictError
    return found


def list_parts(work: Work, inquiry: Inquiry) -> frozenset[Part]:
    """What the asker has to do with an inquiry; in person, never in another's place."""
    issued = find_letter(work.session, inquiry) is not None
    people = Parties(inquiry.person_id, inquiry.approver_id, inquiry.head_id, issued)
    return parts_of(people, work.asker.person_id, discipline=work.asker.has_role(*DISCIPLINE))


def load_known(work: Work, public_id: str, *, lock: bool = False) -> tuple[Inquiry, frozenset[Part]]:
    """An inquiry that the asker may know of, and his part in it; else there is none, which is noted (R-SEC-3)."""
    inquiry = load_inquiry(work.session, work.asker.org_id, public_id, lock=lock)
    parts = list_parts(work, inquiry)
    if not parts:
        raise ConcealedError(INQUIRY, public_id)
    return inquiry, parts


def is_visible(work: Work) -> ColumnElement[bool]:
    """The rule `parts_of` as a condition on rows."""
    here, asker = Inquiry.org_id == work.asker.org_id, work.asker.person_id
    if asker is None:
        return and_(here, false())
    sent = Inquiry.id.in_(select(InquiryLetter.inquiry_id))
    mine = and_(sent, or_(Inquiry.person_id == asker, Inquiry.head_id == asker))
    other = or_(Inquiry.approver_id == asker, mine)
    if work.asker.has_role(*DISCIPLINE):
        other = or_(other, Inquiry.person_id != asker)
    return and_(here, other)


def list_inquiries(work: Work, window: Window) -> Page[InquiryCard]:
    """Inquiries that the asker may know of, the newest first."""
    page: Page[Any] = page_of(
        work.session, _rows().where(is_visible(work)), [Inquiry.id], window, lambda row: tuple(row)[:4], descending=True
    )
    return Page([_card(work, *row) for row in page.items], page.next_cursor)


def _rows() -> Any:
    last, later = InquiryLetter, aliased(InquiryLetter)
    newer = select(later.id).where(later.inquiry_id == last.inquiry_id, later.round > last.round).exists()
    return (
        select(Inquiry, Person.name, Unit.name, InquiryLetter)
        .join(Person, Person.id == Inquiry.person_id)
        .outerjoin(Unit, Unit.id == Inquiry.unit_id)
        .outerjoin(InquiryLetter, and_(InquiryLetter.inquiry_id == Inquiry.id, ~newer))
    )


def _card(work: Work, inquiry: Inquiry, person: str, unit: str | None, letter: InquiryLetter | None) -> InquiryCard:
    own = inquiry.person_id == work.asker.person_id
    knows = not own and (work.asker.has_role(*DISCIPLINE) or inquiry.approver_id == work.asker.person_id)
    state = inquiry.state
    return InquiryCard(
        id=inquiry.public_id,
        number=letter.number if letter else "",
        person=person,
        unit=unit or "",
        field=inquiry.field,
        field_name=FIELDS.get(inquiry.field, ""),
        state=state if knows else told_state(InquiryState(state)),
        disposition=inquiry.disposition if knows else "",
        round=letter.round if letter else 0,
        issued_at=letter.issued_at if letter else None,
        due_at=letter.due_at if letter else None,
        opened_at=inquiry.opened_at,
        closed_at=inquiry.closed_at if knows or state == InquiryState.CLOSED else None,
    )


def told_state(state: InquiryState) -> InquiryState:
    """What the person and his head are told: that he replied and that it is settled, not how it is dealt with."""
    known = {InquiryState.ISSUED, InquiryState.REPLIED, InquiryState.CLOSED, InquiryState.CANCELLED}
    return state if state in known else InquiryState.REPLIED


def describe_inquiry(work: Work, inquiry: Inquiry) -> InquiryCard:
    """The card of one inquiry."""
    row = work.session.execute(_rows().where(Inquiry.id == inquiry.id)).one()
    return _card(work, *row)


def show_inquiry(work: Work, public_id: str) -> InquiryPage:
    """One inquiry that the asker may know of, without its texts."""
    inquiry, parts = load_known(work, public_id)
    session, letters = work.session, list_letters(work.session, inquiry)
    refs = [inquiry.public_id, *list_letter_refs(session, inquiry)]
    overseen = Part.DISCIPLINE in parts
    return InquiryPage(
        card=describe_inquiry(work, inquiry),
        letters=letters,
        documents=list_of_things(work, refs),
        readings=list_accesses(session, inquiry.org_id, refs) if overseen else (),
        may_reply_late=Part.SUBJECT in parts and bool(letters) and letters[-1].missed and not letters[-1].replied_at,
        parts=parts,
    )


def list_letter_refs(session: Session, inquiry: Inquiry) -> list[str]:
    """The public ids of its letters."""
    return list(session.scalars(select(InquiryLetter.public_id).where(InquiryLetter.inquiry_id == inquiry.id)))


def list_letters(session: Session, inquiry: Inquiry) -> list[LetterCard]:
    """The letters of an inquiry, the first first."""
    rows = session.execute(
        select(InquiryLetter, Person.name)
        .outerjoin(Person, Person.id == InquiryLetter.signed_by_id)
        .where(InquiryLetter.inquiry_id == inquiry.id)
        .order_by(InquiryLetter.round)
    )
    return [
        LetterCard(
            number=row.number,
            round=row.round,
            issued_at=row.issued_at,
            due_at=row.due_at,
            replied_at=row.replied_at,
            late_days=row.late_days,
            direct=row.direct,
            signed_at=row.signed_at,
            signer=signer or "",
            unsigned=row.unsigned_at is not None,
            missed=row.missed_at is not None,
        )
        for row, signer in rows
    ]


OF_INQUIRY: Final = ("report", "remark", "conclusion", "record")
OF_LETTER: Final = ("explanation", "opinion")


def name_texts(inquiry: Inquiry, letter: InquiryLetter | None, parts: frozenset[Part]) -> Texts:
    """The texts that somebody with these parts reads, of the inquiry and of its last letter."""
    wanted = readable_texts(parts)
    rows = {name: getattr(inquiry, f"{name}_id") for name in OF_INQUIRY}
    rows |= {name: getattr(letter, f"{name}_id") if letter else None for name in OF_LETTER}
    return {name: (f"{INQUIRY}.{name}", text if name in wanted else None) for name, text in rows.items()}
