"""A browser without scripts: cookies, forms with their hidden fields, redirects that are not followed."""

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule
from werkzeug.routing.converters import AnyConverter, IntegerConverter
from werkzeug.test import TestResponse

from tests.houses import House
from webapp.house import DEMO_PASSWORD

_HIDDEN = re.compile(r'<input type="hidden" name="csrf_token" value="([^"]+)"')


class Browser:
    """Somebody with a browser."""

    def __init__(self, house: House) -> None:
        self.client = house.app.test_client()

    def get(self, path: str, **more: Any) -> TestResponse:
        return self.client.get(path, **more)

    def token(self, path: str = "/sign-in") -> str:
        """The token that the form of a page carries."""
        found = _HIDDEN.search(self.get(path).text)
        assert found is not None, f"no form on {path}"
        return found[1]

    def post(
        self, path: str, form: dict[str, Any] | None = None, *, token: str | None = None, **more: Any
    ) -> TestResponse:
        """Send a form as its page would."""
        fields = {**(form or {}), "csrf_token": self.token() if token is None else token}
        return self.client.post(path, data=fields, **more)

    def sign_in(self, login: str, password: str = DEMO_PASSWORD, target: str = "") -> TestResponse:
        return self.post("/sign-in", {"username": login, "password": password, "next": target})


def addresses(app: Flask, *methods: str) -> Iterator[tuple[str, str, Rule]]:
    """Every route with one of the methods: method, an address that fits, and the rule."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: _fitting(rule, name) for name in rule.arguments if name in rule._converters}
        for method in sorted((rule.methods or set()) & set(methods)):
            yield method, adapter.build(rule.endpoint, values, method=method), rule


def _fitting(rule: Rule, name: str) -> Any:
    converter = rule._converters[name]
    if isinstance(converter, IntegerConverter):
        return 1
    if isinstance(converter, AnyConverter):
        return min(converter.items)
    return "0" * 32
