"""Definitions: published by two persons (R-GOV-1), never changed, kept by the instances that run on them (R-GOV-3)."""

import pytest

from tests.clients import Client
from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, call, draw, end, start, user
from tests.houses import House
from tests.procedures import PLAIN, STARTER, finish, outsider
from workflows import database
from workflows.models import Account, RoleGrant

SECOND = draw(
    "plain",
    [STARTER, user("write", LIAISON), user("file"), end()],
    [("start", "write"), ("write", "file"), ("file", "end")],
    variables=UNIT,
)
"""The next version: the office files instead of the head's check."""


def upload(who: Client, xml: bytes, expect: int = 201) -> dict[str, str]:
    answer = who.ask("POST", "/process-definitions", data=xml, content_type="application/xml", expect=expect)
    stored: dict[str, str] = answer.json
    return stored


def publish(house: House, xml: bytes) -> dict[str, str]:
    """Let two persons publish a file."""
    stored = upload(house.sign_in("procedit"), xml)
    house.sign_in("procedit").post(f"/process-definitions/{stored['id']}/submit")
    return house.sign_in("procappr").post(f"/process-definitions/{stored['id']}/approve")  # type: ignore[no-any-return]


def test_r_gov_1_one_edits_and_another_approves(house: House) -> None:
    editor, approver = house.sign_in("procedit"), house.sign_in("procappr")
    stored = upload(editor, PLAIN)
    path = f"/process-definitions/{stored['id']}"
    assert (stored["version"], stored["state"]) == (1, "draft")

    house.sign_in("hxc").start("plain", "D07", expect=404)
    approver.post(f"{path}/approve", expect=409)
    assert editor.post(f"{path}/submit")["state"] == "submitted"
    house.sign_in("hxc").start("plain", "D07", expect=404)
    assert approver.post(f"{path}/reject")["state"] == "draft"
    editor.post(f"{path}/submit")
    assert approver.post(f"{path}/approve")["state"] == "published"

    house.sign_in("hxc").start("plain", "D07")


@pytest.mark.parametrize("login", ["hxc", "yhc", "procappr", "sysadmin"])
def test_r_gov_1_nobody_else_edits(house: House, login: str) -> None:
    upload(house.sign_in(login), PLAIN, expect=403)


def test_r_gov_1_nobody_approves_his_own_even_with_both_roles(house: House) -> None:
    stored = upload(house.sign_in("procedit"), PLAIN)
    path = f"/process-definitions/{stored['id']}"
    house.sign_in("procedit").post(f"{path}/submit")
    grant(house, "procedit", "proc_approver")

    refused = house.sign_in("procedit").post(f"{path}/approve", expect=403)

    assert "编辑人" in refused["detail"]
    house.sign_in("procedit").post(f"{path}/reject", expect=403)


def grant(house: House, login: str, role: str) -> None:

    with database.bound().writing() as session:
        account = session.query(Account).filter_by(login=login).one()
        held = session.query(RoleGrant).filter(
            (RoleGrant.account_id == account.id) | (RoleGrant.person_id == account.person_id)
        )
        first = held.order_by(RoleGrant.id).limit(1).one()
        session.add(
            RoleGrant(
                org_id=account.org_id,
                role=role,
                person_id=first.person_id,
                account_id=first.account_id,
                from_on=first.from_on,
            )
        )
        session.commit()


def test_r_gov_3_running_instances_keep_the_version_they_started_with(house: House) -> None:
    publish(house, PLAIN)
    office, liaison, head = (house.sign_in(login) for login in ("hxc", "yhc", "pzx"))
    old = office.start("plain", "D07")

    assert publish(house, SECOND)["version"] == 2
    new = office.start("plain", "D07")
    for task in (*old["next_tasks"], *new["next_tasks"]):
        finish(liaison, task["id"])

    finish(head, head.find_task("check")["id"])
    finish(office, office.find_task("file")["id"])
    versions = {
        item["id"]: item["version"] for item in office.get("/process-instances", definition_key="plain")["items"]
    }
    assert versions == {old["id"]: 1, new["id"]: 2}


def test_r_gov_3_the_versions_of_called_processes_are_bound_at_the_start(house: House) -> None:
    step = [start(), user("check", HEAD_OF_UNIT), end()]
    called = draw("inner", step, [("start", "check"), ("check", "end")], variables=UNIT)
    outer = draw(
        "outer",
        [STARTER, user("write", LIAISON), call("inside", "inner", '<lf:in name="unit" value="unit"/>'), end()],
        [("start", "write"), ("write", "inside"), ("inside", "end")],
        variables=UNIT,
    )
    house.publish(called)
    publish(house, outer)
    office, liaison = house.sign_in("hxc"), house.sign_in("yhc")
    old = office.start("outer", "D07")
    publish(house, called.replace(b'id="check"', b'id="look"').replace(b'Ref="check"', b'Ref="look"'))
    new = office.start("outer", "D07")

    opened = [finish(liaison, each["next_tasks"][0]["id"])["next_tasks"][0]["node_id"] for each in (old, new)]

    assert opened == ["check", "look"]


def test_a_retired_version_starts_no_more_instances(house: House) -> None:
    first, second = publish(house, PLAIN), publish(house, SECOND)
    approver, office = house.sign_in("procappr"), house.sign_in("hxc")

    approver.post(f"/process-definitions/{second['id']}/retire")
    started = office.start("plain", "D07")
    assert office.get(f"/process-instances/{started['id']}")["version"] == 1
    approver.post(f"/process-definitions/{first['id']}/retire")
    office.start("plain", "D07", expect=404)
    approver.post(f"/process-definitions/{first['id']}/retire", expect=409)


def test_a_file_that_could_not_be_published_is_refused_with_every_problem(house: House) -> None:
    broken = draw("plain", [STARTER, user("write", ""), user("lost"), end()], [("start", "write"), ("write", "end")])

    refused = upload(house.sign_in("procedit"), broken, expect=422)

    assert refused["type"] == "urn:lianflow:problem:definition-refused"
    found = {(each["field"], each["code"]) for each in refused["errors"]}  # type: ignore[index]
    assert {("write", "task-owner"), ("lost", "reachable"), ("lost", "end-event")} <= found
    assert all(each["line"] == 1 and each["message"] for each in refused["errors"])  # type: ignore[index]


def test_a_check_stores_nothing(house: House) -> None:
    yhc = house.sign_in("yhc")

    answer = yhc.ask("POST", "/process-definitions/check", data=PLAIN, content_type="application/xml", expect=200).json

    assert answer["ok"] is True
    assert answer["process"] == {"key": "plain", "name": "测试流程", "calls": []}
    assert yhc.get("/process-definitions", key="plain")["items"] == []
    broken = yhc.ask("POST", "/process-definitions/check", data=b"<x/>", content_type="text/xml", expect=200).json
    assert (broken["ok"], broken["process"]) == (False, None)


def test_the_file_comes_back_byte_for_byte(house: House) -> None:
    xml = b"\xef\xbb\xbf<!-- kept -->\r\n" + PLAIN
    stored = publish(house, xml)
    reader = house.sign_in("yhc")

    answer = reader.ask("GET", f"/process-definitions/{stored['id']}/bpmn", expect=200)

    assert answer.data == xml
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plain.bpmn"'
    assert reader.get(f"/process-definitions/{stored['id']}")["key"] == "plain"


def test_the_same_file_is_not_published_twice(house: House) -> None:
    assert house.publish(PLAIN).version == 1
    assert house.publish(PLAIN).version == 1
    assert house.publish(SECOND).version == 2


def test_another_organisation_finds_no_definition(house: House) -> None:

    stored = publish(house, PLAIN)
    stranger = house.sign_in(outsider(house, "elsewhere"))

    for path in ("", "/bpmn"):
        stranger.get(f"/process-definitions/{stored['id']}{path}", expect=404)
    assert stranger.get("/process-definitions", key="plain")["items"] == []
    for verb in ("submit", "approve", "reject", "retire"):
        house.sign_in("hxc").post(f"/process-definitions/{stored['id']}/{verb}", expect=403)
        house.sign_in("procappr").post(
            f"/process-definitions/{'0' * 32}/{verb}", expect=403 if verb == "submit" else 404
        )
