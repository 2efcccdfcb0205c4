"""The register beside real bodies: the shipped diagrams with ballot, panel and meeting as they are."""

from tests.houses import House
from tests.stories.six_methods import Procedure


def state_shown_to(procedure: Procedure, login: str, task: str) -> str:
    person = procedure.person(login)
    shown: str = person.get(f"/tasks/{person.find_task(task)['id']}")["panel"]["state"]
    return shown


def draw_experts(procedure: Procedure) -> list[str]:
    """The experts, drawn and declared independent."""
    panel = procedure.task_object(procedure.hxc, "抽取专家")
    procedure.hxc.post(f"/panels/{panel}/draw", {})
    members = procedure.hxc.get(f"/panels/{panel}")["members"]
    experts = [each["code"] for each in members if each["state"] != "alternate"]
    for expert in experts:
        procedure.person(expert).post(f"/panels/{panel}/declarations", {"independent": True})
    return experts


def test_a_round_from_its_start_to_its_acceptance_and_on(house: House) -> None:
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044", "R045")
    procedure.comment()
    procedure.raise_points("new")
    assert state_shown_to(procedure, "yhc", "汇总答复") == "drafting"
    procedure.discuss()
    procedure.hold_ballot()
    assert state_shown_to(procedure, "fjc", "审签") == "signing"
    procedure.sign()
    procedure.accept()
    assert {point["state"] for point in procedure.points().values()} == {"pending"}

    assert state_shown_to(procedure, draw_experts(procedure)[0], "评估打分") == "assessing"


def test_experts_see_the_list_and_the_refusals_to_find_without_names_r_self_1(house: House) -> None:
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044")
    procedure.comment()
    procedure.raise_points()
    procedure.discuss()
    procedure.hold_ballot()
    procedure.sign()
    procedure.accept()
    expert = procedure.person(draw_experts(procedure)[0])
    shown = expert.get(f"/tasks/{expert.find_task('评估打分')['id']}")["panel"]

    assert [(each["number"], each["owner"], each["tally"]) for each in shown["points"]] == [("R044", "", None)]
    assert [(each["person"], each["state"]) for each in shown["no_risk"]] == [("", "confirmed"), ("", "confirmed")]
    assert (shown["opinions"], shown["meetings"], shown["signatures"]) == ([], [], [])
