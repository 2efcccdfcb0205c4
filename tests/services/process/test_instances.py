"""An instance as a whole: starting, cancelling, messages to it, and who its tasks go to."""

from datetime import date

import pytest

from services.transaction import use_case
from tests.diagrams import UNIT, draw, end, user
from tests.houses import House
from tests.procedures import EVERYBODY, PLAIN, SHARED, STARTER, begin, facts, finish, one_step
from workflows import database
from workflows.errors import ConflictError
from workflows.models import Candidate, Person, RoleGrant, Task
from workflows.queries.directory import find_unit
from workflows.running.starting import Start, start_instance
from workflows.work import Work


def test_the_office_cancels_with_a_reason_and_everything_open_is_withdrawn(house: House) -> None:
    tasks = begin(house, EVERYBODY)
    path = f"/process-instances/{tasks['instance']}/cancel"
    office = house.sign_in("hxc")

    house.sign_in("pzx").post(path, {"reason": "处长想撤"}, expect=403)
    house.sign_in("qmz").post(path, {"reason": "工作人员想撤"}, expect=403)
    house.sign_in("wym").post(path, {"reason": "无关的人"}, expect=404)
    office.post(path, {"reason": "  "}, expect=422)
    assert office.post(path, {"reason": "发错了处室"})["state"] == "cancelled"

    office.post(path, {"reason": "再撤一次"}, expect=409)
    assert house.sign_in("yhc").inbox() == []
    shown = office.get(f"/process-instances/{tasks['instance']}")
    assert (shown["state"], shown["end_reason"], shown["open_tasks"]) == ("cancelled", "发错了处室", [])


def test_only_who_is_named_may_start(house: House) -> None:
    house.publish(PLAIN)

    for login in ("yhc", "pzx", "lzy"):
        house.sign_in(login).start("plain", "D07", expect=403)
    house.sign_in("hxc").start("unknown", "D07", expect=404)
    house.sign_in("hxc").start("plain", "D99", expect=422)
    house.sign_in("hxc").start("plain", expect=422)
    house.sign_in("qmz").start("plain", "D07")


def test_a_message_is_sent_by_who_may_with_a_reason(house: House) -> None:
    instance = begin(house, EVERYBODY)["instance"]
    path = f"/process-instances/{instance}/messages"
    head, yhc = house.sign_in("pzx"), house.sign_in("yhc")
    (offered,) = head.get(f"/process-instances/{instance}")["messages"]
    assert offered["label"] == "提前结束"
    assert yhc.get(f"/process-instances/{instance}")["messages"] == []
    body = {"engine_id": offered["engine_id"], "reason": "意见已经收齐，可以汇总"}

    yhc.post(path, body, expect=403)
    house.sign_in("hxc").post(path, body, expect=403)
    house.sign_in("wym").post(path, body, expect=404)
    head.post(path, {**body, "reason": "太短"}, expect=422)
    head.post(path, {**body, "engine_id": 999}, expect=404)
    head.post(path, {**body, "engine_id": 1}, expect=404)
    head.post(path, body)

    assert yhc.has_task("sum_up")
    assert not yhc.has_task("opine")
    assert "提前结束" in head.post(path, body, expect=409)["detail"]
    assert facts(house, instance, "message_sent") == [("message_sent", "彭志翾")]


def test_nobody_acts_where_he_has_acted_before(house: House) -> None:
    """`unlike` keeps the same person from deciding twice; the office's second person must."""
    twice = '<lf:assign role="office_head office_staff" unlike="file"/>'
    nodes = [STARTER, user("file"), user("verify", twice), end()]
    diagram = draw("twice", nodes, [("start", "file"), ("file", "verify"), ("verify", "end")], variables=UNIT)
    task = begin(house, diagram)["file"]
    office = house.sign_in("hxc")
    finish(office, task)

    assert not office.has_task("verify")
    assert house.sign_in("qmz").has_task("verify")


def test_r_coi_2_who_is_concerned_is_passed_over_and_the_task_moves_up(house: House) -> None:
    apart = '<lf:assign relation="head" of="unit" apart="head(unit)"/>'
    begin(house, one_step("decide", user("decide", apart)))

    assert not house.sign_in("pzx").has_task("decide")
    why = house.sign_in("fjc").find_task("decide")["why"]
    assert why == "原办理人须回避，上移一级：您是学位管理与研究生处的委厅分管领导"


def test_a_task_does_not_go_to_who_has_left_his_role(house: House) -> None:
    with database.bound().writing() as session:
        person = session.query(Person).filter_by(code="qmz").one()
        session.query(RoleGrant).filter_by(person_id=person.id).update({"to_on": date(2026, 7, 13)})
        session.commit()

    task = begin(house, SHARED)["file"]

    with house.reading() as session:
        mine = session.query(Person.code).join(Candidate, Candidate.person_id == Person.id)
        codes = mine.join(Task, Task.id == Candidate.task_id).filter(Task.public_id == task)
        assert {code for (code,) in codes} == {"hxc", "ryx"}


# -- what a start that failed leaves behind ---------------------------------------------------------


@use_case
def start_and_fail(work: Work, org_id: int, key: str) -> None:
    """Start a process and think better of it."""
    unit = find_unit(work.session, org_id, "D07")
    start_instance(work, org_id, Start(key, unit))
    raise ConflictError


def test_a_start_that_was_undone_leaves_nothing_that_the_next_one_could_run_on(house: House) -> None:
    """The id of a set that was never committed goes to the next; what was compiled for it must not."""
    for drawn in (PLAIN, SHARED):
        house.publish(drawn)
    with pytest.raises(ConflictError):
        start_and_fail(house.command("hxc"), house.org_id, "plain")

    started = house.sign_in("hxc").start("shared", "D07")

    assert [task["name"] for task in started["next_tasks"]] == ["file"]
