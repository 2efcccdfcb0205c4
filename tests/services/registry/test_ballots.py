"""群众帮: the tally stays with the point, and what failed is revised or justified."""

from tests.services.registry.rounds import Round, a_point

WHY = "评议代表不了解学位点评议程序，该风险点确实存在。"


def fail_first(d07: Round) -> str:
    d07.reach_ballot(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    d07.ballot(failed=["R044"])
    return d07.refs()["R044"]


def refuse(d07: Round, items: list[dict]) -> set[tuple[str, str]]:
    answer = d07.pzx.complete("修改或答复未过半项", "submit", {"items": items}, expect=422)
    return {(each["field"], each["code"]) for each in answer["errors"]}


def test_what_failed_is_not_vetoed_but_must_be_answered_r_mass_6(d07: Round) -> None:
    ref = fail_first(d07)

    assert list(d07.options(d07.pzx, "修改或答复未过半项", "items.point")) == [ref]
    assert not d07.fjc.has_task("审签")
    d07.pzx.complete(
        "修改或答复未过半项", "submit", {"items": [{"point": ref, "action": "justify", "justification": WHY}]}
    )
    assert d07.fjc.has_task("审签")


def test_every_failed_item_needs_an_answer_r_mass_6(d07: Round) -> None:
    d07.reach_ballot(a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))
    d07.ballot(failed=["R044", "R045"])
    answered = {"point": d07.refs()["R044"], "action": "justify", "justification": WHY}

    assert refuse(d07, [answered]) == {("items", "missing-rows")}


def test_a_justification_needs_words_and_a_revision_needs_a_change_r_mass_6(d07: Round) -> None:
    ref = fail_first(d07)

    assert refuse(d07, [{"point": ref, "action": "justify"}]) == {("items.0.justification", "required")}
    assert refuse(d07, [{"point": ref, "action": "revise"}]) == {("items.0.title", "required")}
    same = {"point": ref, "action": "revise", "title": "学位点评议请托说情"}
    assert refuse(d07, [same]) == {("items.0.title", "unchanged")}


def test_the_form_begins_with_the_failed_items(d07: Round) -> None:
    ref = fail_first(d07)

    assert d07.form(d07.pzx, "修改或答复未过半项")["items"]["value"] == [
        {"point": ref, "title": "学位点评议请托说情", "manifestation": "学位点评议请托说情的表现形式"}
    ]


def test_tally_and_answer_stand_on_what_the_leader_signs_r_mass_6(d07: Round) -> None:
    ref = fail_first(d07)
    d07.pzx.complete(
        "修改或答复未过半项", "submit", {"items": [{"point": ref, "action": "justify", "justification": WHY}]}
    )
    tallies = {each["number"]: each["tally"] for each in d07.page(d07.fjc, "审签")["panel"]["points"]}

    assert tallies["R044"] == {
        "passed": False,
        "counts": {"认可": 6, "不认可": 2, "valid": 8, "invalid": 0},
        "action": "justify",
        "justification": WHY,
    }
    assert tallies["R045"]["passed"] is True


def test_a_revision_in_answer_to_the_ballot_needs_no_other_ballot(d07: Round) -> None:
    ref = fail_first(d07)
    revised = {"point": ref, "action": "revise", "title": "学位点评议中请托说情"}
    d07.pzx.complete("修改或答复未过半项", "submit", {"items": [revised]})
    d07.fjc.complete("审签", "return", opinion="请补充处室会议的参加人员。")
    d07.summarise()
    d07.confirm()

    assert d07.fjc.has_task("审签")
    assert not d07.hxc.has_task("群众帮")


def test_a_second_ballot_is_judged_by_itself_r_mass_6(d07: Round) -> None:
    ref = fail_first(d07)
    d07.pzx.complete(
        "修改或答复未过半项", "submit", {"items": [{"point": ref, "action": "justify", "justification": WHY}]}
    )
    d07.fjc.complete("审签", "return", opinion="论文抽检的表述请修改后再报。")
    changed = {"category": "SYS", "title": "抽检结果运用不力", "manifestation": "抽检结果没有与评估挂钩"}
    d07.summarise(revisions=[{"point": d07.refs()["R045"], **changed}])
    d07.confirm()
    d07.ballot(failed=["R044"])

    assert list(d07.options(d07.pzx, "修改或答复未过半项", "items.point")) == [ref], "the earlier answer does not count"
