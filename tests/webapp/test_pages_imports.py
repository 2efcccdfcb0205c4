"""Importing on pages: the result, the gaps that are asked for, and putting a corrected file back."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from tests.importers import VENDORS
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]


def bring(visitor: Visitor, name: str, *, do: str = "store", expect: int = 200) -> Page:
    form = visitor.get("/definitions/import").form("/definitions/import")
    keys: dict[str, Any] = {key: value for key, value in form.form_values() if key in {"csrf_token", "command_key"}}
    data = (VENDORS / f"{name}.bpmn").read_bytes() if name else b"<x/>"
    return visitor.post("/definitions/import", {**keys, "file": (BytesIO(data), "图.bpmn"), "do": do}, expect=expect)


def test_the_list_leads_to_the_import(visit: Visit) -> None:
    editor = visit("procedit")

    assert editor.get("/definitions").link("导入流程图") == "/definitions/import"


def test_one_process_leads_to_its_draft_with_changes_and_gaps(visit: Visit) -> None:
    page = bring(visit("procedit"), "camunda7_leave")

    assert page.flashes == ["已导入，存为草稿"]
    assert page.path.startswith("/definitions/")
    assert "需要补全" in page.text
    assert "变量 leaveDays 改名为 leave_days" in page.text
    assert "recordLeave" in page.text


def test_a_person_fills_the_gaps_on_the_page_and_submits(visit: Visit) -> None:
    editor = visit("procedit")
    page = bring(editor, "camunda7_leave")
    assert "1 处问题" in editor.submit(page, "/submit").flashes[0]

    page = editor.submit(page, "/fill", **{"g0.kind": "1"})
    assert page.flashes == ["已补全 1 处"]
    page = editor.submit(page, "/fill", **{"g0.owner": "role:office_staff"})

    assert "已全部补全" in page.text
    assert editor.submit(page, "/submit").flashes == ["已提交审核"]


def test_all_kinds_of_gaps_are_asked_for_in_one_form(visit: Visit) -> None:
    editor = visit("procedit")
    page = bring(editor, "camunda7_contract")
    fields = {
        each.get("name").partition(".")[2]: each.get("name")
        for each in page.tree.xpath("//*[@name]")
        if "." in each.get("name")
    }

    assert {"owner", "due", "each", "cardinality", "kind", "action", "called"} <= set(fields)
    page = editor.submit(
        page, "/fill", **{fields["due"]: "wd:3", fields["cardinality"]: "3", fields["owner"]: "role:office_head"}
    )

    assert "已补全" in page.flashes[0]
    assert not page.has(f"//*[@name='{fields['cardinality']}' and contains(@id, 'cardinality')]")


def test_several_processes_are_shown_beside_each_other(visit: Visit) -> None:
    page = bring(visit("procedit"), "drawn_by_hand")

    assert page.flashes == ["已导入 2 份草稿"]
    assert [each.text_content().strip() for each in page.tree.xpath("//h2/a")] == ["信访办理", "来访群众"]


def test_a_result_can_be_looked_at_without_storing_it(visit: Visit) -> None:
    page = bring(visit("yhc"), "flowable_expense", do="check")

    assert "费用报销" in page.text
    assert "finance" in page.text
    assert not visit("yhc").get("/definitions/import").has("//button[@value='store']")


def test_what_cannot_be_imported_says_why(visit: Visit) -> None:
    page = bring(visit("procedit"), "", expect=422)

    assert "不能导入" in page.text
    assert "definitions" in page.text


def test_an_old_page_overwrites_nothing(visit: Visit) -> None:
    editor = visit("procedit")
    page = bring(editor, "camunda7_leave")
    older, newer = editor.get(page.path), editor.get(page.path)
    editor.submit(newer, "/fill", **{"g0.kind": "1"})

    refused = editor.submit(older, "/fill", **{"g0.kind": "1"})

    assert refused.flashes == ["内容已在别处修改，请刷新后再保存"]


@pytest.mark.parametrize("form", ["/fill", "/file"])
def test_nothing_filled_in_changes_nothing(visit: Visit, form: str) -> None:
    editor = visit("procedit")
    page = bring(editor, "camunda7_leave")

    assert editor.submit(page, form).flashes[0] in {"没有填写任何内容", "请选择一个 BPMN 文件"}
