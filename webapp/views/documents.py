"""Official documents: the list, one of them with its versions, its files and the page to print."""

from typing import Final
from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from services.documents.fonts import list_missing
from services.documents.kinds import KINDS
from services.documents.layout import fit_mark
from services.documents.numbering import format_date, number_levels
from services.documents.queries import documents as queries
from services.documents.queries.documents import DocumentFilter
from services.documents.sheets import Sheet
from services.documents.use_cases import open_document
from services.transaction import Command
from webapp.asking import current_actor, looking
from webapp.papers import draw_qr, read_format, send_sheet, verification_address
from workflows.errors import NotFoundError
from workflows.queries.paging import Window
from workflows.queries.roster import list_units
from workflows.queries.visibility import load_visible
from workflows.work import Work

blueprint = Blueprint("documents", __name__)

MARKS: Final = (44, 36, 30, 26, 22, 20, 16)

BOTH: Final = ["GET", "POST"]
"""A restricted document is asked for by POST: that and when somebody reads it is written down."""


@blueprint.get("/documents")
def index() -> ResponseReturnValue:
    """List the documents that the asker reads; a page of those who oversee (domain §7.1)."""
    work = looking()
    if not queries.oversees(work):
        raise NotFoundError
    asked = request.args
    wanted = DocumentFilter(
        kind=asked.get("kind", ""),
        year=asked.get("year", None, int),
        unit=asked.get("unit", ""),
        window=Window(cursor=asked.get("cursor", "")),
    )
    return render_template(
        "documents/list.html",
        page=queries.list_documents(work, wanted),
        wanted=wanted,
        kept=urlencode([(name, value) for name, value in asked.items() if value and name != "cursor"]),
        kinds=KINDS,
        years=queries.list_years(work),
        units=list_units(work.session, work.asker.org_id),
        missing=list_missing(),
    )


@blueprint.get("/documents/<document_id>")
def show(document_id: str) -> ResponseReturnValue:
    """Show what a document is, and its versions; what it says stands in its files."""
    work = looking()
    page = queries.show_document(work, document_id)
    return render_template(
        "documents/show.html", page=page, missing=list_missing(), instance=_sees_instance(work, page.card.instance)
    )


def _sees_instance(work: Work, instance_id: str) -> bool:
    try:
        load_visible(work.session, work.asker, instance_id, work.at)
    except NotFoundError:
        return False
    return True


@blueprint.route("/documents/<document_id>/files/<kind>", methods=BOTH)
def download(document_id: str, kind: str) -> ResponseReturnValue:
    """Return a document as DOCX or PDF."""
    wanted = read_format(kind)
    return send_sheet(_open(document_id), wanted)


@blueprint.route("/documents/<document_id>/print", methods=BOTH)
def print_page(document_id: str) -> ResponseReturnValue:
    """Show a document as a page to print, with the fonts of the reader."""
    sheet = _open(document_id)
    address = verification_address(sheet.imprint.code)
    content = sheet.content
    body = content.body if content.shape == "official" else ()
    return render_template(
        "documents/print.html",
        sheet=sheet,
        content=content,
        numbers=list(number_levels(each.level for each in body)),
        mark=_fit_mark(content.mark) if content.shape == "official" else 0,
        imprint=sheet.imprint.lines(address),
        qr=draw_qr(address),
        date=format_date,
    )


def _fit_mark(text: str) -> int:
    """The largest size that the page has for a mark to fit its line, in points."""
    return next((size for size in MARKS if size <= fit_mark(text)), MARKS[-1])


def _open(document_id: str) -> Sheet:
    """Open a version; a link alone opens none that is restricted."""
    if request.method == "GET" and queries.show_document(looking(), document_id).card.restricted:
        raise NotFoundError
    return open_document(Command(current_actor()), document_id, request.args.get("version", None, int))
