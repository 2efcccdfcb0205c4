"""Changing a procedure on the pages: reason, paper and day; the decision in the inbox; packages as files."""

from collections.abc import Callable

from tests.houses import House
from tests.procedures import PLAIN
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]

PACKAGE = "/definitions/package"
NOTE = {"reason": "按新的公文办理规定修改", "document_number": "教纪〔2026〕5号"}


def draft(editor: Visitor) -> str:
    """The address of a stored draft."""
    page = editor.get("/definitions")
    file = (PLAIN, "plain.bpmn")
    return editor.submit(page, "/definitions", press=("do", "store"), file=file).path


def test_a_change_is_handed_in_with_its_reason_paper_and_day(visit: Visit, house: House) -> None:
    editor, approver = visit("procedit"), visit("procappr")
    address = draft(editor)

    page = editor.submit(editor.get(address), f"{address}/submit", **NOTE, effective_on="2026-08-01")

    assert page.flashes == ["已提交审核"]
    for said in (*NOTE.values(), "2026-08-01", "待审核"):
        assert said in page.text
    task = house.sign_in("procappr").find_task("审核")["id"]
    beside = approver.get(f"/tasks/{task}")
    for said in (*NOTE.values(), "2026-08-01", "新流程", "测试流程"):
        assert said in beside.text


def test_an_approved_change_waits_for_its_day(visit: Visit, house: House) -> None:
    editor, approver = visit("procedit"), visit("procappr")
    address = draft(editor)
    editor.submit(editor.get(address), f"{address}/submit", **NOTE, effective_on="2026-08-01")

    page = approver.submit(approver.get(address), f"{address}/approve")

    assert page.flashes == ["已同意；到生效日期自动发布"]
    assert "待生效" in page.text
    house.travel("2026-08-01T00:00:00+08:00")
    assert "待生效" not in approver.get(address).text


def test_a_day_that_is_no_day_is_asked_for_again(visit: Visit) -> None:
    editor = visit("procedit")
    address = draft(editor)

    assert editor.submit(editor.get(address), f"{address}/submit", **NOTE, effective_on="soon").flashes == [
        "请填写日期，如 2026-08-01"
    ]


def test_a_package_is_looked_at_before_it_is_stored(visit: Visit) -> None:
    editor = visit("procedit")
    address = draft(editor)
    data = editor.client.get(f"{address}/package").data

    page = editor.submit(
        editor.get("/definitions/package"), "/definitions/package", press=("do", "check"), file=(data, "p.zip")
    )

    assert "可以导入" in page.text
    assert "新流程" in page.text


def test_what_is_no_package_is_said_so(visit: Visit) -> None:
    editor = visit("procedit")
    file = (b"PK no", "p.zip")

    page: Page = editor.submit(
        editor.get("/definitions/package"), "/definitions/package", press=("do", "store"), file=file
    )

    assert any("不是可用的流程包" in each for each in page.flashes)
