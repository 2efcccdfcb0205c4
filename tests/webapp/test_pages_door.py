"""The door: signing in and out, the language, and pages that say what went wrong."""

from collections.abc import Callable

import pytest

from tests.houses import House
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]


def test_the_door_offers_the_sample_accounts_in_a_demo(visit: Visit) -> None:
    page = visit().get("/sign-in")

    assert [each.get("data-username") for each in page.tree.xpath("//*[@data-fill]")] == [
        "hxc",
        "yhc",
        "pzx",
        "fjc",
        "lzy",
    ]
    assert "演示环境" in page.text


def test_a_wrong_password_is_said_and_the_account_kept(visit: Visit) -> None:
    visitor = visit()

    page = visitor.submit(visitor.get("/sign-in"), "/sign-in", username="hxc", password="wrong", expect=401)

    assert "账号或口令不正确" in page.text
    assert page.field("username").get("value") == "hxc"
    assert page.field("password").get("value") is None


def test_whoever_came_for_a_page_gets_it_after_signing_in(visit: Visit) -> None:
    visitor = visit()

    door = visitor.get("/notices")
    page = visitor.submit(door, "/sign-in", username="hxc", password="lianflow-demo")

    assert page.title == "通知"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_door_leads_to_no_other_house(visit: Visit, target: str) -> None:
    visitor = visit()

    door = visitor.get("/sign-in")
    page = visitor.submit(door, "/sign-in", username="hxc", password="lianflow-demo", next=target)

    assert page.path == "/inbox"


def test_signing_out_ends_the_session(visit: Visit) -> None:
    visitor = visit("hxc")
    cookie = visitor.client.get_cookie("lianflow_session")

    visitor.submit(visitor.get("/inbox"), "/sign-out")
    visitor.client.set_cookie("lianflow_session", cookie.value)

    assert visitor.get("/inbox").path.startswith("/sign-in")


def test_the_language_is_the_readers_choice_and_stays(visit: Visit) -> None:
    visitor = visit("hxc")

    page = visitor.submit(visitor.get("/notices"), "/language", press=("language", "en"))
    assert (page.path, page.title, page.tree.get("lang")) == ("/notices", "Notices", "en")

    page = visitor.submit(visitor.get("/help"), "/language", press=("language", "zh"))
    assert (page.title, page.tree.get("lang")) == ("帮助与快捷键", "zh-CN")


@pytest.mark.parametrize(
    "path", ["/tasks/nothing", "/instances/nothing", "/definitions/nothing", "/risk-points/nothing", "/no/such/page"]
)
def test_what_is_not_there_is_said_with_a_way_on(visit: Visit, path: str) -> None:
    page = visit("yhc").get(path, expect=404)

    assert page.title == "找不到"
    assert page.link("回到待办") == "/inbox"


def test_a_form_without_its_secret_is_refused(visit: Visit) -> None:
    visitor = visit("yhc")

    page = visitor.post("/notices/read", {}, expect=400)

    assert page.title == "请求有误"


def test_a_wrong_method_is_refused(visit: Visit) -> None:
    assert visit("yhc").get("/notices/read", expect=405).title == "不支持的操作"


def test_a_cursor_of_nobodys_is_refused(visit: Visit) -> None:
    assert visit("yhc").get("/inbox?cursor=nonsense", expect=400).title == "请求有误"


def test_strangers_are_sent_to_the_door(visit: Visit) -> None:
    for path in (
        "/inbox",
        "/inbox/done",
        "/instances",
        "/start",
        "/notices",
        "/substitutions",
        "/definitions",
        "/risk-points",
        "/help",
    ):
        page = visit().get(path)
        assert page.path.startswith("/sign-in"), path


def test_a_fault_shows_nothing_of_the_house(open_house: House, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    visitor = visit("yhc")
    monkeypatch.setitem(open_house.app.view_functions, "notices.show", lambda: 1 // 0)

    page: Page = visitor.get("/notices", expect=500)

    assert page.title == "系统故障"
    assert "ZeroDivisionError" not in page.answer.text


def test_about_names_the_licences(visit: Visit) -> None:
    page = visit().get("/about")

    assert "bootstrap" in page.text
    assert "bpmn-js" in page.text
    assert "watermark" in page.text or "bpmn.io" in page.text
