"""AT-SYS-01 over the API: the six methods from the start to the determined result, and the round that follows."""

from tests.houses import House
from tests.stories.six_methods import TALK, TITLES, Procedure, improved


def test_the_six_methods_lead_to_the_register_and_to_what_follows_each_grade(house: House) -> None:
    procedure = Procedure(house)
    procedure.start()
    procedure.find("R044", "R045")
    procedure.comment()
    procedure.raise_points("new")
    procedure.discuss()
    procedure.hold_ballot()
    procedure.sign()
    procedure.accept()
    procedure.assess({"R044": "fairly", "R045": "inaccurate", "new": "accurate"})
    procedure.determine()

    done = procedure.hxc.get(f"/process-instances/{procedure.instance}")
    assert done["state"] == "completed"
    assert procedure.yhc.has_task("及时完善")
    assert procedure.fjc.has_task("约谈")
    assert not procedure.pzx.has_task("约谈")
    states = {title: point["state"] for title, point in procedure.points().items()}
    assert states["材料受理把关不严"] == "determined"


def test_an_inaccurate_point_goes_through_all_six_methods_again_until_it_passes(house: House) -> None:
    procedure = Procedure(house)
    procedure.run_to_determination({"R045": "inaccurate"})
    first = procedure.points()["抽检结果运用随意"]

    assert not procedure.yhc.has_task("自己找"), "no redo before the talk is confirmed"
    procedure.fjc.complete("约谈", "record", TALK)
    assert not procedure.yhc.has_task("自己找"), "no redo before the talk is confirmed"
    procedure.pzx.complete("被谈话人核对确认", "confirm")

    procedure.instance = procedure.follow("redo")
    assert "第2轮" in procedure.hxc.get(f"/process-instances/{procedure.instance}")["title"]
    procedure.run_again({"R045": "accurate"})

    again = procedure.points()["抽检结果运用随意"]
    assert again["id"] == first["id"]
    assert (again["state"], again["determined_grade"]) == ("determined", "accurate")


def test_a_fairly_accurate_point_is_improved_and_verified(house: House) -> None:
    procedure = Procedure(house)
    procedure.run_to_determination({"R044": "fairly"})

    point = procedure.points("pzx")[TITLES["R044"][0]]["id"]
    procedure.yhc.complete("及时完善", "submit", {"points": [improved(point, "学位点评审专家回避不严")]})
    procedure.qmz.complete("核验完善情况", "pass")

    assert procedure.points()["学位点评审专家回避不严"]["state"] == "determined"


def test_a_basically_accurate_point_is_rectified_and_assessed_by_the_same_experts(house: House) -> None:
    procedure = Procedure(house)
    panel = procedure.run_to_determination({"R044": "basically"})

    point = procedure.points("pzx")[TITLES["R044"][0]]["id"]
    report = {
        "points": [improved(point, "学位点评审专家回避不严")],
        "causes": "没有对照专家评议环节的回避规定逐条分析。",
    }
    procedure.pzx.complete("整改并提交整改报告", "submit", report)
    procedure.vote_panel(panel, {"学位点评审专家回避不严": "accurate"})
    procedure.determine()

    assert procedure.points()["学位点评审专家回避不严"]["determined_grade"] == "accurate"
