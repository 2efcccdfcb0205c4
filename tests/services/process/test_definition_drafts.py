"""Drafts of procedures: begun from a version, saved by several people without loss, kept broken, refused hostile."""

from typing import Any

import pytest

from bpmn.editing import Insertion, insert_step
from tests.clients import Client
from tests.diagrams import LIAISON, UNIT, draw, end, start, user, wrap
from tests.houses import House
from tests.procedures import PLAIN
from tests.services.process.test_definitions import grant, publish, upload
from tests.webapp.conftest import LEAVE
from workflows.models import DefinitionEditor, ProcessDefinition

PATH = "/process-definitions"

BROKEN = draw("plain", [start(), user("write", LIAISON), end()], [("start", "write")], variables=UNIT)
"""The process stops in the middle: it can be read, and the check refuses it."""
UNREADABLE = PLAIN.replace(b"<userTask ", b'<userTask lf:secret="x" ', 1)


@pytest.fixture
def published(house: House) -> dict[str, str]:
    return publish(house, PLAIN)


def begin(who: Client, version: dict[str, str], expect: int = 201) -> Any:
    return who.post(f"{PATH}/{version['id']}/drafts", expect=expect)


def save(who: Client, draft: Any, xml: bytes, known: str = "", expect: int = 200) -> Any:
    headers = {"If-Match": known} if known else {}
    address = f"{PATH}/{draft['id']}/bpmn"
    return who.ask("PUT", address, data=xml, content_type="application/xml", headers=headers, expect=expect)


def content(who: Client, draft: Any) -> tuple[bytes, str]:
    """The file of a draft and its tag."""
    answer = who.ask("GET", f"{PATH}/{draft['id']}/bpmn", expect=200)
    return answer.data, answer.headers["ETag"]


def test_a_draft_begins_with_the_content_of_the_published_version(house: House, published: dict[str, str]) -> None:
    editor = house.sign_in("procedit")

    draft = begin(editor, published)

    assert (draft["version"], draft["state"], content(editor, draft)[0]) == (2, "draft", PLAIN)
    assert begin(editor, published)["id"] == draft["id"]


def test_each_saving_names_what_the_next_one_begins_with(house: House, published: dict[str, str]) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)
    first = save(editor, draft, PLAIN + b"\n", content(editor, draft)[1])

    save(editor, draft, PLAIN + b"\n\n", first.headers["ETag"])

    assert content(editor, draft)[0] == PLAIN + b"\n\n"


def test_of_two_editors_the_second_is_refused_told_who_was_first_and_keeps_a_copy(
    house: House, published: dict[str, str]
) -> None:
    one, two = house.sign_in("procedit"), house.sign_in("procappr")
    grant(house, "procappr", "proc_editor")
    draft = begin(one, published)
    tag = content(one, draft)[1]
    save(two, draft, PLAIN + b"\n", tag)

    save(one, draft, BROKEN, tag, expect=412)
    told = one.get(f"{PATH}/{draft['id']}/draft")
    copy = one.ask("POST", f"{PATH}/{draft['id']}/copies", data=BROKEN, content_type="application/xml", expect=201).json

    assert told["edited_by"] == two.get("/me")["name"]
    assert told["edited_at"]
    assert content(one, draft)[0] == PLAIN + b"\n"
    assert (copy["version"], content(one, copy)[0]) == (3, BROKEN)


def test_r_gov_1_whoever_changed_a_draft_of_another_does_not_approve_it(
    house: House, published: dict[str, str]
) -> None:
    author, both = house.sign_in("procedit"), house.sign_in("procappr")
    grant(house, "procappr", "proc_editor")
    draft = begin(author, published)
    save(both, draft, PLAIN.replace("测试流程".encode(), "改名".encode()))
    author.post(f"{PATH}/{draft['id']}/submit")

    refused = both.post(f"{PATH}/{draft['id']}/approve", expect=403)

    assert "编辑人" in refused["detail"]


@pytest.mark.parametrize("xml", [BROKEN, UNREADABLE], ids=["refused by the check", "refused by the reader"])
def test_a_broken_draft_is_kept_and_shown_but_neither_submitted_nor_uploaded(
    house: House, published: dict[str, str], xml: bytes
) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)

    saved = save(editor, draft, xml).json

    assert not saved["ok"]
    assert all(each["message"] for each in saved["problems"])
    assert content(editor, draft)[0] == xml
    editor.post(f"{PATH}/{draft['id']}/submit", expect=422)
    upload(editor, xml, expect=422)


def test_a_draft_older_than_what_is_published_is_refused_for_it_would_never_be_in_force(
    house: House, published: dict[str, str]
) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)
    publish(house, PLAIN + b"\n")

    refused = editor.post(f"{PATH}/{draft['id']}/submit", expect=409)

    assert "v3" in refused["detail"]


def test_pages_of_an_unreadable_draft_say_what_is_wrong(house: House, published: dict[str, str]) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)
    save(editor, draft, UNREADABLE)
    web = house.app.test_client()
    headers = {**editor.headers, "Accept": "text/html"}

    page = web.get(f"/definitions/{draft['id']}", headers=headers)
    drawing = web.get(f"/definitions/{draft['id']}/drawing", headers=headers)

    assert page.status_code == 200
    assert "lf:secret" in page.text
    assert drawing.status_code == 422


@pytest.mark.parametrize(
    "xml",
    [
        b"",
        b"<x/>",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + PLAIN,
        PLAIN.replace(b'id="plain"', b'id="other"'),
        PLAIN.replace("测试流程".encode(), "名".encode() * 201),
        wrap("<a>" * 60 + "</a>" * 60),
        PLAIN + b" " * (2 * 1024 * 1024),
        wrap(""),
    ],
    ids=["empty", "no BPMN", "document type", "another process", "long name", "deep", "large", "no process"],
)
def test_hostile_and_foreign_content_is_refused_and_the_draft_stays(
    house: House, published: dict[str, str], xml: bytes
) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)

    refused = save(editor, draft, xml, expect=422).json
    editor.ask("POST", f"{PATH}/{draft['id']}/copies", data=xml, content_type="application/xml", expect=422)

    assert refused["errors"]
    assert content(editor, draft)[0] == PLAIN


def test_only_editors_of_the_organisation_begin_save_copy_and_discard(house: House, published: dict[str, str]) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)
    for login, status in (("procappr", 403), ("hxc", 403)):
        who = house.sign_in(login)
        begin(who, published, expect=status)
        save(who, draft, PLAIN, expect=status)
        who.ask("POST", f"{PATH}/{draft['id']}/copies", data=PLAIN, content_type="application/xml", expect=status)
        who.ask("DELETE", f"{PATH}/{draft['id']}/draft", expect=status)


def test_a_discarded_draft_leaves_its_number_to_the_next(house: House, published: dict[str, str]) -> None:
    editor = house.sign_in("procedit")
    draft = begin(editor, published)
    save(editor, draft, BROKEN)

    editor.ask("DELETE", f"{PATH}/{draft['id']}/draft", expect=204)

    editor.get(f"{PATH}/{draft['id']}", expect=404)
    assert begin(editor, published)["version"] == draft["version"]
    editor.ask("DELETE", f"{PATH}/{published['id']}/draft", expect=409)
    with house.reading() as session:
        assert session.query(DefinitionEditor).count() == 0
        assert session.query(ProcessDefinition).filter_by(key="plain").count() == 2


def test_an_inserted_review_is_done_by_the_head_of_the_named_unit_and_may_send_back(house: House) -> None:
    wish = Insertion(flow="f3", name="合法性审核", relation="head", of="'D12'", due="wd:5", back="apply")
    house.publish(insert_step(LEAVE.read_bytes(), wish)[0])
    office, liaison, reviewer = (house.sign_in(login) for login in ("hxc", "yhc", "zzf"))
    office.start("leave_request", "D07")

    liaison.complete("填写请假单", "submit", {"reason": "探亲", "days": 3})
    assert reviewer.find_task("合法性审核")["due_at"].startswith("2026-07-20")
    reviewer.complete("合法性审核", "return", opinion="请写明请假事由和去向。")
    liaison.complete("填写请假单", "submit", {"reason": "探亲", "days": 2})
    reviewer.complete("合法性审核", "agree")

    assert house.sign_in("pzx").has_task("处长审批")
