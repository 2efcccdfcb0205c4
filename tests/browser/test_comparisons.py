"""What a change means, with a real browser: nothing is wrong with the page, and a sentence leads to its element."""

from typing import Any

import pytest

from tests.browser.conftest import DESK, PHONE, Doors, Enter
from tests.browser.looking import WIDE, find_faults
from tests.webapp.test_pages_comparisons import KEY, change_diagram


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_sentence_leads_to_its_element_on_both_drawings(doors: Doors, enter: Enter, size: Any) -> None:
    body = {"data": change_diagram().encode(), "content_type": "application/xml"}
    draft = doors.house.sign_in("procedit").ask("POST", "/process-definitions", expect=201, **body).json["id"]
    page = enter("procappr", size=size)
    page.goto(f"/definitions/{draft}/diff")
    page.locator("[data-side=old] .lf-changed, [data-side=new] .lf-added").first.wait_for()

    page.locator(".changes li", has_text="受理审查：办理期限").get_by_role("button").click()

    for side in ("old", "new"):
        shown = page.locator(f"[data-side={side}] .djs-element.lf-shown")
        assert shown.get_attribute("data-element-id") == "accept"
        assert is_inside(shown.bounding_box(), page.locator(f"[data-side={side}] [data-canvas]").bounding_box())
    assert page.locator("[data-side=new] .lf-sign-added").inner_text() == "+"
    assert [*find_faults(page), *page.evaluate(WIDE, size["width"]), *page.evaluate("window.__violations")] == []
    assert KEY in page.content()


def is_inside(inner: Any, outer: Any) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = inner["x"] + inner["width"] / 2, inner["y"] + inner["height"] / 2
    return bool(outer["x"] <= x <= outer["x"] + outer["width"] and outer["y"] <= y <= outer["y"] + outer["height"])
