"""Moving running instances on pages: chosen and previewed, proposed, approved by another, followed, put back."""

from collections.abc import Callable

import pytest

from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, call, draw, end, start, user
from tests.houses import House
from tests.procedures import STARTER
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]


def drawn(*steps: str) -> bytes:
    nodes = [user(step, LIAISON if step == "write" else HEAD_OF_UNIT) for step in steps]
    return draw(
        "plain", [STARTER, *nodes, end()], list(zip(["start", *steps], [*steps, "end"], strict=True)), variables=UNIT
    )


@pytest.fixture
def choosing(house: House) -> str:
    """The page on which one chooses what moves to the second version; two instances run on the first."""
    house.publish(drawn("write", "check"))
    for _ in range(2):
        house.sign_in("hxc").start("plain", "D07")
    new = house.publish(drawn("draft", "look", "check"))
    return f"/definitions/{new.id}/migrate"


def preview(who: Visitor, choosing: str, **more: str) -> Page:
    """Choose the first version, and what `write` becomes."""
    page = who.get(choosing)
    old = page.find("//select[@name='from']/option").get("value")
    query = "&".join(f"{name}={value}" for name, value in {"from": old, **more}.items())
    return who.get(f"{choosing}?{query}")


def verdicts(page: Page) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.tree.xpath("//tbody/tr/td[3]")]


def test_r_gov_3_two_persons_move_what_runs(visit: Visit, house: House, choosing: str) -> None:
    editor, approver = visit("procedit"), visit("procappr")

    refused = preview(editor, choosing)
    assert verdicts(refused) == ["不能迁移", "不能迁移"]
    assert "“write”正在办理，新版本没有这个环节" in refused.text
    shown = preview(editor, choosing, **{"map.write": "draft"})
    assert verdicts(shown) == ["可以迁移", "可以迁移"]
    assert "write → draft" in shown.text
    proposed = editor.submit(shown, choosing, note="新办法施行")
    assert proposed.flashes == ["已提出，待审核员批准；批准前流程不变"]
    assert not proposed.has("//button[contains(., '批准迁移')]")
    approved = approver.submit(approver.get(proposed.path), "/approve")
    assert approved.answer.headers["Refresh"] == "5"
    house.work_off()

    done = approver.get(proposed.path)
    assert verdicts(done) == ["已迁移", "已迁移"]
    assert "Refresh" not in done.answer.headers
    back = approver.submit(done, "/return", reason="方案有误")
    assert back.flashes == ["已退回原版本"]
    assert sorted(verdicts(back)) == ["已迁移", "已退回原版本"]
    only = approver.get(f"{proposed.path}?state=returned")
    assert verdicts(only) == ["已退回原版本"]
    assert "新办法施行" in editor.get(choosing).text


def test_a_proposal_without_a_reason_goes_back_to_what_was_chosen(visit: Visit, choosing: str) -> None:
    editor = visit("procedit")

    page = editor.submit(preview(editor, choosing, **{"map.write": "draft"}), choosing, note=" ")

    assert page.flashes == ["请写明迁移理由"]
    assert verdicts(page) == ["可以迁移", "可以迁移"]


def test_a_mapping_that_does_not_fit_is_said_on_the_page(visit: Visit, choosing: str) -> None:
    page = preview(visit("procedit"), choosing, **{"map.write": "nothing"})

    assert "新版本没有环节 nothing" in page.text
    assert verdicts(page) == []


def test_a_step_of_a_called_process_is_given_its_new_id_on_the_page(visit: Visit, house: House) -> None:
    inner = draw(
        "inner", [start(), user("look", HEAD_OF_UNIT), end()], [("start", "look"), ("look", "end")], variables=UNIT
    )
    outer = draw(
        "outer",
        [STARTER, call("inside", "inner", '<lf:in name="unit" value="unit"/>'), end()],
        [("start", "inside"), ("inside", "end")],
        variables=UNIT,
    )
    house.publish(inner)
    house.publish(outer)
    house.sign_in("hxc").start("outer", "D07")
    house.publish(inner.replace(b'"look"', b'"check"'))
    new = house.publish(outer.replace(b"<process ", b"<!-- 2 --><process "))
    choosing, editor = f"/definitions/{new.id}/migrate", visit("procedit")

    assert verdicts(preview(editor, choosing)) == ["不能迁移"]
    moved = preview(editor, choosing, **{"map.inner:look": "check"})

    assert verdicts(moved) == ["可以迁移"]
    assert "look → check" in moved.text
    proposed = editor.submit(moved, choosing, note="新办法施行")
    assert proposed.flashes == ["已提出，待审核员批准；批准前流程不变"]


def test_only_editors_and_approvers_see_it(visit: Visit, choosing: str) -> None:
    visit("hxc").get(choosing, expect=403)
    shown = choosing.removesuffix("/migrate")
    assert "迁移运行中的流程" not in visit("hxc").get(shown).text
    assert "迁移运行中的流程" in visit("procappr").get(shown).text


def test_a_process_without_instances_has_nothing_to_move(visit: Visit, house: House) -> None:
    stored = house.publish(drawn("write"))

    assert "没有办理中的流程" in visit("procedit").get(f"/definitions/{stored.id}/migrate").text
