"""WordprocessingML as DOCX needs it beyond python-docx: fonts, exact lines, grids, borders, frames, page fields."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.text.paragraph import Paragraph
from docx.text.run import Run

from services.documents import layout
from services.documents.fonts import NAMES, Face

TWIPS: Final = 20
"""Twentieths of a point: what DOCX counts lengths in."""

EIGHTHS: Final = 8
"""Eighths of a point: what it counts borders in."""

HUNDREDTHS: Final = 100
"""Hundredths of a character: what it counts indents in."""

ALIGNED: Final = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "both": WD_ALIGN_PARAGRAPH.JUSTIFY,
}


@dataclass(frozen=True)
class Look:
    """How a paragraph looks: lengths in points, indents in characters of its size."""

    face: Face = Face.BODY
    size: float = layout.SIZE_3
    align: str = "left"
    line: float = layout.LINE_PITCH
    """Exact height of its lines; 0 as high as they need."""
    before: float = 0
    first: float = 0
    left: float = 0
    right: float = 0
    red: bool = False
    keep: bool = False
    """Stays on the page of what follows."""


def make(name: str, **attributes: object) -> Any:
    """An element of WordprocessingML, its attributes in the namespace of the element."""
    element = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), str(value))
    return element


def mm_to_twips(length: float) -> int:
    """Millimetres as DOCX counts them."""
    return round(length * layout.MM * TWIPS)


def write_text(paragraph: Paragraph, text: str, look: Look) -> Paragraph:
    """Put a text into a paragraph and let it look so; line breaks stay."""
    style_paragraph(paragraph, look)
    style_run(paragraph.add_run(text), look.face, look.size, red=look.red)
    return paragraph


def style_run(run: Run, face: Face, size: float, *, red: bool = False) -> None:
    """Set the font of a run, for Chinese and other signs alike."""
    run.font.name, run.font.size = NAMES[face], Pt(size)
    if size == layout.SIZE_3:
        run._element.get_or_add_rPr().append(make("spacing", val=layout.CONDENSED))
    if red:
        run.font.color.rgb = RGBColor.from_string(layout.RED)
    fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("eastAsia", "cs"):
        fonts.set(qn(f"w:{kind}"), NAMES[face])


def style_paragraph(paragraph: Paragraph, look: Look) -> None:
    """Set lines, gaps, alignment and indents."""
    shape = paragraph.paragraph_format
    shape.alignment = ALIGNED[look.align]
    shape.space_before, shape.space_after = Pt(look.before), Pt(0)
    shape.widow_control = False
    shape.keep_with_next = look.keep
    if look.line:
        shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(look.line)
    else:
        shape.line_spacing = 1.0
    _indent(paragraph, look)


def _indent(paragraph: Paragraph, look: Look) -> None:
    """Indent in characters, and in twips for readers that do not know characters."""
    wanted = {"firstLine": look.first, "left": look.left, "right": look.right}
    given = {key: value for key, value in wanted.items() if value}
    if not given:
        return
    attributes: dict[str, object] = {}
    for key, value in given.items():
        attributes[key] = round(value * look.size * TWIPS)
        attributes[f"{key}Chars"] = round(value * HUNDREDTHS)
    paragraph._p.get_or_add_pPr().append(make("ind", **attributes))


@dataclass(frozen=True)
class Rule:
    """A red rule along a side of a paragraph; width and gap in points."""

    side: str
    width: float
    shape: str = "single"
    gap: float = 0


def add_borders(paragraph: Paragraph, rules: Iterable[Rule]) -> None:
    """Draw rules along a paragraph."""
    borders = make("pBdr")
    for rule in rules:
        width = round(rule.width * EIGHTHS)
        borders.append(make(rule.side, val=rule.shape, sz=width, space=round(rule.gap), color=layout.RED))
    paragraph._p.get_or_add_pPr().append(borders)


def add_frame(paragraph: Paragraph, *, x: float, y: float, width: float) -> None:
    """Put a paragraph at a place of the page, in millimetres; the text around does not mind it."""
    frame = make(
        "framePr",
        w=mm_to_twips(width),
        wrap="around",
        vAnchor="page",
        hAnchor="page",
        x=mm_to_twips(x),
        y=mm_to_twips(y),
    )
    paragraph._p.get_or_add_pPr().append(frame)


def add_field(paragraph: Paragraph, name: str, face: Face, size: float) -> None:
    """A field that the reader computes: PAGE, NUMPAGES."""
    for kind, text in (("begin", ""), ("", name), ("end", "")):
        run = paragraph.add_run()
        style_run(run, face, size)
        if kind:
            run._r.append(make("fldChar", fldCharType=kind))
        else:
            instruction = make("instrText")
            instruction.text = text
            run._r.append(instruction)


def set_borders(table: Any, sides: Mapping[str, float]) -> None:
    """The rules of a table by side, in points; 0 draws none."""
    borders = make("tblBorders")
    for side, width in sides.items():
        shape = "single" if width else "nil"
        borders.append(make(side, val=shape, sz=round(width * EIGHTHS), space=0, color="000000"))
    table._tbl.tblPr.append(borders)


ORDER: Final[Mapping[str, str]] = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl pBdr shd tabs snapToGrid spacing ind jc",
    "rPr": "rStyle rFonts b bCs i color spacing sz szCs",
    "tblPr": "tblStyle tblpPr tblW jc tblInd tblBorders tblLayout tblCellMar tblLook",
    "sectPr": "headerReference footerReference type pgSz pgMar cols titlePg docGrid",
}
"""In which order the schema wants properties (ISO/IEC 29500-1 §17); Word refuses files that have another."""


def order_properties(root: Any) -> None:
    """Bring the properties below an element into the order of the schema."""
    for name, listed in ORDER.items():
        places = {qn(f"w:{each}"): place for place, each in enumerate(listed.split())}
        for element in root.iter(qn(f"w:{name}")):
            element[:] = sorted(element, key=lambda child: places.get(child.tag, len(places)))
