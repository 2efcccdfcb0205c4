"""What moves nothing: reminding, copying, commenting, and what is typed so far."""

import pytest

from tests.diagrams import LIAISON, user
from tests.houses import House
from tests.procedures import PLAIN, begin, messages, one_step
from workflows.models import Task, TaskDraft


def test_a_person_is_urged_once_in_four_hours(house: House) -> None:
    task = begin(house, PLAIN)["write"]
    office, head = house.sign_in("hxc"), house.sign_in("pzx")

    office.post(f"/tasks/{task}/urge")
    office.post(f"/tasks/{task}/urge", expect=409)
    head.post(f"/tasks/{task}/urge", expect=409)
    house.travel("2026-07-13T12:59:00+08:00")
    head.post(f"/tasks/{task}/urge", expect=409)
    house.travel("2026-07-13T13:05:00+08:00")  # the demo's clock has ticked since nine
    head.post(f"/tasks/{task}/urge")
    house.work_off()

    assert [message.kind for message in messages(house, "yhc")].count("task_urged") == 2


def test_a_copy_shows_an_instance_to_somebody_and_gives_him_nothing_to_do(house: House) -> None:
    tasks = begin(house, PLAIN)
    head, reader = house.sign_in("pzx"), house.sign_in("wym")

    head.post(f"/tasks/{tasks['write']}/copy", {"to": ["wym", "wym"]})
    head.post(f"/tasks/{tasks['write']}/copy", {"to": ["wym"]})
    house.work_off()

    assert [item["id"] for item in reader.inbox("copied")] == [tasks["instance"]]
    assert [message.kind for message in messages(house, "wym")] == ["copied"]
    reader.get(f"/process-instances/{tasks['instance']}")
    reader.post(f"/tasks/{tasks['write']}/complete", {"outcome": "done"}, expect=403)
    assert reader.inbox() == []


@pytest.mark.parametrize("to", [[], ["nobody"], ["wym", "nobody"]])
def test_a_copy_to_nobody_is_refused(house: House, to: list[str]) -> None:
    task = begin(house, PLAIN)["write"]

    house.sign_in("pzx").post(f"/tasks/{task}/copy", {"to": to}, expect=422)


def test_a_comment_stands_beside_the_decision(house: House) -> None:
    task = begin(house, PLAIN)["write"]
    head = house.sign_in("pzx")

    head.post(f"/tasks/{task}/comment", {"text": " 请注意附件 "})
    for text in ("", "   ", "字" * 2001):
        head.post(f"/tasks/{task}/comment", {"text": text}, expect=422)

    assert house.sign_in("yhc").has_task("write")


def test_a_draft_is_kept_for_its_writer_until_the_task_is_done(house: House) -> None:
    form = LIAISON + '<lf:form><lf:field name="note" type="text" label="说明"/></lf:form>'
    task = begin(house, one_step("write", user("write", form)))["write"]
    yhc = house.sign_in("yhc")

    yhc.put(f"/tasks/{task}/draft", {"values": {"note": "写到一半"}})
    yhc.put(f"/tasks/{task}/draft", {"values": {"note": "写到一半多"}})

    assert yhc.get(f"/tasks/{task}")["form"][0]["value"] == "写到一半多"
    assert house.sign_in("pzx").get(f"/tasks/{task}")["form"] == []
    yhc.ask("PUT", f"/tasks/{task}/draft", json={"values": {"note": "字" * 200_001}}, expect=422)
    yhc.post(f"/tasks/{task}/complete", {"outcome": "done", "values": {"note": "写完"}})
    with house.reading() as session:
        assert session.query(TaskDraft).count() == 0
        assert session.query(Task).filter_by(node_id="write").one().answers == {"note": "写完"}
