"""Drawing a sheet as a file; after the transaction that opened it."""

from typing import Final, Literal

from services.documents.contents import Form
from services.documents.pdf import draw_pdf
from services.documents.sheets import Sheet
from services.documents.word.form import draw_form
from services.documents.word.official import draw_official

Format = Literal["docx", "pdf"]

MEDIA_TYPES: Final[dict[str, str]] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
}


def draw_file(sheet: Sheet, kind: Format, address: str) -> bytes:
    """A sheet as DOCX or PDF; `NoFontError` where PDF finds no Chinese font."""
    if kind == "pdf":
        return draw_pdf(sheet, address)
    content = sheet.content
    if isinstance(content, Form):
        return draw_form(sheet, content, address)
    return draw_official(sheet, content, address)
