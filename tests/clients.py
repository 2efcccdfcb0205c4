"""People and machines who use the HTTP API; they know paths and words, and nothing from inside."""

import secrets
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse


class Client:
    """An account on the API; answers are JSON, and a status that was not expected fails the test."""

    def __init__(self, client: FlaskClient, login: str = "", password: str = "") -> None:
        self.client = client
        self.login = login
        self.headers: dict[str, str] = {"Accept-Language": "zh"}
        if login:
            signed_in = self.post("/session", {"username": login, "password": password}, expect=201)
            self.headers["Authorization"] = f"Bearer {signed_in['token']}"

    def ask(self, method: str, path: str, *, expect: int | None = None, **more: Any) -> TestResponse:
        headers = {**self.headers, **more.pop("headers", {})}
        answer = self.client.open(f"/api/v1{path}", method=method, headers=headers, **more)
        if expect is not None:
            assert answer.status_code == expect, f"{method} {path}: {answer.status_code} {answer.text[:2000]}"
        return answer

    def get(self, path: str, expect: int = 200, **query: Any) -> Any:
        return self.ask("GET", path, expect=expect, query_string=query).json

    def post(self, path: str, body: Any = None, *, expect: int | None = None, key: str = "") -> Any:
        """Post a body; without an expected status it has to be accepted."""
        headers = {"Idempotency-Key": key or secrets.token_hex(8)}
        answer = self.ask("POST", path, expect=expect, json=body, headers=headers)
        assert expect or answer.status_code in {200, 201}, f"POST {path}: {answer.status_code} {answer.text[:2000]}"
        return answer.json

    def put(self, path: str, body: Any, *, expect: int = 200) -> Any:
        return self.ask("PUT", path, expect=expect, json=body).json

    # -- the inbox ---------------------------------------------------------------------------------

    def inbox(self, box: str = "todo", **query: Any) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.get("/tasks", box=box, limit=200, **query)["items"]
        return items

    def find_task(self, name: str) -> dict[str, Any]:
        """The one task of that name, or whose name contains it, in the inbox."""
        found = [item for item in self.inbox() if name in item["name"]]
        assert len(found) == 1, f"{self.login} has {[item['name'] for item in self.inbox()]}, not one {name}"
        return found[0]

    def has_task(self, name: str) -> bool:
        return any(name in item["name"] for item in self.inbox())

    def complete(
        self, name: str, outcome: str, values: dict[str, Any] | None = None, opinion: str = "", *, expect: int = 200
    ) -> Any:
        """Complete the task of that name."""
        body = {"outcome": outcome, "values": values or {}, "opinion": opinion}
        return self.post(f"/tasks/{self.find_task(name)['id']}/complete", body, expect=expect)

    def start(self, key: str, unit: str = "", variables: dict[str, Any] | None = None, expect: int = 201) -> Any:
        body = {"definition_key": key, "unit": unit, "variables": variables or {}}
        return self.post("/process-instances", body, expect=expect)

    def advance(self, to: str) -> None:
        """Move the demo's clock."""
        self.post("/demo/clock", {"now": to})
