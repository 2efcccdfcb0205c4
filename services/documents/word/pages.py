"""Pages of DOCX: size, margins, the grid of lines, page numbers, and the imprint of the house."""

from io import BytesIO
from typing import Any, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.section import Section
from docx.shared import Mm, Pt

from services.documents import layout
from services.documents.fonts import NAMES, Face
from services.documents.pdf import draw_code
from services.documents.sheets import Imprint, Sheet
from services.documents.word.elements import Look, add_field, add_frame, make, order_properties, style_run, write_text

EPOCH: Final = (1980, 1, 1, 0, 0, 0)
PAGE_LINE: Final = 16.0
"""Height of the line of a page number, in points."""


def begin_document(sheet: Sheet) -> WordDocument:
    """An empty document whose only style is the body text of the standard."""
    document = Document()
    style: Any = document.styles["Normal"]
    style.font.name, style.font.size = NAMES[Face.BODY], Pt(layout.SIZE_3)
    style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), NAMES[Face.BODY])
    properties = document.core_properties
    properties.author, properties.title = "LianFlow", sheet.content.title.replace("\n", "")
    properties.comments = ""
    properties.created = properties.modified = sheet.imprint.made_at
    return document


def set_page(section: Section) -> None:
    """A4 with the text area of the standard, and its 22 lines."""
    section.page_width, section.page_height = Mm(layout.PAGE_WIDTH), Mm(layout.PAGE_HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    below = layout.BOTTOM - layout.PAGE_NUMBER_GAP
    section.footer_distance = Mm(below - PAGE_LINE / layout.MM / 2)
    grid = make("docGrid", type="lines", linePitch=round(layout.LINE_PITCH * 20))
    for old in section._sectPr.findall(qn("w:docGrid")):
        section._sectPr.remove(old)
    section._sectPr.append(grid)


def set_form_page(section: Section, *, landscape: bool) -> None:
    """A4 upright or lying, with narrow margins."""
    sides = (layout.PAGE_HEIGHT, layout.PAGE_WIDTH) if landscape else (layout.PAGE_WIDTH, layout.PAGE_HEIGHT)
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(sides[0]), Mm(sides[1])
    low = layout.PAGE_HEIGHT - layout.IMPRINT_TOP
    section.left_margin = section.right_margin = section.top_margin = Mm(layout.FORM_MARGIN)
    section.bottom_margin, section.footer_distance = Mm(low + 8), Mm(low + 1)


def number_pages(document: WordDocument, *, first: bool) -> list[Any]:
    """Page numbers between dashes, odd ones right and even ones left; return the footers, the first page's last."""
    section = document.sections[0]
    document.settings.odd_and_even_pages_header_footer = True
    section.different_first_page_header_footer = not first
    _number(section.footer.paragraphs[0], "right")
    _number(section.even_page_footer.paragraphs[0], "left")
    footers = [section.footer, section.even_page_footer]
    return footers if first else [*footers, section.first_page_footer]


def _number(paragraph: Any, align: str) -> None:
    look = Look(Face.SONG, layout.SIZE_4, align, PAGE_LINE, left=float(align == "left"), right=float(align == "right"))
    write_text(paragraph, "— ", look)
    add_field(paragraph, "PAGE", look.face, look.size)
    style_run(paragraph.add_run(" —"), look.face, look.size)


def add_imprint(footer: Any, imprint: Imprint, address: str, *, left: float, top: float, width: float) -> None:
    """Code and digest at the foot of a page, in frames; the footer's own paragraph stays its last one."""
    last = footer.paragraphs[-1]
    picture = last.insert_paragraph_before()
    add_frame(picture, x=left, y=top, width=layout.QR_SIZE)
    picture.add_run().add_picture(BytesIO(draw_code(address, "png")), width=Mm(layout.QR_SIZE))
    for line in imprint.lines(address):
        paragraph = write_text(last.insert_paragraph_before(), line, Look(Face.SONG, layout.IMPRINT_SIZE, line=10.5))
        add_frame(paragraph, x=left + layout.QR_SIZE + 3, y=top + 1, width=width - layout.QR_SIZE - 3)


def _settle_order(document: WordDocument) -> None:
    section = document.sections[0]
    ends = (section.header, section.footer, section.even_page_footer)
    firsts = (section.first_page_header, section.first_page_footer)
    order_properties(document.element)
    for part in (*ends, *firsts):
        if not part.is_linked_to_previous:
            order_properties(part._element)


def end_document(document: WordDocument) -> bytes:
    """The file; the same document gives the same bytes."""
    _settle_order(document)
    drawn, settled = BytesIO(), BytesIO()
    document.save(drawn)
    with ZipFile(drawn) as source, ZipFile(settled, "w", ZIP_DEFLATED) as target:
        for name in sorted(source.namelist(), key=lambda each: (each != "[Content_Types].xml", each)):
            target.writestr(ZipInfo(name, EPOCH), source.read(name), ZIP_DEFLATED)
    return settled.getvalue()
