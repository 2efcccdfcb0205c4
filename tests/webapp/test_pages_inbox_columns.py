"""What an inbox says of each item (R-TASK-6), and that a deadline may still move (R-CAL-5)."""

from collections.abc import Callable

import pytest
from lxml.html import HtmlElement

from services.organisation.calendars import import_calendar
from tests.houses import House
from tests.visitors import Page, Visitor

Visit = Callable[..., Visitor]

UNSURE = "2027 年放假安排未导入，期限可能变化"


def words(element: HtmlElement) -> str:
    return " ".join(element.text_content().split())


def columns(page: Page) -> dict[str, str]:
    """The cells of the first row by what they are called."""
    cells = page.find("//tr[@data-row]").xpath("./td[@data-label]")
    return {str(cell.get("data-label")): words(cell) for cell in cells}


def lead(page: Page, text: str) -> str:
    """Where a link in the first row leads."""
    return str(page.find("//tr[@data-row]").xpath(f".//a[normalize-space()='{text}']/@href")[0])


def test_r_task_6_each_item_says_process_unit_step_arrival_deadline_and_course(visit: Visit, leave: str) -> None:
    visitor = visit("yhc")

    page = visitor.get("/inbox")

    row = columns(page)
    assert row["流程"] == "请假审批"
    assert row["环节"] == "填写请假单"
    assert row["发起人 / 单位"] == "侯星驰学位管理与研究生处"
    assert row["到达时间"].endswith("09:00")
    assert row["办理时限"] == "剩余 3 个工作日"
    assert lead(page, "流程全貌") == f"/instances/{leave}"
    assert "流程全貌" in visitor.get(lead(page, "流程全貌")).text


def test_r_task_6_urgency_has_a_colour_and_what_is_late_a_box(open_house: House, visit: Visit, leave: str) -> None:
    tones = []
    for now in ("2026-07-13T10:00:00+08:00", "2026-07-15T10:00:00+08:00", "2026-07-17T10:00:00+08:00"):
        open_house.travel(now)
        page = visit("yhc").get("/inbox")
        tones.append(page.find("//tr[@data-row]//td[contains(@class, 'due-cell')]/span").get("class"))

    assert tones == ["", "soon", "late"]
    assert "overdue" in visit("yhc").get("/inbox?due=overdue").find("//tr[@data-row]").get("class")
    assert leave


def test_r_task_6_there_is_a_box_for_what_is_done_started_and_copied(
    open_house: House, visit: Visit, leave: str
) -> None:
    task = open_house.sign_in("yhc").find_task("填写请假单")["id"]
    open_house.sign_in("pzx").post(f"/tasks/{task}/copy", {"to": ["wym"]})
    answer = {"outcome": "submit", "values": {"reason": "回家探亲", "days": 2}}
    open_house.sign_in("yhc").post(f"/tasks/{task}/complete", answer)

    done = visit("yhc").get("/inbox/done")
    started = visit("hxc").get("/inbox/started")
    copied = visit("wym").get("/inbox/copied")

    assert columns(done)["环节"] == "填写请假单"
    assert lead(done, "流程全貌") == f"/instances/{leave}"
    for page in (started, copied):
        assert page.find("//tr[@data-row]").xpath(f".//a[@href='/instances/{leave}']")


# -- R-CAL-5 ---------------------------------------------------------------------------------------


@pytest.fixture
def late_in_the_year(open_house: House) -> House:
    """A leave request of 30 December: its three days end in a year whose notice is not out."""
    open_house.travel("2026-12-30T09:00:00+08:00")
    open_house.sign_in("hxc").start("leave_request", "D07")
    return open_house


def test_r_cal_5_a_deadline_in_a_year_without_notice_says_that_it_may_move(
    late_in_the_year: House, visit: Visit
) -> None:
    assert late_in_the_year.now.year == 2026
    visitor = visit("yhc")

    assert UNSURE in columns(visitor.get("/inbox"))["办理时限"]
    assert UNSURE in words(visitor.open_task("填写请假单").tree)
    assert "The holidays of 2027 are not imported yet" in words(visit("yhc", "en").get("/inbox").tree)


def test_r_cal_5_when_the_notice_is_in_nothing_is_unsure(late_in_the_year: House, visit: Visit) -> None:
    notice = "日期,类型,名称\n2027-01-01,holiday,元旦\n"
    import_calendar(late_in_the_year.command("sysadmin"), notice.encode(), source="2027")

    assert UNSURE not in visit("yhc").get("/inbox").text


def test_r_cal_5_a_deadline_within_a_known_year_is_sure(visit: Visit, leave: str) -> None:
    assert leave
    assert "放假安排未导入" not in visit("yhc").get("/inbox").text
