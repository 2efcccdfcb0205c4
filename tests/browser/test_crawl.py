"""Every page, in both languages, on desk and phone: translated, accessible, narrow enough, nothing from outside."""

import os
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import DESK, PHONE, Doors, Enter
from tests.browser.looking import STEPS, look_at
from tests.conftest import CHOSEN

pytestmark = pytest.mark.skipif(
    os.environ.get(CHOSEN) == "postgresql", reason="looks at pages; which database lies below makes no difference"
)


def kind_of(path: str) -> str:
    """Pages that differ in their object only are one kind."""
    parts = path.partition("?")[0].split("/")
    return "/".join("*" if len(part) == 32 or part.isdigit() or part.startswith("I-") else part for part in parts)


def crawl(page: Page, *, english: bool, phone: bool) -> tuple[list[str], set[str]]:
    """Follow the links of one's own pages, two pages of each kind."""
    waiting, seen, kinds, faults = ["/inbox"], set(), {}, []
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.on("pageerror", lambda error: faults.append(f"script: {error}"))
    while waiting:
        path = waiting.pop(0)
        kind = kind_of(path)
        if path in seen or kinds.get(kind, 0) >= 2:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        faults += look_at(page, path, english=english, phone=phone)
        waiting += page.evaluate(STEPS)
    origin = page.evaluate("location.origin")
    faults += [f"asked for {url}" for url in requests if not url.startswith((origin, "data:"))]
    return faults, set(kinds)


def furnish(doors: Doors) -> None:
    """Something in every corner: procedures under way, done, overdue, copied, returned."""
    office, liaison, head = (doors.house.sign_in(login) for login in ("hxc", "yhc", "pzx"))
    for key in ("leave_request", "leave_request", "leave_request", "everything", "risk_discovery_anhui6"):
        office.start(key, "D07")
    first, second, *_rest = (each["id"] for each in liaison.inbox(definition_key="leave_request"))
    for task in (first, second):
        liaison.post(f"/tasks/{task}/complete", {"outcome": "submit", "values": {"reason": "探亲", "days": 3}})
    waiting, other = (each["id"] for each in head.inbox(definition_key="leave_request"))
    head.post(f"/tasks/{waiting}/complete", {"outcome": "return", "opinion": "请写明前往何处、由谁代管。"})
    head.post(f"/tasks/{other}/complete", {"outcome": "agree"})
    liaison.post(f"/tasks/{first}/copy", {"to": ["pzx"]})
    doors.house.travel("2026-07-21T09:30:00+08:00")


EVERYWHERE = {"/inbox", "/inbox/done", "/inbox/started", "/inbox/copied", "/tasks/*", "/instances", "/instances/*"} | {
    "/start",
    "/notices",
    "/substitutions",
    "/definitions",
    "/definitions/*",
    "/risk-points",
    "/warnings",
    "/statistics",
    "/statistics/*",
    "/bulletins",
    "/calendar",
    "/programme",
    "/help",
    "/about",
}


@pytest.mark.timeout(400)
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize(("login", "more"), [("yhc", set()), ("hxc", {"/risk-points/*", "/start/leave_request"})])
def test_every_page_is_in_order(doors: Doors, enter: Enter, language: str, login: str, more: set[str]) -> None:
    furnish(doors)
    page = enter(login, language=language)

    faults, kinds = crawl(page, english=language == "en-GB", phone=False)

    assert "\n".join(faults) == ""
    assert kinds >= EVERYWHERE | more


@pytest.mark.timeout(400)
def test_every_page_fits_on_a_phone(doors: Doors, enter: Enter) -> None:
    furnish(doors)
    page = enter("hxc", size=PHONE)

    faults, _kinds = crawl(page, english=False, phone=True)

    assert "\n".join(faults) == ""


@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_the_door_is_in_order(doors: Doors, enter: Enter, language: str, size: Any) -> None:
    page = enter(language=language, size=size)

    faults = list(look_at(page, "/sign-in", english=language == "en-GB", phone=size is PHONE))

    assert "\n".join(faults) == ""
