"""The inbox as people see it."""

from collections.abc import Callable

from tests.houses import House
from tests.visitors import Visitor

Visit = Callable[..., Visitor]


def test_an_empty_inbox_says_what_to_do_next(visit: Visit) -> None:
    assert "待办已清空" in visit("yhc").get("/inbox").text
    assert visit("hxc").get("/inbox").link("发起流程") == "/start"
    assert "您的角色不发起流程" in visit("yhc").get("/inbox/started").text


def test_a_row_says_what_whose_until_when_and_why(visit: Visit, leave: str) -> None:
    page = visit("yhc").get("/inbox")

    row = " ".join(page.find("//tr[@data-row]").text_content().split())
    assert "填写请假单" in row
    assert "侯星驰" in row
    assert "剩余 3 个工作日" in row
    assert "您是学位管理与研究生处的联络员" in row
    assert page.find("//nav[@class='side']//a[@aria-current]").text_content().split() == ["待办", "1"]


def test_an_overdue_row_is_tinted_and_counted(open_house: House, visit: Visit, leave: str) -> None:
    open_house.travel("2026-07-20T10:00:00+08:00")

    page = visit("yhc").get("/inbox?due=overdue")

    row = page.find("//tr[@data-row]")
    assert "overdue" in row.get("class")
    assert "已逾期 2 个工作日" in " ".join(row.text_content().split())
    assert "1" in page.find("//a[contains(@class, 'figure') and contains(., '已逾期')]").text_content()


def test_what_is_overdue_is_not_due_within_a_week(open_house: House, visit: Visit, leave: str) -> None:
    visitor = visit("yhc")
    assert visitor.get("/inbox?due=week").has("//tr[@data-row]")
    assert not visitor.get("/inbox?due=overdue").has("//tr[@data-row]")

    open_house.travel("2026-07-20T10:00:00+08:00")

    assert not visitor.get("/inbox?due=week").has("//tr[@data-row]")


def test_the_list_is_narrowed_and_the_way_back_is_shown(visit: Visit, leave: str, everything: str) -> None:
    visitor = visit("yhc")

    assert len(visitor.get("/inbox").tree.xpath("//tr[@data-row]")) == 2
    assert len(visitor.get("/inbox?process=leave_request").tree.xpath("//tr[@data-row]")) == 1
    assert len(visitor.get("/inbox?q=填写一切").tree.xpath("//tr[@data-row]")) == 1
    nothing = visitor.get("/inbox?unit=D02")
    assert "没有符合条件的事项" in nothing.text
    assert nothing.link("清除条件") == "/inbox"


def test_pages_follow_each_other(open_house: House, visit: Visit) -> None:
    office = open_house.sign_in("hxc")
    for _ in range(23):
        office.start("leave_request", "D07")
    visitor = visit("yhc")

    first = visitor.get("/inbox?sort=opened_at")
    second = visitor.get(first.link("下一页"))

    assert [len(page.tree.xpath("//tr[@data-row]")) for page in (first, second)] == [20, 3]
    assert second.link("回到第一页")
    assert not second.has("//a[@rel='next']")


def test_a_shared_task_is_claimed_and_released_in_its_row(open_house: House, visit: Visit, leave: str) -> None:
    open_house.sign_in("yhc").complete("填写请假单", "submit", {"reason": "探亲", "days": 2})
    open_house.sign_in("pzx").complete("处长审批", "agree")
    visitor = visit("hxc")

    page = visitor.submit(visitor.get("/inbox"), "/claim")
    assert page.flashes == ["已签收，由您办理"]
    assert "已签收：侯星驰" in page.text

    page = visitor.submit(page, "/release")
    assert page.flashes == ["已退回签收，他人可以办理"]


def test_copies_are_read_by_saying_so(visit: Visit, leave: str) -> None:
    liaison, reader = visit("yhc"), visit("gcy")

    liaison.submit(liaison.open_task("填写请假单"), "/copy", to=["gcy"])
    page = reader.get("/inbox/copied")
    assert page.has("//tr[contains(@class, 'unread')]")

    page = reader.submit(page, "/read")
    assert not page.has("//tr[contains(@class, 'unread')]")


def test_an_account_without_a_person_sees_an_empty_desk(visit: Visit) -> None:
    visitor = visit("procedit")

    for path in (
        "/inbox",
        "/inbox/done",
        "/inbox/started",
        "/inbox/copied",
        "/notices",
        "/substitutions",
        "/instances",
    ):
        visitor.get(path)
