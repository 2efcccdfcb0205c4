"""The page of trying out: step by step, every way, last year's instances; and the same over the API."""

from collections.abc import Callable
from typing import Any

import pytest

from services.process.definitions import upload_definition
from tests.houses import House
from tests.procedures import LOOP, PLAIN, begin, finish
from tests.visitors import Page, Visitor
from webapp.views.dry_runs import read_marks

Visit = Callable[..., Visitor]


@pytest.fixture
def draft(house: House) -> str:
    """A draft with a loop."""
    return upload_definition(house.command("procedit"), LOOP).id


def steps_of(page: Page) -> list[list[str]]:
    rows = page.tree.xpath("//section[@aria-labelledby='result']//tbody/tr")
    return [[" ".join(cell.text_content().split()) for cell in row] for row in rows]


def test_one_walks_step_by_step_and_sees_who_gets_each(visit: Visit, draft: str) -> None:
    editor, address = visit("procedit"), f"/definitions/{draft}/dry-run"
    assert "试运行" in editor.get(f"/definitions/{draft}").text

    page = editor.submit(editor.get(address), f"{address}#result", do="step", unit="D07", expect=200)
    assert "等待您的答复" in page.text
    assert "学位管理与研究生处 → 联络员 → 姚海澄" in steps_of(page)[0][2]

    for answer in ('{"node": "write", "process": "loop", "outcome": "done"}', '{"node": "check", "outcome": "agree"}'):
        page = editor.submit(page, f"{address}#next-title", answer=answer, expect=200)
    assert "走到了结束" in page.text
    assert [row[1].partition("办理")[0] for row in steps_of(page)] == ["write", "check"]
    assert page.has("//*[@data-drawing]")


def test_every_way_is_shown_and_each_may_be_walked(visit: Visit, draft: str) -> None:
    editor, address = visit("procedit"), f"/definitions/{draft}/dry-run"

    page = editor.submit(editor.get(address), f"{address}#result", do="explore", unit="ROOT", expect=200)

    assert "全部走到" in page.text
    assert "无人可派的环节" in page.text
    again = editor.submit(page, f"{address}#result", do="run", answers="[]", expect=200)
    assert "无人可派" in again.text
    drawing = editor.get(str(page.find("//*[@data-drawing]").get("data-drawing"))).text
    assert '"write":"overdue"' in drawing.replace(" ", "")


def test_last_years_instances_are_replayed_on_the_page(house: House, visit: Visit) -> None:
    task = begin(house, PLAIN)
    finish(house.sign_in("yhc"), task["write"])
    head = house.sign_in("pzx")
    finish(head, head.find_task("check")["id"])
    changed = upload_definition(house.command("procedit"), PLAIN.replace(b'relation="head"', b'relation="leader"')).id
    editor, address = visit("procedit"), f"/definitions/{changed}/dry-run"

    page = editor.submit(editor.get(address), f"{address}#result", do="replay", expect=200)

    assert "办理人不同" in page.text
    assert "（无权查看）" in page.text


def test_a_form_that_was_tampered_with_is_refused_or_means_nothing(visit: Visit, draft: str) -> None:
    editor, address = visit("procedit"), f"/definitions/{draft}/dry-run"
    form = editor.get(address)

    for field, text, status in [
        ("answers", "[", 200),
        ("answers", '{"node": 1}', 200),
        ("answers", '[{"node": "nowhere"}]', 422),
        ("answers", '[{"node": "check", "outcome": "burn"}]', 422),
        ("given", '{"unit": {"a": 1}}', 422),
        ("given", '{"secret": 1}', 422),
        ("unit", "NOWHERE", 422),
    ]:
        editor.submit(form, f"{address}#result", do="run", **{field: text}, expect=status)
    assert read_marks("no marks") == {}
    assert editor.get(f"{address}/drawing?marks=xx").status == 200


def test_the_api_walks_explores_and_replays(house: House, draft: str) -> None:
    editor = house.sign_in("procedit")
    body: dict[str, Any] = {"start": {"unit": "D07"}, "answers": [{"node": "check", "outcome": "return"}]}

    run = editor.post(f"/process-definitions/{draft}/dry-run", body)
    assert run["end"]["state"] == "completed"
    assert [node["node"] for node in run["path"]].count("check") == 2
    assert run["tasks"][0]["people"][0]["why"] == "学位管理与研究生处 → 联络员 → 姚海澄"

    found = editor.post(f"/process-definitions/{draft}/dry-run/explore", {"start": {"unit": "D07"}})
    assert found["nodes"]["reached"] == found["nodes"]["total"]
    assert found["missed"] == found["dead_ends"] == found["vacancies"] == []
    case = found["cases"][0]
    again = editor.post(
        f"/process-definitions/{draft}/dry-run", {"start": {**case["start"], "unit": "D07"}, "answers": case["answers"]}
    )
    assert (again["end"]["state"], again["unused"]) == ("completed", [])

    assert editor.post(f"/process-definitions/{draft}/replay", {})["total"] == 0


@pytest.mark.parametrize("path", ["dry-run", "dry-run/explore", "replay"])
def test_only_editors_and_approvers_try_out(house: House, draft: str, path: str) -> None:
    for login in ("yhc", "sysadmin"):
        house.sign_in(login).post(f"/process-definitions/{draft}/{path}", {}, expect=403)
    house.sign_in("procappr").post(f"/process-definitions/{draft}/{path}", {})
    house.sign_in("procedit").post(f"/process-definitions/{'0' * 32}/{path}", {}, expect=404)


def test_wrong_values_are_refused_with_a_sentence(house: House, draft: str) -> None:
    editor = house.sign_in("procedit")
    for start in (
        {"unit": "D07", "round": 1},
        {"unit": "NOWHERE"},
        {"starter": "nobody"},
        {"variables": {"unit": [1]}},
    ):
        editor.post(f"/process-definitions/{draft}/dry-run", {"start": start}, expect=422)


def test_the_steps_ahead_of_an_instance_are_a_page(house: House, visit: Visit) -> None:
    task = begin(house, PLAIN)
    reader = visit("pzx")

    page = reader.get(reader.get(f"/instances/{task['instance']}").link("接下来的环节"))

    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in page.tree.xpath("//section//tbody/tr")]
    assert [row[1] for row in rows] == ["必经", "必经"]
    assert rows[1][2] == "学位管理与研究生处 → 主要负责人 → 彭志翾"
    visit("wym").get(f"/instances/{task['instance']}/forecast", expect=404)


def test_the_approver_reads_the_dry_run_beside_his_form_and_may_try_for_himself(
    house: House, visit: Visit, draft: str
) -> None:
    house.sign_in("procedit").post(f"/process-definitions/{draft}/submit", {"reason": "精简办理环节"})
    task = house.sign_in("procappr").find_task("审核")

    page = visit("procappr").get(f"/tasks/{task['id']}")

    trial = page.tree.xpath("//section[@aria-labelledby='trial-title']")[0]
    assert "没有发现问题" in trial.text_content()
    assert trial.xpath(".//a/@href") == [f"/definitions/{draft}/dry-run"]
