"""The page of the yearly programme: where we are, who is behind, what leads where (R-CAL-8)."""

from collections.abc import Callable

from tests.houses import House
from tests.visitors import Visitor

Visit = Callable[[str], Visitor]


def test_r_cal_8_the_page_shows_where_the_cycle_stands_and_warns_when_it_is_late(visit: Visit, house: House) -> None:
    now = visit("hxc").get("/programme")
    assert now.tree.xpath("//tr[@aria-current='step']//*[contains(text(), '排查廉政风险')]")
    assert "7月中旬至8月上旬" in now.text
    assert "仍有单位没有完成" not in now.text
    assert now.tree.xpath("//a[@href='/instances?process=risk_discovery_anhui6']")

    house.travel("2026-08-11T09:00:00+08:00")

    assert "1 个步骤已过安排的时间" in visit("hxc").get("/programme").text
    visit("hxc").get("/programme/1900", expect=404)


def test_a_cycle_without_a_programme_is_adopted_on_its_page(visit: Visit) -> None:
    assert "按模板建立" not in visit("yhc").get("/programme/2027").text
    head = visit("hxc")
    page = head.get("/programme/2027")
    token = page.tree.xpath("//input[@name='csrf_token']/@value")[0]

    done = head.post("/programme", {"csrf_token": token, "cycle": "2027"})

    assert "年度安排已建立" in done.text
    assert "动员部署阶段" in done.text
