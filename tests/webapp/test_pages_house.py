"""Notices, substitution, the register, the demo clock, help."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import openpyxl

from tests.houses import House
from tests.visitors import Visitor
from webapp.app import create_app

Visit = Callable[..., Visitor]


def test_notices_are_counted_and_read(open_house: House, visit: Visit, leave: str) -> None:
    open_house.work_off()
    visitor = visit("yhc")

    page = visitor.get("/notices")
    assert "新到待办：填写请假单" in page.text
    assert page.has("//tr[contains(@class, 'unread')]")

    page = visitor.submit(page, "/notices/read")
    assert page.flashes == ["通知已全部标为已读"]
    assert not page.has("//tr[contains(@class, 'unread')]")


def test_a_substitute_is_appointed_until_a_day_and_revoked(visit: Visit, leave: str) -> None:
    visitor = visit("yhc")

    page = visitor.submit(
        visitor.get("/substitutions"), "/substitutions", to="pzx", last_on="2026-07-20", reason="出差"
    )
    assert page.flashes == ["委托已生效，期内他可以办理您的待办"]
    assert "2026-07-21" in page.text
    substitute = visit("pzx").get("/inbox")
    assert "您受姚海澄委托代办" in substitute.text

    page = visitor.submit(page, "/revoke")
    assert page.flashes == ["委托已撤销"]
    assert "您受姚海澄委托代办" not in visit("pzx").get("/inbox").text


def test_a_substitute_of_lower_rank_is_refused_on_the_page(visit: Visit) -> None:
    visitor = visit("pzx")

    page = visitor.submit(
        visitor.get("/substitutions"), "/substitutions", to="yhc", last_on="2026-07-20", reason="出差"
    )

    assert page.flashes == ["只能委托给同级或更高职务的人员"]


def test_a_substitution_without_its_last_day_is_refused(visit: Visit) -> None:
    visitor = visit("yhc")

    page = visitor.submit(visitor.get("/substitutions"), "/substitutions", to="pzx", reason="出差")

    assert page.flashes == ["请选择他人、写明起止日期和事由"]


def test_the_register_is_listed_narrowed_and_exported(visit: Visit) -> None:
    visitor = visit("hxc")

    page = visitor.get("/risk-points?category=PROC&unit=D03")
    numbers = [each.text_content().strip() for each in page.tree.xpath("//tr[@data-row]/td[1]")]
    assert numbers

    table = visitor.client.get("/risk-points/export.csv?category=PROC&unit=D03")
    assert table.headers["Content-Disposition"].startswith("attachment")
    assert [line.split(",")[0] for line in table.text.splitlines()[1:]] == numbers
    book = openpyxl.load_workbook(BytesIO(visitor.client.get("/risk-points/export.xlsx?unit=D03").data))
    assert book.active["A1"].value == "编号"
    visitor.get("/risk-points/export.exe", expect=404)


def test_a_point_shows_what_it_has_said(visit: Visit) -> None:
    visitor = visit("hxc")

    page = visitor.get(visitor.get("/risk-points?q=R001").find("//tr[@data-row]//a").get("href"))

    assert "R001" in page.title
    assert "历次内容" in page.text


def test_the_demos_clock_moves_by_working_days(open_house: House, visit: Visit) -> None:
    visitor = visit("yhc")

    page = visitor.submit(visitor.get("/inbox"), "/demo/clock", press=("move", "5"))
    assert page.flashes[0].startswith("时钟已走到 2026-07-20 09:0")
    visitor.submit(page, "/demo/clock", press=("move", "morning"))

    assert open_house.now.isoformat().startswith("2026-07-21T01:00")


def test_the_demos_clock_goes_to_an_instant_and_never_back(open_house: House, visit: Visit) -> None:
    visitor = visit("yhc")

    visitor.submit(visitor.get("/inbox"), "/demo/clock", press=("move", "at"), at="2026-08-01T10:00")
    assert open_house.now.isoformat().startswith("2026-08-01T02:00")
    page = visitor.submit(visitor.get("/inbox"), "/demo/clock", press=("move", "at"), at="2026-07-01T10:00")
    assert "只能向前拨" in page.flashes[0]
    page = visitor.submit(page, "/demo/clock", press=("move", "at"), at="soon")
    assert page.flashes[0] == "请填写要前进到的时刻"


def test_elsewhere_there_is_no_clock_to_move(open_house: House, tmp_path: Path) -> None:
    app = create_app(open_house.settings.model_copy(update={"demo": False, "home": tmp_path}))

    assert app.test_client().get("/demo/clock").status_code == 404


def test_help_names_the_shortcuts(visit: Visit) -> None:
    page = visit("yhc").get("/help")

    assert [each.text_content() for each in page.tree.xpath("//main//kbd")][:4] == ["/", "j", "k", "Enter"]
