"""Forms as DOCX: one table after the other, as wide as the page, with places to sign."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain, groupby, pairwise
from typing import Any, Final

from docx.document import Document as WordDocument
from docx.enum.table import WD_ALIGN_VERTICAL, WD_ROW_HEIGHT_RULE, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Mm

from services.documents import layout
from services.documents.contents import Entries, Form, Grid, Prose, Signatures
from services.documents.fonts import Face
from services.documents.sheets import Sheet
from services.documents.word.elements import Look, add_field, make, set_borders, style_run, write_text
from services.documents.word.pages import add_imprint, begin_document, end_document, set_form_page

LINE: Final = 0.5
LABEL_WIDTH: Final = 27.0
SIGNING_HEIGHT: Final = 20.0
"""Rules in points, labels and places to sign in millimetres."""

VALUE: Final = Look(size=layout.SIZE_SMALL_4, line=18)
LABEL: Final = Look(Face.HEI, layout.SIZE_SMALL_4, "center", line=18)
CELL: Final = Look(size=layout.SIZE_5, line=16)
PROSE: Final = Look(size=layout.SIZE_SMALL_4, align="both", line=18, first=layout.INDENT)
SIGNING: Final = Look(size=layout.SIZE_SMALL_4, line=18.5)
HEADING: Final = Look(Face.HEI, layout.SIZE_5, "center", line=16)


def draw_form(sheet: Sheet, content: Form, address: str) -> bytes:
    """A form as DOCX."""
    document = begin_document(sheet)
    section = document.sections[0]
    set_form_page(section, landscape=content.landscape)
    high, wide = (
        (layout.PAGE_WIDTH, layout.PAGE_HEIGHT) if content.landscape else (layout.PAGE_HEIGHT, layout.PAGE_WIDTH)
    )
    width = wide - 2 * layout.FORM_MARGIN
    _head(document, sheet, content, width)
    _write_blocks(document, content.blocks, width)
    if content.note:
        write_text(document.add_paragraph(), f"说明：{content.note}", CELL)
    _number(section.footer.paragraphs[0])
    top = high - (layout.PAGE_HEIGHT - layout.IMPRINT_TOP)
    add_imprint(section.footer, sheet.imprint, address, left=layout.FORM_MARGIN, top=top, width=width)
    return end_document(document)


def _head(document: WordDocument, sheet: Sheet, content: Form, width: float) -> None:
    write_text(document.add_paragraph(), content.title, Look(Face.TITLE, layout.SIZE_2, "center", line=30))
    line = write_text(document.add_paragraph(), f"{content.unit}\t编号：{sheet.imprint.number}", VALUE)
    line.paragraph_format.tab_stops.add_tab_stop(Mm(width), WD_TAB_ALIGNMENT.RIGHT)


def _number(paragraph: Any) -> None:
    """第×页　共×页."""
    look = Look(Face.SONG, layout.SIZE_5, "center", line=14)
    write_text(paragraph, "第", look)
    add_field(paragraph, "PAGE", look.face, look.size)
    style_run(paragraph.add_run("页　共"), look.face, look.size)
    add_field(paragraph, "NUMPAGES", look.face, look.size)
    style_run(paragraph.add_run("页"), look.face, look.size)


@dataclass(frozen=True)
class Cell:
    """A text in its look, so many millimetres wide."""

    text: str
    width: float
    look: Look


Row = Sequence[Cell]


def _entry_rows(block: Entries, width: float) -> list[Row]:
    each = width / len(block.cells) - LABEL_WIDTH
    pairs = ((Cell(entry.label, LABEL_WIDTH, LABEL), Cell(entry.value, each, VALUE)) for entry in block.cells)
    return [list(chain.from_iterable(pairs))]


def _prose_rows(block: Prose, width: float) -> list[Row]:
    return [[Cell(block.label, LABEL_WIDTH, LABEL), Cell(block.text, width - LABEL_WIDTH, PROSE)]]


def _signature_rows(block: Signatures, width: float) -> list[Row]:
    each = width / len(block.places)
    return [[Cell(f"{place.label}\n{place.value}".rstrip(), each, SIGNING) for place in block.places]]


def _grid_rows(block: Grid, width: float) -> list[Row]:
    shares = block.widths if len(block.widths) == len(block.headings) else (1.0,) * len(block.headings)
    widths = [width * share / sum(shares) for share in shares]
    looks = [HEADING, *[CELL] * len(block.rows)]
    return [
        [Cell(text, each, look) for text, each in zip(texts, widths, strict=True)]
        for look, texts in zip(looks, (block.headings, *block.rows), strict=True)
    ]


ROWS: Final[Mapping[type[Any], Callable[[Any, float], list[Row]]]] = {
    Entries: _entry_rows,
    Prose: _prose_rows,
    Signatures: _signature_rows,
    Grid: _grid_rows,
}


def _write_blocks(document: WordDocument, blocks: Sequence[Any], width: float) -> None:
    """Neighbouring blocks share a table; a grid has its own, for only the first row of a table is repeated."""
    first = True
    for is_grid, members in groupby(blocks, lambda each: isinstance(each, Grid)):
        for group in [[each] for each in members] if is_grid else [list(members)]:
            rows = [row for each in group for row in ROWS[type(each)](each, width)]
            if is_grid and group[0].label:
                _write_table(document, [[Cell(group[0].label, width, LABEL)]], first=first)
                first = False
            _write_table(document, rows, first=first, header=is_grid)
            first = False


def _write_table(document: WordDocument, rows: Sequence[Row], *, first: bool, header: bool = False) -> None:
    """Rows of different cells in one table: its columns are all the edges that there are."""
    if not first:
        write_text(document.add_paragraph(), "", Look(size=1, line=1))
    edges = sorted({0.0, *(edge for row in rows for edge in _edges_of(row))})
    table: Any = document.add_table(0, len(edges) - 1)
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    set_borders(table, {side: LINE if first or side != "top" else 0 for side in sides})
    for column, (begin, end) in zip(table.columns, pairwise(edges), strict=True):
        column.width = Mm(end - begin)
    for row in rows:
        _write_row(table, row, edges)
    if header:
        table.rows[0]._tr.get_or_add_trPr().append(make("tblHeader"))


def _edges_of(row: Row) -> list[float]:
    """Where the cells of a row end, in tenths of a millimetre."""
    return [round(edge, 1) for edge in accumulate(cell.width for cell in row)]


def _write_row(table: Any, row: Row, edges: Sequence[float]) -> None:
    added = table.add_row()
    if row[0].look is SIGNING:
        added.height, added.height_rule = Mm(SIGNING_HEIGHT), WD_ROW_HEIGHT_RULE.AT_LEAST
        added._tr.get_or_add_trPr().append(make("cantSplit"))
    begin = 0
    for cell, edge in zip(row, _edges_of(row), strict=True):
        end = edges.index(edge)
        merged = added.cells[begin].merge(added.cells[end - 1])
        merged.width = Mm(cell.width)
        _fill(merged, cell)
        begin = end


def _fill(target: Any, cell: Cell) -> None:
    """Write a text into a cell, a paragraph for each of its lines."""
    target.vertical_alignment = WD_ALIGN_VERTICAL.TOP if cell.look in {PROSE, SIGNING} else WD_ALIGN_VERTICAL.CENTER
    for place, line in enumerate(cell.text.split("\n")):
        write_text(target.add_paragraph() if place else target.paragraphs[0], line, cell.look)
