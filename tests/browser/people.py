"""People at pages: each has a browser of their own, reads what stands there, fills what is asked, presses buttons.

A person knows no address and no id: only the names of things as they are written on the pages, in Chinese.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Self

from playwright.sync_api import Locator, Page, Response, expect
from playwright.sync_api import TimeoutError as NothingHappenedError

import services.organisation
from tests.browser.conftest import Enter
from webapp.house import DEMO_PASSWORD

_LINES = (Path(services.organisation.__path__[0]) / "sample" / "experts.csv").read_text(encoding="utf-8").splitlines()

EXPERTS = {row["姓名"]: row["username"] for row in csv.DictReader(_LINES)}
"""Logins of the experts of the sample, by name."""

MUST = r"\s*\*?\s*"
"""The star behind the name of a field that has to be filled."""


def reads(text: str) -> re.Pattern[str]:
    """Exactly this text, whatever blanks stand around it and whether or not it bears the star."""
    return re.compile(rf"^\s*{re.escape(text)}{MUST}$")


def called(name: str, options: Locator) -> Locator:
    """The option that is called so, or else the one whose text contains the name."""
    exact = options.filter(has_text=reads(name))
    return exact if exact.count() else options.filter(has_text=name)


class Sheet:
    """A part of a page with fields, which are found by what is written beside them."""

    def __init__(self, part: Locator) -> None:
        self.part = part

    def fill(self, fields: Mapping[str, str]) -> Self:
        """Write, choose or tick what each field asks for."""
        for name, value in fields.items():
            self._fill(self.field(name), value)
        return self

    def field(self, name: str) -> Locator:
        return self.part.locator(".field").filter(has=self.part.page.locator("label, legend", has_text=reads(name)))

    def _fill(self, field: Locator, value: str) -> None:
        if field.locator("select").count():
            option = called(value, field.locator("option"))
            field.locator("select").select_option(value=option.get_attribute("value"))
        elif field.locator("input[type=radio]").count():
            called(value, field.locator(".ticks label")).click()
        else:
            field.locator("input:not([type=hidden]), textarea").fill(value)

    def offers(self, name: str) -> list[str]:
        """What a field lets one choose."""
        options = self.field(name).locator("option:not([value='']), .ticks label")
        return [each.strip() for each in options.all_inner_texts()]


class Person(Sheet):
    """Somebody who works with the product through pages alone."""

    def __init__(self, page: Page, login: str) -> None:
        self.page, self.login = page, login
        self.faults: list[str] = []
        self.doing = ""
        super().__init__(page.locator("main"))
        page.on("pageerror", lambda error: self.faults.append(f"{login}: {error}"))
        page.on("response", self._watch)

    def _watch(self, response: Response) -> None:
        if response.status >= 500:
            self.faults.append(f"{self.login}: {response.status} {response.url}")

    def sign_in(self, password: str = DEMO_PASSWORD) -> Self:
        """Come in through the door."""
        self.page.goto("/")
        self.page.get_by_label("账号", exact=True).fill(self.login)
        self.page.get_by_label("口令", exact=True).fill(password)
        self.press("登录")
        self.reads_title("待办事项")
        return self

    # -- going about -------------------------------------------------------------------------------

    def follow(self, name: str) -> Self:
        """Follow a link of the page's content."""
        with self.page.expect_navigation():
            self.part.get_by_role("link", name=name, exact=True).first.click()
        return self

    def open(self, name: str) -> Self:
        """Open a page from the main menu."""
        with self.page.expect_navigation():
            self.page.get_by_role("navigation", name="主菜单").get_by_role(
                "link", name=re.compile(rf"^{name}\s*\d*$")
            ).click()
        return self

    def visit(self, address: str) -> int:
        """Follow an address that somebody else has passed on; returns what the house answers."""
        answer = self.page.goto(address)
        assert answer is not None
        return answer.status

    @property
    def address(self) -> str:
        """Where one is, to pass on."""
        return self.page.url

    # -- the inbox ---------------------------------------------------------------------------------

    @property
    def inbox(self) -> list[str]:
        """The steps that wait for one."""
        self.open("待办")
        return [each.strip() for each in self.page.locator("tr[data-row] td[data-label='环节']").all_inner_texts()]

    def has(self, *tasks: str) -> bool:
        """Whether exactly these steps wait."""
        found = self.inbox
        assert found == list(tasks), f"{self.login} has {found}"
        return True

    def task(self, name: str) -> Self:
        """Open a step from the inbox."""
        row = self.page.locator("tr[data-row]").filter(
            has=self.page.locator("td[data-label='环节']", has_text=re.compile(rf"^\s*{name}"))
        )
        if not row.count():
            self.open("待办")
        with self.page.expect_navigation():
            row.get_by_role("link", name="办理", exact=True).click()
        expect(self.page.locator("#ask-title")).to_have_text(name)
        self.doing = name
        return self

    def look_back_at(self, name: str) -> Self:
        """Open a step that one has done, the latest of that name."""
        self.open("已办")
        row = self.page.locator("tr[data-row]").filter(has=self.page.locator("td[data-label='环节']", has_text=name))
        with self.page.expect_navigation():
            row.first.get_by_role("link", name="查看", exact=True).click()
        return self

    # -- filling and pressing ----------------------------------------------------------------------

    def choose(self, outcome: str) -> Self:
        """Say how one is going to decide, so that the fields for it appear."""
        self.part.get_by_role("group", name="办理结果").get_by_label(outcome, exact=True).check()
        return self

    def row(self, table: str, at: int) -> Sheet:
        """A row of a table, added if it does not stand there yet."""
        rows = self.part.locator("fieldset.rows").filter(has=self.page.locator("> legend", has_text=reads(table)))
        while rows.locator("[data-item]").count() <= at:
            rows.get_by_role("button", name="增加一项").click()
        return Sheet(rows.locator("[data-item]").nth(at))

    def fill_rows(self, table: str, rows: Sequence[Mapping[str, str]]) -> Self:
        """Fill a table row by row."""
        for at, fields in enumerate(rows):
            self.row(table, at).fill(fields)
        return self

    def about(self, item: str) -> Sheet:
        """The row of a vote that is about an item; each has its row beforehand."""
        return Sheet(
            self.part.locator("[data-item]").filter(has=self.page.locator("> legend", has_text=re.compile(item)))
        )

    def press(self, button: str, within: str = "") -> Self:
        """Press a button that leads on, once more if nothing happens: the key of the form makes that harmless."""
        part = self.page.locator("section", has=self.page.get_by_role("heading", name=within)) if within else self.part
        pressed = part.get_by_role("button", name=button, exact=True)
        try:
            self._go_on(pressed)
        except NothingHappenedError:
            self._go_on(pressed)
        return self

    def _go_on(self, pressed: Locator) -> None:
        with self.page.expect_navigation():
            pressed.click()

    def finish(self, outcome: str) -> Self:
        """Complete the step that is open; the house says that it was done."""
        self.press(outcome)
        self.hears(f"已办理“{self.doing}”：{outcome}")
        return self

    # -- reading -----------------------------------------------------------------------------------

    def reads_title(self, title: str) -> Self:
        expect(self.part.locator("h1")).to_contain_text(title)
        return self

    def reads(self, *texts: str) -> Self:
        for text in texts:
            expect(self.part).to_contain_text(text)
        return self

    def does_not_read(self, *texts: str) -> Self:
        for text in texts:
            expect(self.part).not_to_contain_text(text)
        return self

    def does_not_offer(self, button: str) -> Self:
        expect(self.part.get_by_role("button", name=button, exact=True)).to_have_count(0)
        return self

    def hears(self, text: str) -> Self:
        """What the house says about the last deed."""
        expect(self.part.locator(".flash").first).to_contain_text(text)
        return self

    def line(self, name: str) -> list[str]:
        """The cells of the first line of a table that names something."""
        cells = self.part.locator("tr", has_text=name).first.locator("td")
        return [" ".join(each.split()) for each in cells.all_inner_texts()]

    # -- time --------------------------------------------------------------------------------------

    @property
    def today(self) -> str:
        """The day that the clock in the bar shows."""
        return self.page.locator("details.clock summary .number").inner_text()[:10]

    def advance(self, step: str) -> Self:
        """Let the demo's clock go forward, by its menu in the bar."""
        return self._advance(step, "")

    def advance_to(self, at: str) -> Self:
        """Let the demo's clock go forward to an instant."""
        return self._advance("前进", at)

    def _advance(self, button: str, at: str) -> Self:
        clock = self.page.locator("details.clock")
        clock.locator("summary").click()
        if at:
            clock.get_by_label("或前进到").fill(at)
        with self.page.expect_navigation():
            clock.get_by_role("button", name=button, exact=True).click()
        return self.hears("时钟已走到")


class People:
    """Everybody who has a part, each signed in when first needed."""

    def __init__(self, enter: Enter) -> None:
        self.enter = enter
        self.known: dict[str, Person] = {}
        self.hall: Person | None = None
        self.passwords: dict[str, str] = {}
        """Of those who have another one than the sample's accounts."""

    def __getitem__(self, login: str) -> Person:
        if login not in self.known:
            self.known[login] = Person(self.enter(), login).sign_in(self.passwords.get(login, DEMO_PASSWORD))
        return self.known[login]

    def passer_by(self) -> Person:
        """Somebody without an account, at the computer that stands in the hall."""
        self.hall = self.hall or Person(self.enter(), "somebody")
        self.hall.page.goto("about:blank")
        return self.hall

    @property
    def faults(self) -> list[str]:
        """What went wrong behind the pages, of scripts and of the house."""
        everybody = [*self.known.values(), *([self.hall] if self.hall else [])]
        return [fault for person in everybody for fault in person.faults]
