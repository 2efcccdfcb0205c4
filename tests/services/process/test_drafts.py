"""What is typed in two windows: a draft that was saved in between is not written over unseen (`ETag`, `If-Match`)."""

from typing import Any

import pytest

from tests.clients import Client
from tests.diagrams import LIAISON, OFFICE, user
from tests.houses import House
from tests.procedures import begin, finish, one_step
from workflows.models import TaskDraft

NOTE = '<lf:form><lf:field name="note" type="text" label="说明"/></lf:form>'
WRITE = one_step("write", user("write", LIAISON + NOTE))
SHARED = one_step("file", user("file", OFFICE + NOTE))


@pytest.fixture
def task(house: House) -> str:
    """A task of the liaison, with one field."""
    return begin(house, WRITE)["write"]


@pytest.fixture
def yhc(house: House) -> Client:
    return house.sign_in("yhc")


def save(who: Client, task: str, note: str, known: str = "", expect: int = 200) -> Any:
    """Save a draft; `known` is the ETag that the window holds, '' for one that asks for nothing."""
    headers = {"If-Match": known} if known else {}
    body = {"values": {"note": note}}
    return who.ask("PUT", f"/tasks/{task}/draft", json=body, headers=headers, expect=expect)


def shown(who: Client, task: str) -> tuple[Any, Any]:
    """What the form begins with, and the revision of the draft behind it."""
    page = who.get(f"/tasks/{task}")
    return page["form"][0]["value"], page["draft_revision"]


def test_a_window_goes_on_saving_with_the_tag_of_its_last_draft(task: str, yhc: Client) -> None:
    first = save(yhc, task, "一")
    second = save(yhc, task, "二", first.headers["ETag"])
    third = save(yhc, task, "三", second.headers["ETag"])

    assert [answer.headers["ETag"] for answer in (first, second, third)] == ['"1"', '"2"', '"3"']
    assert third.json["revision"] == 3
    assert shown(yhc, task) == ("三", 3)


def test_a_window_that_did_not_see_the_last_draft_is_refused_and_changes_nothing(task: str, yhc: Client) -> None:
    here = save(yhc, task, "两个窗口都看到").headers["ETag"]
    save(yhc, task, "另一窗口写的", here)

    refused = save(yhc, task, "这一窗口写的", here, expect=412).json

    assert refused["type"] == "urn:lianflow:problem:stale"
    assert shown(yhc, task) == ("另一窗口写的", 2)
    save(yhc, task, "看过之后再写", '"2"')
    assert shown(yhc, task) == ("看过之后再写", 3)


@pytest.mark.parametrize("known", ['"0"', '"7"', '"abc"', 'W/"1"', '"-1"', f'"{"9" * 5000}"'], ids=lambda tag: tag[:6])
def test_a_tag_that_is_not_that_of_the_draft_matches_nothing(task: str, yhc: Client, known: str) -> None:
    save(yhc, task, "一")

    save(yhc, task, "二", known, expect=412)

    assert shown(yhc, task) == ("一", 1)


def test_the_first_draft_is_saved_by_a_window_that_knows_there_is_none(task: str, yhc: Client) -> None:
    assert shown(yhc, task) == (None, None)

    save(yhc, task, "一", '"5"', expect=412)
    save(yhc, task, "一", '"0"')

    assert shown(yhc, task) == ("一", 1)


@pytest.mark.parametrize("known", ["", "*"])
def test_without_a_tag_the_last_writing_counts(task: str, yhc: Client, known: str) -> None:
    save(yhc, task, "一")
    save(yhc, task, "二")

    save(yhc, task, "三", known)

    assert shown(yhc, task) == ("三", 3)


def test_one_of_several_tags_is_enough(task: str, yhc: Client) -> None:
    save(yhc, task, "一")

    save(yhc, task, "二", '"9", "1"')

    assert shown(yhc, task) == ("二", 2)


def test_drafts_of_two_people_at_one_task_are_counted_apart(house: House) -> None:
    task = begin(house, SHARED)["file"]
    one, two = house.sign_in("hxc"), house.sign_in("qmz")
    save(one, task, "侯写的")
    save(one, task, "侯又写的", '"1"')

    save(two, task, "秦写的", '"0"')

    assert shown(one, task) == ("侯又写的", 2)
    assert shown(two, task) == ("秦写的", 1)


def test_a_done_task_takes_no_draft_and_keeps_none(house: House, task: str, yhc: Client) -> None:
    known = save(yhc, task, "写到一半").headers["ETag"]
    finish(yhc, task)

    save(yhc, task, "补写", known, expect=409)

    with house.reading() as session:
        assert session.query(TaskDraft).count() == 0
