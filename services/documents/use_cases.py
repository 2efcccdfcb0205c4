"""Verbs of documents: reading what one says. Drawing it comes after, outside the transaction."""

from services.documents.contents import thaw_content
from services.documents.issuing import open_content
from services.documents.kinds import KINDS
from services.documents.models import DocumentReading, DocumentVersion
from services.documents.queries.visibility import load_readable
from services.documents.sheets import Imprint, Sheet
from services.transaction import use_case
from workflows.errors import NotFoundError
from workflows.running.restricted_texts import Access, note_access
from workflows.work import Work


@use_case
def open_document(work: Work, document_id: str, version: int | None = None) -> Sheet:
    """Open a version that the asker may read, the latest by default; of restricted ones the reading is written down."""
    document = load_readable(work, document_id)
    row = work.session.get(DocumentVersion, (document.id, version or document.version))
    if row is None:
        raise NotFoundError
    kind = KINDS[document.kind]
    if kind.restricted:
        work.session.add(
            DocumentReading(document_id=document.id, version=row.version, reader_id=work.person_id, read_at=work.at)
        )
        note_access(work, Access("read", document.object_type, document.object_ref, f"document.{kind.code}"))
    imprint = Imprint(document.number, row.version, row.code, row.digest, row.made_at)
    return Sheet(kind.code, kind.layout, imprint, thaw_content(open_content(document, row)))
