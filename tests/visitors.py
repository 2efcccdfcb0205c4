"""People who use the pages without scripts: they read, follow links, fill forms as a browser would send them."""

from io import BytesIO
from typing import Any, Self

import lxml.html
from flask.testing import FlaskClient
from lxml.html import FormElement, HtmlElement
from werkzeug.test import TestResponse

from webapp.house import DEMO_PASSWORD

Given = str | list[str] | tuple[bytes, str]


class Page:
    """An answer as somebody reads it."""

    def __init__(self, answer: TestResponse, path: str) -> None:
        self.answer = answer
        self.path = path.partition("#")[0]
        self.status = answer.status_code
        self.tree: HtmlElement = lxml.html.fromstring(answer.text or "<html></html>")

    @property
    def text(self) -> str:
        return " ".join(self.tree.text_content().split())

    @property
    def title(self) -> str:
        return " ".join(self.find("//h1").text_content().split())

    @property
    def flashes(self) -> list[str]:
        return [" ".join(each.text_content().split()) for each in self.tree.xpath("//*[contains(@class, 'flash')]")]

    @property
    def problems(self) -> dict[str, str]:
        """What the summary of a refused form says, by the place to which it leads."""
        links = self.tree.xpath("//*[contains(@class, 'summary')]//a")
        return {each.get("href").removeprefix("#"): " ".join(each.text_content().split()) for each in links}

    def find(self, xpath: str) -> HtmlElement:
        found = self.tree.xpath(xpath)
        assert found, f"{self.path}: no {xpath} in {self.text[:1500]}"
        return found[0]

    def has(self, xpath: str) -> bool:
        return bool(self.tree.xpath(xpath))

    def field(self, name: str) -> HtmlElement:
        return self.find(f"//*[@name='{name}']")

    def form(self, action: str) -> FormElement:
        """The form whose action ends so."""
        found = [form for form in self.tree.forms if (form.get("action") or self.path).endswith(action)]
        assert found, f"{self.path}: no form {action}, only {[form.get('action') for form in self.tree.forms]}"
        return found[0]

    def link(self, text: str) -> str:
        """Where the first link of that text leads."""
        return str(self.find(f"//a[contains(normalize-space(), '{text}')]").get("href"))


class Visitor:
    """Somebody with a browser."""

    def __init__(self, client: FlaskClient, language: str = "zh") -> None:
        self.client = client
        self.headers = {"Accept-Language": language}

    def sign_in(self, login: str, password: str = DEMO_PASSWORD) -> Self:
        page = self.submit(self.get("/sign-in"), "/sign-in", username=login, password=password)
        assert page.path.startswith("/inbox"), page.text[:500]
        return self

    def get(self, path: str, *, expect: int = 200) -> Page:
        answer = self.client.get(path, headers=self.headers)
        while answer.status_code in {302, 303}:
            path = answer.headers["Location"]
            answer = self.client.get(path, headers=self.headers)
        page = Page(answer, path)
        assert page.status == expect, f"{path}: {page.status} {page.text[:1500]}"
        return page

    def submit(
        self, page: Page, action: str, *, press: tuple[str, str] | None = None, expect: int = 200, **given: Given
    ) -> Page:
        """Fill a form of a page and send it; `press` is the name and value of the button."""
        form = page.form(action)
        return self.post(form.get("action") or page.path, read_form(form, given, press), expect=expect)

    def post(self, path: str, data: dict[str, Any], *, expect: int = 200) -> Page:
        """Send something; a redirect must be 303 and is followed."""
        answer = self.client.post(path, data=data, headers=self.headers, content_type="multipart/form-data")
        if answer.status_code in {301, 302, 303, 307}:
            assert answer.status_code == 303, f"{path}: {answer.status_code}"
            return self.get(answer.headers["Location"], expect=expect)
        page = Page(answer, path)
        assert page.status == expect, f"{path}: {page.status} {page.text[:1500]}"
        return page

    def open_task(self, name: str) -> Page:
        """Open the task of that name from the inbox."""
        rows = self.get("/inbox").tree.xpath(f"//tr[@data-row][.//td[contains(normalize-space(), '{name}')]]")
        assert rows, f"no task {name} in the inbox"
        return self.get(rows[0].xpath(".//a/@href")[0])


def read_form(form: FormElement, given: dict[str, Given], press: tuple[str, str] | None) -> dict[str, Any]:
    """What a browser would send: values as they stand, those that were given, the button; nothing out of templates."""
    data: dict[str, Any] = {}
    for each in form.inputs:
        if each.name and each.tag != "button" and not each.xpath("ancestor::template"):
            for value in _values(each):
                data.setdefault(each.name, []).append(value)
    for name, value in given.items():
        data[name] = (BytesIO(value[0]), value[1]) if isinstance(value, tuple) else value
    if press:
        data[press[0]] = press[1]
    return data


def _values(each: Any) -> list[str]:
    if each.tag == "select":
        chosen = each.xpath(".//option[@selected]/@value")
        first = [] if each.get("multiple") else each.xpath(".//option/@value")[:1]
        return chosen or first
    if each.tag == "textarea":
        return [(each.text or "").removeprefix("\n")]
    kind = each.get("type", "text")
    if kind in {"checkbox", "radio"}:
        return [each.get("value", "on")] if each.get("checked") is not None else []
    return [] if kind in {"file", "submit", "button"} else [each.get("value", "")]
