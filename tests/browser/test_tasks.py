"""Filling a form in the browser: rows, outcomes with fields of their own, drafts, the drawing, the clock."""

from playwright.sync_api import Page, expect

from tests.browser.conftest import PHONE, Doors, Enter


def open_form(doors: Doors, enter: Enter, **more: object) -> Page:
    doors.house.sign_in("hxc").start("everything", "D07")
    page = enter("yhc", **more)
    page.locator("tr[data-row] a").first.click()
    page.wait_for_url("**/tasks/*")
    return page


def test_fields_of_an_outcome_are_shown_when_it_is_chosen(doors: Doors, enter: Enter) -> None:
    page = open_form(doors, enter)
    expect(page.locator("#f-rows")).to_be_visible()
    expect(page.locator("#f-why")).to_be_hidden()

    page.get_by_role("button", name="无明细").click()

    expect(page.locator("#f-rows")).to_be_hidden()
    expect(page.locator("#f-why")).to_be_focused()
    expect(page.locator("[data-live]")).to_contain_text("已选择“无明细”")


def test_what_is_hidden_does_not_travel(doors: Doors, enter: Enter) -> None:
    page = open_form(doors, enter)
    page.fill("#f-title", "购置图书")
    page.fill("[name='f.rows.0.item']", "图书")
    page.locator("#f-urgent").get_by_text("否", exact=True).click()

    page.get_by_label("无明细", exact=True).check()
    page.fill("#f-why", "本次没有明细")
    page.fill("#opinion", "没有明细可填")
    page.get_by_role("button", name="无明细").click()

    page.wait_for_url("**/inbox")


def test_rows_are_added_counted_and_removed(doors: Doors, enter: Enter) -> None:
    page = open_form(doors, enter)
    table = page.locator("#f-rows")

    table.get_by_role("button", name="增加一项").click()
    expect(table.locator("[data-item]")).to_have_count(2)
    expect(table.locator("[data-count]")).to_have_text("2")
    page.keyboard.type("第二行")
    table.get_by_role("button", name="删除此项").first.click()

    expect(table.locator("[data-item]")).to_have_count(1)
    expect(table.locator("[data-item] input").first).to_have_value("第二行")


def test_what_one_types_is_kept(doors: Doors, enter: Enter) -> None:
    page = open_form(doors, enter)
    page.fill("#f-title", "购置图书")
    expect(page.locator("[data-live]")).to_contain_text("草稿已保存", timeout=10_000)

    page.reload()

    expect(page.locator("#f-title")).to_have_value("购置图书")


def test_a_task_is_done_without_scripts(doors: Doors, enter: Enter) -> None:
    page = open_form(doors, enter, scripts=False)
    expect(page.locator("#f-why")).to_be_visible()
    expect(page.get_by_text("仅在选择“无明细”时填写")).to_be_visible()

    page.fill("#f-title", "购置图书")
    page.locator("#f-urgent").get_by_text("否", exact=True).click()
    page.get_by_role("button", name="增加一项").click()
    page.fill("[name='f.rows.1.item']", "图书")
    page.fill("[name='f.rows.1.count']", "3")
    page.get_by_role("button", name="提交明细").click()

    page.wait_for_url("**/inbox")


def test_the_drawing_shows_where_the_token_is(doors: Doors, enter: Enter) -> None:
    started = doors.house.sign_in("hxc").start("risk_discovery_anhui6", "D07")
    page = enter("hxc")

    page.goto(f"/instances/{started['id']}")

    expect(page.locator("[data-drawing]")).to_have_attribute("data-shown", "risk_discovery_anhui6")
    expect(page.locator(".djs-element[data-element-id='self_check']")).to_have_class("djs-element djs-shape lf-active")
    expect(page.locator(".bjs-powered-by")).to_be_visible()
    covered = page.locator(".bjs-powered-by").evaluate(
        "mark => { const box = mark.getBoundingClientRect();"
        " const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);"
        " return !(mark === top || mark.contains(top)); }"
    )
    assert not covered


def test_english_readers_see_english_names_in_the_drawing(doors: Doors, enter: Enter) -> None:
    started = doors.house.sign_in("hxc").start("risk_discovery_anhui6", "D07")
    page = enter("hxc", language="en-GB")

    page.goto(f"/instances/{started['id']}")

    expect(page.locator(".djs-element[data-element-id='self_check'] text")).to_have_text("Self-check")


def test_the_clock_moves_and_the_page_says_so(doors: Doors, enter: Enter) -> None:
    doors.house.sign_in("hxc").start("leave_request", "D07")
    page = enter("yhc")

    page.locator("details.clock > summary").click()
    page.get_by_role("button", name="前进 5 个工作日").click()

    expect(page.get_by_role("status").first).to_contain_text("时钟已走到 2026-07-20")
    expect(page.locator("tr.overdue")).to_have_count(1)


def test_a_decision_fits_on_a_phone(doors: Doors, enter: Enter) -> None:
    page = open_form(doors, enter, size=PHONE)

    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    expect(page.get_by_role("button", name="提交明细")).to_be_in_viewport()
    small = page.evaluate(
        "[...document.querySelectorAll('main button, main .btn, main select, main input:not([type=hidden])')]"
        ".filter(each => each.offsetParent && !each.closest('.unseen, label') && each.type !== 'file'"
        "   && !each.classList.contains('unseen'))"
        ".filter(each => each.getBoundingClientRect().height < 44)"
        ".map(each => each.outerHTML.slice(0, 120))"
    )
    assert small == []
