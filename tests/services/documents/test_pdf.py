"""PDF files, measured with poppler: where letters stand on the page (GB/T 9704-2012)."""

import re
import shutil
import subprocess
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import pytest

from services.documents import fonts
from services.documents.contents import Entries, Entry, Form, Official, Paragraph, Prose
from services.documents.drawing import draw_file
from services.documents.fonts import FAMILIES, Face, NoFontError, choose_families
from tests.conftest import require
from tests.services.documents.samples import ADDRESS, CONTENTS, LONG, OFFICE, make_sheet

MM = 72 / 25.4
BODY = Official(OFFICE.name, "关于测量版式的通知", ("各单位",), (Paragraph(LONG * 30),), OFFICE.name, OFFICE.day)


@dataclass(frozen=True)
class Line:
    """A line of text on a page, in millimetres from its upper left corner."""

    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


@pytest.fixture(autouse=True)
def chinese_font() -> None:
    try:
        fonts.find_fonts()
    except NoFontError:
        require("a Chinese font", None)


def read_lines(data: bytes, folder: Path) -> list[Line]:
    require("poppler", shutil.which("pdftotext"))
    path = folder / "drawn.pdf"
    path.write_bytes(data)
    made = subprocess.run(
        ["pdftotext", "-bbox-layout", str(path), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode(errors="replace")
    lines = []
    for number, page in enumerate(made.split("<page ")[1:], start=1):
        for box, words in re.findall(r"<line ([^>]*)>(.*?)</line>", page, re.DOTALL):
            edges = [float(each) / MM for each in re.findall(r'"([\d.]+)"', box)]
            text = "".join(re.findall(r">([^<]*)</word>", words))
            lines.append(Line(number, edges[0], edges[1], edges[2], edges[3], text))
    return lines


@pytest.fixture
def long_page(tmp_path: Path) -> list[Line]:
    return read_lines(draw_file(make_sheet("T-10", BODY), "pdf", ADDRESS), tmp_path)


def inside(lines: list[Line], page: int) -> list[Line]:
    """Lines of the text area."""
    return [each for each in lines if each.page == page and each.bottom < 265]


def test_a_full_page_has_22_lines_of_28_characters(long_page: list[Line]) -> None:
    second = inside(long_page, 2)

    assert len(second) == 22
    assert max(len(each.text) for each in second) in {28, 29}  # a full stop may hang
    assert min(each.left for each in second) == pytest.approx(28, abs=0.3)
    steps = [after.top - before.top for before, after in pairwise(second)]
    assert steps == pytest.approx([225 / 22] * 21, abs=0.05)
    assert 37 <= second[0].top < 37 + 225 / 22
    assert second[-1].bottom <= 37 + 225


def test_the_head_stands_where_the_standard_has_it(long_page: list[Line]) -> None:
    mark, number, title, addressee = long_page[:4]

    assert mark.text == OFFICE.name
    assert mark.top == pytest.approx(37 + 35, abs=1)
    assert (mark.left + mark.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert number.text == "廉改〔2026〕3号"
    assert (number.left + number.right) / 2 == pytest.approx(28 + 78, abs=0.5)
    assert number.top - mark.bottom == pytest.approx(2 * 225 / 22, abs=1.5)
    assert title.text == "关于测量版式的通知"
    assert title.top - number.bottom == pytest.approx(4 + 2 * 225 / 22, abs=3)
    assert addressee.text == "各单位："
    assert addressee.left == pytest.approx(28, abs=0.3)


def test_page_numbers_stand_7_mm_below_odd_right_even_left(long_page: list[Line]) -> None:
    first, second = (next(each for each in long_page if each.page == at and each.text == f"—{at}—") for at in (1, 2))

    for each in (first, second):
        assert (each.top + each.bottom) / 2 == pytest.approx(37 + 225 + 7, abs=0.5)
    assert first.right == pytest.approx(28 + 156 - 5.57, abs=1)
    assert second.left == pytest.approx(28 + 5.57, abs=1)


def test_the_colophon_ends_with_the_text_area_of_the_last_page(tmp_path: Path) -> None:
    lines = read_lines(draw_file(make_sheet("T-10"), "pdf", ADDRESS), tmp_path)
    issued = next(each for each in lines if each.text.endswith("印发"))

    assert issued.page == max(each.page for each in lines)
    assert 262 - 10 < issued.bottom <= 262
    dated = next(each for each in lines if each.text == "2026年7月13日")
    signer = next(each for each in lines if each.page == dated.page and each.text == OFFICE.name)
    assert (signer.left + signer.right) / 2 == pytest.approx((dated.left + dated.right) / 2, abs=0.5)
    assert 28 + 156 - dated.right >= 4 * 5.57 - 0.5


def test_a_letter_begins_30_mm_down_and_has_no_number_on_its_first_page(tmp_path: Path) -> None:
    lines = read_lines(draw_file(make_sheet("T-19"), "pdf", ADDRESS), tmp_path)

    assert lines[0].top == pytest.approx(30, abs=1)
    assert lines[1].text == "廉函〔2026〕3号"
    assert lines[1].right == pytest.approx(28 + 156, abs=0.5)
    assert "—1—" not in [each.text for each in lines]


def test_long_tables_repeat_their_heading_and_count_their_pages(tmp_path: Path) -> None:
    lines = read_lines(draw_file(make_sheet("T-17"), "pdf", ADDRESS), tmp_path)
    pages = max(each.page for each in lines)

    assert pages > 2
    assert sum("审定结论" in each.text for each in lines) == pages
    assert sum(each.text.startswith(f"第{pages}页") for each in lines) == 1
    assert sum(each.text.endswith(f"共{pages}页") for each in lines) == pages


@pytest.mark.parametrize("kind", CONTENTS)
def test_the_same_sheet_gives_the_same_bytes(kind: str) -> None:
    first, second = (draw_file(make_sheet(kind), "pdf", ADDRESS) for _ in range(2))

    assert first.startswith(b"%PDF-")
    assert first == second


HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.1"',
    "{{ ''.__class__.__mro__ }}",
    "{% for x in y %}",
    "$ integral $ *bold* _it_ `raw` \\ @ref <label> = heading",
    "<w:p>&amp;</w:p>]]>",
    "一\u2028二\u200b三\ufeff四",
    "\U00020bb7野家 \U0001f469\u200d\U0001f467 \u202egnp",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_stay_text_in_both_files(text: str, tmp_path: Path) -> None:
    official = replace(BODY, title=text, body=(Paragraph(text),), mark=text, note=text, copies=(text,))
    form = Form(text, text, (Entries((Entry(text, text),)), Prose(text, text)))
    for kind, content in (("T-10", official), ("T-22", form)):
        sheet = make_sheet(kind, content)
        assert draw_file(sheet, "docx", ADDRESS).startswith(b"PK")
        drawn = "".join(each.text for each in read_lines(draw_file(sheet, "pdf", ADDRESS), tmp_path))
        for part in ("root:", "daemon:"):
            assert part not in drawn


def test_what_looks_like_typst_is_printed_as_it_is(tmp_path: Path) -> None:
    content = replace(BODY, body=(Paragraph('#read("/etc/hosts") $x$ *y*'),))
    drawn = "".join(each.text for each in read_lines(draw_file(make_sheet("T-10", content), "pdf", ADDRESS), tmp_path))

    assert "#read(&quot;/etc/hosts&quot;)$x$*y*" in drawn


def test_a_font_of_the_standard_is_taken_before_an_open_one_and_missing_ones_are_named() -> None:
    known = frozenset({"Noto Serif CJK SC", "Noto Sans CJK SC", "FangSong"})

    body, title = choose_families(Face.BODY, known), choose_families(Face.TITLE, known)

    assert body is not None
    assert title is not None
    assert (body.families[0], body.named) == ("FangSong", True)
    assert (title.families[0], title.weight, title.named) == ("Noto Serif CJK SC", 700, False)
    assert choose_families(Face.HEI, frozenset({"DejaVu Sans"})) is None
    assert all(names for names in FAMILIES.values())


def test_without_a_chinese_font_there_is_a_clear_refusal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", dict.fromkeys(Face, ()))
    monkeypatch.setattr(fonts, "SERIF", ())
    monkeypatch.setattr(fonts, "SANS", ())
    monkeypatch.setattr(fonts, "_found", {})

    with pytest.raises(NoFontError, match="打印"):
        draw_file(make_sheet("T-10"), "pdf", ADDRESS)
    assert fonts.list_missing() == tuple(fonts.NAMES.values())
    assert draw_file(make_sheet("T-10"), "docx", ADDRESS).startswith(b"PK")
