"""R-DSP-6: what is overdue in the register begins a warning, once, and people assess it."""

from typing import Any

from services.registry.models import Consequence
from services.warnings.models import RiskWarning
from tests.services.registry.rounds import Round, a_point

OVERDUE = "2026-08-08T09:00:00+08:00"
FACTS = {"facts": "限期整改期满没有提交整改报告，催办后仍未提交。", "basis": "廉政风险防控管理办法"}


def let_rectification_pass(d07: Round) -> dict[str, Any]:
    """限期整改 that is not reported, nor in the time of grace; the warning that follows."""
    d07.reach_determination(a_point())
    d07.judge({"R044": "basically"})
    d07.house.travel(OVERDUE)
    [warning] = d07.qmz.get("/warnings")["items"]
    return d07.qmz.get(f"/warnings/{warning['id']}")


def test_an_overdue_rectification_begins_a_warning_about_its_unit_and_points_r_dsp_6(d07: Round) -> None:
    warning = let_rectification_pass(d07)

    assert (warning["subject"], warning["colour"], warning["state"]) == ("学位管理与研究生处", "green", "researched")
    assert [(each["kind"], each["label"]) for each in warning["links"]] == [
        ("submission", "学位管理与研究生处2026年度第1轮风险点清单"),
        ("risk_point", "R044 学位点评议请托说情"),
    ]
    assert warning["events"][0]["person"] == "", "the house proposes"
    panel = d07.page(d07.qmz, "研判")["panel"]
    assert (panel["proposed_colour"], panel["suggested_rung"]) == ("yellow", 1)
    assert "经催办仍未提交整改报告" in panel["clue"]
    d07.pzx.get(f"/warnings/{warning['id']}", expect=404)


def test_nobody_is_warned_before_people_have_assessed_and_approved_r_dsp_6_r_warn_7(d07: Round) -> None:
    warning = let_rectification_pass(d07)
    assert not d07.pzx.has_task("签收")

    d07.qmz.complete("研判", "propose", {"colour": "yellow", "rung": 1, **FACTS})
    d07.wzh.complete("预警审批", "agree")

    assert d07.qmz.get(f"/warnings/{warning['id']}")["colour"] == "yellow"
    assert d07.pzx.has_task("签收")


def test_a_deadline_that_passed_begins_one_warning_however_often_it_is_looked_at_r_dsp_6(d07: Round) -> None:
    let_rectification_pass(d07)
    d07.house.travel("2026-09-30T09:00:00+08:00")

    with d07.house.reading() as session:
        [fact] = session.query(Consequence).filter_by(kind="warning_proposal")
        [warning] = session.query(RiskWarning)
        assert fact.consumed_at is not None
        assert warning.origin == fact.dedupe_key


def test_an_overdue_redo_begins_a_warning_too_r_dsp_6(d07: Round) -> None:
    d07.redo()
    d07.house.travel("2026-07-30T09:00:00+08:00")

    [warning] = d07.qmz.get("/warnings")["items"]
    links = d07.qmz.get(f"/warnings/{warning['id']}")["links"]
    assert links[0]["label"] == "学位管理与研究生处2026年度第2轮风险点清单"


def test_r_warn_10_who_closes_decides_whether_the_linked_risk_is_looked_at_anew(d07: Round) -> None:
    warning = let_rectification_pass(d07)
    d07.qmz.complete("研判", "propose", {"colour": "yellow", "rung": 1, **FACTS})
    d07.wzh.complete("预警审批", "agree")
    d07.pzx.complete("签收", "received")
    letter = {"causes": "对照流程不细，责任没有落实到人。", "measures": "已经完成整改并提交报告。"}
    d07.pzx.complete("书面回告", "submit", letter)
    d07.twn.complete("核查回告", "verified")

    note = {"note": "整改报告已经提交，核查属实，予以解除。"}
    d07.twn.complete("解除预警", "close", note, expect=422)
    d07.twn.complete("解除预警", "close", {**note, "adjust": "propose"})

    kinds = [each["kind"] for each in d07.qmz.get(f"/warnings/{warning['id']}")["events"]]
    assert kinds[-2:] == ["adjustment_proposed", "closed"]
