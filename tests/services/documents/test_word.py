"""DOCX files, measured: what a word processor reads in them (GB/T 9704-2012, domain §5.1)."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from services.documents.contents import Form, Official
from services.documents.drawing import draw_file
from tests.services.documents.samples import ADDRESS, CONTENTS, make_sheet

OFFICIAL = [kind for kind, content in CONTENTS.items() if isinstance(content, Official)]
FORMS = [kind for kind, content in CONTENTS.items() if isinstance(content, Form)]


def draw(kind: str) -> Any:
    return Document(BytesIO(draw_file(make_sheet(kind), "docx", ADDRESS)))


def face_of(paragraph: Any) -> tuple[str, float]:
    run = paragraph.runs[0]
    return run._element.rPr.rFonts.get(qn("w:eastAsia")), run.font.size.pt


def find(document: Any, text: str) -> Any:
    return next(each for each in document.paragraphs if each.text.startswith(text))


@pytest.mark.parametrize("kind", OFFICIAL)
def test_the_page_is_a4_with_the_text_area_of_the_standard(kind: str) -> None:
    section = draw(kind).sections[0]

    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    margins = (section.top_margin, section.left_margin, section.bottom_margin, section.right_margin)
    assert [round(each.mm) for each in margins] == [37, 28, 35, 26]
    assert section.page_width - section.left_margin - section.right_margin == pytest.approx(Mm(156), abs=Mm(0.1))
    assert section.page_height - section.top_margin - section.bottom_margin == pytest.approx(Mm(225), abs=Mm(0.1))


def test_lines_are_fixed_so_that_22_fill_a_page_and_28_characters_a_line() -> None:
    document = draw("T-10")
    body = find(document, "经审定")

    assert body.paragraph_format.line_spacing.pt * 22 <= 225 / 25.4 * 72 < body.paragraph_format.line_spacing.pt * 22.1
    pitch = 16 + int(body.runs[0]._element.rPr.find(qn("w:spacing")).get(qn("w:val"))) / 20
    assert pitch * 28 <= 156 / 25.4 * 72 < pitch * 28.2
    assert face_of(body) == ("仿宋_GB2312", 16)
    assert body._p.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"


def test_each_element_has_its_font() -> None:
    document = draw("T-10")

    assert face_of(find(document, "廉政风险防控工作指导协调小组办公室"))[0] == "方正小标宋简体"
    assert face_of(find(document, "责令整改通知书")) == ("方正小标宋简体", 22)
    assert face_of(find(document, "一、")) == ("黑体", 16)
    assert face_of(find(document, "1.")) == ("仿宋_GB2312", 16)


def test_the_head_is_red_35_mm_below_the_text_areas_edge_over_a_red_rule() -> None:
    document = draw("T-10")
    mark, number = document.paragraphs[0], document.paragraphs[1]

    assert str(mark.runs[0].font.color.rgb) == "FF0000"
    assert mark.paragraph_format.space_before == pytest.approx(Mm(35), abs=Pt(0.1))
    assert number.text == "廉改〔2026〕3号"
    assert number.paragraph_format.space_before.pt == pytest.approx(2 * 28.95)
    rule = number._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    assert (rule.get(qn("w:color")), rule.get(qn("w:space"))) == ("FF0000", "11")
    assert find(document, "责令整改通知书").paragraph_format.space_before.pt == pytest.approx(2 * 28.95)


def test_odd_page_numbers_stand_right_and_even_ones_left_between_dashes() -> None:
    document = draw("T-10")
    section = document.sections[0]

    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        number = footer.paragraphs[-1]
        assert number.text.replace(" ", "") == "——"
        assert number._p.pPr.find(qn("w:jc")).get(qn("w:val")) == side
        assert number._p.pPr.find(qn("w:ind")).get(qn(f"w:{side}Chars")) == "100"
        assert [run.font.size.pt for run in number.runs] == [14] * len(number.runs)
    assert section.footer_distance.mm + 16 / 72 * 25.4 / 2 == pytest.approx(35 - 7, abs=0.1)


def test_the_colophon_has_thick_rules_outside_and_a_thin_one_inside() -> None:
    [table] = draw("T-10").tables
    borders = {each.tag: int(each.get(qn("w:sz"))) for each in table._tbl.tblPr.find(qn("w:tblBorders"))}

    assert borders[qn("w:top")] == borders[qn("w:bottom")] == round(0.35 / 25.4 * 72 * 8)
    assert borders[qn("w:insideH")] == round(0.25 / 25.4 * 72 * 8)
    assert [row.cells[0].text for row in table.rows] == [
        "抄送：驻厅纪检监察组。",
        "廉政风险防控工作指导协调小组办公室\t2026年7月13日印发",
    ]
    assert face_of(table.rows[0].cells[0].paragraphs[0]) == ("仿宋_GB2312", 14)


def test_a_letter_has_double_rules_170_mm_long_and_no_number_on_its_first_page() -> None:
    section = draw("T-19").sections[0]
    mark = section.first_page_header.paragraphs[0]
    rule = mark._p.pPr.find(qn("w:pBdr")).find(qn("w:bottom"))
    indent = mark._p.pPr.find(qn("w:ind"))
    wider = -sum(int(indent.get(qn(f"w:{side}"))) for side in ("left", "right")) / 20 / 72 * 25.4

    assert section.header_distance.mm == pytest.approx(30, abs=0.1)
    assert rule.get(qn("w:val")) == "thickThinSmallGap"
    assert 156 + wider == pytest.approx(170, abs=0.1)
    assert section.different_first_page_header_footer
    foot = section.first_page_footer._element
    assert "PAGE" not in [each.text for each in foot.iter(qn("w:instrText"))]
    frame = next(each for each in foot.iter(qn("w:framePr")) if round(int(each.get(qn("w:w"))) / 56.7) == 170)
    assert int(frame.get(qn("w:y"))) / 20 / 72 * 25.4 == pytest.approx(297 - 20, abs=0.1)


@pytest.mark.parametrize("kind", FORMS)
def test_headings_of_tables_stand_on_every_page_and_signatures_stay_whole(kind: str) -> None:
    document = draw(kind)
    rows = [row for table in document.tables for row in table.rows]

    grids = sum(block.shape == "grid" for block in CONTENTS[kind].blocks)
    assert sum(row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in rows) == grids
    assert rows[-1]._tr.find(f".//{qn('w:cantSplit')}") is not None
    section = document.sections[0]
    assert (section.page_width > section.page_height) == CONTENTS[kind].landscape
    foot = [each.text for each in section.footer._element.iter(qn("w:instrText"))]
    assert foot == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_same_sheet_gives_the_same_bytes_with_code_and_digest_on_it(kind: str) -> None:
    first, second = (draw_file(make_sheet(kind), "docx", ADDRESS) for _ in range(2))

    assert first == second
    document = Document(BytesIO(first))
    footer = "\n".join(each.text for each in document.sections[0].footer.paragraphs)
    assert "0123-4567-89AJ" in footer
    assert ADDRESS in footer
    assert " ".join(["0f0f0f0f"] * 8) in footer


@pytest.mark.parametrize("kind", ["T-10", "T-12", "T-19", "T-22"])
def test_properties_stand_in_the_order_that_word_wants(kind: str) -> None:
    known = ["keepNext", "framePr", "widowControl", "pBdr", "tabs", "spacing", "ind", "jc"]
    with ZipFile(BytesIO(draw_file(make_sheet(kind), "docx", ADDRESS))) as files:
        parts = [name for name in files.namelist() if name.startswith(("word/document", "word/footer", "word/header"))]
        assert len(parts) >= 2
    document = draw(kind)
    for properties in document.element.iter(qn("w:pPr")):
        names = [each.tag.rpartition("}")[2] for each in properties]
        places = [known.index(name) for name in names if name in known]
        assert places == sorted(places), names
