"""Risk information: registered, verified, scored; filed, answered by a unit, or proposed as a warning (E-48, E-59)."""

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bpmn.decisions.evaluation import compile_table, decide
from bpmn.decisions.reader import read_decision
from bpmn.processes import read_shipped
from services.information.models import FeedbackLetter, RiskInformation
from services.information.rules.quoting import RUN, find_quote
from services.information.rules.visibility import Matter, Viewer, may_see
from tests.clients import Client
from tests.houses import House
from workflows.models import InstanceLink, ProcessInstance

REPORT = "有人反映学位评审会前夕，申报单位曾多次宴请评审专家并赠送礼品卡。"
HEARD = {"source": "complaint", "heard_on": "2026-07-10", "field": "学位管理", "post": "评审秘书", "text": REPORT}
FOUND = {"findings": "调取评审记录，走访三人，两次接受宴请属实。", "gist": "评审回避和廉洁纪律执行不严，需要核查。"}


def score(**values: Any) -> tuple[int, str]:
    """What the shipped table says."""
    found = decide(compile_table(read_decision(read_shipped("riskinfo_score"))), values).results
    return found["points"], found["follows"]


@pytest.mark.parametrize(
    ("verified", "nature", "once", "again"),
    [
        ("false", "personal", (0, "none"), (0, "none")),
        ("true", "none", (10, "none"), (10, "none")),
        ("unknown", "personal", (30, "none"), (50, "tendency")),
        ("unknown", "system", (30, "none"), (50, "loophole")),
        ("true", "system", (60, "loophole"), (80, "loophole")),
        ("true", "personal", (80, "tendency"), (100, "tendency")),
    ],
)
def test_the_score_follows_from_what_was_found_and_whether_it_recurs(
    verified: str, nature: str, once: tuple[int, str], again: tuple[int, str]
) -> None:
    assert score(verified=verified, nature=nature, repeated=False) == once
    assert score(verified=verified, nature=nature, repeated=True) == again


# -- who sees it, what is passed on ----------------------------------------------------------------


@pytest.mark.parametrize(
    ("viewer", "seen"),
    [
        (Viewer(None, discipline=True), False),
        (Viewer(1, discipline=True), True),
        (Viewer(2), True),
        (Viewer(3), False),
        (Viewer(7, discipline=True), False),
        (Viewer(1, frozenset({70}), discipline=True), False),
        (Viewer(2, frozenset({70})), False),
    ],
)
def test_r_cmp_4_handler_and_discipline_see_it_and_never_who_is_involved(viewer: Viewer, seen: bool) -> None:
    assert may_see(viewer, Matter(person_id=7, unit_id=70, handler_id=2)) is seen


@given(st.text(min_size=RUN, max_size=60), st.text(max_size=20), st.text(max_size=20))
def test_r_cmp_6_a_quote_is_found_wherever_it_stands(report: str, before: str, after: str) -> None:
    bare = [sign for sign in report if sign.isalnum()]

    found = find_quote(report, f"{before}{report}{after}")

    assert bool(found) or len(bare) < RUN or found == ""
    assert find_quote(report, "") == ""


def test_r_cmp_6_blanks_and_width_do_not_hide_a_quote() -> None:
    assert find_quote(REPORT, "据反映，申报单位 曾多次，宴请评审专家并有其他问题")
    assert not find_quote(REPORT, FOUND["gist"])


# -- the ways of an item ---------------------------------------------------------------------------


def register(house: House, who: str = "qmz", **more: Any) -> tuple[str, str]:
    """登记风险信息; the ids of the instance and of the item."""
    started = house.sign_in(who).start("riskinfo_intake", variables={**HEARD, **more})
    return started["id"], started["business_key"]


def verify(who: Client, verified: str, nature: str, expect: int = 200, **more: Any) -> Any:
    """核实."""
    return who.complete("核实", "submit", {**FOUND, "verified": verified, "nature": nature, **more}, expect=expect)


def card(house: House, ref: str, who: str = "twn") -> dict[str, Any]:
    found: dict[str, Any] = house.sign_in(who).get(f"/risk-information/{ref}")
    return found


def test_what_is_not_true_is_filed(house: House) -> None:
    _, ref = register(house, about_person="yhc")

    verify(house.sign_in("twn"), "false", "personal", gist="")

    assert (card(house, ref)["card"]["state"], card(house, ref)["card"]["score"]) == ("filed", 0)
    assert card(house, ref)["text"] == REPORT


def test_early_signs_open_a_warning_that_does_not_quote_the_report(house: House) -> None:
    """The ladder is set off as `risk_info_confirmed`; its people read what was found, not what was reported."""
    instance, ref = register(house, about_person="yhc")
    verify(house.sign_in("twn"), "true", "personal")

    shown = card(house, ref)["card"]
    assert (shown["state"], shown["score"]) == ("proposed", 80)
    with house.reading() as session:
        parent = session.query(ProcessInstance).filter_by(public_id=instance).one()
        link = session.query(InstanceLink).filter_by(parent_id=parent.id).one()
        child = session.get_one(ProcessInstance, link.child_id)
        assert (link.kind, child.business_key) == ("risk_info_confirmed", shown["warning"])
    qmz = house.sign_in("qmz")
    panel = qmz.get(f"/tasks/{qmz.find_task('研判')['id']}")["panel"]
    assert panel["card"]["subject"] == "姚海澄"
    assert FOUND["gist"] in panel["clue"]
    assert REPORT not in panel["clue"]


def test_the_second_time_counts_more_within_a_year(house: House) -> None:
    for expected in (30, 50):
        _, ref = register(house, about_person="yhc")
        verify(house.sign_in("twn"), "unknown", "personal")
        assert card(house, ref)["card"]["score"] == expected
    house.travel(house.now + timedelta(days=370))
    _, ref = register(house, about_person="yhc", heard_on="2026-07-11")
    verify(house.sign_in("twn"), "unknown", "personal")
    assert card(house, ref)["card"]["score"] == 30


def test_a_gap_in_the_rules_is_answered_by_its_unit_which_reads_the_letter_alone(house: House) -> None:
    _, ref = register(house, about_unit="D07")
    verify(house.sign_in("twn"), "true", "system")
    head, twn = house.sign_in("pzx"), house.sign_in("twn")

    task = head.get(f"/tasks/{head.find_task('书面反馈')['id']}")
    assert (task["panel"]["gist"], task["panel"]["page"]) == (FOUND["gist"], None)
    assert REPORT not in str(task)
    assert FOUND["findings"] not in str(task)
    answer = {"causes": "回避制度没有规定会前接触。", "measures": "已经修订评审回避办法并公布。"}
    head.complete("书面反馈", "submit", answer)
    twn.complete("核对反馈", "again", opinion="办法没有规定违反的后果，请补充。")
    head.complete("书面反馈", "submit", answer)
    twn.complete("核对反馈", "accept")

    found = card(house, ref)
    assert [each["accepted"] for each in found["letters"]] == [False, True]
    assert (found["card"]["state"], found["letters"][1]["measures"]) == ("answered", answer["measures"])


def test_an_answer_that_never_comes_is_reminded_of_and_then_decided_about(house: House) -> None:
    _, ref = register(house, about_unit="D07")
    verify(house.sign_in("twn"), "true", "system")
    head, twn = house.sign_in("pzx"), house.sign_in("twn")
    house.travel(head.find_task("书面反馈")["due_at"])
    assert card(house, ref)["letters"][0]["overdue_at"]

    house.travel(house.now + timedelta(days=6))
    assert not head.has_task("书面反馈")
    assert twn.complete("核对反馈", "accept", expect=409)
    twn.complete("核对反馈", "propose")

    assert card(house, ref)["card"]["state"] == "proposed"
    with house.reading() as session:
        assert session.query(FeedbackLetter).one().missed_at is not None


def test_what_was_reported_is_not_passed_on_and_needs_somebody_to_go_to(house: House) -> None:
    register(house)
    twn = house.sign_in("twn")

    quoted = verify(twn, "true", "personal", expect=422, gist="申报单位曾多次宴请评审专家并赠送礼品卡，请研判。")
    verify(twn, "true", "none", gist="")

    assert {each["code"] for each in quoted["errors"]} == {"subject", "quotes"}
    assert not twn.has_task("核实")


def test_r_cmp_4_nobody_handles_what_concerns_himself(house: House) -> None:
    refused = house.sign_in("qmz").start(
        "riskinfo_intake", variables={**HEARD, "about_person": "twn", "handler": "twn"}, expect=422
    )
    assert [each["code"] for each in refused["errors"]] == ["involved"]
    _, ref = register(house, about_person="twn")

    house.sign_in("twn").get(f"/risk-information/{ref}", expect=404)
    assert not house.sign_in("twn").has_task("核实")
    assert not house.sign_in("hxc").has_task("核实"), "heads his unit"
    assert house.sign_in("qmz").has_task("核实")
    seen = [len(house.sign_in(who).get("/risk-information")["items"]) for who in ("twn", "hxc", "wzh", "qmz")]
    assert seen == [0, 0, 0, 1]


def test_an_assigned_handler_alone_beside_discipline_reads_it(house: House) -> None:
    _, ref = register(house, about_person="yhc", handler="tlq")

    assert house.sign_in("tlq").get(f"/risk-information/{ref}")["text"] == REPORT
    house.sign_in("lzy").get(f"/risk-information/{ref}", expect=404)
    assert not house.sign_in("twn").has_task("核实")
    verify(house.sign_in("tlq"), "true", "none", gist="")


def test_a_cancelled_process_takes_its_item_with_it(house: House) -> None:
    instance, ref = register(house)

    house.sign_in("wzh").post(f"/process-instances/{instance}/cancel", {"reason": "重复登记"})

    assert card(house, ref)["card"]["state"] == "cancelled"
    with house.reading() as session:
        assert session.query(RiskInformation).one().closed_at is not None
