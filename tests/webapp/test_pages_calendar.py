"""The page of the working calendar: a year as a sheet, an import with its preview, own days (R-CAL-5, R-CAL-6)."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.diagrams import LIAISON, user
from tests.houses import House
from tests.procedures import begin, one_step
from tests.services.organisation.test_calendars import notice
from tests.visitors import Page, Visitor
from webapp.views import calendars
from workflows.queries.paging import Window

WRITE = one_step("write", user("write", LIAISON, attributes='lf:due="wd:3"'))
HOLIDAY = notice("2026-07-15,holiday,临时放假")
SOURCE = "国办发明电〔2026〕9号"

Visit = Callable[[str], Visitor]


def send(visitor: Visitor, path: str, data: dict[str, Any], *, expect: int = 200) -> Page:
    """Send a form of the page, with what its hidden fields carry."""
    token = visitor.get("/calendar").tree.xpath("//input[@name='csrf_token']/@value")[0]
    return visitor.post(path, {"csrf_token": token, **data}, expect=expect)


def test_everybody_reads_the_year_and_only_its_keeper_may_change_it(visit: Visit) -> None:
    page = visit("yhc").get("/calendar")

    assert "2026 年工作日历" in page.text
    assert len(page.tree.xpath("//h2[starts-with(@id, 'month-')]")) == 12
    assert "2026 年放假安排通知" in page.text
    assert page.tree.xpath("//span[contains(@class, 'late')]/span[@title='国庆节']")
    assert "导入年度放假通知" not in page.text
    assert "导入年度放假通知" in visit("sysadmin").get("/calendar").text
    send(visit("yhc"), "/calendar/2026/preview", {"source": SOURCE, "csv": HOLIDAY.decode()}, expect=403)


def test_r_cal_5_a_year_without_a_notice_says_so(visit: Visit) -> None:
    assert "2027 年放假安排未导入，期限可能变化" in visit("yhc").get("/calendar/2027").text
    visit("yhc").get("/calendar/1900", expect=404)


def test_r_cal_6_an_import_is_previewed_and_then_done(visit: Visit, house: House) -> None:
    begin(house, WRITE)
    keeper = visit("sysadmin")

    preview = send(keeper, "/calendar/2026/preview", {"source": SOURCE, "csv": HOLIDAY.decode()}, expect=200)
    assert "1 个流程，1 处期限" in preview.text
    assert "姚海澄" in preview.text
    done = send(keeper, "/calendar/2026", {"source": SOURCE, "csv": HOLIDAY.decode()})
    house.work_off()

    assert "1 个流程的期限正在顺延" in done.text
    assert "1 / 1 个，1 处期限" in keeper.get("/calendar/2026").text


def test_r_cal_6_a_long_preview_is_turned_page_by_page_and_counted_once(house: House) -> None:
    """The cursor names the last move shown; what was written meanwhile before it does not shift the next page."""
    for _ in range(5):
        begin(house, WRITE)
    keeper, body = house.sign_in("sysadmin"), {"csv": HOLIDAY.decode(), "source": SOURCE}

    pages, cursor = [], ""
    while cursor is not None:
        with house.counting() as statements:
            page = keeper.post(f"/calendars/preview?limit=2&cursor={cursor}", body)
        pages.append((page["total"], page["instances"], [each["business_key"] for each in page["moves"]]))
        cursor = page["next_cursor"]
        assert len(statements) < 40

    assert [(total, instances, len(keys)) for total, instances, keys in pages] == [(5, 5, 2), (5, 5, 2), (5, 5, 1)]
    keeper.post("/calendars/preview?cursor=nonsense", body, expect=400)


def test_r_cal_6_the_page_leads_through_a_long_preview(
    visit: Visit, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        begin(house, WRITE)
    monkeypatch.setattr(calendars, "FIRST", Window(2))
    keeper, brought = visit("sysadmin"), {"source": SOURCE, "csv": HOLIDAY.decode()}

    first = send(keeper, "/calendar/2026/preview", brought)
    cursor = first.tree.xpath("//nav[@class='pager']//input[@name='cursor']/@value")[0]
    second = send(keeper, "/calendar/2026/preview", {**brought, "cursor": cursor})

    assert [len(page.tree.xpath("//section//table/tbody/tr")) for page in (first, second)] == [2, 1]
    assert "3 个流程，3 处期限" in second.text
    assert second.tree.xpath("//nav[@class='pager']//input[@name='cursor']/@value") == [""]


def test_a_file_that_cannot_be_read_names_its_lines(visit: Visit) -> None:
    page = send(
        visit("sysadmin"), "/calendar/2026/preview", {"source": SOURCE, "csv": "日期\n2026-13-01,x,y\n"}, expect=422
    )

    assert "第 2 行应为" in page.text


def test_an_own_day_comes_with_a_reason_and_goes_again(visit: Visit) -> None:
    keeper = visit("sysadmin")
    wish = {"source": "厅务会", "day": "2026-07-16", "kind": "holiday", "reason": "台风停工"}

    assert "没有期限因此变化" in send(keeper, "/calendar/2026/preview", wish, expect=200).text
    send(keeper, "/calendar/2026", wish)
    assert "台风停工" in keeper.get("/calendar/2026").text
    assert "本来就休息" in send(keeper, "/calendar/2026/preview", wish, expect=422).text
    send(keeper, "/calendar/2026", {"source": "撤销", "remove": "2026-07-16"})

    assert "台风停工" not in keeper.get("/calendar/2026").text


def test_the_api_shows_previews_and_imports(house: House) -> None:
    begin(house, WRITE)
    keeper, reader = house.sign_in("sysadmin"), house.sign_in("yhc")
    body = {"csv": HOLIDAY.decode(), "source": SOURCE}

    assert reader.get("/calendars/2027")["provisional"] is True
    year = reader.get("/calendars/2026")
    assert (year["provisional"], len(year["days"]), year["versions"][0]["number"]) == (False, 39, 1)
    planned = keeper.post("/calendars/preview", body)
    assert [(each["kind"], each["people"]) for each in planned["moves"]] == [("task", ["姚海澄"])]
    assert keeper.post("/calendars", body)["moved"] == 1
    own = {"source": "厅务会", "added": [{"day": "2026-07-16", "kind": "holiday", "reason": "台风停工"}]}
    assert keeper.post("/calendars/own-days/preview", own)["instances"] == 1
    assert keeper.post("/calendars/own-days", own)["years"] == [2026]

    assert reader.get("/calendars/2026")["versions"][0]["layer"] == "own"
    reader.post("/calendars", body, expect=403)


def test_r_cal_5_the_api_says_where_a_deadline_is_provisional(house: House) -> None:
    task = begin(house, WRITE)
    house.travel("2026-12-30T09:00:00+08:00")
    late = begin(house, WRITE)
    reader = house.sign_in("yhc")

    assert reader.get(f"/tasks/{task['write']}")["provisional"] is False
    assert reader.get(f"/tasks/{late['write']}")["provisional"] is True
    assert {item["id"]: item["provisional"] for item in reader.inbox()} == {task["write"]: False, late["write"]: True}
    shown = house.sign_in("hxc").get(f"/process-instances/{late['instance']}")
    assert [each["provisional"] for each in shown["open_tasks"]] == [True]
