"""Asking advice about a task (委派): who may, what comes back, and that its owner loses no time (R-TASK-3)."""

from typing import Any

import pytest

from services.organisation.calendars import import_calendar
from tests.diagrams import HEAD_OF_UNIT, UNIT, boundary, draw, end, user
from tests.houses import House
from tests.procedures import (
    LIAISON,
    PLAIN,
    SHARED,
    STARTER,
    TIMED,
    begin,
    facts,
    finish,
    messages,
    one_step,
    outsider,
    substitute,
)
from tests.services.organisation.test_calendar_changes import dues
from tests.services.organisation.test_calendars import notice

WRITE = one_step("write", user("write", LIAISON, attributes='lf:due="wd:5"'))
ASK = {"to": "wym", "question": "此处权力是否应当归并？"}


def delegate(house: House, task: str, login: str = "yhc", *, expect: int | None = None, **other: str) -> Any:
    return house.sign_in(login).post(f"/tasks/{task}/delegate", ASK | other, expect=expect)


def advise(house: House, task: str, login: str = "wym", *, text: str = "建议归并", expect: int | None = None) -> Any:
    return house.sign_in(login).post(f"/tasks/{task}/advise", {"advice": text}, expect=expect)


def recall(house: House, task: str, login: str = "yhc", *, expect: int | None = None) -> Any:
    return house.sign_in(login).post(f"/tasks/{task}/recall", expect=expect)


def verbs(house: House, task: str, login: str) -> set[str]:
    shown = house.sign_in(login).get(f"/tasks/{task}")
    return {each["name"] for each in shown["verbs"] if each["allowed"]}


def test_the_advice_comes_back_and_the_owner_decides(house: House) -> None:
    """wym of another unit is asked, sees the matter, answers; the task stays yhc's the whole time."""
    tasks = begin(house, PLAIN)
    delegate(house, tasks["write"])
    house.work_off()

    wym = house.sign_in("wym")
    line = wym.find_task("write")
    assert line["why"] == "姚海澄委派您对此事项提出意见"
    assert "task_delegated" in {each.kind for each in messages(house, "wym")}
    assert {"advise"} == verbs(house, tasks["write"], "wym") - {"urge", "transfer", "copy", "comment"}
    assert "recall" in verbs(house, tasks["write"], "yhc")
    advise(house, tasks["write"])
    house.work_off()

    assert wym.inbox() == []
    assert "task_advised" in {each.kind for each in messages(house, "yhc")}
    shown = house.sign_in("yhc").get(f"/tasks/{tasks['write']}")
    assert [(each["adviser"], each["advice"], each["state"]) for each in shown["consultations"]] == [
        (wym.get("/me")["name"], "建议归并", "answered")
    ]
    finish(house.sign_in("yhc"), tasks["write"])
    told = facts(house, tasks["instance"], "task_delegated", "task_advised", "task_completed")
    assert [kind for kind, _ in told] == ["task_delegated", "task_advised", "task_completed"]
    assert told[0][1] == told[2][1] == "姚海澄"
    assert wym.get(f"/tasks/{tasks['write']}")["state"] == "completed"


def test_the_record_says_who_advised_for_whom(house: House) -> None:
    tasks = begin(house, PLAIN)
    delegate(house, tasks["write"])
    advise(house, tasks["write"])

    items = house.sign_in("hxc").get(f"/process-instances/{tasks['instance']}/history")["items"]
    advised = next(item for item in items if item["kind"] == "task_advised")
    assert advised["on_behalf_of"] == "姚海澄"
    assert advised["actor"] != "姚海澄"


def test_nobody_completes_transfers_or_delegates_what_is_out_for_advice(house: House) -> None:
    tasks = begin(house, PLAIN)
    delegate(house, tasks["write"])

    assert "已委派" in finish(house.sign_in("yhc"), tasks["write"], expect=409)["detail"]
    finish(house.sign_in("wym"), tasks["write"], expect=403)
    delegate(house, tasks["write"], expect=409)
    house.sign_in("pzx").post(f"/tasks/{tasks['write']}/transfer", {"to": "gsy", "reason": "出差"}, expect=409)


def test_the_owner_recalls_and_the_adviser_has_nothing_to_do_any_more(house: House) -> None:
    tasks = begin(house, PLAIN)
    delegate(house, tasks["write"])
    recall(house, tasks["write"])
    house.work_off()

    assert house.sign_in("wym").inbox() == []
    assert "delegation_recalled" in {each.kind for each in messages(house, "wym")}
    advise(house, tasks["write"], expect=403)
    recall(house, tasks["write"], expect=409)
    delegate(house, tasks["write"])
    advise(house, tasks["write"])
    finish(house.sign_in("yhc"), tasks["write"])


def test_what_an_adviser_may_not(house: House) -> None:
    """He advises only while he is asked, himself, and once; he does not become somebody who may complete."""
    tasks = begin(house, PLAIN)
    advise(house, tasks["write"], "yhc", expect=403)
    delegate(house, tasks["write"])
    substitute(house, "wym", "gsy")
    advise(house, tasks["write"], "gsy", expect=403)
    advise(house, tasks["write"], text=" ", expect=422)
    advise(house, tasks["write"])

    advise(house, tasks["write"], expect=403)
    finish(house.sign_in("wym"), tasks["write"], expect=403)
    recall(house, tasks["write"], "wym", expect=403)


@pytest.mark.parametrize(
    ("other", "status"),
    [({"to": "nobody"}, 404), ({"to": "yhc"}, 422), ({"question": " "}, 422)],
    ids=["unknown", "oneself", "nothing asked"],
)
def test_r_task_3_a_question_needs_somebody_else_and_something_to_ask(
    house: House, other: dict[str, str], status: int
) -> None:
    tasks = begin(house, PLAIN)
    delegate(house, tasks["write"], expect=status, **other)
    assert facts(house, tasks["instance"], "task_delegated") == []


def test_r_task_3_only_who_may_do_a_task_asks_about_it(house: House) -> None:
    tasks = begin(house, PLAIN)
    delegate(house, tasks["write"], "hxc", expect=403)
    delegate(house, tasks["write"], outsider(house, "other"), expect=404)


def test_r_task_3_what_one_must_do_oneself_is_delegated_to_nobody(house: House) -> None:
    alone = one_step("write", user("write", LIAISON, attributes='lf:due="wd:5" lf:delegable="false"'))
    tasks = begin(house, alone)

    assert "不能委派" in delegate(house, tasks["write"], expect=403)["detail"]
    assert "delegate" not in verbs(house, tasks["write"], "yhc")


def test_of_a_shared_task_the_other_owners_see_that_it_is_out(house: House) -> None:
    tasks = begin(house, SHARED)
    delegate(house, tasks["file"], "qmz")

    finish(house.sign_in("ryx"), tasks["file"], expect=409)
    recall(house, tasks["file"], "ryx")
    finish(house.sign_in("ryx"), tasks["file"])


def test_the_clock_stands_while_the_task_is_out_for_advice(house: House) -> None:
    """Due on the 20th; out from the 13th to the 16th: three working days more, reminders with it."""
    tasks = begin(house, WRITE)
    before = dues(house)
    delegate(house, tasks["write"])
    assert "remind" not in dues(house)
    house.travel("2026-07-16T10:00:00+08:00")
    assert [each for each in messages(house, "yhc") if each.kind == "task_due"] == []
    advise(house, tasks["write"])

    after = dues(house)
    assert (before["write"], after["write"]) == ("2026-07-21T00:00", "2026-07-24T00:00")
    assert (before["remind"], after["remind"]) == ("2026-07-15T09:00", "2026-07-20T09:00")


def test_it_is_not_overdue_while_it_is_out(house: House) -> None:
    tasks = begin(house, WRITE)
    delegate(house, tasks["write"])
    house.travel("2026-07-24T10:00:00+08:00")
    yhc = house.sign_in("yhc")

    assert yhc.get(f"/tasks/{tasks['write']}")["overdue"] is False
    assert [item["overdue"] for item in yhc.inbox()] == [False]
    assert yhc.inbox(due="overdue") == []
    recall(house, tasks["write"])
    assert dues(house)["write"] == "2026-08-01T00:00"


def test_the_timers_on_its_border_stand_too_and_others_go_on(house: House) -> None:
    """TIMED: wd:1 and wd:5 on the border of write, which is out from the 13th to the 15th."""
    tasks = begin(house, TIMED)
    delegate(house, tasks["write"])
    house.travel("2026-07-15T10:00:00+08:00")
    assert facts(house, tasks["instance"], "timer_fired") == []
    advise(house, tasks["write"])
    assert sorted(due for name, due in dues(house).items() if name.startswith("timer")) == [
        "2026-07-17T00:00",
        "2026-07-23T00:00",
    ]

    house.travel("2026-07-17T00:00:01+08:00")
    assert len(facts(house, tasks["instance"], "timer_fired")) == 1


def test_a_suspension_inside_it_is_not_counted_twice(house: House) -> None:
    """Out from the 13th to the 17th, suspended from the 14th to the 15th: four working days, not five."""
    tasks = begin(house, WRITE)
    office, steering = house.sign_in("yhc"), house.sign_in("hxc")
    delegate(house, tasks["write"])
    house.travel("2026-07-14T10:00:00+08:00")
    steering.post(f"/process-instances/{tasks['instance']}/suspend", {"reason": "等待批复"})
    advise(house, tasks["write"], expect=423)
    house.travel("2026-07-15T10:00:00+08:00")
    house.sign_in("hxc").post(f"/process-instances/{tasks['instance']}/resume", {"reason": "已批复"})
    house.travel("2026-07-17T10:00:00+08:00")
    advise(house, tasks["write"])
    assert dues(house)["write"] == "2026-07-25T00:00"
    assert office.login == "yhc"

    import_calendar(house.command("sysadmin"), notice("2026-07-22,holiday,放假"), source="调整")
    house.work_off()
    assert dues(house)["write"] == "2026-07-28T00:00"


def test_an_instance_that_ends_takes_the_question_with_it(house: House) -> None:
    diagram = draw(
        "cut_off",
        [STARTER, user("write", LIAISON), boundary("late", "write", "timer wd:1"), user("help", HEAD_OF_UNIT), end()],
        [("start", "write"), ("write", "end"), ("late", "help"), ("help", "end")],
        variables=UNIT,
    )
    tasks = begin(house, diagram)
    delegate(house, tasks["write"])
    house.sign_in("hxc").post(f"/process-instances/{tasks['instance']}/cancel", {"reason": "重复发起"})
    house.travel("2026-07-24T10:00:00+08:00")

    assert house.sign_in("wym").inbox() == []
    assert facts(house, tasks["instance"], "timer_fired") == []
    advise(house, tasks["write"], expect=409)
