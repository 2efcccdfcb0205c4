"""Two grades instead of four (R-EXP-10, decision 28): a whole round in two-grade mode, over the API."""

from typing import Any

from tests.clients import Client
from tests.houses import House
from tests.stories.rule_book import put_in_force
from tests.stories.six_methods import TALK, TITLES, Procedure

TWO = ["准确", "不准确"]
FOUR = ["准确", "比较准确", "基本准确", "不准确"]


def grades_offered(person: Client, task: str) -> list[str]:
    """The labels of the grades that somebody's form offers, from best to worst."""
    form = person.get(f"/tasks/{person.find_task(task)['id']}")["form"]
    columns = next(field for field in form if field["type"] == "table")["fields"]
    return [option["label"] for option in next(each for each in columns if each["name"] == "grade")["options"]]


def draw_panel(procedure: Procedure) -> tuple[str, list[str]]:
    """抽取专家 and the declarations; the panel and the logins of its members."""
    panel = procedure.task_object(procedure.hxc, "抽取专家")
    procedure.hxc.post(f"/panels/{panel}/draw", {})
    members = [each["code"] for each in procedure.hxc.get(f"/panels/{panel}")["members"] if each["state"] == "seated"]
    for member in members:
        procedure.person(member).post(f"/panels/{panel}/declarations", {"independent": True})
    return panel, members


def assess(procedure: Procedure, panel: str, member: str, grade: str, *, expect: int = 200) -> None:
    """One expert gives both points the same grade; '' abstains."""
    reason = "" if grade == "accurate" else "表述不够具体，须写明环节和情形"
    items = [{"risk_point": p, "grade": grade, "reason": reason} for p in procedure.by_point({"R044": "", "R045": ""})]
    body: dict[str, Any] = {"items": items} if grade else {"abstain": True, "reason": "不熟悉此项业务"}
    procedure.person(member).post(f"/panels/{panel}/votes", body, expect=expect)


def assess_with_a_tie(procedure: Procedure) -> str:
    """专家评: two 准确, two 不准确, one abstains; the grades between are refused."""
    panel, members = draw_panel(procedure)
    assert grades_offered(procedure.person(members[0]), "评估打分") == TWO
    for grade in ("fairly", "basically"):
        assess(procedure, panel, members[0], grade, expect=422)
    for member, grade in zip(members, ["accurate", "accurate", "inaccurate", "inaccurate", ""], strict=True):
        assess(procedure, panel, member, grade)
    return panel


def determine_otherwise(procedure: Procedure) -> None:
    """组织审: R044 is determined 准确 against the experts; a grade between cannot be moved."""
    meeting = procedure.task_object(procedure.hxc, "会议通知")
    procedure.hxc.complete("会议通知", "convene", {"held_at": "2026-07-30T09:00:00+08:00", "place": "五楼会议室"})
    procedure.hxc.post(f"/meetings/{meeting}/attendance", {"present": ["lzy", "shm", "qyl", "fjc", "hsn"]})
    [point] = procedure.by_point({"R044": ""})
    for grade in ("fairly", "basically"):
        proposal = {"risk_point": point, "grade": grade, "reason": "会议研究认为应作此认定"}
        procedure.lzy.post(f"/meetings/{meeting}/open", {"proposals": [proposal]}, expect=422)
    procedure.hold_meeting(meeting, {"R044": "accurate"})


def grades_of(procedure: Procedure, name: str) -> tuple[str, str, str]:
    """What the experts said of a point, what was determined, and where it stands."""
    point = procedure.points()[TITLES[name][0]]
    return point["expert_grade"], point["determined_grade"], point["state"]


def test_r_exp_10_a_round_in_two_grade_mode_from_its_start_to_its_redo(house: House) -> None:
    put_in_force(house, {"p2_expert.two_grade_mode": True})
    procedure = Procedure(house)
    procedure.run_to_signature({"R044": "", "R045": ""})
    procedure.accept()

    panel = assess_with_a_tie(procedure)
    assert [item["result"] for item in procedure.hxc.get(f"/panels/{panel}")["items"]] == ["inaccurate"] * 2
    determine_otherwise(procedure)

    assert grades_of(procedure, "R044") == ("inaccurate", "accurate", "determined")
    assert grades_of(procedure, "R045") == ("inaccurate", "inaccurate", "redoing")
    assert len(procedure.linked("disposition")) == 1, "准确 is followed by nothing, 不准确 by a talk"
    assert not procedure.yhc.has_task("及时完善")
    assert not procedure.pzx.has_task("整改并提交整改报告")

    procedure.fjc.complete("约谈", "record", TALK)
    procedure.pzx.complete("被谈话人核对确认", "confirm")
    procedure.instance = procedure.follow("redo")
    procedure.run_again({"R045": "accurate"})

    assert grades_of(procedure, "R045") == ("accurate", "accurate", "determined")


def test_decision_28_a_running_round_keeps_the_four_grades_it_started_with(house: House) -> None:
    procedure = Procedure(house)
    procedure.run_to_signature({"R044": ""})
    put_in_force(house, {"p2_expert.two_grade_mode": True})
    procedure.accept()

    _, members = draw_panel(procedure)

    assert grades_offered(procedure.person(members[0]), "评估打分") == FOUR


def test_decision_28_a_round_that_starts_after_the_change_back_has_four_grades_again(house: House) -> None:
    put_in_force(house, {"p2_expert.two_grade_mode": True})
    put_in_force(house, {"p2_expert.two_grade_mode": False})
    procedure = Procedure(house)
    procedure.run_to_signature({"R044": ""})
    procedure.accept()

    _, members = draw_panel(procedure)

    assert grades_offered(procedure.person(members[0]), "评估打分") == FOUR
