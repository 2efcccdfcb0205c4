"""Official documents: what they are, their versions, and their files."""

from datetime import datetime
from typing import Any, Literal

from flask import Blueprint
from pydantic import Field
from spectree import Response

from services.documents.queries import documents as queries
from services.documents.queries.documents import DocumentFilter
from services.documents.use_cases import open_document
from services.transaction import Command
from webapp.api.document import Input, Output, document
from webapp.asking import current_actor, looking
from webapp.papers import send_sheet
from workflows.queries.paging import Window
from workflows.rules.answers import MAX_NUMBER

blueprint = Blueprint("documents", __name__)


class DocumentQuery(Input):
    """Which documents; `instance` is the id of a process instance."""

    kind: str = ""
    year: int | None = Field(default=None, ge=1, le=9999)
    unit: str = ""
    instance: str = ""
    limit: int = Field(default=20, ge=1, le=200)
    cursor: str = ""


class DocumentOut(Output):
    """A document: what it is, not what it says; `kind` is a code such as `T-07`."""

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


class DocumentList(Output):
    """A page of documents, the latest first."""

    items: list[DocumentOut]
    next_cursor: str | None


class VersionOut(Output):
    """A version: its verification code, and the SHA-256 of what it says."""

    version: int
    code: str
    digest: str
    made_by: str
    made_at: datetime


class DocumentDetail(DocumentOut):
    """A document with its versions, the latest first."""

    versions: list[VersionOut]


class ContentQuery(Input):
    """Which file: the latest version unless another is named."""

    format: Literal["docx", "pdf"]
    version: int | None = Field(default=None, ge=1, le=MAX_NUMBER)


@blueprint.get("/documents")
@document.validate(resp=Response(HTTP_200=DocumentList), tags=["documents"])
def index(query: DocumentQuery) -> DocumentList:
    """List the documents that the asker reads."""
    wanted = DocumentFilter(query.kind, query.year, query.unit, query.instance, Window(query.limit, query.cursor))
    page = queries.list_documents(looking(), wanted)
    return DocumentList(items=[DocumentOut.model_validate(card) for card in page.items], next_cursor=page.next_cursor)


@blueprint.get("/documents/<document_id>")
@document.validate(resp=Response(HTTP_200=DocumentDetail), tags=["documents"])
def show(document_id: str) -> DocumentDetail:
    """Show what a document is, and its versions; strangers to it find nothing."""
    page = queries.show_document(looking(), document_id)
    card = DocumentOut.model_validate(page.card)
    return DocumentDetail(**card.model_dump(), versions=[VersionOut.model_validate(each) for each in page.versions])


@blueprint.get("/documents/<document_id>/content")
@document.validate(tags=["documents"])
def content(document_id: str, query: ContentQuery) -> Any:
    """Return a document as a file; who reads a restricted one, and when, is written down."""
    return send_sheet(open_document(Command(current_actor()), document_id, query.version), query.format)
