"""The ballot on pages: a holder of a code without an account, the office with its slips."""

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.voting import COUNTER, SUPPORT, UNKNOWN, WITNESS, Stage
from webapp.house import DEMO_PASSWORD


@pytest.fixture
def visitor(stage: Stage) -> FlaskClient:
    """Somebody without an account."""
    return stage.house.app.test_client()


def find_token(page: str) -> str:
    return re.findall(r'name="csrf_token" value="([^"]+)"', page)[0]


class Browser:
    """Somebody of the office."""

    def __init__(self, stage: Stage, login: str = COUNTER) -> None:
        self.client = stage.house.app.test_client()
        self.page = self.client.get("/sign-in").text
        self.send("/sign-in", username=login, password=DEMO_PASSWORD)

    def get(self, path: str) -> TestResponse:
        answer = self.client.get(path)
        self.page = answer.text
        return answer

    def send(self, path: str, **values: Any) -> TestResponse:
        answer = self.client.post(path, data={"csrf_token": find_token(self.page), **values})
        return self.client.get(answer.location) if answer.status_code == 303 else answer


# -- the public page -------------------------------------------------------------------------------


def test_a_holder_of_a_code_votes_without_account_script_or_cookie(stage: Stage, visitor: FlaskClient) -> None:
    code = stage.open_ballot()[0]
    address = f"/ballots/{stage.ballot}"
    said = {"token": code, "choice-R1": SUPPORT, "comment": "写得具体些"}

    pages = [
        visitor.get(address),
        visitor.post(address, data={"step": "fill", "token": code.lower().replace("-", " ")}),
        visitor.post(address, data={**said, "step": "confirm"}),
        visitor.post(address, data={**said, "step": "cast"}),
    ]

    assert [page.status_code for page in pages] == [200, 200, 200, 200]
    assert "导师遴选把关不严" in pages[1].text
    assert "未选择，该项作废" in pages[2].text
    assert "已收到您的评议票" in pages[3].text
    assert stage.cast(code, {"R1": SUPPORT}, comment="写得具体些")["receipt"] in pages[3].text


def test_the_public_pages_set_no_cookie_and_read_none(stage: Stage, visitor: FlaskClient) -> None:
    code = stage.open_ballot()[0]
    address = f"/ballots/{stage.ballot}"
    visitor.set_cookie("lianflow_session", "somebody")

    answers = [
        visitor.get(address),
        visitor.post(address, data={"step": "fill", "token": "ABC"}),
        visitor.post(address, data={"step": "fill", "token": code}),
        visitor.get("/ballots/" + "0" * 32),
    ]

    assert [answer.status_code for answer in answers] == [200, 422, 200, 404]
    assert not [answer for answer in answers if "Set-Cookie" in answer.headers]
    assert all("csrf_token" not in answer.text for answer in answers)
    assert all("本表不记名" in answer.text for answer in answers)


def test_the_code_of_the_qr_code_stands_where_browsers_send_it_to_nobody(stage: Stage, visitor: FlaskClient) -> None:
    stage.open_ballot()

    page = visitor.get(f"/ballots/{stage.ballot}")

    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "<script>" not in page.text
    script = re.findall(r'src="(/static/ballots/[^"]+)"', page.text)[0]
    with visitor.get(script) as found:
        assert "location.hash" in found.text


def test_a_used_code_is_told_so_and_a_wrong_one_nothing(stage: Stage, visitor: FlaskClient) -> None:
    code = stage.open_ballot()[0]
    stage.cast(code)
    address = f"/ballots/{stage.ballot}"

    used = visitor.post(address, data={"step": "fill", "token": code})
    wrong = visitor.post(address, data={"step": "fill", "token": "0" * 28})

    assert (used.status_code, wrong.status_code) == (409, 422)
    assert "已经投过票" in used.text
    assert "票码无效" in wrong.text


def test_wrong_codes_are_braked_on_the_page_too(stage: Stage, visitor: FlaskClient) -> None:
    stage.open_ballot()
    address = f"/ballots/{stage.ballot}"

    statuses = [visitor.post(address, data={"step": "fill", "token": "ABC"}).status_code for _ in range(31)]

    assert statuses == [422] * 30 + [429]


def test_what_was_marked_survives_going_back(stage: Stage, visitor: FlaskClient) -> None:
    code = stage.open_ballot()[0]
    said = {"token": code, "choice-R2": UNKNOWN, "comment": "再想想", "step": "fill"}

    page = visitor.post(f"/ballots/{stage.ballot}", data=said).text

    assert re.search(rf'name="choice-R2" value="{UNKNOWN}" checked', page)
    assert "再想想" in page


def test_the_page_speaks_english_to_who_asks_for_it(stage: Stage, visitor: FlaskClient) -> None:
    stage.open_ballot()

    page = visitor.get(f"/ballots/{stage.ballot}", headers={"Accept-Language": "en"}).text

    assert '<html lang="en">' in page


def test_after_the_close_the_page_finds_receipts(stage: Stage, visitor: FlaskClient) -> None:
    codes = stage.open_ballot()
    receipts = [stage.cast(code)["receipt"] for code in codes]
    stage.house.work_off()
    address = f"/ballots/{stage.ballot}"

    assert "评议已经结束" in visitor.get(address).text
    assert "这张票已计入" in visitor.get(address, query_string={"receipt": receipts[0].lower()}).text
    assert "没有这个回执号" in visitor.get(address, query_string={"receipt": "ABC"}).text


def test_a_box_that_is_not_open_yet_says_so(stage: Stage, visitor: FlaskClient) -> None:
    stage.prepare_ballot()

    assert "评议箱尚未开放" in visitor.get(f"/ballots/{stage.ballot}").text


# -- the office ------------------------------------------------------------------------------------


def test_the_office_prints_slips_with_a_qr_code_each_and_a_sign_in_list(stage: Stage) -> None:
    stage.prepare_ballot()
    browser = Browser(stage)
    browser.get(f"/ballots/{stage.ballot}/office")

    slips = browser.send(f"/ballots/{stage.ballot}/slips", count="6").text

    codes = re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", slips)
    assert len(set(codes)) == len(codes) == 6
    assert slips.count("<svg") == 6
    assert slips.count("<b>本表不记名</b>") == 6
    assert "评议票签领册" in slips
    assert "群众代表甲" in slips
    stage.office.complete("制票发票", "issued", {"drawn": 6})
    stage(WITNESS).post(f"/ballots/{stage.ballot}/open", {})
    stage.cast(codes[0])


def test_a_second_printing_is_refused_on_the_page(stage: Stage) -> None:
    stage.prepare_ballot()
    stage.print_slips(6)
    browser = Browser(stage)
    browser.get(f"/ballots/{stage.ballot}/office")

    again = browser.send(f"/ballots/{stage.ballot}/slips", count="6")

    assert "本轮票码已经生成" in again.text
    assert not re.findall(r"(?:[0-9A-Z]{4}-){6}[0-9A-Z]{4}", again.text)


def test_the_office_keeps_the_roster_on_the_page(stage: Stage) -> None:
    stage.prepare_ballot()
    browser = Browser(stage)
    here = f"/ballots/{stage.ballot}/office"
    browser.get(here)

    browser.send(here, do="roster", collected=["ms01", "ms02"], added="家长代表\n\n校友代表")

    seats = stage.office.get(f"/ballots/{stage.ballot}/roster")["items"]
    assert [seat["label"] for seat in seats[15:]] == ["家长代表", "校友代表"]
    assert [seat["code"] for seat in seats if seat["collected"]] == ["ms01", "ms02"]


def test_the_office_extends_voids_and_closes_on_the_page(stage: Stage) -> None:
    stage.open_ballot()
    browser = Browser(stage)
    here = f"/ballots/{stage.ballot}/office"
    browser.get(here)

    assert "尚未到截止时间" in browser.send(here, do="close").text
    assert "评议期限已延长" in browser.send(here, do="extend").text
    assert "本轮已作废" in browser.send(here, do="reissue", reason="票面被拍照").text
    assert stage.state() == "prepared"
    assert browser.send(here, do="nothing").status_code == 404


def test_the_office_sees_the_tally_on_the_page_and_others_no_page(stage: Stage) -> None:
    for code in stage.open_ballot():
        stage.cast(code)
    stage.count()
    here = f"/ballots/{stage.ballot}/office"

    assert "计票结果" in Browser(stage).get(here).text
    assert Browser(stage, "pzx").get(here).status_code == 404
    assert Browser(stage, "sysadmin").get(here).status_code == 404
