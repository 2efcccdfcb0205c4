"""Pages of documents: the list, one of them, its files, the page to print, and verifying a code."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from services.documents import fonts
from services.documents.contents import Official
from services.documents.fonts import Face
from services.documents.kinds import Side
from services.documents.models import Document, DocumentReading, DocumentVersion
from tests.conftest import require
from tests.houses import House
from tests.services.documents.desks import Wish, issue, open_desk
from tests.services.documents.samples import CONTENTS
from tests.visitors import Visitor

Visit = Callable[..., Visitor]


@pytest.fixture
def desk(house: House) -> House:
    open_desk(house)
    parties = {Side.SUBJECT: ("pzx",), Side.HANDLER: ("fjc",)}
    for kind in ("T-07", "T-22"):
        issue(house.command("hxc"), Wish(kind, parties=parties))
    return house


def document(desk: House, kind: str) -> str:
    with desk.reading() as session:
        return session.query(Document).filter_by(kind=kind).one().public_id


def code(desk: House, kind: str) -> str:
    with desk.reading() as session:
        found = session.query(Document).filter_by(kind=kind).one()
        return session.get_one(DocumentVersion, (found.id, 1)).code


def test_the_list_shows_what_one_reads_and_is_filtered(desk: House, visit: Visit) -> None:
    office = visit("hxc")

    page = office.get("/documents")
    assert page.has("//a[.='廉整〔2026〕1号']")
    assert page.has("//a[.='廉约〔2026〕1号']")
    assert page.has("//nav//a[@href='/documents' and @aria-current='page']")
    filtered = office.get("/documents?kind=T-07&year=2026&unit=D07")
    assert filtered.has("//a[.='廉整〔2026〕1号']")
    assert not filtered.has("//a[.='廉约〔2026〕1号']")
    assert office.get("/documents?year=2020").has("//p[.='没有符合条件的文书']")
    for name in fonts.list_missing():
        assert name in page.text


def test_the_chair_finds_no_record_of_a_talk_in_the_list(desk: House, visit: Visit) -> None:
    page = visit("lzy").get("/documents")

    assert page.has("//a[.='廉整〔2026〕1号']")
    assert "廉约" not in page.text


@pytest.mark.parametrize("login", ["yhc", "pzx", "sysadmin"])
def test_whoever_oversees_nothing_has_no_list(desk: House, visit: Visit, login: str) -> None:
    visitor = visit(login)

    visitor.get("/documents", expect=404)
    assert not visitor.get("/notices").has("//nav//a[@href='/documents']")


def test_a_notice_is_a_link_and_a_record_of_a_talk_is_asked_for_by_post(desk: House, visit: Visit) -> None:
    head = visit("pzx")
    notice, record = document(desk, "T-07"), document(desk, "T-22")

    assert head.get(f"/documents/{notice}").has(f"//a[starts-with(@href, '/documents/{notice}/files/pdf')]")
    page = head.get(f"/documents/{record}")
    assert not page.has(f"//a[starts-with(@href, '/documents/{record}/files')]")
    for way in ("files/docx", "files/pdf", "print"):
        head.get(f"/documents/{record}/{way}", expect=404)
    with desk.reading() as session:
        assert session.query(DocumentReading).count() == 0

    printed = head.submit(page, f"/documents/{record}/print?version=1")
    assert "三楼谈话室" in printed.text
    with desk.reading() as session:
        assert session.query(DocumentReading).count() == 1


def test_strangers_find_neither_document_nor_file(desk: House, visit: Visit) -> None:
    stranger = visit("wym")
    for kind in ("T-07", "T-22"):
        for way in ("", "/files/docx", "/files/pdf", "/print"):
            stranger.get(f"/documents/{document(desk, kind)}{way}", expect=404)


@pytest.mark.parametrize("kind", ["docx", "pdf"])
def test_a_file_is_saved_under_its_number(desk: House, visit: Visit, kind: str) -> None:
    require("a Chinese font", kind == "docx" or _can_draw())
    answer = visit("pzx").client.get(f"/documents/{document(desk, 'T-07')}/files/{kind}")

    assert answer.status_code == 200
    assert answer.data.startswith(b"PK" if kind == "docx" else b"%PDF")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert f".{kind}" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] in {"no-store", "no-cache, no-store", "no-cache"}


def _can_draw() -> bool:
    try:
        fonts.find_fonts()
    except fonts.NoFontError:
        return False
    return True


def test_there_is_no_other_format_and_no_other_version(desk: House, visit: Visit) -> None:
    head, notice = visit("pzx"), document(desk, "T-07")

    for way in ("files/exe", "files/docx?version=2", "print?version=9"):
        head.get(f"/documents/{notice}/{way}", expect=404)


def test_without_a_chinese_font_the_page_to_print_stands_in(
    desk: House, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "FAMILIES", dict.fromkeys(Face, ()))
    monkeypatch.setattr(fonts, "SERIF", ())
    monkeypatch.setattr(fonts, "SANS", ())
    monkeypatch.setattr(fonts, "_found", {})
    head, notice = visit("pzx"), document(desk, "T-07")

    assert "服务器上没有中文字体" in head.get(f"/documents/{notice}/files/pdf", expect=409).text
    page = head.get(f"/documents/{notice}/print")
    assert "一、存在的问题" in page.text
    assert "1.R044 学位点评议请托说情" in page.text
    assert page.has("//button[@data-print]")


def test_anybody_with_the_paper_learns_that_it_is_ours_and_nothing_of_what_it_says(desk: House) -> None:
    visitor = Visitor(desk.app.test_client())

    page = visitor.get(f"/verify/{code(desk, 'T-22')}")

    assert "核验通过" in page.text
    assert "廉约〔2026〕1号" in page.text
    for secret in ("彭志翾", "谈话室", "样张"):
        assert secret not in page.text
    assert not page.has("//a[starts-with(@href, '/documents/')]")


def test_whoever_may_read_it_finds_the_way_to_it(desk: House, visit: Visit) -> None:
    way = f"//a[@href='/documents/{document(desk, 'T-22')}']"

    assert visit("pzx").get(f"/verify/{code(desk, 'T-22')}").has(way)
    assert not visit("lzy").get(f"/verify/{code(desk, 'T-22')}").has(way)


def test_a_code_is_typed_with_hyphens_and_in_small_letters(desk: House, visit: Visit) -> None:
    typed = code(desk, "T-07").lower()
    answer = visit("pzx").client.get(f"/verify?code={typed[:4]}-{typed[4:8]}-{typed[8:]}", follow_redirects=True)

    assert "核验通过" in answer.text


def test_wrong_codes_get_a_clear_message(desk: House) -> None:
    visitor = Visitor(desk.app.test_client())
    known = code(desk, "T-07")
    wrong = ("0" if known[0] != "0" else "1") + known[1:]

    assert "校验码输入有误" in visitor.get(f"/verify/{wrong}", expect=422).text
    assert "没有使用这个校验码的文书" in visitor.get("/verify/000000000002", expect=404).text
    assert visitor.get("/verify").has("//input[@name='code']")


def test_codes_are_not_guessed_by_the_thousand(desk: House) -> None:
    client = desk.app.test_client()

    statuses = [client.get("/verify/000000000002").status_code for _ in range(62)]

    assert statuses[:60] == [404] * 60
    assert statuses[60:] == [429, 429]


def test_an_older_version_says_so(desk: House, visit: Visit) -> None:
    content = CONTENTS["T-07"]
    assert isinstance(content, Official)
    issue(desk.command("hxc"), Wish("T-07", content=replace(content, note="改了")))

    assert "已不是现行版本" in visit("pzx").get(f"/verify/{code(desk, 'T-07')}").text
    page = visit("pzx").get(f"/documents/{document(desk, 'T-07')}")
    assert len(page.tree.xpath("//section[@aria-labelledby='versions-title']//tbody/tr")) == 2
