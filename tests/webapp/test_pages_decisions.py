"""Decision tables on pages: uploaded, read, tried out, changed as data, compared, published by two (R-GOV-1)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.houses import House
from tests.tables import Row, file
from tests.visitors import Page, Visitor, read_form

Visit = Callable[..., Visitor]

LADDER: list[Row] = [("< 3", '"talk"'), ("[3..5]", '"letter"'), ("> 5", '"order"')]
TABLE = file(LADDER, types=("integer",), name="处置梯级")


@pytest.fixture
def address(house: House) -> str:
    """The page of a published table."""
    return f"/decisions/{house.publish(TABLE).id}"


def rules_of(page: Page) -> list[list[str]]:
    rows = page.tree.xpath("//section[@aria-labelledby='rules-title']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def told(page: Page, place: str) -> str:
    """What is said to be wrong at a field or rule."""
    return " ".join(page.find(f"//*[@id='{place}-problem']").text_content().split())


def edit(editor: Visitor, address: str, do: str, *, expect: int = 200, **given: str) -> Page:
    return editor.submit(editor.get(f"{address}/edit"), f"{address}/edit", do=do, expect=expect, **given)


def test_a_table_is_uploaded_where_processes_are(visit: Visit) -> None:
    editor = visit("procedit")

    page = editor.submit(editor.get("/definitions"), "/definitions", do="store", file=(TABLE, "ladder.dmn"))

    assert page.flashes == ["已存为草稿"]
    assert page.path.startswith("/decisions/")
    assert rules_of(page)[1] == ["2", "[3..5]", '"letter"', "—"]
    listed = editor.get("/definitions?kind=decision")
    assert "处置梯级" in listed.text
    assert "廉政风险点查找与确定" not in listed.text
    assert "处置梯级" not in editor.get("/definitions?kind=process").text


def test_a_table_is_tried_out_and_nothing_is_stored(visit: Visit, address: str) -> None:
    reader = visit("hxc")

    page = reader.submit(reader.get(address), f"{address}/try#try-title", a="4", expect=200)

    assert [row[0] for row in rules_of(page)] == ["1", "2 采用", "3"]
    assert "命中的规则：2" in page.text
    assert not page.has("//a[contains(@href, '/edit')]"), "who may not edit is not invited to"
    wrong = reader.submit(reader.get(address), f"{address}/try#try-title", a="many", expect=422)
    assert told(wrong, "t-1") == "“many”不是这一列的类型"


def test_rules_are_changed_as_data_and_published_by_two_persons(visit: Visit, address: str) -> None:
    editor, approver = visit("procedit"), visit("procappr")

    page = edit(editor, address, "store", **{"cell-2-0": "[3..6]", "cell-3-0": "> 6", "note-3": "依据新办法"})

    assert page.flashes == ["已存为草稿"]
    assert page.path != address
    assert rules_of(page)[2] == ["3", "> 6", '"order"', "依据新办法"]
    changed = page.find("//section[@aria-labelledby='changes-title']")
    assert [row[0].text_content().strip() for row in changed.xpath(".//tbody/tr")] == ["更改", "更改"]
    editor.submit(page, f"/definitions/{page.path.rpartition('/')[2]}/submit")
    approved = approver.submit(approver.get(page.path), f"/definitions/{page.path.rpartition('/')[2]}/approve")
    assert approved.flashes == ["已发布；正在办理的流程仍按原版本"]
    assert rules_of(approver.get(address))[1][1] == "[3..5]", "the old version stays as it is"


def test_problems_are_told_at_their_cells_and_what_was_typed_stays(visit: Visit, address: str) -> None:
    editor = visit("procedit")

    page = edit(editor, address, "store", expect=422, **{"cell-2-1": "letter", "cell-3-0": "> five!"})

    assert told(page, "cell-2-1") == "letter 不是输入列用到的变量；文字要加英文双引号"
    assert "five" in told(page, "cell-3-0") or "!" in told(page, "cell-3-0")
    assert page.find("//input[@name='cell-3-0']").get("value") == "> five!"
    overlap = edit(editor, address, "check", expect=422, **{"cell-2-0": "[2..5]"})
    assert "规则 1 与规则 2 重叠，例如 A = 2" in told(overlap, "rule-2")
    fine = edit(editor, address, "check", expect=200)
    assert "可以发布" in fine.text


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("add-0", ["-", "< 3", "[3..5]", "> 5"]),
        ("add-2", ["< 3", "[3..5]", "-", "> 5"]),
        ("up-2", ["[3..5]", "< 3", "> 5"]),
        ("down-2", ["< 3", "> 5", "[3..5]"]),
        ("up-1", ["< 3", "[3..5]", "> 5"]),
        ("down-3", ["< 3", "[3..5]", "> 5"]),
        ("remove-1", ["[3..5]", "> 5"]),
        ("remove-9", ["< 3", "[3..5]", "> 5"]),
        ("dance-1", ["< 3", "[3..5]", "> 5"]),
    ],
)
def test_rules_are_added_moved_and_taken_away(visit: Visit, address: str, do: str, order: list[str]) -> None:
    page = edit(visit("procedit"), address, do, expect=200)

    shown = [each.get("value") for each in page.tree.xpath("//input[starts-with(@name, 'cell-')]")][::2]
    assert shown == order


def test_a_table_that_was_not_changed_makes_no_draft(visit: Visit, address: str) -> None:
    page = edit(visit("procedit"), address, "store")

    assert page.flashes == ["与已发布的版本相同，没有新的草稿"]
    assert page.path == address


@pytest.mark.parametrize("login", ["hxc", "procappr", "sysadmin"])
def test_r_gov_1_nobody_else_changes_a_table(visit: Visit, address: str, login: str) -> None:
    visit(login).get(f"{address}/edit", expect=403)


def test_strange_forms_are_no_fault_of_ours(visit: Visit, address: str) -> None:
    editor = visit("procedit")
    strange: list[dict[str, Any]] = [
        {"rules": "9999"},
        {"rules": "minus one"},
        {"policy": "MAJORITY", "aggregation": "MEAN"},
        {"name": "\x00\x0b", "cell-1-0": "\ufffe\x01"},
        {"cell-1-0": "?" * 20_000},
    ]

    for given in strange:
        sent = read_form(editor.get(f"{address}/edit").form("/edit"), {"do": "check", **given}, None)
        assert editor.client.post(f"{address}/edit", data=sent).status_code in {200, 400, 422}


def test_a_process_is_no_table(visit: Visit) -> None:
    reader = visit("hxc")
    process = reader.get(reader.get("/definitions?kind=process").link("廉政风险点查找与确定"))

    reader.get(process.path.replace("/definitions/", "/decisions/"), expect=404)
