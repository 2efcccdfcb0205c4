"""The ballot on pages: a holder of a code without an account, the office with its slips."""

import re

import pytest
from flask.testing import FlaskClient

from tests.voting import COUNTER, SUPPORT, Stage
from webapp.house import DEMO_PASSWORD


@pytest.fixture
def visitor(stage: Stage) -> FlaskClient:
    return stage.house.app.test_client()


def sign_in(stage: Stage, login: str = COUNTER) -> FlaskClient:
    """Somebody of the office in a browser."""
    browser = stage.house.app.test_client()
    token = find_token(browser.get("/sign-in").text)
    browser.post("/sign-in", data={"username": login, "password": DEMO_PASSWORD, "csrf_token": token})
    return browser


def find_token(page: str) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]


def test_a_holder_of_a_code_votes_without_account_script_or_cookie(stage: Stage, visitor: FlaskClient) -> None:
    code = stage.open_ballot()[0]
    address = f"/ballots/{stage.ballot}"
    pages = [visitor.get(address)]
    pages.append(visitor.post(address, data={"step": "fill", "token": code.lower().replace("-", " ")}))
    said = {"token": code, "choice-R1": SUPPORT, "comment": "写得具体些"}
    pages.append(visitor.post(address, data={**said, "step": "confirm"}))
    pages.append(visitor.post(address, data={**said, "step": "cast"}))

    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert "导师遴选把关不严" in pages[1].text
    assert "未选择，该项作废" in pages[2].text
    assert "已收到您的评议票" in pages[3].text
    assert all("Set-Cookie" not in page.headers for page in pages)
    assert "本表不记名" in pages[0].text


def test_slips(stage: Stage) -> None:
    stage.prepare_ballot()
    browser = sign_in(stage)
    page = browser.get(f"/ballots/{stage.ballot}/office").text
    slips = browser.post(f"/ballots/{stage.ballot}/slips", data={"count": "6", "csrf_token": find_token(page)})
    assert slips.status_code == 200
    print(slips.text[:3000])
