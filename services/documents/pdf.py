"""Drawing PDF with typst. Data goes in as JSON; nothing of it is ever source text, a path or a package."""

import json
from collections.abc import Mapping
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final, Literal

import segno
import typst

from services.documents import layout
from services.documents.contents import Official, freeze_content
from services.documents.fonts import FontSet, find_fonts
from services.documents.kinds import Layout
from services.documents.numbering import format_date, number_levels
from services.documents.sheets import Sheet

SOURCES: Final = Path(__file__).parent / "typesetting"

MEASURES: Final[Mapping[str, Any]] = {
    name.lower(): value for name, value in vars(layout).items() if name.isupper() and not isinstance(value, tuple)
}
"""Every measure by name, as the sources read them."""


def draw_pdf(sheet: Sheet, address: str) -> bytes:
    """A sheet as PDF; `address` is where its code is verified. `NoFontError` without a Chinese font.

    The same sheet gives the same bytes as long as the fonts are the same.
    """
    return b"".join(draw_pages(sheet, address, "pdf"))


def draw_pages(sheet: Sheet, address: str, kind: Literal["pdf", "png"]) -> list[bytes]:
    """A sheet as one PDF, or as a picture of each page."""
    fonts = find_fonts()
    compiler = typst.Compiler(
        _read_source(sheet.layout),
        root=SOURCES,
        font_paths=fonts.fonts,
        sys_inputs={"data": _pack(sheet, address, fonts)},
    )
    drawn = compiler.compile(format=kind, timestamp=int(sheet.imprint.made_at.timestamp()))
    return drawn if isinstance(drawn, list) else [drawn or b""]


@cache
def _read_source(wanted: Layout) -> bytes:
    name = "form" if wanted is Layout.FORM else "official"
    return (SOURCES / f"{name}.typ").read_bytes()


def _pack(sheet: Sheet, address: str, fonts: FontSet) -> str:
    """Everything that the source reads."""
    packed = {
        "layout": sheet.layout,
        "number": sheet.imprint.number,
        "imprint": sheet.imprint.lines(address),
        "qr": draw_code(address, "svg").decode(),
        "measures": MEASURES,
        "fonts": {face: {"families": each.families, "weight": each.weight} for face, each in fonts.chosen.items()},
        "content": json.loads(freeze_content(sheet.content)),
    }
    if isinstance(sheet.content, Official):
        packed |= _derive(sheet.content)
    return json.dumps(packed, ensure_ascii=False)


def _derive(content: Official) -> dict[str, Any]:
    """What follows from the content: sizes, numbers of paragraphs, dates in words."""
    numbers = number_levels(each.level for each in content.body)
    body = json.loads(freeze_content(content))["body"]
    return {
        "mark_size": layout.fit_mark(content.mark),
        "paragraphs": [
            {"level": each["level"], "text": number + each["text"]} for number, each in zip(numbers, body, strict=True)
        ],
        "dated": format_date(content.dated),
        "issued": f"{format_date(content.issued)}印发" if content.issued else "",
    }


def draw_code(address: str, kind: str) -> bytes:
    """The address as a QR code, in SVG or PNG."""
    data = BytesIO()
    segno.make(address, error="m", micro=False).save(data, kind=kind, scale=4, border=0)
    return data.getvalue()
