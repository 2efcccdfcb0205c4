"""What every answer carries and every change must prove: CSRF, headers, cookies, redirects, hosts (trust study 6.1)."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.houses import House
from tests.webapp.browsing import Browser, addresses
from webapp.app import create_app
from webapp.config import Settings
from webapp.paths import is_own_path

SEE_OTHER = 303
UNSAFE = ("POST", "PUT", "PATCH", "DELETE")


@pytest.fixture
def signed_in(house: House) -> Browser:
    browser = Browser(house)
    assert browser.sign_in("yhc").status_code == SEE_OTHER
    return browser


def bears_its_own_secret(app: Flask, endpoint: str) -> bool:
    return bool(getattr(app.view_functions[endpoint], "bears_own_secret", False))


# -- CSRF ------------------------------------------------------------------------------------------


def test_every_change_by_a_browser_needs_the_token_of_its_page(house: House, signed_in: Browser) -> None:
    wrong = []
    for method, address, rule in addresses(house.app, *UNSAFE):
        if bears_its_own_secret(house.app, rule.endpoint):
            continue
        kind = {"json": {}} if address.startswith("/api/") else {"data": {}}
        answer = signed_in.client.open(address, method=method, **kind)
        if answer.status_code != 400:
            wrong.append((method, address, answer.status_code))

    assert wrong == []


def test_what_bears_its_own_secret_is_named_here(house: House) -> None:
    """Whoever exempts a route from the token thinks about it twice."""
    routes = addresses(house.app, *UNSAFE)

    exempt = {rule.endpoint for _, _, rule in routes if bears_its_own_secret(house.app, rule.endpoint)}

    assert exempt == {"api.session.create", "api.ballots.cast", "ballots.vote"}


@pytest.mark.parametrize("token", ["", "x", "IjEi.aaaa.bbbb"])
def test_a_token_that_was_not_given_to_this_browser_is_refused(house: House, signed_in: Browser, token: str) -> None:
    assert signed_in.post("/sign-out", token=token).status_code == 400
    other = Browser(house)
    assert signed_in.post("/sign-out", token=other.token()).status_code == 400
    assert signed_in.post("/sign-out").status_code == SEE_OTHER


def test_the_api_takes_the_token_as_a_header_from_browsers(signed_in: Browser) -> None:
    path = "/api/v1/tasks/" + "0" * 32 + "/claim"

    assert signed_in.client.post(path).status_code == 400
    assert signed_in.client.post(path, headers={"X-CSRFToken": signed_in.token()}).status_code == 404


def test_a_bearer_token_is_no_cookie_and_needs_no_other(house: House) -> None:
    yhc = house.sign_in("yhc")

    assert yhc.ask("POST", "/tasks/" + "0" * 32 + "/claim").status_code == 404


def test_a_cookie_does_not_count_where_a_bearer_token_is_sent(house: House, signed_in: Browser) -> None:
    """So that nobody sends an empty bearer header to get around the token."""
    path = "/api/v1/tasks/" + "0" * 32 + "/claim"

    assert signed_in.client.post(path, headers={"Authorization": "Bearer "}).status_code in {400, 401}
    assert signed_in.client.post(path, headers={"Authorization": "Bearer x"}).status_code == 401


# -- headers ---------------------------------------------------------------------------------------

SENT = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}


def check_headers(answer: TestResponse) -> None:
    for name, value in SENT.items():
        assert answer.headers.get(name) == value, f"{answer.request.path}: {name}"
    policy = answer.headers["Content-Security-Policy"]
    for word in ("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"):  # fmt: skip  # noqa: E501
        assert word in policy
    assert "unsafe" not in policy
    assert "*" not in policy
    cache = answer.headers["Cache-Control"]
    assert cache == "no-store" or answer.request.path.startswith("/static/")


def test_every_page_and_answer_carries_the_headers(house: House, signed_in: Browser) -> None:
    checked = 0
    for _, address, _ in addresses(house.app, "GET"):
        answer = signed_in.get(address)
        check_headers(answer)
        assert answer.status_code < 500 or address == "/health/ready", address
        checked += 1
    assert checked > 20


ERRORS: dict[str, tuple[Callable[[Any], TestResponse], int]] = {
    "absent": (lambda client: client.get("/nowhere"), 404),
    "absent in the API": (lambda client: client.get("/api/v1/nowhere"), 404),
    "another method": (lambda client: client.get("/sign-out"), 405),
    "no token": (lambda client: client.post("/sign-out"), 400),
    "not signed in": (lambda client: client.get("/api/v1/me"), 401),
    "not signed in, to change something": (lambda client: client.post("/api/v1/tasks/x/claim"), 401),
    "no JSON": (lambda client: client.post("/api/v1/session", data="x", content_type="application/json"), 400),
    "another medium": (lambda client: client.post("/api/v1/session", data="x", content_type="text/plain"), 415),
    "too large": (
        lambda client: client.post("/api/v1/session", data=b"x" * (3 << 20), content_type="application/json"),
        413,
    ),
    "a NUL in the address": (lambda client: client.get("/api/v1/tasks/a%00b"), 400),
}


@pytest.mark.parametrize("name", ERRORS)
def test_errors_carry_the_headers_too(house: House, name: str) -> None:
    ask, status = ERRORS[name]

    answer = ask(house.app.test_client())

    assert answer.status_code == status
    check_headers(answer)


@pytest.mark.parametrize(("path", "kind"), [("/api/v1/me", "application/problem+json"), ("/health/live", "text/html")])
def test_a_fault_of_the_house_shows_nothing_of_it(
    house: House, monkeypatch: pytest.MonkeyPatch, path: str, kind: str
) -> None:
    def fail(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError("SELECT secret FROM /work/main")

    endpoint = {"/api/v1/me": "api.me.show", "/health/live": "home.live"}[path]
    monkeypatch.setitem(house.app.view_functions, endpoint, fail)

    answer = house.app.test_client().get(path)

    assert (answer.status_code, answer.mimetype) == (500, kind)
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    check_headers(answer)


def test_behind_https_the_browser_is_told_to_stay_there(tmp_path: Path, house: House) -> None:
    app = secure_app(house, tmp_path)

    assert app.test_client().get("/health/live").headers["Strict-Transport-Security"].startswith("max-age=")
    assert "Strict-Transport-Security" not in house.app.test_client().get("/health/live").headers


# -- cookies ---------------------------------------------------------------------------------------


def secure_app(house: House, home: Path) -> Flask:
    return create_app(Settings(home=home, demo=True, database_url=house.settings.database_url, https=True))


def cookies_of(answer: TestResponse) -> dict[str, str]:
    """Name → the rest of each cookie that an answer sets."""
    return {line.partition("=")[0]: line for line in answer.headers.getlist("Set-Cookie")}


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(house: House) -> None:
    browser = Browser(house)
    browser.sign_in("yhc")
    cookies = cookies_of(browser.sign_in("yhc"))

    line = cookies["lianflow_session"]
    assert "HttpOnly" in line
    assert "SameSite=Lax" in line
    assert "Path=/" in line
    assert "Domain" not in line
    assert "Secure" not in line
    assert all("HttpOnly" in each and "SameSite" in each for each in cookies.values())


def test_behind_https_the_cookie_is_bound_to_its_host(house: House, tmp_path: Path) -> None:
    """Decision 36: `__Host-` needs Secure, Path=/ and no Domain."""
    client = secure_app(house, tmp_path).test_client()
    base = "https://flow.example"
    page = client.get("/sign-in", base_url=base)
    token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
    form = {"username": "yhc", "password": "lianflow-demo", "csrf_token": token}

    cookies = cookies_of(client.post("/sign-in", data=form, base_url=base, headers={"Referer": f"{base}/sign-in"}))

    line = cookies["__Host-lianflow_session"]
    assert "Secure" in line
    assert "Path=/" in line
    assert "Domain" not in line
    assert all("Secure" in each for each in cookies.values())


def test_signing_in_gives_a_new_session_and_forgets_a_planted_one(house: House) -> None:
    browser = Browser(house)
    browser.client.set_cookie("lianflow_session", "planted-by-somebody")

    browser.sign_in("yhc")

    cookie = browser.client.get_cookie("lianflow_session")
    assert cookie is not None
    assert cookie.value != "planted-by-somebody"
    stranger = house.app.test_client()
    stranger.set_cookie("lianflow_session", "planted-by-somebody")
    assert stranger.get("/api/v1/me").status_code == 401


def test_signing_out_makes_a_copied_cookie_worth_nothing(house: House, signed_in: Browser) -> None:
    cookie = signed_in.client.get_cookie("lianflow_session")
    assert cookie is not None
    thief = house.app.test_client()
    thief.set_cookie("lianflow_session", cookie.value)
    assert thief.get("/api/v1/me").status_code == 200

    signed_in.post("/sign-out")

    assert thief.get("/api/v1/me").status_code == 401
    assert signed_in.client.get_cookie("lianflow_session") is None


# -- redirects and hosts ---------------------------------------------------------------------------

OWN = ["/", "/inbox", "/tasks/1?x=1#top", "/a//b", "/中文"]
FOREIGN = [
    "",
    "inbox",
    "//evil.example",
    "///evil.example",
    "////evil.example/%2f..",
    "/\\evil.example",
    "\\/evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "\t//evil.example",
    " //evil.example",
    "http://evil.example",
    "https:evil.example",
    "https:/evil.example",
    "HTTPS://evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "//evil.example\\@localhost",
    "http://localhost@evil.example",
    "/%0d%0aSet-Cookie:x=1\r\nX: y",
    "/\u2028/evil.example",
    "/\\/evil.example",
    "/path\\..\\..\\evil",
    "@evil.example",
    "//google%E3%80%82com",
    "/\x00/evil.example",
    "http:///evil.example",
    "//[::1",
]


@pytest.mark.parametrize("target", OWN)
def test_a_path_of_the_house_is_gone_to(house: House, target: str) -> None:
    assert is_own_path(target)
    answer = Browser(house).sign_in("yhc", target=target)
    assert answer.headers["Location"].startswith(target[0])
    assert "evil" not in answer.headers["Location"]


@pytest.mark.parametrize("target", FOREIGN, ids=ascii)
def test_nobody_is_sent_to_another_house(house: House, target: str) -> None:
    assert not is_own_path(target)

    answer = Browser(house).sign_in("yhc", target=target)

    assert answer.status_code in {SEE_OTHER, 400}
    assert answer.status_code == 400 or answer.headers["Location"] in {"/", "/inbox"}


def test_a_host_that_somebody_claims_is_not_believed(house: House) -> None:
    for headers in ({"Host": "evil.example"}, {"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}):
        for path in ("/", "/inbox", "/sign-in", "/nowhere"):
            answer = house.app.test_client().get(path, headers=headers)
            assert "evil.example" not in answer.headers.get("Location", "") + answer.text


def test_a_page_that_needs_a_sign_in_leads_back_to_itself(house: House) -> None:
    browser = Browser(house)

    answer = browser.get("/inbox?due=today")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in?next=/inbox")


# -- the door --------------------------------------------------------------------------------------


def test_a_wrong_password_shows_the_door_again_and_says_nothing_more(house: House) -> None:
    answers = [Browser(house).sign_in(login, "wrong") for login in ("yhc", "nobody")]

    assert [answer.status_code for answer in answers] == [401, 401]
    pages = [_without_tokens(answer.text.replace('value="nobody"', 'value="yhc"')) for answer in answers]
    assert pages[0] == pages[1]
    assert all("Set-Cookie: lianflow_session" not in str(answer.headers) for answer in answers)


def _without_tokens(page: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]*"', "", page)


def test_what_is_typed_at_the_door_is_shown_as_text(house: House) -> None:
    answer = Browser(house).sign_in('"><script>alert(1)</script>', "x")

    assert "<script>alert(1)" not in answer.text


@pytest.mark.parametrize(("chosen", "kept"), [("en", "en"), ("zh", "zh"), ("fr", None), ("../../etc", None)])
def test_a_language_is_chosen_among_those_there_are(house: House, chosen: str, kept: str | None) -> None:
    browser = Browser(house)

    browser.post("/language", {"language": chosen, "next": "/sign-in"})

    cookie = browser.client.get_cookie("lianflow_language")
    assert (cookie.value if cookie else None) == kept


def test_nothing_of_the_database_is_said_to_who_asks_for_health(house: House) -> None:
    for path in ("/health/live", "/health/ready"):
        answer = house.app.test_client().get(path)
        assert answer.status_code in {200, 503}
        assert "sqlite" not in answer.text
        assert str(house.settings.home) not in answer.text
