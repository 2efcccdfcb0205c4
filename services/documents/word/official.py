"""公文 and letters as DOCX (GB/T 9704-2012)."""

import math
from collections.abc import Sequence
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from services.documents import layout
from services.documents.contents import Official
from services.documents.fonts import Face
from services.documents.kinds import Layout
from services.documents.numbering import format_date, number_levels
from services.documents.sheets import Sheet
from services.documents.word.elements import (
    Look,
    Rule,
    add_borders,
    add_frame,
    make,
    mm_to_twips,
    set_borders,
    style_run,
    write_text,
)
from services.documents.word.pages import add_imprint, begin_document, end_document, number_pages, set_page

FACES: Final = {1: Face.HEI, 2: Face.KAI}
"""Fonts of numbered paragraphs; deeper ones are body text."""

SIDE: Final = (layout.PAGE_WIDTH - layout.LETTER_RULE_WIDTH) / 2
COLOPHON_LINE: Final = layout.SIZE_4 * 1.6
COLOPHON_CHARACTERS: Final = layout.TEXT_WIDTH * layout.MM / layout.SIZE_4 - 2
"""Height of a line of the 版记 in points, and its characters."""

DOUBLE: Final = 1.5
"""Thickness of the thick part of a letter's rules, in points."""


def draw_official(sheet: Sheet, content: Official, address: str) -> bytes:
    """A 公文 or a letter as DOCX."""
    document = begin_document(sheet)
    set_page(document.sections[0])
    letter = sheet.layout is Layout.LETTER
    if letter:
        _head_letter(document, sheet, content)
    else:
        _head_official(document, sheet, content)
    _write_text(document, content)
    _sign(document, content)
    _close(document, content, letter=letter)
    for footer in number_pages(document, first=not letter):
        add_imprint(footer, sheet.imprint, address, left=layout.LEFT, top=layout.IMPRINT_TOP, width=layout.TEXT_WIDTH)
    return end_document(document)


def _add(document: Any, text: str, look: Look) -> Any:
    return write_text(document.add_paragraph(), text, look)


def _head_official(document: WordDocument, sheet: Sheet, content: Official) -> None:
    """The red head: mark, number, rule."""
    above = layout.MARK_TOP * layout.MM
    if content.urgency:
        _add(document, content.urgency, Look(Face.HEI))
        above -= layout.LINE_PITCH
    _add(document, content.mark, _mark_look(content, above))
    number = _add(document, "", _number_look(content))
    _write_number(number, sheet.imprint.number, content.approver)
    add_borders(number, [Rule("bottom", layout.RULE_WIDTH, gap=layout.RULE_GAP * layout.MM)])
    _write_title(document, content)


def _mark_look(content: Official, above: float = 0) -> Look:
    size = layout.fit_mark(content.mark)
    return Look(Face.TITLE, size, "center", line=round(size * 1.05, 1), before=above, red=True)


def _number_look(content: Official) -> Look:
    above, upward = layout.NUMBER_GAP * layout.LINE_PITCH, bool(content.approver)
    return Look(align="left" if upward else "center", line=layout.SIZE_3, before=above, left=float(upward))


def _write_number(paragraph: Any, number: str, approver: str) -> None:
    """The number; of documents that go upwards it stands left, and who signs them right."""
    style_run(paragraph.add_run(number), Face.BODY, layout.SIZE_3)
    if approver:
        end = Mm(layout.TEXT_WIDTH) - Pt(layout.SIZE_3)
        paragraph.paragraph_format.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT)
        style_run(paragraph.add_run("\t签发人："), Face.BODY, layout.SIZE_3)
        style_run(paragraph.add_run(approver), Face.KAI, layout.SIZE_3)


def _head_letter(document: WordDocument, sheet: Sheet, content: Official) -> None:
    """The head of a letter stands in the first page's header, its lower rule in the footer."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header_distance = Mm(layout.LETTER_MARK_TOP)
    header = section.first_page_header.paragraphs[0]
    write_text(header, content.mark, _mark_look(content))
    _widen(header)
    add_borders(header, [Rule("bottom", DOUBLE, "thickThinSmallGap", layout.RULE_GAP * layout.MM)])
    last = write_text(section.first_page_footer.paragraphs[0], "", Look(line=1))
    foot = write_text(last.insert_paragraph_before(), "", Look(line=1))
    add_frame(foot, x=SIDE, y=layout.PAGE_HEIGHT - layout.LETTER_FOOT, width=layout.LETTER_RULE_WIDTH)
    add_borders(foot, [Rule("top", DOUBLE, "thinThickSmallGap")])
    look = Look(align="right", line=layout.SIZE_3, before=layout.LETTER_NUMBER_GAP)
    _add(document, sheet.imprint.number, look)
    _write_title(document, content)


def _widen(paragraph: Any) -> None:
    """Let a letter's rule be 170 mm long, wider than the text."""
    beside = {"left": SIDE - layout.LEFT, "right": SIDE - layout.RIGHT}
    indent = make("ind", **{side: mm_to_twips(length) for side, length in beside.items()})
    paragraph._p.get_or_add_pPr().append(indent)


def _write_title(document: WordDocument, content: Official) -> None:
    above = layout.TITLE_GAP * layout.LINE_PITCH
    _add(document, content.title, Look(Face.TITLE, layout.SIZE_2, "center", before=above))


def _write_text(document: WordDocument, content: Official) -> None:
    """Addressees, paragraphs, attachments."""
    if content.addressees:
        _add(document, "、".join(content.addressees) + "：", Look(before=layout.LINE_PITCH))
    numbers = number_levels(each.level for each in content.body)
    for place, (number, each) in enumerate(zip(numbers, content.body, strict=True), start=1):
        look = Look(
            FACES.get(each.level, Face.BODY), align="both", first=layout.INDENT, keep=place == len(content.body)
        )
        _add(document, number + each.text, look)
    for place, name in enumerate(content.attachments, start=1):
        lead = "附件：" if place == 1 else "　　　"
        number = f"{place}." if len(content.attachments) > 1 else ""
        above = layout.LINE_PITCH if place == 1 else 0
        _add(document, lead + number + name, Look(first=layout.INDENT, before=above))


def _sign(document: WordDocument, content: Official) -> None:
    """Signature over date, both on one middle, with room for the seal."""
    dated = format_date(content.dated)
    signer_right, date_right = layout.place_signature(layout.measure_text(content.signer), layout.measure_text(dated))
    above = layout.SEAL_GAP * layout.LINE_PITCH
    _add(document, content.signer, Look(align="right", before=above, right=signer_right, keep=True))
    _add(document, dated, Look(align="right", right=date_right))
    if content.note:
        _add(document, f"（{content.note}）", Look(first=layout.INDENT))


def _close(document: WordDocument, content: Official, *, letter: bool) -> None:
    """The 版记, at the foot of the last page; a letter has no rules and no 印发机关 (10.1)."""
    parts = [f"抄送：{'，'.join(content.copies)}。"] if content.copies else []
    issued = f"\t{format_date(content.issued)}印发" if content.issued else ""
    parts += [content.issuer + issued] if content.issuer and not letter else []
    last = _add(document, "", Look(size=1, line=1))
    table: Any = document.add_table(len(parts), 1)
    last._p.addprevious(table._tbl)
    outer, inner = (0, 0) if letter else (layout.COLOPHON_OUTER * layout.MM, layout.COLOPHON_INNER * layout.MM)
    set_borders(table, {"top": outer, "left": 0, "bottom": outer, "right": 0, "insideH": inner})
    table._tbl.tblPr.append(_place_colophon(parts))
    table.columns[0].width = Mm(layout.TEXT_WIDTH)
    for row, text in zip(table.rows, parts, strict=True):
        paragraph = write_text(row.cells[0].paragraphs[0], text, _colophon_look(text))
        end = Mm(layout.TEXT_WIDTH) - Pt(layout.SIZE_4 * 2)
        paragraph.paragraph_format.tab_stops.add_tab_stop(end, WD_TAB_ALIGNMENT.RIGHT)


def _place_colophon(parts: Sequence[str]) -> Any:
    """Where the table stands so that its last line is the last of the text area."""
    lines = sum(math.ceil(layout.measure_text(each.replace("\t", "　")) / COLOPHON_CHARACTERS) for each in parts)
    top = layout.TOP + layout.TEXT_HEIGHT - lines * COLOPHON_LINE / layout.MM
    place = {"tblpX": mm_to_twips(layout.LEFT), "tblpY": mm_to_twips(top)}
    return make("tblpPr", vertAnchor="page", horzAnchor="page", **place)


def _colophon_look(text: str) -> Look:
    """One character in on both sides; copies hang behind their label."""
    left, first = (4.0, -3.0) if text.startswith("抄送") else (1.0, 0.0)
    return Look(Face.BODY, layout.SIZE_4, line=COLOPHON_LINE, left=left, first=first, right=1)
