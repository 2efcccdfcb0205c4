"""Approval operations with a real browser: nothing is wrong with the pages, on a desk and on a phone."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.approvals import THREE, open_tasks, signed
from tests.browser.conftest import DESK, PHONE, Doors, Enter
from tests.browser.looking import WIDE, find_faults
from tests.procedures import begin, finish


def look(page: Page, size: Any) -> list[str]:
    """What is wrong with a page as it stands."""
    return [*find_faults(page), *page.evaluate(WIDE, size["width"]), *page.evaluate("window.__violations")]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_task_is_returned_with_everything_said_before(doors: Doors, enter: Enter, size: Any) -> None:
    house = doors.house
    tasks = begin(house, THREE)
    finish(house.sign_in("yhc"), tasks["write"])
    finish(house.sign_in("pzx"), house.sign_in("pzx").find_task("check")["id"])
    page = enter("qmz", size=size)
    page.goto(f"/tasks/{house.sign_in('qmz').find_task('file')['id']}")
    page.locator("#return summary").click()
    assert look(page, size) == []

    page.get_by_label("直接送回我处").check()
    page.get_by_label("退回意见").fill("数据与台账不一致，请核对")
    page.locator("#return button").click()

    page.get_by_text("已退回").first.wait_for()
    assert list(open_tasks(house, tasks["instance"])) == ["check"]


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_signers_and_moves_look_right(doors: Doors, enter: Enter, size: Any) -> None:
    house = doors.house
    tasks = begin(house, signed())
    finish(house.sign_in("yhc"), tasks["write"])
    finish(house.sign_in("yhc"), house.sign_in("yhc").find_task("sign")["id"], "agree")
    page = enter("hxc", size=size)
    page.goto(f"/tasks/{house.sign_in('pzx').find_task('sign')['id']}")
    for place in ("add-signer", "remove-signer", "finish-early"):
        page.locator(f"#{place} summary").click()
    assert look(page, size) == []

    page.goto(f"/instances/{tasks['instance']}")
    page.get_by_text("移动环节").first.click()
    assert look(page, size) == []
