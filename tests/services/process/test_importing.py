"""Importing over the API: drafts with notes, gaps that a person fills, and then publication by two people."""

from typing import Any

import pytest

from tests import diagrams
from tests.clients import Client
from tests.houses import House
from tests.importers import MIWG, VENDORS

LEAVE = (VENDORS / "camunda7_leave.bpmn").read_bytes()
PATH = "/process-definitions"


def bring(client: Client, xml: bytes, *, expect: int = 201, path: str = "/import") -> Any:
    return client.ask("POST", f"{PATH}{path}", data=xml, content_type="application/xml", expect=expect).json


def fill(client: Client, draft: Any, *fills: dict[str, Any], expect: int = 200, digest: str = "") -> Any:
    headers = {"If-Match": f'"{digest or draft["digest"]}"'}
    address = f"{PATH}/{draft['id']}/fills"
    return client.ask("POST", address, json={"fills": list(fills)}, headers=headers, expect=expect).json


def rules(draft: Any) -> set[tuple[str, str]]:
    return {(each["element_id"], each["rule"]) for each in draft["problems"] if each["severity"] == "error"}


def test_a_foreign_file_becomes_a_draft_whose_gaps_block_publication_until_they_are_filled(house: House) -> None:
    editor, approver, office = (house.sign_in(login) for login in ("procedit", "procappr", "hxc"))

    (draft,) = bring(editor, LEAVE)["items"]

    assert (draft["key"], draft["version"], draft["state"], draft["ok"]) == ("leave_request", 1, "draft", False)
    assert rules(draft) == {("Task_Record", "action")}
    refused = editor.post(f"{PATH}/{draft['id']}/submit", expect=422)
    assert {each["code"] for each in refused["errors"] if each["severity"] == "error"} == {"action"}
    assert editor.get(f"{PATH}/{draft['id']}")["state"] == "draft"

    filled = fill(
        editor,
        draft,
        {"element": "Task_Record", "kind": "userTask", "role": "office_staff"},
        {"element": "Task_Approve", "due": "wd:2"},
    )

    assert (filled["ok"], rules(filled)) == (True, set())
    editor.post(f"{PATH}/{draft['id']}/submit")
    approver.post(f"{PATH}/{draft['id']}/approve")
    started = office.start("leave_request", variables={"leave_days": 2, "leave_type": "sick", "reason": "看病"})
    assert [task["node_id"] for task in started["next_tasks"]] == ["Task_Approve"]


def test_notes_are_kept_with_the_draft_and_read_in_either_language(house: House) -> None:
    editor = house.sign_in("procedit")
    (draft,) = bring(editor, LEAVE)["items"]

    kept = editor.get(f"{PATH}/{draft['id']}/draft")

    assert kept["notes"] == draft["notes"]
    by_code = {each["code"]: each for each in kept["notes"]}
    assert by_code["due"] == {
        "code": "due",
        "weight": "changed",
        "element_id": "Task_Approve",
        "line": by_code["due"]["line"],
        "message": "“领导审批”的期限 PT48H 读作 h:48",
    }
    assert by_code["action"]["weight"] == "open"
    assert LEAVE.splitlines()[by_code["due"]["line"] - 1].strip().startswith(b"<bpmn:userTask")


def test_a_check_of_an_import_stores_nothing(house: House) -> None:
    yhc = house.sign_in("yhc")

    (found,) = bring(yhc, LEAVE, expect=200, path="/import/check")["items"]

    assert (found["id"], found["key"], found["ok"]) == (None, "leave_request", False)
    assert yhc.get(PATH, key="leave_request")["items"] == []


def test_each_process_of_a_file_is_a_draft_and_the_same_file_again_makes_no_second_one(house: House) -> None:
    editor = house.sign_in("procedit")
    xml = (VENDORS / "drawn_by_hand.bpmn").read_bytes()

    first, again = bring(editor, xml)["items"], bring(editor, xml)["items"]

    assert [each["name"] for each in first] == ["信访办理", "来访群众"]
    assert [each["id"] for each in first] == [each["id"] for each in again]


def test_r_gov_1_only_the_editor_imports_and_fills(house: House) -> None:
    bring(house.sign_in("hxc"), LEAVE, expect=403)
    bring(house.sign_in("procappr"), LEAVE, expect=403)
    (draft,) = bring(house.sign_in("procedit"), LEAVE)["items"]
    fill(house.sign_in("procappr"), draft, {"element": "Task_Record", "kind": "userTask"}, expect=403)


def test_two_who_fill_at_once_never_undo_each_other(house: House) -> None:
    editor = house.sign_in("procedit")
    (draft,) = bring(editor, LEAVE)["items"]
    fill(editor, draft, {"element": "Task_Record", "kind": "userTask", "role": "office_staff"})

    refused = fill(editor, draft, {"element": "Task_Record", "name": "别的"}, expect=412)

    assert refused["type"].endswith("stale")


def test_a_corrected_file_becomes_the_content_of_the_draft(house: House) -> None:
    editor = house.sign_in("procedit")
    (draft,) = bring(editor, LEAVE)["items"]
    address = f"{PATH}/{draft['id']}/bpmn"
    answer = editor.ask("GET", address, expect=200)
    corrected = answer.data.replace("登记考勤".encode(), "登记".encode())
    headers = {"If-Match": answer.headers["ETag"]}

    done = editor.ask("PUT", address, data=corrected, content_type="application/xml", headers=headers, expect=200)

    assert done.json["version"] == draft["version"]
    assert editor.ask("GET", address, expect=200).data == corrected
    editor.ask("PUT", address, data=corrected, content_type="application/xml", headers=headers, expect=412)
    other = corrected.replace(b'id="leave_request"', b'id="other_request"')
    editor.ask("PUT", address, data=other, content_type="application/xml", expect=422)
    editor.ask("PUT", address, data=b"<x/>", content_type="application/xml", expect=422)


def test_what_was_submitted_or_published_is_not_changed_any_more(house: House) -> None:
    editor = house.sign_in("procedit")
    (draft,) = bring(editor, LEAVE)["items"]
    filled = fill(editor, draft, {"element": "Task_Record", "kind": "userTask", "role": "office_staff"})
    editor.post(f"{PATH}/{draft['id']}/submit")

    fill(editor, filled, {"element": "Task_Record", "name": "别的"}, expect=409)
    address = f"{PATH}/{draft['id']}/bpmn"
    editor.ask("PUT", address, data=LEAVE, content_type="application/xml", expect=409)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"element": "nowhere", "name": "甲"}, "element"),
        ({"element": "Task_Approve", "condition": "True"}, "condition"),
        ({"element": "Flow_1", "role": "office_head"}, "role"),
        ({"element": "Task_Approve", "each": "people(unit)"}, "each"),
        ({"element": "Task_Approve", "kind": "subProcess"}, "kind"),
        ({"element": "Task_Approve", "name": "甲\ufffe"}, "name"),
        ({"element": "leave_request", "remove": True}, "remove"),
        ({"element": "leave_request", "variable": "x", "type": "blob"}, "type"),
        ({"element": "Task_Approve"}, "fills"),
    ],
)
def test_a_fill_that_does_not_fit_is_refused_by_field(house: House, wanted: dict[str, Any], field: str) -> None:
    editor = house.sign_in("procedit")
    (draft,) = bring(editor, LEAVE)["items"]

    refused = fill(editor, draft, wanted, expect=422)

    assert [each["field"] for each in refused["errors"]] == [field]
    assert editor.get(f"{PATH}/{draft['id']}")["digest"] == draft["digest"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x00\xff",
        b"<definitions/>",
        b"<a>" * 5000,
        b'<!DOCTYPE a><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>',
        diagrams.wrap('<process id="p"/>'),
        diagrams.wrap(
            '<process id="p"><task id="t"/><task id="t"/><sequenceFlow id="t" sourceRef="t" targetRef="t"/></process>'
        ),
        diagrams.wrap('<process id="p"><boundaryEvent id="b" attachedToRef="b"/></process>'),
        diagrams.wrap(
            '<process id="p"><subProcess id="p"><subProcess id="p"><task/></subProcess></subProcess></process>'
        ),
        diagrams.wrap(f'<process id="p">{"<sequenceFlow/>" * 4000}<task/></process>'),
        diagrams.wrap('<userTask id="lost"/><process id="p"><task id="a"/></process>'),
    ],
)
def test_hostile_and_broken_files_are_imported_or_refused_and_never_break_the_house(house: House, data: bytes) -> None:
    answer = house.sign_in("procedit").ask("POST", f"{PATH}/import", data=data, content_type="application/xml")

    assert answer.status_code in {201, 422}
    if answer.status_code == 422:
        assert answer.json["errors"]


def test_a_reference_file_goes_through_to_its_first_task(house: House) -> None:
    path = MIWG / "C.1.1.bpmn"
    if not path.exists():
        pytest.skip(f"the reference files are not there: {MIWG}")
    editor, approver = house.sign_in("procedit"), house.sign_in("procappr")
    (draft,) = bring(editor, path.read_bytes())["items"]
    tasks = ("approveInvoice", "assignApprover", "reviewInvoice", "prepareBankTransfer")

    draft = fill(
        editor,
        draft,
        {"element": "StartEvent_1", "role": "office_head office_staff"},
        {"element": "archiveInvoice", "kind": "userTask", "role": "office_staff"},
        *({"element": task, "role": "office_staff"} for task in tasks),
        {"element": "approveInvoice", "outcomes": {"agree": "同意", "refuse": "不同意"}},
        {"element": "reviewInvoice", "outcomes": {"yes": "已澄清", "no": "未澄清"}},
    )
    draft = fill(
        editor,
        draft,
        {"element": "invoiceApproved", "condition": "approveInvoice == 'agree'"},
        {"element": "invoiceNotApproved", "default": True},
        {"element": "reviewSuccessful", "condition": "reviewInvoice == 'yes'"},
        {"element": "reviewNotSuccessful", "default": True},
    )
    assert (draft["ok"], rules(draft)) == (True, set())
    editor.post(f"{PATH}/{draft['id']}/submit")
    approver.post(f"{PATH}/{draft['id']}/approve")
    started = house.sign_in("hxc").start(draft["key"])
    assert [task["node_id"] for task in started["next_tasks"]] == ["assignApprover"]
