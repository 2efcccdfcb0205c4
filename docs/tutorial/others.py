"""Do in a demo what many people would do one after the other: cast papers, declare, assess, vote at the meeting.

    python3 docs/tutorial/others.py cast ADDRESS-OF-THE-BALLOT CODE CODE …
    python3 docs/tutorial/others.py declare ADDRESS-OF-THE-PANEL
    python3 docs/tutorial/others.py assess ADDRESS-OF-THE-PANEL
    python3 docs/tutorial/others.py vote ADDRESS-OF-THE-MEETING

Nothing but the HTTP API and the standard library: who has already done his part is left alone.
"""

import json
import secrets
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

PASSWORD = "lianflow-demo"
OFFICE = "hxc"
REASON = "表述不够具体，须写明环节和情形"


class Place:
    """A ballot, panel or meeting: where its house stands, and its id in the address that a browser shows."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        self.house = f"{parts.scheme}://{parts.netloc}"
        self.noun, self.id = parts.path.strip("/").split("/")[:2]

    @property
    def path(self) -> str:
        """Its path in the API."""
        return f"/{self.noun}/{self.id}"


class Person:
    """Somebody at the API; without a login, somebody whom the house does not know."""

    def __init__(self, house: str, login: str = "") -> None:
        self.house = house
        self.headers = {"Content-Type": "application/json"}
        if login:
            token = self.post("/session", {"username": login, "password": PASSWORD})["token"]
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str) -> Any:
        """Ask for something."""
        return self._send(Request(f"{self.house}/api/v1{path}", headers=self.headers))

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Change something; the key makes a repetition harmless."""
        headers = {**self.headers, "Idempotency-Key": secrets.token_hex(8)}
        data = json.dumps(body).encode()
        return self._send(Request(f"{self.house}/api/v1{path}", data=data, headers=headers, method="POST"))

    def _send(self, request: Request) -> Any:
        try:
            with urlopen(request) as answer:
                return json.load(answer)
        except HTTPError as error:
            problem = json.load(error)
            raise SystemExit(f"{request.get_method()} {request.full_url}: {problem['detail']}") from error


def cast(place: Place, *codes: str) -> None:
    """Cast a paper for each code: every item is approved of."""
    stranger = Person(place.house)
    items = stranger.get(place.path)["items"]
    for code in codes:
        choices = {item["id"]: "认可" for item in items}
        receipt = stranger.post(f"{place.path}/papers", {"token": code, "choices": choices})["receipt"]
        print(f"{code}: receipt {receipt}")


def declare(place: Place) -> None:
    """Let every member who has not yet done so declare that he is independent."""
    for member in _members(place):
        if not member["declared"]:
            Person(place.house, member["code"]).post(f"{place.path}/declarations", {"independent": True})
            print(f"{member['name']} has declared")


def assess(place: Place) -> None:
    """Let every member who has not voted assess: the first point 准确, every other 比较准确."""
    points = [item["risk_point"] for item in Person(place.house, OFFICE).get(place.path)["items"]]
    items = [_assess(point, first=point == points[0]) for point in points]
    for member in _members(place):
        if not member["voted"]:
            Person(place.house, member["code"]).post(f"{place.path}/votes", {"items": items})
            print(f"{member['name']} has assessed")


def _assess(point: str, *, first: bool) -> dict[str, str]:
    """What an expert says about a point."""
    grade, reason = ("accurate", "") if first else ("fairly", REASON)
    return {"risk_point": point, "grade": grade, "reason": reason}


def _members(place: Place) -> Iterator[dict[str, Any]]:
    """The members of a panel who sit in it now."""
    for member in Person(place.house, OFFICE).get(place.path)["members"]:
        if member["state"] == "seated":
            yield member


def vote(place: Place) -> None:
    """Let every member present who has not voted approve of what is moved."""
    meeting = Person(place.house, OFFICE).get(place.path)
    voted = {each["name"] for motion in meeting["motions"] for each in motion["votes"]}
    items = [{"risk_point": m["risk_point"], "grade": m["grade"], "vote": "approve"} for m in meeting["motions"]]
    for member in meeting["members"]:
        if member["present"] and member["name"] not in voted:
            Person(place.house, member["code"]).post(f"{place.path}/votes", {"items": items})
            print(f"{member['name']} has voted")


PARTS: Mapping[str, Callable[..., None]] = {"cast": cast, "declare": declare, "assess": assess, "vote": vote}


def main() -> None:
    """Take the part that the command line names."""
    part, address, *more = sys.argv[1:] or ["", ""]
    if part not in PARTS:
        raise SystemExit(__doc__)
    PARTS[part](Place(address), *more)


if __name__ == "__main__":
    main()
