"""Pages of risk information, for whoever handles it and for discipline inspection."""

from collections.abc import Callable

from tests.houses import House
from tests.services.information.test_information import REPORT, register, verify
from tests.visitors import Visitor

Visit = Callable[[str], Visitor]


def test_the_list_and_an_item_with_its_letter(visit: Visit, house: House) -> None:
    _, ref = register(house, about_unit="D07")
    verify(house.sign_in("twn"), "true", "system")
    page = visit("twn").get("/information")

    assert page.has("//nav[@class='side']//a[@href='/information' and @aria-current='page']")
    assert "已发反馈函" in page.text
    item = visit("twn").get(f"/information/{ref}")
    assert REPORT in item.text
    assert "等待反馈" in item.text
    task = house.sign_in("pzx").find_task("书面反馈")["id"]
    letter = visit("pzx").get(f"/tasks/{task}")
    assert "需要堵塞的漏洞" in letter.text
    assert REPORT not in letter.text
    visit("pzx").get(f"/information/{ref}", expect=404)
    assert "没有您可以查看的风险信息" in visit("tlq").get("/information").text
