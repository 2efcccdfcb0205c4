"""Documents of the register: issued at the step that has the record, from the record (T-07, T-17, T-22)."""

from typing import Any

import pytest

from services.documents.contents import Content, Form, Official, thaw_content
from services.documents.issuing import read_content
from services.documents.models import Document, DocumentReading, DocumentVersion
from tests.services.registry.rounds import TALK, Round, a_point

OBJECTION = "会上没有谈到第二个问题，请更正。"


def dispose(d07: Round, grade: str) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": grade})


def documents(d07: Round, kind: str) -> list[Document]:
    with d07.house.reading() as session:
        return session.query(Document).filter_by(kind=kind).order_by(Document.id).all()


def content_of(d07: Round, document: Document, version: int | None = None) -> Content:
    with d07.house.reading() as session:
        return thaw_content(read_content(session, session.get_one(Document, document.id), version))


def cells(form: Content) -> dict[str, str]:
    """Labels and values of a form."""
    assert isinstance(form, Form)
    found: dict[str, str] = {}
    for block in form.blocks:
        if block.shape == "entries":
            found |= {each.label: each.value for each in block.cells}
        elif block.shape == "prose":
            found[block.label.replace("\n", "")] = block.text
        elif block.shape == "signatures":
            found |= {each.label: each.value for each in block.places}
    return found


def test_a_rectification_begins_with_a_notice_from_the_record_r_dsp_3(d07: Round) -> None:
    dispose(d07, "basically")

    [notice] = documents(d07, "T-07")
    content = content_of(d07, notice)
    assert isinstance(content, Official)
    said = "\n".join(each.text for each in content.body)
    assert notice.number == "廉整〔2026〕1号"
    assert content.mark == "省教育廉政风险防控工作指导协调小组办公室"
    assert content.addressees == ("学位管理与研究生处",)
    assert "被审定为“基本准确”" in said
    assert "R044 学位点评议请托说情" in said
    assert "请于2026年8月3日前完成整改" in said
    assert content.note == "联系人：侯星驰"
    assert content.copies == ("范敬川（分管领导）",)


def test_the_unit_reads_its_notice_and_finds_it_where_the_procedure_is(d07: Round) -> None:
    dispose(d07, "basically")
    notice = d07.page(d07.pzx, "整改并提交整改报告")["panel"]["notice"]

    shown = d07.pzx.get(f"/documents/{notice['id']}")

    assert (shown["number"], shown["version"], shown["kind"]) == (notice["number"], 1, "T-07")
    listed = d07.pzx.get("/documents", instance=shown["instance"])["items"]
    assert [each["kind"] for each in listed] == ["T-07"]
    answer = d07.pzx.ask("get", f"/documents/{notice['id']}/content?format=docx", expect=200)
    assert answer.data.startswith(b"PK")
    d07.wym.get(f"/documents/{notice['id']}", expect=404)


def test_a_determination_leaves_a_table_with_both_grades_and_the_votes_r_grp_5(d07: Round) -> None:
    dispose(d07, "basically")

    [table] = documents(d07, "T-17")
    content = content_of(d07, table)
    assert isinstance(content, Form)
    [grid] = [block for block in content.blocks if block.shape == "grid"]
    [row] = grid.rows
    assert row[1] == "R044 学位点评议请托说情"
    assert (row[3], row[7]) == ("基本准确", "限期整改")
    assert table.title == "学位管理与研究生处2026年度第1轮审定表"


def test_a_talk_leaves_a_record_that_only_its_readers_find_r_dsp_4(d07: Round) -> None:
    dispose(d07, "inaccurate")
    d07.fjc.complete("约谈", "record", {**TALK, "statement": "诚恳接受，十日内重新查找。"})

    [record] = documents(d07, "T-22")
    said = cells(content_of(d07, record))
    assert said["指出的问题"] == TALK["problems"]
    assert said["被约谈人"].startswith("彭志翾")
    assert said["整改时限"] == "自约谈记录确认之日起10个工作日内重新查找"
    for reader in (d07.fjc, d07.pzx, d07.twn):
        assert reader.get(f"/documents/{record.public_id}")["restricted"]
    for stranger in (d07.yhc, d07.gsy, d07.lzy, d07.sysadmin):
        stranger.get(f"/documents/{record.public_id}", expect=404)


@pytest.mark.parametrize(
    ("outcome", "more"), [("confirm", {}), ("object", {"opinion": OBJECTION})], ids=["confirmed", "objected"]
)
def test_what_the_head_says_to_the_record_is_its_second_version(d07: Round, outcome: str, more: dict[str, Any]) -> None:
    dispose(d07, "inaccurate")
    d07.fjc.complete("约谈", "record", TALK)
    d07.pzx.complete("被谈话人核对确认", outcome, **more)

    [record] = documents(d07, "T-22")
    first, second = (cells(content_of(d07, record, version)) for version in (1, 2))
    assert record.version == 2
    assert first["被约谈人签名："] == ""
    assert ("已核对确认" in second["被约谈人签名："]) == (outcome == "confirm")
    assert second.get("核对意见", "") == more.get("opinion", "")


def test_a_record_that_replaces_an_objected_one_is_another_document(d07: Round) -> None:
    dispose(d07, "inaccurate")
    d07.fjc.complete("约谈", "record", TALK)
    d07.pzx.complete("被谈话人核对确认", "object", opinion=OBJECTION)
    d07.fjc.complete(d07.fjc.inbox()[0]["name"], "record", {**TALK, "place": "二楼谈话室"})

    assert [each.number for each in documents(d07, "T-22")] == ["廉约〔2026〕1号", "廉约〔2026〕2号"]


def test_reading_the_record_as_a_file_is_written_down_and_leaves_no_text_open(d07: Round) -> None:
    dispose(d07, "inaccurate")
    d07.fjc.complete("约谈", "record", TALK)
    [record] = documents(d07, "T-22")
    d07.pzx.ask("get", f"/documents/{record.public_id}/content?format=docx", expect=200)

    with d07.house.reading() as session:
        assert session.query(DocumentReading).count() == 1
        assert not any(TALK["problems"] in (row.content or "") for row in session.query(DocumentVersion))
