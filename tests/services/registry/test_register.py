"""The register over the API: who finds what, filters, history, export."""

import csv
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from services.registry.models import RiskPoint, RiskPointVersion
from tests.services.registry.rounds import Round, a_point
from workflows import database

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def numbers(answer: dict) -> list[str]:
    return [each["number"] for each in answer["items"]]


def sees(d07: Round, number: str = "R044") -> set[str]:
    """Who of some finds a point."""
    ref = d07.refs()[number]
    people = ("yhc", "pzx", "gsy", "fjc", "hxc", "lzy", "twn", "wym", "sysadmin")
    return {each for each in people if getattr(d07, each).ask("GET", f"/risk-points/{ref}").status_code == 200}


UNIT = {"yhc", "pzx", "gsy", "fjc"}


def test_a_draft_is_its_finders_until_the_stage_is_over_domain_7_1(d07: Round) -> None:
    d07.start()
    d07.yhc.complete("自己找", "found", {"points": [a_point()]})
    assert sees(d07) == {"yhc"}

    for person in (d07.pzx, d07.gsy):
        person.complete(
            "自己找", "no_risk", {"no_risk_reason": "本岗位只作综合协调，事项均经集体研究决定，未发现风险点。"}
        )
    assert sees(d07) == UNIT


def test_the_office_finds_it_after_acceptance_the_group_after_determination_domain_7_1(d07: Round) -> None:
    d07.reach_acceptance(a_point())
    assert sees(d07) == UNIT
    d07.accept()
    assert sees(d07) == UNIT | {"hxc"}
    d07.judge({"R044": "accurate"})
    assert sees(d07) == UNIT | {"hxc", "lzy", "twn"}


def test_a_published_point_is_found_by_everybody_without_grades_and_owner_domain_7_1(d07: Round) -> None:
    ref = d07.hxc.get("/risk-points", unit="D03", limit=1)["items"][0]["id"]
    d07.yhc.get(f"/risk-points/{ref}", expect=404)
    with database.bound().writing() as session:
        session.query(RiskPoint).filter_by(public_id=ref).update({"state": "published"})
        session.commit()

    found = d07.yhc.get(f"/risk-points/{ref}")
    assert (found["owner"], found["determined_grade"], found["determinations"]) == ("", "", [])
    assert d07.wym.get(f"/risk-points/{ref}")["owner"] == "韦一鸣"


def test_outside_the_unit_the_register_shows_what_was_settled(d07: Round) -> None:
    d07.redo()
    d07.redo_list()
    ref = d07.refs()["R045"]

    assert d07.yhc.get(f"/risk-points/{ref}")["title"] == "论文抽检结果运用不力，未与评估挂钩"
    assert d07.lzy.get(f"/risk-points/{ref}")["title"] == "论文抽检结果运用不力"
    assert len(d07.yhc.get(f"/risk-points/{ref}/history")["items"]) == 2
    assert len(d07.lzy.get(f"/risk-points/{ref}/history")["items"]) == 1


def test_authors_are_named_inside_the_unit_only(d07: Round) -> None:
    d07.reach_determination(a_point())
    d07.judge({"R044": "accurate"})
    path = f"/risk-points/{d07.refs()['R044']}/history"

    assert [each["author"] for each in d07.pzx.get(path)["items"]] == ["姚海澄"]
    assert [each["author"] for each in d07.lzy.get(path)["items"]] == [""]


def test_the_office_lists_last_cycles_register_and_a_unit_its_own(d07: Round) -> None:
    assert len(d07.hxc.get("/risk-points", limit=200)["items"]) == 58
    assert set(numbers(d07.wym.get("/risk-points", limit=200))) == {f"R{number:03}" for number in range(1, 11)}
    assert d07.yhc.get("/risk-points")["items"] == []
    assert d07.sysadmin.get("/risk-points")["items"] == []


def test_a_stranger_without_a_session_finds_nothing(d07: Round) -> None:
    d07.house.stranger().get("/risk-points", expect=401)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({"unit": "D03"}, 10),
        ({"unit": "D07"}, 0),
        ({"level": 3, "unit": "D03"}, 4),
        ({"category": "SYS", "unit": "D03"}, 3),
        ({"state": "rated"}, 58),
        ({"state": "draft"}, 0),
        ({"power": "W01"}, 3),
        ({"post": "P01"}, 3),
        ({"q": "预算调剂追加程序"}, 1),
        ({"q": "r002"}, 1),
        ({"q": "50%"}, 0),
        ({"cycle": 2025}, 58),
        ({"cycle": 2026}, 0),
    ],
)
def test_filters_narrow_the_register(d07: Round, query: dict, count: int) -> None:
    assert len(d07.hxc.get("/risk-points", limit=200, **query)["items"]) == count


def test_pages_follow_each_other_by_number(d07: Round) -> None:
    first = d07.hxc.get("/risk-points", limit=40)
    second = d07.hxc.get("/risk-points", limit=40, cursor=first["next_cursor"])

    assert numbers(first)[0] == "R001"
    assert len({*numbers(first), *numbers(second)}) == 58
    assert second["next_cursor"] is None


def spoil(number: int, title: str) -> None:
    """Let a point have a dangerous title."""
    with database.bound().writing() as session:
        point = session.query(RiskPoint).filter_by(number=number).one()
        session.query(RiskPointVersion).filter_by(point_id=point.id).update({"title": title})
        session.commit()


def test_the_register_is_exported_as_csv(d07: Round) -> None:
    spoil(1, '=HYPERLINK("http://x")')
    answer = d07.hxc.ask(
        "GET", "/risk-points", headers={"Accept": "text/csv"}, query_string={"unit": "D03"}, expect=200
    )

    assert answer.content_type == "text/csv; charset=utf-8"
    rows = list(csv.reader(StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0][:3] == ["编号", "处室（单位）", "岗位"]
    assert len(rows) == 11
    assert rows[1][8] == '\'=HYPERLINK("http://x")'
    assert rows[1][-1] == "中"


def test_the_register_is_exported_as_xlsx_without_formulas(d07: Round) -> None:
    spoil(1, "=1+1")
    answer = d07.hxc.ask("GET", "/risk-points", headers={"Accept": XLSX}, query_string={"unit": "D03"}, expect=200)

    sheet = load_workbook(BytesIO(answer.data)).active
    assert sheet is not None
    assert sheet.max_row == 11
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert sheet["I2"].value == "=1+1"


def test_an_export_holds_only_what_the_asker_finds(d07: Round) -> None:
    answer = d07.wym.ask("GET", "/risk-points", headers={"Accept": "text/csv"}, expect=200)

    assert len(answer.data.decode("utf-8-sig").splitlines()) == 11


@pytest.mark.parametrize("path", ["/risk-points/nothing", "/risk-points/nothing/history", "/talks/nothing"])
def test_what_does_not_exist_is_not_found(d07: Round, path: str) -> None:
    d07.hxc.get(path, expect=404)


def test_unknown_filters_are_refused(d07: Round) -> None:
    d07.hxc.get("/risk-points", expect=422, colour="red")
    d07.hxc.get("/risk-points", expect=422, level=4)
