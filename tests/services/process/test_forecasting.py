"""What lies ahead of a running instance: certain, or dependent on something that is named, with the people of today."""

from tests.diagrams import HEAD_OF_UNIT, LIAISON, OFFICE, UNIT, draw, end, user, xor
from tests.houses import House
from tests.procedures import STARTER, begin, finish
from tests.stories.six_methods import Procedure

BRANCHING = draw(
    "branching",
    [
        STARTER,
        user("write", LIAISON),
        user("check", HEAD_OF_UNIT, outcomes=("agree", "doubt")),
        xor("x"),
        user("inspect", OFFICE),
        xor("m"),
        user("file", HEAD_OF_UNIT),
        end(),
    ],
    [
        ("start", "write"),
        ("write", "check"),
        ("check", "x"),
        ("x", "inspect", "check == 'doubt'"),
        ("x", "m"),
        ("inspect", "m"),
        ("m", "file"),
        ("file", "end"),
    ],
    variables=UNIT,
)


def test_what_is_certain_and_what_depends_on_whom_is_told_with_the_people(house: House) -> None:
    tasks = begin(house, BRANCHING)
    path = f"/process-instances/{tasks['instance']}/forecast"
    head = house.sign_in("pzx")

    steps = {each["name"]: each for each in head.get(path)["items"]}

    assert {name: each["likelihood"] for name, each in steps.items()} == {
        "write": "certain",
        "check": "certain",
        "inspect": "depends",
        "file": "certain",
    }
    assert steps["inspect"]["depends"] == ["check"]
    assert [each["why"] for each in steps["file"]["people"]] == ["学位管理与研究生处 → 主要负责人 → 彭志翾"]
    finish(house.sign_in("yhc"), tasks["write"])
    finish(head, head.find_task("check")["id"], "doubt")
    later = {each["name"]: each["likelihood"] for each in head.get(path)["items"]}
    assert later == {"inspect": "certain", "file": "certain"}


def test_a_round_of_the_six_methods_is_foreseen_with_its_real_people(house: House) -> None:
    procedure = Procedure(house)
    procedure.start()

    items = procedure.hxc.get(f"/process-instances/{procedure.instance}/forecast")["items"]

    found = {each["name"]: each for each in items}
    assert found["汇总答复、民主讨论"]["likelihood"] == "certain"
    assert found["修改或答复未过半项"]["likelihood"] == "depends"
    assert [each["name"] for each in found["受理审查"]["people"]] == ["侯星驰", "秦牧之", "阮以修"]


def test_of_what_has_ended_or_is_none_of_ones_business_nothing_is_foreseen(house: House) -> None:
    tasks = begin(house, BRANCHING)
    path = f"/process-instances/{tasks['instance']}"

    house.sign_in("wym").get(f"{path}/forecast", expect=404)
    house.sign_in("hxc").post(f"{path}/cancel", {"reason": "误发起，撤销此件，不再办理"})
    assert house.sign_in("hxc").get(f"{path}/forecast")["items"] == []
