"""What is refused changes nothing: forms by field, files by line, and to a stranger nothing even exists."""

import hashlib
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import MetaData, select

from tests.clients import Client
from tests.diagrams import LIAISON, OFFICE, UNIT, draw, end, user, wrap
from tests.houses import House
from tests.procedures import PLAIN, STARTER, begin, one_step, outsider
from tests.stories.six_methods import TITLES, Procedure

# -- looking at everything -------------------------------------------------------------------------

TOUCHED = {"user_session"}
"""Being there is noted; nothing else may be."""


def everything(house: House) -> dict[str, str]:
    """A digest of each table."""
    known = MetaData()
    with house.reading() as session:
        known.reflect(session.connection())
        rows = {name: sorted(map(repr, session.execute(select(table)))) for name, table in known.tables.items()}
    return {name: hashlib.sha256("\n".join(found).encode()).hexdigest() for name, found in rows.items()}


def changed(before: dict[str, str], after: dict[str, str]) -> set[str]:
    return {name for name in after if after[name] != before[name]} - TOUCHED


@pytest.fixture
def unchanged(house: House) -> Iterator[list[dict[str, str]]]:
    """What stood in the tables when the test had arranged its things: it still does in the end."""
    kept: list[dict[str, str]] = []
    yield kept
    assert changed(kept[0], everything(house)) == set()


# -- forms -----------------------------------------------------------------------------------------

FORM = f"""{LIAISON}<lf:form>
  <lf:field name="title" type="text" label="题名" required="true"/>
  <lf:field name="days" type="integer" label="天数"/>
  <lf:field name="on" type="date" label="日期"/>
  <lf:field name="kind" type="choice" label="种类"><lf:option value="a" label="甲"/></lf:field>
  <lf:field name="budget" type="text" label="预算" writable="false"/>
  <lf:field name="rows" type="table" label="明细"><lf:field name="item" type="text" label="项目"/></lf:field>
</lf:form>"""

WRITE = one_step("write", user("write", FORM))

RIGHT: dict[str, Any] = {"title": "采购论证", "days": 3, "on": "2026-07-20", "kind": "a", "rows": [{"item": "图书"}]}

WRONG: dict[str, tuple[dict[str, Any], list[tuple[str, str]]]] = {
    "undeclared": ({"rating": 5}, [("rating", "undeclared")]),
    "undeclared_variable": ({"unit": "D03"}, [("unit", "undeclared")]),
    "undeclared_column": ({"rows": [{"item": "图书", "price": 1}]}, [("rows.0.price", "undeclared")]),
    "not_writable": ({"budget": "十万"}, [("budget", "not-writable")]),
    "not_writable_even_empty": ({"budget": ""}, [("budget", "not-writable")]),
    "number_as_text": ({"days": "3"}, [("days", "wrong-type")]),
    "flag_as_number": ({"days": True}, [("days", "wrong-type")]),
    "text_as_list": ({"title": ["采购论证"]}, [("title", "wrong-type")]),
    "no_such_day": ({"on": "2026-02-30"}, [("on", "wrong-type")]),
    "table_as_text": ({"rows": "图书"}, [("rows", "wrong-type")]),
    "no_such_option": ({"kind": "b"}, [("kind", "not-an-option")]),
    "all_at_once": (
        {"title": None, "days": "3", "budget": "十万", "rating": 5},
        [("budget", "not-writable"), ("days", "wrong-type"), ("rating", "undeclared"), ("title", "required")],
    ),
}


def told(answer: Any) -> list[tuple[str, str]]:
    """Field and code of every problem; each has words for people."""
    assert all(each["message"] for each in answer["errors"])
    return sorted((each["field"], each["code"]) for each in answer["errors"])


@pytest.mark.parametrize("how", WRONG)
def test_a_form_with_a_wrong_field_is_refused_by_field_and_changes_nothing(
    house: House, unchanged: list[dict[str, str]], how: str
) -> None:
    task = begin(house, WRITE)["write"]
    yhc = house.sign_in("yhc")
    unchanged.append(everything(house))
    values, problems = WRONG[how]

    refused = yhc.post(f"/tasks/{task}/complete", {"outcome": "done", "values": {**RIGHT, **values}}, expect=422)

    assert refused["type"] == "urn:lianflow:problem:answers-refused"
    assert told(refused) == problems


def test_the_same_form_without_them_is_taken(house: House) -> None:
    task = begin(house, WRITE)["write"]

    house.sign_in("yhc").post(f"/tasks/{task}/complete", {"outcome": "done", "values": RIGHT}, expect=200)


@pytest.mark.parametrize(("field", "value"), [("rating", 5), ("unit", "D03"), ("days", "3")])
def test_a_start_with_a_wrong_field_is_refused_by_field_and_starts_nothing(
    house: House, unchanged: list[dict[str, str]], field: str, value: Any
) -> None:
    asked = '<lf:assign role="office_head"/><lf:form><lf:field name="days" type="integer" label="天数"/></lf:form>'
    nodes = [f'<startEvent id="start"><extensionElements>{asked}</extensionElements></startEvent>']
    house.publish(draw("with_form", [*nodes, user("write", LIAISON), end()], WAYS, variables=UNIT))
    hxc = house.sign_in("hxc")
    unchanged.append(everything(house))

    refused = hxc.start("with_form", "D07", {field: value}, expect=422)

    assert [each for each, _ in told(refused)] == [field]


WAYS = [("start", "write"), ("write", "end")]


# -- strangers -------------------------------------------------------------------------------------


@pytest.fixture
def determined(house: House) -> dict[str, str]:
    """A round that has been determined; everything in it that has an address."""
    procedure = Procedure(house)
    procedure.run_to_ballot({"R044": ""})
    ballot = procedure.hold_ballot()
    procedure.sign()
    task = procedure.qmz.find_task("受理审查")["id"]
    procedure.accept()
    panel = procedure.assess({"R044": "fairly"})
    meeting = procedure.determine()
    return {
        "task": f"/tasks/{task}",
        "instance": f"/process-instances/{procedure.instance}",
        "history": f"/process-instances/{procedure.instance}/history",
        "diagram": f"/process-instances/{procedure.instance}/diagram",
        "tally": f"/ballots/{ballot}/tally",
        "roster": f"/ballots/{ballot}/roster",
        "panel": f"/panels/{panel}",
        "meeting": f"/meetings/{meeting}",
        "risk_point": f"/risk-points/{procedure.points('pzx')[TITLES['R044'][0]]['id']}",
        "versions": f"/risk-points/{procedure.points('pzx')[TITLES['R044'][0]]['id']}/history",
    }


STRANGERS = ("wym", "sysadmin", "secadmin", "procedit", "procappr", "elsewhere")


def enter(house: House, stranger: str) -> Client:
    """Somebody who has nothing to do with the round."""
    return house.sign_in(outsider(house, stranger) if stranger == "elsewhere" else stranger)


def test_to_a_stranger_nothing_of_a_round_exists_r_sec_3(house: House, determined: dict[str, str]) -> None:
    for stranger in STRANGERS:
        who = enter(house, stranger)
        found = {name for name, path in determined.items() if who.ask("GET", path).status_code != 404}
        assert found == set(), stranger


def test_what_is_hidden_is_answered_like_what_never_was_r_sec_3(house: House, determined: dict[str, str]) -> None:
    who = enter(house, "wym")

    for name, path in determined.items():
        head, ref, *tail = path.strip("/").split("/")
        nowhere = "/".join(["", head, "0" * len(ref), *tail])
        assert who.get(path, expect=404) == who.get(nowhere, expect=404), name


def test_the_office_finds_all_of_it(house: House, determined: dict[str, str]) -> None:
    """Otherwise the tests above would prove nothing."""
    hxc = house.sign_in("hxc")

    assert {name: hxc.ask("GET", path).status_code for name, path in determined.items()} == dict.fromkeys(
        determined, 200
    )


def test_no_list_names_to_a_stranger_what_he_may_not_see(house: House, determined: dict[str, str]) -> None:
    hidden = {part for path in determined.values() for part in path.split("/") if len(part) == 32}

    for stranger in STRANGERS:
        who = enter(house, stranger)
        for path in ("/process-instances?limit=200", "/risk-points?limit=200&unit=D07", "/tasks?box=done&limit=200"):
            shown = who.ask("GET", path, expect=200).text
            assert not [ref for ref in hidden if ref in shown], (stranger, path)


# -- files -----------------------------------------------------------------------------------------


def task_line(content: str) -> bytes:
    """A drawing whose one step stands on the third line."""
    ways = '<sequenceFlow id="f1" sourceRef="s" targetRef="a"/><sequenceFlow id="f2" sourceRef="a" targetRef="e"/>'
    starts = f'<startEvent id="s"><extensionElements>{OFFICE}</extensionElements></startEvent>'
    inner = (
        f'<process id="drawn" name="画" isExecutable="true">\n{starts}\n{content}\n<endEvent id="e"/>{ways}</process>'
    )
    return wrap(inner)


UNSUPPORTED = {(3, "unsupported-element")}

OUTCOME = '<lf:outcome name="done" label="办结"/>'


def step(added: str, attributes: str = "", inner: str = "") -> bytes:
    """A drawing of one user task."""
    extended = f"<extensionElements>{added}{OUTCOME}</extensionElements>"
    return task_line(f'<userTask id="a" name="a" {attributes}>{extended}{inner}</userTask>')


LOOP = "<standardLoopCharacteristics><loopCondition>true</loopCondition></standardLoopCharacteristics>"

FILES = {
    "no_xml": (b"PK\x03\x04 a drawing of another program", {(1, "document")}),
    "nothing": (b"", {(1, "document")}),
    "cut_off": (PLAIN[:300], {(1, "document")}),
    "another_document": (b"<html><body/></html>", {(1, "reader")}),
    "document_type": (b'\n<!DOCTYPE x [<!ENTITY y "z">]>\n' + PLAIN, {(2, "document")}),
    "script": (task_line('<scriptTask id="a" name="a"><script>import os</script></scriptTask>'), UNSUPPORTED),
    "rule_task": (task_line('<businessRuleTask id="a" name="a"/>'), {(3, "decision")}),
    "standard_loop": (step(OFFICE, inner=LOOP), {(3, "unsupported-loop")}),
    "nobody": (step(""), {(3, "task-owner")}),
    "role": (step('<lf:assign role="emperor"/>'), {(3, "known-names")}),
    "odd_duration": (step(OFFICE, 'lf:due="P1Y"'), {(3, "deadline")}),
    "misspelt": (step(OFFICE, 'lf:duedate="wd:3"'), {(3, "reader")}),
}


def places(problems: list[dict[str, Any]]) -> set[tuple[int | None, str]]:
    """Line and rule of what is wrong; the absence of a drawing's shapes is another story."""
    assert all(each["message"] for each in problems)
    found = {(each["line"], each.get("rule") or each["code"]) for each in problems}
    return {each for each in found if each[1] not in {"drawn", "labels"}}


def send(who: Client, verb: str, data: bytes, expect: int) -> Any:
    """Send a file; what comes back."""
    path = f"/process-definitions{verb}"
    return who.ask("POST", path, data=data, content_type="application/xml", expect=expect).json


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_cannot_run_is_refused_with_every_problem_and_its_line(
    house: House, unchanged: list[dict[str, str]], name: str
) -> None:
    data, wrong = FILES[name]
    editor = house.sign_in("procedit")
    unchanged.append(everything(house))

    refused = send(editor, "", data, 422)
    checked = send(editor, "/check", data, 200)

    assert places(refused["errors"]) == wrong
    assert (checked["ok"], places(checked["problems"])) == (False, wrong)


def test_a_file_without_a_fault_is_taken(house: House) -> None:
    editor = house.sign_in("procedit")
    data = draw("plain", [STARTER, user("write", LIAISON), end()], WAYS, variables=UNIT)

    send(editor, "", data, 201)
