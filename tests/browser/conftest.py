"""Fixtures of browser tests: a house with its doors open on a port, and people with a real browser."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from waitress.server import create_server

from tests.houses import House
from tests.servers import free_port
from tests.webapp.conftest import EVERYTHING, LEAVE
from webapp.house import DEMO_PASSWORD

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}

WATCH = """
window.__violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.__violations.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}:${event.lineNumber}`);
});
"""
"""Notes what the Content-Security-Policy has refused."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """These tests share a browser: one worker runs them all."""
    for item in items:
        if "tests/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    """The browser, started once."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
        yield running
        running.close()


class Doors:
    """The address of a house that is open."""

    def __init__(self, house: House, address: str) -> None:
        self.house = house
        self.address = address


@pytest.fixture
def doors(house: House) -> Iterator[Doors]:
    """The house served on a free port, with small procedures beside the shipped ones."""
    house.publish(LEAVE.read_bytes())
    house.publish(EVERYTHING)
    with open_doors(house) as opened:
        yield opened


@contextmanager
def open_doors(house: House) -> Iterator[Doors]:
    """Serve a house on a free port."""
    port = free_port()
    server: Any = create_server(house.app, host="127.0.0.1", port=port, threads=4, ident=None)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield Doors(house, f"http://127.0.0.1:{port}")
    server.close()
    server.task_dispatcher.shutdown(timeout=2)
    thread.join(timeout=10)


Enter = Callable[..., Page]


@pytest.fixture
def enter(browser: Browser, doors: Doors) -> Iterator[Enter]:
    """Let somebody in: a page of a browser of one's own, signed in through the door."""
    with let_in(browser, doors) as entering:
        yield entering


@contextmanager
def let_in(browser: Browser, doors: Doors) -> Iterator[Enter]:
    """The same for more than one test."""
    contexts: list[BrowserContext] = []

    def sign_in(login: str = "", *, language: str = "zh-CN", size: Any = DESK, scripts: bool = True) -> Page:
        context = browser.new_context(
            viewport=size,
            locale=language,
            base_url=doors.address,
            java_script_enabled=scripts,
            timezone_id="Asia/Shanghai",
        )
        contexts.append(context)
        context.add_init_script(WATCH)
        page = context.new_page()
        page.set_default_timeout(30_000)
        if login:
            page.goto("/sign-in")
            page.fill("#username", login)
            page.fill("#password", DEMO_PASSWORD)
            page.press("#password", "Enter")
            page.wait_for_url("**/inbox")
        return page

    yield sign_in
    for context in contexts:
        context.close()
