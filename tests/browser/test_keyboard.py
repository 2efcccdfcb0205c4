"""Working without a mouse: the door, the inbox, a decision."""

from playwright.sync_api import expect

from tests.browser.conftest import Doors, Enter


def test_the_door_opens_by_keyboard_and_the_first_stop_is_the_content(doors: Doors, enter: Enter) -> None:
    page = enter()
    page.goto("/sign-in")
    page.keyboard.type("yhc")
    page.keyboard.press("Tab")
    page.keyboard.type("lianflow-demo")
    page.keyboard.press("Enter")
    page.wait_for_url("**/inbox")

    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_text("跳到正文")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_an_offered_account_fills_the_form(doors: Doors, enter: Enter) -> None:
    page = enter()
    page.goto("/sign-in")

    page.get_by_role("button", name="侯星驰").click()
    page.keyboard.press("Enter")

    page.wait_for_url("**/inbox")
    expect(page.locator("header.bar")).to_contain_text("侯星驰")


def test_rows_are_walked_and_opened_by_keys(doors: Doors, enter: Enter) -> None:
    office = doors.house.sign_in("hxc")
    for _ in range(3):
        office.start("leave_request", "D07")
    page = enter("yhc")

    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    expect(page.locator("tr[data-row]").first).to_have_class("here")
    page.keyboard.press("Enter")

    page.wait_for_url("**/tasks/*")


def test_the_slash_searches_and_the_question_mark_helps(doors: Doors, enter: Enter) -> None:
    page = enter("yhc")

    page.keyboard.press("/")
    page.keyboard.type("j?")
    expect(page.locator("[data-search]")).to_have_value("j?")
    page.locator("main").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()


def test_a_task_is_completed_with_the_keyboard_only(doors: Doors, enter: Enter) -> None:
    doors.house.sign_in("hxc").start("leave_request", "D07")
    page = enter("yhc")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tasks/*")

    reach(page, "f-reason")
    page.keyboard.type("赴京探亲")
    page.keyboard.press("Tab")
    page.keyboard.type("3")
    for _ in range(3):
        page.keyboard.press("Tab")
        if page.locator(":focus").get_attribute("data-outcome") == "submit":
            break
    page.keyboard.press("Enter")

    page.wait_for_url("**/inbox")
    expect(page.get_by_role("status").first).to_contain_text("已办理“填写请假单”：提交")


def test_a_refused_form_takes_the_focus_to_what_is_wrong(doors: Doors, enter: Enter) -> None:
    doors.house.sign_in("hxc").start("leave_request", "D07")
    page = enter("yhc")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="提交", exact=True).click()

    expect(page.locator(".summary")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator("#f-reason")).to_be_focused()


def test_menus_close_by_escape_and_give_the_focus_back(doors: Doors, enter: Enter) -> None:
    page = enter("yhc")
    menu = page.locator("details.clock")

    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    assert menu.evaluate("each => each.open")
    page.keyboard.press("Escape")

    assert not menu.evaluate("each => each.open")
    expect(menu.locator("summary")).to_be_focused()


def reach(page: object, place: str) -> None:
    """Go on by Tab until an input has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == place:
            return
    raise AssertionError(f"{place} cannot be reached by Tab")
