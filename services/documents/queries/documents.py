"""Documents: the list, those of one instance, one of them with its versions, and what a code verifies."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.documents.codes import read_code, show_code, show_digest
from services.documents.contents import digest_version
from services.documents.issuing import open_content
from services.documents.kinds import KINDS
from services.documents.models import Document, DocumentVersion
from services.documents.queries.visibility import OVERSEERS, load_readable, readable_by
from workflows.errors import NotFoundError
from workflows.models import Person, ProcessInstance, Unit
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.deadlines import ZONE
from workflows.work import Work


@dataclass(frozen=True)
class DocumentCard:
    """A document in a list: what it is, not what it says."""

    id: str
    kind: str
    kind_name: str
    number: str
    title: str
    unit: str
    unit_name: str
    instance: str
    version: int
    restricted: bool
    issued_at: datetime


@dataclass(frozen=True)
class VersionCard:
    """A version of a document."""

    version: int
    code: str
    digest: str
    made_by: str
    """Empty where the house itself made it."""
    made_at: datetime


@dataclass(frozen=True)
class DocumentPage:
    """A document with its versions, the latest first."""

    card: DocumentCard
    versions: tuple[VersionCard, ...]


@dataclass(frozen=True)
class DocumentFilter:
    """Which documents."""

    kind: str = ""
    year: int | None = None
    unit: str = ""
    instance: str = ""
    window: Window = field(default_factory=Window)


@dataclass(frozen=True)
class Verification:
    """What anybody learns who has a document's code: nothing of what it says."""

    document: str
    kind_name: str
    number: str
    issued_on: date
    made_at: datetime
    version: int
    latest: int
    intact: bool
    """The stored content still has its digest."""
    digest: str
    """As it stands on the paper."""


class UnknownCodeError(NotFoundError):
    """The code is well-formed, and no document has it."""

    code = "unknown-code"
    message = N_("没有使用这个校验码的文书")


_CARDS: Final = (
    select(Document, Unit.code, Unit.name, ProcessInstance.public_id)
    .outerjoin(Unit, Unit.id == Document.unit_id)
    .outerjoin(ProcessInstance, ProcessInstance.id == Document.instance_id)
)


def _card(row: Any) -> DocumentCard:
    document, unit, unit_name, instance = row[:4]
    kind = KINDS[document.kind]
    return DocumentCard(
        id=document.public_id,
        kind=kind.code,
        kind_name=kind.name,
        number=document.number,
        title=document.title,
        unit=unit or "",
        unit_name=unit_name or "",
        instance=instance or "",
        version=document.version,
        restricted=kind.restricted,
        issued_at=document.issued_at,
    )


def list_documents(work: Work, wanted: DocumentFilter) -> Page[DocumentCard]:
    """Documents that the asker reads, the latest first."""
    statement = _CARDS.where(readable_by(work))
    if wanted.kind:
        statement = statement.where(Document.kind == wanted.kind)
    if wanted.year:
        statement = statement.where(Document.year == wanted.year)
    if wanted.unit:
        statement = statement.where(Unit.code == wanted.unit)
    if wanted.instance:
        statement = statement.where(ProcessInstance.public_id == wanted.instance)
    return page_of(work.session, statement, [Document.id], wanted.window, _card, descending=True)


def find_cards(work: Work, documents: Iterable[int]) -> dict[int, DocumentCard]:
    """Those of some documents that the asker reads, by their ids in the table; one statement for all."""
    statement = _CARDS.where(readable_by(work), Document.id.in_(list(documents)))
    return {row[0].id: _card(row) for row in work.session.execute(statement)}


def list_of_instance(work: Work, instance_id: str) -> list[DocumentCard]:
    """Documents of one instance that the asker reads, in the order of their issue."""
    statement = _CARDS.where(readable_by(work), ProcessInstance.public_id == instance_id).order_by(Document.id)
    return [_card(row) for row in work.session.execute(statement)]


def list_of_things(work: Work, refs: Sequence[str]) -> list[DocumentCard]:
    """Documents about some things by their public ids that the asker reads, in the order of their issue."""
    statement = _CARDS.where(readable_by(work), Document.object_ref.in_(refs)).order_by(Document.id)
    return [_card(row) for row in work.session.execute(statement)]


def list_years(work: Work) -> list[int]:
    """Years in which the asker's organisation has issued documents, the latest first."""
    years = select(Document.year).where(Document.org_id == work.asker.org_id).distinct()
    return list(work.session.scalars(years.order_by(Document.year.desc())))


def oversees(work: Work) -> bool:
    """Whether the asker has a list of the house's documents."""
    return work.asker.has_role(*OVERSEERS)


def show_document(work: Work, public_id: str) -> DocumentPage:
    """A document that the asker reads, with its versions; what it says is opened by a use case of its own."""
    document = load_readable(work, public_id)
    card = _card(work.session.execute(_CARDS.where(Document.id == document.id)).one())
    rows = work.session.execute(
        select(DocumentVersion, Person.name)
        .outerjoin(Person, Person.id == DocumentVersion.made_by_id)
        .where(DocumentVersion.document_id == document.id)
        .order_by(DocumentVersion.version.desc())
    )
    return DocumentPage(card, tuple(_version_card(row, name or "") for row, name in rows))


def _version_card(row: DocumentVersion, name: str) -> VersionCard:
    return VersionCard(row.version, show_code(row.code), row.digest, name, row.made_at)


def verify_code(session: Session, text: str) -> Verification:
    """What a code verifies; `MistypedCodeError` for what is no code, `UnknownCodeError` for one never given."""
    found = session.execute(
        select(Document, DocumentVersion)
        .join(DocumentVersion, DocumentVersion.document_id == Document.id)
        .where(DocumentVersion.code == read_code(text))
    ).one_or_none()
    if found is None:
        raise UnknownCodeError
    document, version = found
    return Verification(
        document=document.public_id,
        kind_name=KINDS[document.kind].name,
        number=document.number,
        issued_on=document.issued_at.astimezone(ZONE).date(),
        made_at=version.made_at,
        version=version.version,
        latest=document.version,
        intact=is_intact(document, version),
        digest=show_digest(version.digest),
    )


def is_intact(document: Document, version: DocumentVersion) -> bool:
    """Whether what is stored still has the digest that it was issued with."""
    try:
        text = open_content(document, version)
    except NotFoundError:
        return False
    return digest_version(document.kind, document.number, version.version, text) == version.digest
