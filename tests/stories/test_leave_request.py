"""A small procedure from start to end: four steps, one decision, one return."""

from pathlib import Path

import pytest

from tests.houses import House

DIAGRAM = Path(__file__).parents[1] / "processes" / "leave_request.bpmn"


@pytest.fixture
def open_house(house: House) -> House:
    house.publish(DIAGRAM.read_bytes())
    return house


def test_a_short_leave_goes_to_the_head_and_a_return_comes_back(open_house: House) -> None:
    office, liaison, head = (open_house.sign_in(login) for login in ("hxc", "yhc", "pzx"))
    started = office.start("leave_request", "D07")
    assert [task["name"] for task in started["next_tasks"]] == ["填写请假单"]

    liaison.complete("填写请假单", "submit", {"reason": "探亲", "days": 3})
    head.complete("处长审批", "return", opinion="请写明前往何处、由谁代管工作。")
    liaison.complete("填写请假单", "submit", {"reason": "赴京探亲，由顾疏影代管", "days": 3})
    head.complete("处长审批", "agree")
    done = office.complete("办公室登记", "done")

    assert done["instance"]["state"] == "completed"
    history = office.get(f"/process-instances/{started['id']}/history")["items"]
    assert [item["actor"] for item in history if item["kind"] == "task_completed"] == [
        "姚海澄", "彭志翾", "姚海澄", "彭志翾", "侯星驰",
    ]  # fmt: skip


def test_a_long_leave_goes_to_the_leader_in_charge(open_house: House) -> None:
    office, liaison, leader = (open_house.sign_in(login) for login in ("hxc", "yhc", "fjc"))
    office.start("leave_request", "D07")

    liaison.complete("填写请假单", "submit", {"reason": "探亲", "days": 8})

    assert leader.find_task("分管领导审批")["why"] == "您是学位管理与研究生处的委厅分管领导"


def test_a_form_is_refused_by_field_and_changes_nothing(open_house: House) -> None:
    office, liaison = open_house.sign_in("hxc"), open_house.sign_in("yhc")
    office.start("leave_request", "D07")

    answer = liaison.complete(
        "填写请假单", "submit", {"reason": "", "days": "3", "number": "7", "salary": 1}, expect=422
    )

    assert {(each["field"], each["code"]) for each in answer["errors"]} == {
        ("reason", "required"),
        ("days", "wrong-type"),
        ("number", "not-writable"),
        ("salary", "undeclared"),
    }
    assert liaison.has_task("填写请假单")
