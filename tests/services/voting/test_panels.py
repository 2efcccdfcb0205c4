"""The expert panel over the API, rule by rule (R-EXP-1 … R-EXP-11, R-COI-1, R-COI-3)."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from services.voting.models import PanelVote
from services.voting.rules.draws import Candidate, DrawPlan, draw_panel
from tests.clients import Client
from tests.voting import AGAIN, BALLOT, COUNTER, MEETING, PANEL, WITNESS, Stage
from workflows.models import DueWork, Interest, Person
from workflows.rules.voting import parse_threshold

END_OF_WINDOW = "2026-07-23T00:00:00+08:00"
"""wd:7 from Monday 13 July: Wednesday 22 July 24:00."""

END_OF_EXTENSION = "2026-07-29T00:00:00+08:00"
"""wd:3 after it, counted from the day that begins then."""


def change(stage: Stage, statement: Any) -> None:
    """Change a row of the pool, as an import would."""
    with stage.house.reading() as session:
        session.execute(statement)
        session.commit()


def tie(stage: Stage, expert: str, relation: str, other: str = "", *, until: date | None = None, unit: int = 0) -> None:
    """Declare a tie of an expert to a person or a unit."""
    with stage.house.reading() as session:
        session.add(
            Interest(
                org_id=stage.house.org_id,
                person_id=stage.person_id(expert),
                relation=relation,
                other_person_id=stage.person_id(other) if other else None,
                unit_id=unit or None,
                declared_on=date(2026, 1, 5),
                until_on=until,
            )
        )
        session.commit()


def make_expert(stage: Stage, login: str) -> None:
    change(stage, update(Person).where(Person.id == stage.person_id(login)).values(expert=True))


def reasons_of(stage: Stage) -> dict[str, list[str]]:
    """Why people were left out of the last draw."""
    draws = stage.office.get(f"/panels/{stage.panel}")["draws"]
    return {each["code"]: each["reasons"] for each in draws[-1]["candidates"] if each["reasons"]}


def sees_nothing(client: Client, stage: Stage) -> None:
    """Whoever has left a panel finds neither it nor its instance nor a task."""
    client.get(f"/panels/{stage.panel}", expect=404)
    client.get(f"/process-instances/{stage.instance}", expect=404)
    assert client.inbox() == []


# -- R-EXP-1 … R-EXP-4: the draw -------------------------------------------------------------------


def test_r_exp_1_five_members_and_two_alternates_are_drawn(stage: Stage) -> None:
    members = stage.draw()

    assert (len(members), len(stage.members("alternate"))) == (5, 2)
    assert all(stage(login).has_task("独立性声明") for login in members)


def test_r_exp_1_an_even_panel_is_refused(stage: Stage) -> None:
    stage.set("p2_expert.panel_size", 6)
    stage.start(PANEL)

    refused = stage.office.post(f"/panels/{stage.find('panel')}/draw", expect=422)

    assert "单数" in refused["detail"]


def test_r_exp_1_two_thirds_of_the_members_are_external(stage: Stage) -> None:
    for login in ("dkw", "lmq", "sbr", "yjl", "fxw", "jyt", "zzf"):
        make_expert(stage, login)

    members = stage.draw()

    assert sum(login.startswith("ex") for login in members) >= 4
    assert all(login.startswith("ex") for login in stage.members("alternate"))


def test_r_exp_2_the_draw_is_stored_and_anybody_can_replay_it(stage: Stage) -> None:
    stage.draw()
    card = stage.office.get(f"/panels/{stage.panel}")

    draw = card["draws"][0]
    candidates = [Candidate(each["code"], each["external"], tuple(each["reasons"])) for each in draw["candidates"]]
    plan = DrawPlan(draw["size"], draw["alternates"], parse_threshold(draw["external_share"], ">="))
    again = draw_panel(candidates, draw["seed"], plan)

    assert [each["code"] for each in card["members"]] == [*again.members, *again.alternates]
    assert len(bytes.fromhex(draw["seed"])) == 16


def test_r_exp_2_nobody_can_give_the_seed_or_the_members(stage: Stage) -> None:
    stage.start(PANEL)
    stage.panel = stage.find("panel")

    task = stage.office.find_task("抽取专家")["id"]
    body = {"outcome": "draw", "values": {"seed": "00", "members": ["ex01"]}}
    stage.office.post(f"/tasks/{task}/complete", body, expect=422)
    stage("pzx").post(f"/panels/{stage.panel}/draw", expect=403)
    stage("sbr").post(f"/panels/{stage.panel}/draw", expect=404)


def test_a_panel_is_drawn_once(stage: Stage) -> None:
    stage.draw()

    refused = stage.office.post(f"/panels/{stage.panel}/draw", expect=409)

    assert refused["type"] == "urn:lianflow:problem:task-already-completed"


def test_the_same_key_draws_the_same_panel(stage: Stage) -> None:
    stage.start(PANEL)
    stage.panel = stage.find("panel")
    first = stage.office.post(f"/panels/{stage.panel}/draw", key="draw-once")
    again = stage.office.post(f"/panels/{stage.panel}/draw", key="draw-once")

    assert first == again
    assert len(stage.office.get(f"/panels/{stage.panel}")["draws"]) == 1


@pytest.mark.parametrize(("unit", "expert", "reason"), [("D02", "ex09", "kinship"), ("D03", "ex06", "kinship")])
def test_r_exp_3_kinship_with_a_member_of_the_unit_excludes(stage: Stage, unit: str, expert: str, reason: str) -> None:
    stage.unit = unit
    stage.draw()

    assert reasons_of(stage) == {expert: [reason]}


def test_r_exp_3_kinship_with_somebody_elsewhere_does_not_exclude(stage: Stage) -> None:
    stage.draw()

    assert reasons_of(stage) == {}


def test_r_exp_3_a_tie_that_the_member_has_declared_counts_as_well(stage: Stage) -> None:
    tie(stage, "yhc", "kinship", "ex03")
    stage.draw()

    assert reasons_of(stage) == {"ex03": ["kinship"]}


@pytest.mark.parametrize(("jumps_to", "excluded"), [("2026-08-03", True), ("2028-03-31", False)])
def test_r_exp_3_who_worked_in_the_unit_stays_out_for_three_years(stage: Stage, jumps_to: str, excluded: bool) -> None:
    stage.house.travel(f"{jumps_to}T09:00:00+08:00")
    stage.unit = "E01"
    stage.draw()

    assert reasons_of(stage) == ({"ex12": ["own_unit"]} if excluded else {})


def test_r_exp_3_who_works_in_the_unit_stays_out(stage: Stage) -> None:
    make_expert(stage, "gsy")
    make_expert(stage, "dkw")
    stage.draw()

    assert reasons_of(stage) == {"gsy": ["own_unit"]}


@pytest.mark.parametrize("relation", ["economic", "other"])
def test_r_exp_3_an_economic_or_other_tie_excludes_until_it_ends(stage: Stage, relation: str) -> None:
    tie(stage, "ex01", relation, "pzx")
    tie(stage, "ex02", relation, "pzx", until=date(2026, 7, 1))
    stage.draw()

    assert reasons_of(stage) == {"ex01": [relation]}


def test_r_exp_3_who_took_part_in_an_earlier_step_stays_out(stage: Stage) -> None:
    make_expert(stage, COUNTER)
    make_expert(stage, WITNESS)
    make_expert(stage, "ryx")
    stage.start(BALLOT, PANEL)
    stage.ballot = stage.find("ballot")
    for code in stage.issue():
        stage.cast(code)
    stage.count()
    stage.panel = stage.find("panel")
    stage("ryx").post(f"/panels/{stage.panel}/draw")

    assert reasons_of(stage) == {COUNTER: ["earlier_step"], WITNESS: ["earlier_step"], "ryx": ["earlier_step"]}


def test_r_coi_3_who_owns_an_item_is_not_drawn(stage: Stage) -> None:
    stage.own("R1", "ex04")
    stage.draw()

    assert reasons_of(stage) == {"ex04": ["own_item"]}


def test_r_coi_3_who_came_to_own_an_item_leaves_before_the_vote(stage: Stage) -> None:
    members = stage.draw()
    first = stage.members("alternate")[0]
    stage.own("R1", members[0])

    for login in members:
        stage.declare(login)

    assert stage.members() == [*members[1:], first]
    sees_nothing(stage(members[0]), stage)


def test_r_exp_4_too_small_a_pool_is_refused_with_the_reason(stage: Stage) -> None:
    change(stage, update(Person).where(Person.code.in_([f"ex{n:02}" for n in range(5, 13)])).values(expert=False))
    stage.start(PANEL)
    stage.panel = stage.find("panel")

    refused = stage.office.post(f"/panels/{stage.panel}/draw", expect=422)

    assert refused["type"] == "urn:lianflow:problem:pool-too-small"
    assert "合格专家 4 人" in refused["detail"]
    change(stage, update(Person).where(Person.code == "ex05").values(expert=True))
    stage.office.post(f"/panels/{stage.panel}/draw")
    assert len(stage.members()) == 5


# -- R-EXP-3, R-COI-1: declarations and recusal ----------------------------------------------------


def test_r_exp_3_a_declared_conflict_recuses_at_once_and_the_first_alternate_steps_in(stage: Stage) -> None:
    members = stage.draw()
    first, second = stage.members("alternate")

    stage.declare(members[1], "与该处处长系大学同学")

    assert stage.members() == [members[0], *members[2:], first]
    assert stage.members("alternate") == [second]
    assert stage.members("recused") == [members[1]]
    assert stage(first).has_task("独立性声明")
    sees_nothing(stage(members[1]), stage)


def test_r_exp_3_a_conflict_without_a_reason_is_refused(stage: Stage) -> None:
    members = stage.draw()

    stage(members[0]).post(f"/panels/{stage.panel}/declarations", {"independent": False}, expect=422)

    assert stage.members() == members


def test_r_exp_3_nobody_votes_before_all_have_declared(stage: Stage) -> None:
    members = stage.draw()
    for login in members[:4]:
        stage.declare(login)

    stage.grade(members[0], expect=404)
    stage.declare(members[4])

    stage.grade(members[0])


def test_r_exp_3_who_does_not_declare_in_time_is_replaced(stage: Stage) -> None:
    members = stage.draw()
    alternates = stage.members("alternate")
    for login in members[:4]:
        stage.declare(login)

    stage.house.travel("2026-07-16T00:00:00+08:00")

    assert stage.members() == [*members[:4], alternates[0]]
    stage.declare(members[4], expect=409)
    stage(members[4]).get(f"/panels/{stage.panel}", expect=404)
    stage.declare(alternates[0])
    assert stage(alternates[0]).has_task("评估打分")


def test_r_exp_3_too_many_conflicts_dissolve_the_panel_and_the_recused_are_not_drawn_again(stage: Stage) -> None:
    members = stage.draw()
    alternates = stage.members("alternate")
    for login in (members[0], members[1], alternates[0]):
        stage.declare(login, "与被评估处室有业务往来")

    assert stage.members() == []
    assert stage.office.has_task("抽取专家")
    for login in (*members, *alternates):
        sees_nothing(stage(login), stage)
    stage.office.post(f"/panels/{stage.panel}/draw")

    assert reasons_of(stage) == {login: ["recused"] for login in (members[0], members[1], alternates[0])}
    assert len(stage.members()) == 5


def test_r_coi_1_a_member_leaves_a_running_vote_and_what_he_said_counts_no_more(stage: Stage) -> None:
    members = stage.assemble()
    first = stage.members("alternate")[0]
    stage.grade(members[0], "inaccurate")

    stage(members[0]).post(f"/panels/{stage.panel}/recusals", {"reason": "发现与责任人系表亲"})

    sees_nothing(stage(members[0]), stage)
    for login in (*members[1:], first):
        stage.grade(login, "accurate")
    assert stage.results() == {"R1": "accurate", "R2": "accurate"}
    with stage.house.reading() as session:
        said = session.scalars(select(PanelVote)).all()
    assert sum(vote.voided for vote in said) == 2
    assert len(said) == 12


def test_r_coi_1_others_are_recused_by_the_head_of_the_office_or_the_chair_only(stage: Stage) -> None:
    members = stage.assemble()
    body = {"member": members[0], "reason": "群众反映其与该处有业务关系"}
    path = f"/panels/{stage.panel}/recusals"

    stage(members[1]).post(path, body, expect=403)
    stage(WITNESS).post(path, body, expect=403)
    stage("sbr").post(path, body, expect=404)
    stage.office.post(path, {**body, "reason": " "}, expect=422)
    stage.office.post(path, {**body, "member": "ex99"}, expect=404)
    stage("lzy").post(path, body)

    assert members[0] not in stage.members()
    assert not stage(members[0]).has_task("评估打分")


def test_r_coi_1_the_assessed_party_learns_neither_names_nor_reasons(stage: Stage) -> None:
    members = stage.draw()
    reason = "与该处处长系大学同学"
    stage.declare(members[0], reason)
    for login in stage.members():
        if login != members[0]:
            stage.declare(login) if stage(login).has_task("独立性声明") else None
    stage.office.post(f"/panels/{stage.panel}/recusals", {"member": members[1], "reason": reason})
    names = [each["name"] for each in stage.office.get(f"/panels/{stage.panel}")["members"]]
    head = stage("pzx")

    seen = [
        head.get(f"/panels/{stage.panel}"),
        head.get(f"/process-instances/{stage.instance}"),
        head.get(f"/process-instances/{stage.instance}/history", limit=200),
    ]

    text = str(seen)
    assert not [name for name in names if name in text]
    assert reason not in text
    assert seen[0]["members"] is None


def test_an_alternate_who_steps_into_a_vote_declares_and_may_leave_again(stage: Stage) -> None:
    members = stage.assemble()
    first, second = stage.members("alternate")
    stage.office.post(f"/panels/{stage.panel}/recusals", {"member": members[0], "reason": "亲属关系"})
    stage.office.post(f"/panels/{stage.panel}/recusals", {"member": members[1], "reason": "亲属关系"})

    stage.declare(first)
    stage.declare(first, expect=409)
    stage(second).post(f"/panels/{stage.panel}/declarations", {"independent": False}, expect=422)
    stage.declare(second, "曾任该处顾问")

    assert stage.members() == [*members[2:], first]
    sees_nothing(stage(second), stage)
    for login in stage.members():
        stage.grade(login)
    assert stage.results() == {"R1": "accurate", "R2": "accurate"}  # four of five are two thirds


# -- R-EXP-5: turnout ------------------------------------------------------------------------------


def test_r_exp_5_four_of_five_are_enough_at_the_close(stage: Stage) -> None:
    members = stage.assemble()
    for login in members[:4]:
        stage.grade(login)
    stage.office.post(f"/panels/{stage.panel}/close", expect=409)

    stage.house.travel(END_OF_WINDOW)

    assert stage.results() == {"R1": "accurate", "R2": "accurate"}


def test_r_exp_5_who_has_not_voted_is_replaced_for_the_extension(stage: Stage) -> None:
    members = stage.assemble()
    alternates = stage.members("alternate")
    for login in members[:3]:
        stage.grade(login)

    stage.house.travel(END_OF_WINDOW)

    assert stage.members() == [*members[:3], *alternates]
    assert not stage(members[3]).has_task("评估打分")
    stage.grade(members[4], expect=404)
    for login in alternates:
        stage.grade(login)
    assert stage.results() == {"R1": "accurate", "R2": "accurate"}
    stage(members[3]).get(f"/panels/{stage.panel}", expect=404)


def test_r_exp_5_still_missing_the_panel_is_dissolved_and_drawn_again(stage: Stage) -> None:
    members = stage.assemble()
    for login in members[:3]:
        stage.grade(login)

    stage.house.travel(END_OF_EXTENSION)

    assert stage.office.has_task("抽取专家")
    assert stage.members() == []
    stage.office.post(f"/panels/{stage.panel}/draw")
    for login in stage.members():
        stage.declare(login)
    for login in stage.members():
        stage.grade(login, "fairly")
    assert stage.results() == {"R1": "fairly", "R2": "fairly"}


def test_r_exp_5_a_panel_that_cannot_reach_two_thirds_is_dissolved_at_once(stage: Stage) -> None:
    members = stage.assemble()
    stage.grade(members[0])

    stage.house.travel(END_OF_WINDOW)

    assert stage.office.has_task("抽取专家")


# -- R-EXP-6: one grade, reasons, secrecy ----------------------------------------------------------


def test_r_exp_6_any_grade_but_accurate_needs_a_reason_of_ten_characters(stage: Stage) -> None:
    login = stage.assemble()[0]
    items = [{"risk_point": "R1", "grade": "fairly", "reason": "不够具体"}, {"risk_point": "R2", "grade": "accurate"}]

    refused = stage(login).post(f"/panels/{stage.panel}/votes", {"items": items}, expect=422)

    assert [(each["field"], each["code"]) for each in refused["errors"]] == [("items.0.reason", "required")]
    items[0]["reason"] = "表现形式写得不够具体，缺少环节"
    stage(login).post(f"/panels/{stage.panel}/votes", {"items": items})


def test_r_exp_6_an_abstention_needs_a_reason(stage: Stage) -> None:
    login = stage.assemble()[0]

    stage(login).post(f"/panels/{stage.panel}/votes", {"abstain": True}, expect=422)
    stage(login).post(f"/panels/{stage.panel}/votes", {"abstain": "不熟悉此项业务"})


def test_r_exp_6_every_item_gets_exactly_one_known_grade(stage: Stage) -> None:
    login = stage.assemble()[0]

    for grades in (
        {"R1": "accurate"},
        {"R1": "accurate", "R9": "accurate"},
        {"R1": "accurate", "R2": "excellent"},
    ):
        stage.grade(login, grades, expect=422)

    assert stage(login).has_task("评估打分")


def test_r_exp_6_a_member_votes_once(stage: Stage) -> None:
    login = stage.assemble()[0]
    stage.grade(login)

    refused = stage.grade(login, "fairly", expect=409)

    assert refused["type"] == "urn:lianflow:problem:task-already-completed"


def test_r_exp_6_votes_are_invisible_to_others_until_the_close(stage: Stage) -> None:
    members = stage.assemble()
    for login in members[:4]:
        stage.grade(login, "basically")
    path = f"/panels/{stage.panel}"

    own = stage(members[0]).get(path)
    assert {each["grade"] for each in own["own"]} == {"basically"}
    for login in (members[4], "hxc", "lzy", "pzx"):
        card = stage(login).get(path)
        assert card["votes"] is None
        assert not card["own"]
        assert [item["result"] or item["counts"] or item["reasons"] for item in card["items"]] == [[], []]
        assert "basically" not in str(card)
    history = stage("hxc").get(f"/process-instances/{stage.instance}/history", limit=200)
    assert "基本准确" not in str(history)
    assert "basically" not in str(history)


# -- R-EXP-7, R-EXP-8, R-EXP-10: results -----------------------------------------------------------


def test_r_exp_7_the_worked_example(stage: Stage) -> None:
    members = stage.assemble()
    for login, grade in zip(members, ["accurate", "accurate", "fairly", "basically", "inaccurate"], strict=True):
        stage.grade(login, {"R1": grade, "R2": "accurate"})

    assert stage.results() == {"R1": "fairly", "R2": "accurate"}
    counts = stage.office.get(f"/panels/{stage.panel}")["items"][0]["counts"]
    assert counts == {"accurate": 2, "fairly": 1, "basically": 1, "inaccurate": 1, "abstain": 0, "valid": 5}


def test_r_exp_8_too_few_valid_votes_replace_the_abstainers_and_the_panel_votes_again(stage: Stage) -> None:
    members = stage.assemble()
    alternates = stage.members("alternate")
    for login in members[:3]:
        stage.grade(login, "")
    for login in members[3:]:
        stage.grade(login, "accurate")

    assert stage.members() == [*members[3:], *alternates]
    assert stage.results() == {"R1": "", "R2": ""}
    for login in stage.members():
        stage.grade(login, "fairly")
    assert stage.results() == {"R1": "fairly", "R2": "fairly"}


def test_r_exp_8_three_valid_votes_are_enough(stage: Stage) -> None:
    members = stage.assemble()
    for login, grade in zip(members, ["accurate", "accurate", "fairly", "", ""], strict=True):
        stage.grade(login, grade)

    assert stage.results() == {"R1": "accurate", "R2": "accurate"}


def test_r_exp_8_without_enough_alternates_the_panel_is_dissolved(stage: Stage) -> None:
    for login in stage.assemble():
        stage.grade(login, "")

    assert stage.office.has_task("抽取专家")


def test_r_exp_10_two_grade_mode_has_two_grades_and_a_tie_is_inaccurate(stage: Stage) -> None:
    stage.set("p2_expert.two_grade_mode", True)
    members = stage.assemble()

    stage.grade(members[0], "fairly", expect=422)
    for login, grade in zip(members, ["accurate", "accurate", "inaccurate", "inaccurate", ""], strict=True):
        stage.grade(login, grade)

    assert stage.results() == {"R1": "inaccurate", "R2": "inaccurate"}


# -- R-EXP-9: a conflict found later ---------------------------------------------------------------


def judge(stage: Stage, members: list[str]) -> None:
    """Three accurate, two fairly: one accurate vote less makes it a tie, and fairly."""
    for login, grade in zip(members, ["accurate", "accurate", "accurate", "inaccurate", "inaccurate"], strict=True):
        stage.grade(login, grade)


def void(stage: Stage, login: str) -> None:
    stage.office.post(f"/panels/{stage.panel}/recusals", {"member": login, "reason": "事后查明与责任人有经济往来"})


def test_r_exp_9_a_vote_found_conflicted_later_is_voided_and_the_result_computed_again(stage: Stage) -> None:
    members = stage.assemble()
    judge(stage, members)
    assert stage.results() == {"R1": "accurate", "R2": "accurate"}

    void(stage, members[0])

    assert stage.results() == {"R1": "inaccurate", "R2": "inaccurate"}
    votes = stage.office.get(f"/panels/{stage.panel}")["votes"]
    assert sum(vote["voided"] for vote in votes) == 2
    sees_nothing(stage(members[0]), stage)


def test_r_exp_9_a_motion_that_waits_takes_the_new_grade(stage: Stage) -> None:
    members = stage.assemble(MEETING)
    judge(stage, members)
    stage.meeting = stage.find("meeting")
    stage.convene()

    void(stage, members[0])

    assert {(each["expert_grade"], each["grade"]) for each in stage.minutes()["motions"]} == {
        ("inaccurate", "inaccurate")
    }


def test_r_exp_9_a_changed_result_after_the_determination_is_told_to_its_keeper(stage: Stage) -> None:
    members = stage.assemble(MEETING)
    judge(stage, members)
    stage.meeting = stage.find("meeting")
    stage.convene()
    stage.attend()
    stage.open_meeting()
    for login in ("lzy", "shm", "qyl", "fjc", "hsn"):
        stage.vote(login)
    stage.close_meeting()

    void(stage, members[0])

    assert {each["result"] for each in stage.minutes()["motions"]} == {"accurate"}
    with stage.house.reading() as session:
        told = session.scalars(select(DueWork).where(DueWork.kind == "expert_result_changed")).all()
    assert len(told) == 1


def test_r_exp_9_an_unchanged_result_is_told_to_nobody(stage: Stage) -> None:
    members = stage.assemble()
    for login in members:
        stage.grade(login, "accurate")

    void(stage, members[0])

    assert stage.results() == {"R1": "accurate", "R2": "accurate"}
    with stage.house.reading() as session:
        assert not session.scalars(select(DueWork).where(DueWork.kind == "expert_result_changed")).all()


# -- R-EXP-11: who sees what -----------------------------------------------------------------------


def test_r_exp_11_the_unit_sees_numbers_and_reasons_without_names(stage: Stage) -> None:
    members = stage.assemble()
    for login in members:
        stage.grade(login, "fairly")
    names = {each["name"] for each in stage.office.get(f"/panels/{stage.panel}")["members"]}

    card = stage("pzx").get(f"/panels/{stage.panel}")

    assert card["items"][0]["counts"]["fairly"] == 5
    assert card["items"][0]["reasons"] == ["R1表述不够完整，须补充"] * 5
    assert (card["members"], card["draws"], card["votes"], card["own"]) == (None, None, None, [])
    assert not [name for name in names if name in str(card)]


def test_r_exp_11_office_group_and_discipline_see_names(stage: Stage) -> None:
    members = stage.assemble()
    for member in members:
        stage.grade(member, "accurate")

    for login in ("hxc", "lzy", "fjc", "wzh", "twn"):
        card = stage(login).get(f"/panels/{stage.panel}")
        assert len(card["votes"]) == 10
        assert {each["code"] for each in card["members"] if each["voted"]} == set(members)


def test_r_exp_11_administrators_and_strangers_see_nothing(stage: Stage) -> None:
    stage.assemble()

    for login in ("sysadmin", "secadmin", "auditadmin", "procedit", "sbr"):
        stage(login).get(f"/panels/{stage.panel}", expect=404)


def test_r_exp_11_every_look_at_named_votes_is_written_down(stage: Stage) -> None:
    for member in stage.assemble():
        stage.grade(member, "accurate")
    stage("pzx").get(f"/panels/{stage.panel}")

    stage("lzy").get(f"/panels/{stage.panel}")
    stage("lzy").get(f"/panels/{stage.panel}")

    history = stage.office.get(f"/process-instances/{stage.instance}/history", limit=200)["items"]
    assert [item["actor"] for item in history if item["kind"] == "votes_read"] == ["梁知远", "梁知远"]


# -- using a panel again ---------------------------------------------------------------------------


def test_a_recheck_uses_the_same_experts_who_declare_again(stage: Stage) -> None:
    members = stage.assemble(AGAIN)
    for login in members:
        stage.grade(login, "basically")

    assert stage.members() == members
    stage.grade(members[0], expect=409)
    for login in members:
        stage.declare(login)
    for login in members:
        stage.grade(login, "accurate")

    assert stage.results() == {"R1": "accurate", "R2": "accurate"}
    assert len(stage.office.get(f"/panels/{stage.panel}")["draws"]) == 1


def test_only_the_office_closes_a_panel(stage: Stage) -> None:
    members = stage.assemble()

    stage(members[0]).post(f"/panels/{stage.panel}/close", expect=403)
    stage("sbr").post(f"/panels/{stage.panel}/close", expect=404)


def test_a_panel_without_a_running_vote_is_not_closed(stage: Stage) -> None:
    stage.start(PANEL)
    stage.panel = stage.find("panel")

    stage.office.post(f"/panels/{stage.panel}/close", expect=409)
