"""限期整改 with a check by the office in place of the experts (R-DSP-3: a parameter), over the API."""

from tests.houses import House
from tests.stories.rule_book import put_in_force
from tests.stories.six_methods import TITLES, Procedure, improved

REPORTED = "学位点评审专家回避不严"


def rectify(procedure: Procedure) -> None:
    """The head reports what was rectified."""
    point = procedure.points("pzx")[TITLES["R044"][0]]["id"]
    report = {"points": [improved(point, REPORTED)], "causes": "没有对照专家评议环节的回避规定逐条分析。"}
    procedure.pzx.complete("整改并提交整改报告", "submit", report)


def test_r_dsp_3_the_office_may_check_in_place_of_the_experts_and_the_group_determines_anew(house: House) -> None:
    put_in_force(house, {"disposition.after_rectify": "office_check"})
    procedure = Procedure(house)
    panel = procedure.run_to_determination({"R044": "basically"})
    rectify(procedure)

    experts = [each["code"] for each in procedure.hxc.get(f"/panels/{panel}")["members"]]
    assert not [expert for expert in experts if procedure.person(expert).inbox()]
    procedure.qmz.complete("办公室核验", "pass")
    procedure.determine({REPORTED: "accurate"})

    point = procedure.points()[REPORTED]
    assert (point["state"], point["determined_grade"]) == ("determined", "accurate")


def test_r_dsp_3_without_the_parameter_the_same_experts_check(house: House) -> None:
    procedure = Procedure(house)
    panel = procedure.run_to_determination({"R044": "basically"})
    seats = procedure.hxc.get(f"/panels/{panel}")["members"]
    members = [each["code"] for each in seats if each["state"] == "seated"]

    rectify(procedure)

    assert not procedure.qmz.has_task("办公室核验")
    assert [member for member in members if procedure.person(member).has_task("独立性声明")] == members
