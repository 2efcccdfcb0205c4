"""Documents as files and as pages to print: drawn after the command that opened them."""

from io import BytesIO

import segno
from flask import Response, current_app, request, send_file, url_for
from markupsafe import Markup

from services.documents.drawing import MEDIA_TYPES, Format, draw_file
from services.documents.sheets import Sheet
from workflows.errors import NotFoundError


def verification_address(code: str) -> str:
    """Where people verify a code; it stands on paper, so it is the address under which people reach the house."""
    settings = current_app.config["SETTINGS"]
    base = (settings.public_url or request.host_url).rstrip("/")
    return str(base + url_for("verification.show", code=code))


def read_format(text: str) -> Format:
    """The format that is asked for; there is no other than those."""
    if text == "pdf":
        return "pdf"
    if text == "docx":
        return "docx"
    raise NotFoundError


def send_sheet(sheet: Sheet, kind: Format) -> Response:
    """A sheet as a file of its own name; browsers save it and keep no copy of their own."""
    data = draw_file(sheet, kind, verification_address(sheet.imprint.code))
    name = f"{sheet.imprint.number}{sheet.content.title.replace(chr(10), '')}.{kind}"
    response = send_file(BytesIO(data), MEDIA_TYPES[kind], as_attachment=True, download_name=name)
    response.direct_passthrough = False  # the check of answers looks at the bytes
    return response


def draw_qr(address: str) -> Markup:
    """An address as a QR code inside a page."""
    drawing = segno.make(address, error="m", micro=False).svg_inline(scale=2, border=0, omitsize=True)
    return Markup(drawing)  # noqa: S704 -- drawn by the library  # nosec B704
