"""What stands beside the forms of votes, what the forms offer, and repeated requests."""

from datetime import date
from typing import Any

from services.organisation.substitutions import appoint_substitute
from tests.clients import Client
from tests.voting import MEETING, PANEL, Stage


def look_at(client: Client, name: str) -> dict[str, Any]:
    page: dict[str, Any] = client.get(f"/tasks/{client.find_task(name)['id']}")
    return page


def options_of(page: dict[str, Any], column: str) -> dict[str, str]:
    (table,) = page["form"]
    (field,) = [each for each in table["fields"] if each["name"] == column]
    return {option["value"]: option["label"] for option in field["options"]}


def test_the_ballot_stands_beside_the_tasks_of_those_who_run_it(stage: Stage) -> None:
    stage.prepare_ballot()
    stage.print_slips(8)

    panel = look_at(stage.office, "制票发票")["panel"]

    assert (panel["id"], panel["state"]) == (stage.ballot, "prepared")
    assert (panel["figures"]["printed"], panel["figures"]["eligible"], panel["figures"]["returned"]) == (8, 15, None)


def test_the_panel_stands_beside_the_draw_and_names_nobody_to_its_members(stage: Stage) -> None:
    stage.start(PANEL)
    stage.panel = stage.find("panel")
    assert look_at(stage.office, "抽取专家")["panel"]["members"] == []
    stage.office.post(f"/panels/{stage.panel}/draw")
    members = stage.members()

    beside = look_at(stage(members[0]), "独立性声明")["panel"]

    assert (beside["size"], beside["unit"], beside["members"]) == (5, "学位管理与研究生处", None)


def test_the_form_of_an_assessment_offers_items_and_grades(stage: Stage) -> None:
    login = stage.assemble()[0]

    page = look_at(stage(login), "评估打分")

    assert set(options_of(page, "risk_point")) == {"R1", "R2"}
    assert options_of(page, "grade") == {
        "accurate": "准确", "fairly": "比较准确", "basically": "基本准确", "inaccurate": "不准确",
    }  # fmt: skip


def test_the_form_of_a_meeting_offers_only_what_one_may_vote_on(stage: Stage) -> None:
    stage.own("R1", "tlq")
    stage.put_before_group()

    assert set(options_of(look_at(stage("tlq"), "会议表决"), "risk_point")) == {"R2"}
    assert set(options_of(look_at(stage("gcy"), "会议表决"), "risk_point")) == {"R1", "R2"}


def test_the_agenda_stands_beside_the_tasks_of_the_group(stage: Stage) -> None:
    for login in stage.assemble(MEETING):
        stage.grade(login, "fairly")

    panel = look_at(stage.office, "会议通知")["panel"]

    assert [(each["risk_point"], each["grade"]) for each in panel["motions"]] == [("R1", "fairly"), ("R2", "fairly")]
    assert len(panel["members"]) == 9


def test_a_repeated_request_gets_its_first_answer(stage: Stage) -> None:
    """Also where the first has cost the asker his access."""
    first, second, *_ = stage.draw()
    path = f"/panels/{stage.panel}/declarations"
    conflict = {"independent": False, "reason": "与该处处长系亲属"}

    answers = [stage(first).post(path, conflict, key="one") for _ in range(2)]
    others = [stage(second).post(path, {"independent": True}, key="two") for _ in range(2)]

    assert answers[0] == answers[1]
    assert others[0] == others[1]
    assert stage.members("recused") == [first]


def test_a_substitute_does_not_vote_for_his_principal(stage: Stage) -> None:
    """R-TASK-3: votes are not delegable."""
    stage.put_before_group()
    stage.attend()
    stage.open_meeting()
    appoint_substitute(stage.house.command("qyl"), "shm", date(2026, 7, 13), date(2026, 8, 13), reason="出差")
    seat = stage("qyl").find_task("会议表决")["id"]

    items = [{"risk_point": ref, "grade": "accurate", "vote": "approve"} for ref in ("R1", "R2")]
    stage("shm").post(f"/tasks/{seat}/complete", {"outcome": "vote", "values": {"items": items}}, expect=403)
