"""Decision tables: published by two persons like processes (R-GOV-1), bound by the instances that run (R-GOV-3)."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from services.process.instances import StartRequest, start_process
from services.process.offering import list_offers, list_processes
from services.process.tasks import TaskAnswer, complete_task
from tests.clients import Client
from tests.diagrams import LIAISON, UNIT, call, decision, draw, end, user, xor
from tests.houses import House
from tests.procedures import STARTER, finish
from tests.services.process.test_definitions import publish, upload
from tests.tables import file
from workflows.models import HistoryEntry, ProcessInstance
from workflows.queries.history import check_chain
from workflows.work import Work

TABLE = {"types": ("string",), "key": "filing", "name": "由谁归档"}
BY_OFFICE = file([('"D07"', '"office"'), ('not("D07")', '"unit"')], **TABLE)
BY_UNIT = BY_OFFICE.replace(b'"office"', b'"unit"')
OUT = '<lf:in name="a" value="unit"/><lf:out name="by" value="result"/>'
VARIABLES = f'{UNIT}<lf:variable name="by" type="code"/>'


def draw_filing(key: str = "paper", out: str = OUT) -> bytes:
    """The liaison writes, a table says who files."""
    nodes = [STARTER, user("write", LIAISON), decision("rule", "filing", out), xor("x")]
    nodes += [user("by_office"), user("by_unit", LIAISON), end()]
    ways = [
        ("start", "write"),
        ("write", "rule"),
        ("rule", "x"),
        ("x", "by_office", "by == 'office'"),
        ("x", "by_unit"),
    ]
    return draw(key, nodes, [*ways, ("by_office", "end"), ("by_unit", "end")], variables=VARIABLES)


@pytest.fixture
def filing(house: House) -> House:
    """A house in which the table and the process that asks it are published."""
    publish(house, BY_OFFICE)
    publish(house, draw_filing())
    return house


def write(house: House, begun: dict[str, Any]) -> str:
    """The liaison writes; the node of the task that is next."""
    done = finish(house.sign_in("yhc"), begun["next_tasks"][0]["id"])
    opened: str = done["next_tasks"][0]["node_id"]
    return opened


def facts(house: House, instance_id: str, kind: str) -> list[dict[str, Any]]:
    with house.reading() as session:
        instance = session.scalars(select(ProcessInstance).where(ProcessInstance.public_id == instance_id)).one()
        assert check_chain(session, instance) is None
        rows = session.scalars(select(HistoryEntry.body).where(HistoryEntry.instance_id == instance.id))
        bodies = [json.loads(body) for body in rows]
    return [body["data"] for body in bodies if body["kind"] == kind]


def test_r_gov_1_a_table_is_published_by_two_persons(house: House) -> None:
    editor, approver = house.sign_in("procedit"), house.sign_in("procappr")
    stored = upload(editor, BY_OFFICE)
    path = f"/process-definitions/{stored['id']}"
    assert (stored["key"], stored["version"], stored["state"]) == ("filing", 1, "draft")

    editor.post(f"{path}/submit")
    editor.post(f"{path}/approve", expect=403)
    assert approver.post(f"{path}/approve")["state"] == "published"

    assert [each["key"] for each in editor.get("/process-definitions", kind="decision", key="filing")["items"]] == [
        "filing"
    ]
    assert "filing" not in {each["key"] for each in editor.get("/process-definitions", kind="process")["items"]}
    got = editor.ask("GET", f"{path}/bpmn")
    assert got.data == BY_OFFICE, "byte for byte"
    assert got.headers["Content-Disposition"].endswith('filing.dmn"')


@pytest.mark.parametrize("login", ["hxc", "yhc", "procappr", "sysadmin"])
def test_r_gov_1_nobody_else_edits_a_table(house: House, login: str) -> None:
    upload(house.sign_in(login), BY_OFFICE, expect=403)


def test_r_gov_3_running_instances_keep_their_version_of_a_table(filing: House) -> None:
    office = filing.sign_in("hxc")
    old = office.start("paper", "D07")
    assert publish(filing, BY_UNIT)["version"] == 2
    new = office.start("paper", "D07")

    assert write(filing, old) == "by_office"
    assert write(filing, new) == "by_unit"

    assert facts(filing, old["id"], "decision_made") == [
        {"decision": "filing", "version": 1, "node": "rule", "rules": [1], "taken": [1]}
    ]
    assert facts(filing, new["id"], "decision_made")[0]["version"] == 2
    assert facts(filing, new["id"], "instance_started")[0]["versions"] == {"paper": 1, "filing": 2}


def test_a_table_of_a_called_process_is_bound_at_the_start(filing: House) -> None:
    given = '<lf:in name="unit" value="unit"/>'
    nodes = [STARTER, user("begin", LIAISON), call("inside", "paper", given), end()]
    publish(filing, draw("outer", nodes, [("start", "begin"), ("begin", "inside"), ("inside", "end")], variables=UNIT))
    begun = filing.sign_in("hxc").start("outer", "D07")
    publish(filing, BY_UNIT)

    inside = finish(filing.sign_in("yhc"), begun["next_tasks"][0]["id"])

    assert write(filing, inside) == "by_office"


def test_asking_a_table_costs_a_step_and_a_start_no_statement(filing: House) -> None:
    """The same process with a plain event in the rule's place needs as many."""
    rule = decision("rule", "filing", OUT)
    passing = draw_filing("without").decode().replace(rule, '<intermediateThrowEvent id="rule"/>')
    publish(filing, passing.replace("by == 'office'", "unit == 'D07'").encode())
    for key in ("paper", "without"):
        count_statements(filing, key)

    asking, passing_by = (count_statements(filing, key) for key in ("paper", "without"))

    assert asking == passing_by


def count_statements(house: House, key: str) -> tuple[int, int]:
    """Statements of a start, and of the step that asks."""
    starter, doer = house.command("hxc"), house.command("yhc")
    with house.counting() as starting:
        begun = start_process(starter, StartRequest(key, "D07"))
    with house.counting() as stepping:
        complete_task(doer, begun.next_tasks[0]["id"], TaskAnswer("done"))
    return len(starting), len(stepping)


def test_rules_that_contradict_each_other_refuse_the_command_and_change_nothing(house: House) -> None:
    """Rules that compare with variables cannot be looked through before; what they say shows when they are asked."""
    rows = [("> b", "-", '"office"'), ("< b", "-", '"unit"'), ("-", "2", '"unit"')]
    publish(house, file(rows, key="filing", types=("integer", "integer")))
    told = '<lf:in name="a" value="3"/><lf:in name="b" value="2"/><lf:out name="by" value="result"/>'
    publish(house, draw_filing(out=told))
    begun = house.sign_in("hxc").start("paper", "D07")
    liaison = house.sign_in("yhc")

    refused = liaison.complete("write", "done", expect=409)

    assert refused["type"].endswith("process-stuck")
    assert "规则 1 和规则 3" in refused["detail"]
    assert liaison.has_task("write")
    assert facts(house, begun["id"], "decision_made") == []


def test_a_process_is_not_published_without_its_table(house: House) -> None:
    refused = house.sign_in("procedit").ask(
        "POST", "/process-definitions", data=draw_filing(), content_type="application/xml", expect=422
    )

    assert "filing" in json.dumps(refused.json, ensure_ascii=False)


def test_a_process_whose_table_was_retired_does_not_start(filing: House) -> None:
    stored = filing.sign_in("procedit").get("/process-definitions", kind="decision", key="filing")["items"][0]
    filing.sign_in("procappr").post(f"/process-definitions/{stored['id']}/retire")

    refused = filing.sign_in("hxc").start("paper", "D07", expect=404)

    assert "filing" in refused["detail"]


def test_a_table_that_no_longer_fits_those_who_ask_it_is_refused(filing: House) -> None:
    renamed = BY_OFFICE.replace(b'name="result"', b'name="other"')

    refused = upload_refused(filing.sign_in("procedit"), renamed)

    assert {each["rule"] for each in refused} == {"decision-users"}
    assert "result" in refused[0]["message"]


def upload_refused(who: Client, xml: bytes) -> list[dict[str, Any]]:
    answer = who.ask("POST", "/process-definitions/check", data=xml, content_type="application/xml", expect=200)
    assert not answer.json["ok"]
    who.ask("POST", "/process-definitions", data=xml, content_type="application/xml", expect=422)
    problems: list[dict[str, Any]] = answer.json["problems"]
    return [each for each in problems if each["severity"] == "error"]


def test_a_table_with_faults_is_refused_with_line_and_place(house: House) -> None:
    problems = upload_refused(house.sign_in("procedit"), file([("< 6", '"a"'), ("> 4", '"b"'), ("five!", '"c"')]))

    assert [(each["rule"], bool(each["line"])) for each in problems] == [("decision-cells", True)]
    overlapping = upload_refused(house.sign_in("procedit"), file([("< 6", '"a"'), ("> 4", '"b"')]))
    assert "规则 1 与规则 2 重叠，例如 A = 5" in overlapping[0]["message"]


@pytest.mark.parametrize("first", ["process", "decision"])
def test_one_key_is_of_one_kind(house: House, first: str) -> None:
    process = draw("filing", [STARTER, user("write"), end()], [("start", "write"), ("write", "end")], variables=UNIT)
    one, other = (process, BY_OFFICE) if first == "process" else (BY_OFFICE, process)
    upload(house.sign_in("procedit"), one)

    refused = house.sign_in("procedit").ask(
        "POST", "/process-definitions", data=other, content_type="application/xml", expect=409
    )

    assert "filing" in refused.json["detail"]


def test_a_table_is_nothing_to_start(filing: House) -> None:
    filing.sign_in("hxc").start("filing", "D07", expect=404)
    with filing.reading() as session:
        work = Work(session, filing.now, filing.command("hxc").actor)
        assert {"paper"} == {each.key for each in list_processes(work)} & {"paper", "filing"}
        assert "filing" not in {each.key for each in list_offers(work)}


def test_a_table_is_read_and_tried_out_as_data(filing: House) -> None:
    who = filing.sign_in("procedit")
    stored = who.get("/process-definitions", kind="decision", key="filing")["items"][0]
    path = f"/process-definitions/{stored['id']}"

    table = who.get(f"{path}/decision")
    assert (table["hit_policy"], table["rules"][0]["conditions"]) == ("UNIQUE", ['"D07"'])

    answer = who.post(f"{path}/evaluate", {"values": {"a": "D03"}})
    assert answer == {"hits": [2], "taken": [2], "results": {"result": "unit"}}
    refused = who.post(f"{path}/evaluate", {"values": {"a": 3}}, expect=422)
    assert refused["type"].endswith("decision-refused")
    process = who.get("/process-definitions", key="paper")["items"][0]
    who.get(f"/process-definitions/{process['id']}/decision", expect=404)
    who.post(f"/process-definitions/{process['id']}/evaluate", {"values": {}}, expect=404)
