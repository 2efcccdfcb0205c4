"""Issuing: a content becomes a document with its number, or the next version of one."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import delete, insert, select
from sqlalchemy.dialects.postgresql import insert as insert_postgresql
from sqlalchemy.dialects.sqlite import insert as insert_sqlite
from sqlalchemy.orm import Session

from services.documents.codes import make_code
from services.documents.contents import Content, digest_version, freeze_content
from services.documents.kinds import KINDS, DocumentKind, Side
from services.documents.models import Document, DocumentParty, DocumentSeries, DocumentVersion
from services.documents.numbering import format_number
from workflows.models import ProcessInstance
from workflows.models.base import make_public_id
from workflows.restricted import Sealed, seal_text, unseal_text
from workflows.rules.deadlines import ZONE
from workflows.running.chronicle import Chronicle, Fact
from workflows.work import Work

Parties = Mapping[Side, Iterable[int]]


@dataclass(frozen=True)
class Issue:
    """What is to be issued: of which kind, about what, under the mark of which office."""

    kind: str
    instance: ProcessInstance
    object_type: str
    object_ref: str
    title: str
    unit_id: int | None
    mark: str
    """The organisation's own mark in its numbers (parameter `documents.mark`)."""


def issue_document(work: Work, issue: Issue, content: Content, parties: Parties) -> Document:
    """Issue a document: with the next number of its series, or as the next version of the one that is there.

    What says the same as before makes no version; the parties are those of now in any case.
    """
    kind, text = KINDS[issue.kind], freeze_content(content)
    document = find_document(work.session, issue.instance.org_id, issue.kind, issue.object_ref)
    if document is None:
        document = _number_document(work, kind, issue)
    elif read_content(work.session, document) == text:
        name_parties(work.session, document, parties)
        return document
    else:
        document.version, document.title = document.version + 1, issue.title
    _write_version(work, document, issue.instance, text)
    name_parties(work.session, document, parties)
    return document


def find_document(session: Session, org_id: int, kind: str, object_ref: str) -> Document | None:
    """The document of a kind about a thing."""
    return session.scalar(
        select(Document).where(Document.org_id == org_id, Document.kind == kind, Document.object_ref == object_ref)
    )


def _number_document(work: Work, kind: DocumentKind, issue: Issue) -> Document:
    org_id, year = issue.instance.org_id, work.at.astimezone(ZONE).year
    seq = take_number(work.session, org_id, kind.code, year)
    document = Document(
        public_id=make_public_id(),
        org_id=org_id,
        kind=kind.code,
        series=kind.code,
        year=year,
        seq=seq,
        number=format_number(issue.mark + kind.series, year, seq),
        object_type=issue.object_type,
        object_ref=issue.object_ref,
        title=issue.title,
        unit_id=issue.unit_id,
        instance_id=issue.instance.id,
        version=1,
        issued_at=work.at,
    )
    work.session.add(document)
    work.session.flush()
    return document


def take_number(session: Session, org_id: int, series: str, year: int) -> int:
    """The next number of a series in a year. Who comes second waits until the first commits or fails (R4)."""
    taking = _TAKE_NUMBER[session.get_bind().dialect.name]
    number: int = session.execute(taking, {"org_id": org_id, "series": series, "year": year, "last": 1}).scalar_one()
    return number


def _write_version(work: Work, document: Document, instance: ProcessInstance, text: str) -> None:
    digest = digest_version(document.kind, document.number, document.version, text)
    version = DocumentVersion(
        document_id=document.id,
        version=document.version,
        digest=digest,
        code=make_code(),
        made_by_id=work.actor.person_id if work.actor else None,
        made_at=work.at,
    )
    _keep_content(version, document, text)
    work.session.add(version)
    work.session.flush()
    _note_issue(work, instance, document, digest)


def _keep_content(version: DocumentVersion, document: Document, text: str) -> None:
    """Keep what is said: sealed where the kind asks for it."""
    kind = KINDS[document.kind]
    if kind.restricted or kind.sealed:
        sealed = seal_text(text, _purpose(document, version.version))
        version.key_name, version.sealed = sealed.key_name, sealed.data
    else:
        version.content = text


def read_content(session: Session, document: Document, version: int | None = None) -> str:
    """What a version says, the latest by default, as canonical JSON."""
    row = session.get_one(DocumentVersion, (document.id, version or document.version))
    return open_content(document, row)


def open_content(document: Document, row: DocumentVersion) -> str:
    """The canonical JSON of a version, unsealed; `NotFoundError` if it cannot be opened."""
    if row.sealed is None:
        return row.content or ""
    return unseal_text(Sealed(row.key_name, row.sealed), _purpose(document, row.version))


def _purpose(document: Document, version: int) -> str:
    return f"document:{document.public_id}:{version}"


def _note_issue(work: Work, instance: ProcessInstance, document: Document, digest: str) -> None:
    """Let the history of the instance bear the digest, so that a document cannot be replaced unseen (R-SEC-6)."""
    chronicle = Chronicle(work, instance)
    data = {"document": document.public_id, "number": document.number, "version": document.version, "digest": digest}
    actor = work.actor.person_id if work.actor else None
    chronicle.note(Fact("document_issued", actor_id=actor, data={"kind": document.kind, **data}))
    chronicle.write()


def name_parties(session: Session, document: Document, parties: Parties) -> None:
    """Say anew whom a document concerns: whoever is not named any more reads it no more (R-COI-1)."""
    wanted = {(person, side) for side, people in parties.items() for person in people}
    rows = session.execute(
        select(DocumentParty.person_id, DocumentParty.side).where(DocumentParty.document_id == document.id)
    )
    present = {(person, Side(side)) for person, side in rows}
    for person, side in present - wanted:
        session.execute(
            delete(DocumentParty).where(
                DocumentParty.document_id == document.id,
                DocumentParty.person_id == person,
                DocumentParty.side == side,
            )
        )
    added = [{"document_id": document.id, "person_id": each, "side": side} for each, side in sorted(wanted - present)]
    if added:
        session.execute(insert(DocumentParty), added)


def _taking(dialect_insert: Any) -> Any:
    """Begin a series with 1, or add one to its last number; say which number it became."""
    begun = dialect_insert(_SERIES)
    return begun.on_conflict_do_update(
        index_elements=["org_id", "series", "year"], set_={"last": _SERIES.c.last + 1}
    ).returning(_SERIES.c.last)


_SERIES: Final[Any] = DocumentSeries.__table__
_TAKE_NUMBER: Final[Mapping[str, Any]] = {"postgresql": _taking(insert_postgresql), "sqlite": _taking(insert_sqlite)}
