"""Joiners and leavers reach open tasks (R-TASK-5), vacancies are told to somebody by name (R-TASK-1)."""

import pytest

from services.organisation.posts import appoint_person, dismiss_person, leave_post, take_post
from services.transaction import HOUSE
from tests.houses import House
from tests.procedures import EVERYBODY, PLAIN, SHARED, begin, facts, messages
from workflows.errors import NotFoundError, RefusedError


def test_r_task_5_who_joins_takes_what_nobody_could_do(house: House) -> None:
    """The department's own unit gets a liaison: the task that waited with the office becomes his."""
    task = begin(house, PLAIN, "ROOT")

    assert appoint_person(HOUSE, house.org_id, "yhc", "liaison", "ROOT").tasks == 1
    house.work_off()

    assert house.sign_in("yhc").find_task("write")["why"].endswith("的联络员")
    assert not house.sign_in("qmz").has_task("write")
    assert len(facts(house, task["instance"], "task_reassigned")) == 1
    assert "task_opened" in {message.kind for message in messages(house, "yhc")}


def test_r_task_5_of_several_heads_each_gets_what_is_open(house: House) -> None:
    begin(house, PLAIN)

    assert appoint_person(HOUSE, house.org_id, "gsy", "liaison", "D07").tasks == 1

    assert house.sign_in("yhc").has_task("write")
    assert house.sign_in("gsy").has_task("write")
    assert dismiss_person(HOUSE, house.org_id, "yhc", "liaison", "D07").tasks == 1
    assert not house.sign_in("yhc").has_task("write")


def test_r_task_1_who_leaves_without_a_successor_leaves_a_vacancy_to_the_office(house: House) -> None:
    begin(house, PLAIN)

    assert dismiss_person(HOUSE, house.org_id, "yhc", "liaison", "D07").tasks == 1

    assert house.sign_in("qmz").find_task("write")["why"] == "按规则无人可派，由办公室处理"


def test_r_task_1_where_the_office_has_nobody_the_chair_of_the_group_is_told(house: House) -> None:
    begin(house, PLAIN)
    for code, role in (("hxc", "office_head"), ("qmz", "office_staff"), ("ryx", "office_staff")):
        dismiss_person(HOUSE, house.org_id, code, role)

    dismiss_person(HOUSE, house.org_id, "yhc", "liaison", "D07")

    assert house.sign_in("lzy").has_task("write")


def test_r_task_5_a_role_that_somebody_gets_reaches_what_is_open_for_it(house: House) -> None:
    begin(house, SHARED)

    assert appoint_person(HOUSE, house.org_id, "yhc", "office_staff").tasks == 1

    assert house.sign_in("yhc").has_task("file")


def test_r_task_5_a_change_elsewhere_touches_nothing(house: House) -> None:
    started = begin(house, PLAIN)

    assert appoint_person(HOUSE, house.org_id, "gsy", "liaison", "D03").tasks == 0
    assert facts(house, started["instance"], "task_reassigned") == []


def test_r_task_5_who_leaves_a_post_leaves_its_part_of_a_repetition(house: House) -> None:
    begin(house, EVERYBODY)

    assert leave_post(HOUSE, house.org_id, "P14", "yhc").tasks == 1
    assert not house.sign_in("yhc").has_task("opine")

    assert take_post(HOUSE, house.org_id, "P14", "xlw").tasks == 1
    assert house.sign_in("xlw").has_task("opine")


def test_what_cannot_be_is_refused_with_a_sentence(house: House) -> None:
    org = house.org_id
    for act in (
        lambda: appoint_person(HOUSE, org, "yhc", "liaison", "D07"),
        lambda: appoint_person(HOUSE, org, "yhc", "emperor"),
        lambda: dismiss_person(HOUSE, org, "gsy", "liaison", "D07"),
        lambda: take_post(HOUSE, org, "P14", "yhc"),
        lambda: leave_post(HOUSE, org, "P14", "gsy"),
    ):
        with pytest.raises(RefusedError):
            act()
    with pytest.raises(NotFoundError):
        appoint_person(HOUSE, org, "nobody", "liaison", "D07")
    with pytest.raises(NotFoundError):
        take_post(HOUSE, org, "P99", "yhc")
