"""What people do with tasks: R-TASK-1 to R-TASK-5, R-RET-1, R-SEC-3, over the API."""

import pytest

from services.organisation.posts import hand_over_post
from services.organisation.substitutions import revoke_substitution
from services.transaction import HOUSE
from tests.diagrams import LIAISON, MEMBER, UNIT, draw, end, many, user
from tests.houses import House
from tests.procedures import (
    BRANCHES,
    EVERYBODY,
    LOOP,
    PLAIN,
    SHARED,
    STARTER,
    begin,
    begun,
    facts,
    finish,
    messages,
    one_step,
    outsider,
    substitute,
)
from workflows.errors import NotFoundError, RefusedError

# -- R-TASK-1 --------------------------------------------------------------------------------------


def test_r_task_1_a_task_says_why_it_is_ones_own(house: House) -> None:
    begin(house, PLAIN)

    assert house.sign_in("yhc").find_task("write")["why"] == "您是学位管理与研究生处的联络员"


def test_r_task_1_what_nobody_matches_goes_to_the_office_with_a_notice(house: House) -> None:
    """The department's own unit has neither liaison nor head: no step is skipped."""
    begin(house, PLAIN, "ROOT")
    house.work_off()
    staff = house.sign_in("qmz")

    task = staff.find_task("write")
    assert task["why"] == "按规则无人可派，由办公室处理"
    assert {message.kind for message in messages(house, "qmz")} == {"task_vacant"}
    finish(staff, task["id"])
    assert staff.find_task("check")["why"] == "按规则无人可派，由办公室处理"


def test_r_task_1_the_office_hands_what_is_vacant_to_somebody(house: House) -> None:
    task = begin(house, PLAIN, "ROOT")["write"]

    house.sign_in("hxc").post(f"/tasks/{task}/transfer", {"to": "yhc", "reason": "请代为填写"})

    yhc = house.sign_in("yhc")
    assert yhc.find_task("write")["why"] == "由侯星驰转办给您"
    assert not house.sign_in("qmz").has_task("write")
    finish(yhc, task)


# -- R-TASK-2 --------------------------------------------------------------------------------------


def test_r_task_2_whoever_claims_a_shared_task_has_it_for_himself(house: House) -> None:
    task = begin(house, SHARED)["file"]
    hxc, qmz = house.sign_in("hxc"), house.sign_in("qmz")

    assert hxc.post(f"/tasks/{task}/claim")["claimed"] is True

    assert qmz.find_task("file")["claimed_by"] == "侯星驰"
    refused = qmz.post(f"/tasks/{task}/complete", {"outcome": "done"}, expect=409)
    assert refused["type"].endswith("task-claimed")
    assert "侯星驰" in refused["detail"]
    qmz.post(f"/tasks/{task}/claim", expect=409)
    qmz.post(f"/tasks/{task}/release", expect=409)
    finish(hxc, task)


def test_r_task_2_what_is_released_is_everybodys_again(house: House) -> None:
    task = begin(house, SHARED)["file"]
    hxc, qmz = house.sign_in("hxc"), house.sign_in("qmz")
    hxc.post(f"/tasks/{task}/release", expect=409)
    hxc.post(f"/tasks/{task}/claim")

    assert hxc.post(f"/tasks/{task}/release")["claimed"] is False

    finish(qmz, task)
    assert facts(house, begun(house), "task_claimed", "task_released", "task_completed") == [
        ("task_claimed", "侯星驰"),
        ("task_released", "侯星驰"),
        ("task_completed", "秦牧之"),
    ]


def test_r_task_2_what_waits_for_one_person_is_not_claimed(house: House) -> None:
    task = begin(house, PLAIN)["write"]

    house.sign_in("yhc").post(f"/tasks/{task}/claim", expect=409)


def test_r_task_2_the_head_transfers_within_his_unit(house: House) -> None:
    task = begin(house, PLAIN)["write"]
    head = house.sign_in("pzx")

    head.post(f"/tasks/{task}/transfer", {"to": "gsy", "reason": "姚海澄出差"})
    house.work_off()

    assert not house.sign_in("yhc").has_task("write")
    assert house.sign_in("gsy").find_task("write")["why"] == "由彭志翾转办给您"
    assert [message.kind for message in messages(house, "gsy")] == ["task_opened"]
    assert facts(house, begun(house), "task_transferred") == [("task_transferred", "彭志翾")]
    finish(house.sign_in("gsy"), task)


@pytest.mark.parametrize(
    ("who", "to", "reason", "status"),
    [
        ("pzx", "wym", "不是本处的人", 403),
        ("pzx", "nobody", "没有这个人", 404),
        ("pzx", "gsy", "  ", 422),
        ("yhc", "gsy", "自己转出", 403),
        ("gsy", "gsy", "副处长要走", 403),
        ("fjc", "gsy", "领导转办", 403),
        ("qmz", "gsy", "办公室转别处的事", 403),
        ("wym", "gsy", "无关的人", 404),
    ],
)
def test_r_task_2_nobody_else_transfers_and_nowhere_else(
    house: House, who: str, to: str, reason: str, status: int
) -> None:
    task = begin(house, PLAIN)["write"]

    house.sign_in(who).post(f"/tasks/{task}/transfer", {"to": to, "reason": reason}, expect=status)

    assert house.sign_in("yhc").has_task("write")


# -- R-TASK-3 --------------------------------------------------------------------------------------


def test_r_task_3_a_substitute_completes_and_the_record_names_both(house: House) -> None:
    tasks = begin(house, PLAIN)
    substitute(house, "yhc", "gsy")
    deputy = house.sign_in("gsy")

    assert deputy.find_task("write")["why"] == "您受姚海澄委托代办"
    finish(deputy, tasks["write"])

    items = deputy.get(f"/process-instances/{tasks['instance']}/history")["items"]
    done = [(item["actor"], item["on_behalf_of"]) for item in items if item["kind"] == "task_completed"]
    assert done == [("顾疏影", "姚海澄")]
    assert [item["name"] for item in house.sign_in("yhc").inbox("done")] == ["write"]


def test_r_task_3_a_substitution_that_ends_in_the_middle_of_a_task_ends_the_right(house: House) -> None:
    task = begin(house, PLAIN)["write"]
    substitute(house, "yhc", "gsy", to_on="2026-07-15")
    deputy = house.sign_in("gsy")
    assert deputy.has_task("write")

    house.travel("2026-07-14T23:59:59+08:00")
    deputy.put(f"/tasks/{task}/draft", {"values": {"a": 1}})
    house.travel("2026-07-15T00:00:00+08:00")

    assert not deputy.has_task("write")
    deputy.post(f"/tasks/{task}/complete", {"outcome": "done"}, expect=403)
    finish(house.sign_in("yhc"), task)


def test_r_task_3_a_substitution_begins_on_its_day_and_can_be_revoked(house: House) -> None:
    begin(house, PLAIN)
    made = substitute(house, "yhc", "gsy", from_on="2026-07-15")
    deputy = house.sign_in("gsy")

    assert not deputy.has_task("write")
    house.travel("2026-07-15T00:00:00+08:00")
    assert deputy.has_task("write")
    revoke_substitution(house.command("yhc"), made)
    assert not deputy.has_task("write")


def test_r_task_3_what_is_not_delegable_waits_for_the_person_himself(house: House) -> None:
    own = user("write", LIAISON, attributes='lf:delegable="false"')
    task = begin(house, one_step("write", own))["write"]
    substitute(house, "yhc", "gsy")

    refused = house.sign_in("gsy").post(f"/tasks/{task}/complete", {"outcome": "done"}, expect=403)
    assert "本人" in refused["detail"]
    house.sign_in("pzx").post(f"/tasks/{task}/transfer", {"to": "gsy", "reason": "出差"}, expect=403)
    finish(house.sign_in("yhc"), task)


def test_r_task_3_nobody_substitutes_for_somebody_of_higher_function(house: House) -> None:
    with pytest.raises(RefusedError):
        substitute(house, "pzx", "yhc")
    with pytest.raises(RefusedError):
        substitute(house, "yhc", "yhc")
    with pytest.raises(RefusedError):
        substitute(house, "yhc", "gsy", to_on="2026-07-13")
    with pytest.raises(NotFoundError):
        substitute(house, "yhc", "nobody")
    assert substitute(house, "gsy", "pzx")


# -- R-TASK-4 --------------------------------------------------------------------------------------


def test_r_task_4_a_completed_task_is_never_changed(house: House) -> None:
    tasks = begin(house, BRANCHES)
    yhc, hxc, head = house.sign_in("yhc"), house.sign_in("hxc"), house.sign_in("pzx")
    finish(yhc, tasks["write"], opinion="第一次说的")

    for verb, body in (
        ("complete", {"outcome": "done", "opinion": "改口"}),
        ("claim", None),
        ("release", None),
        ("urge", None),
    ):
        refused = yhc.post(f"/tasks/{tasks['write']}/{verb}", body, expect=409)
        assert refused["type"].endswith("task-already-completed")
        assert "姚海澄" in refused["detail"]
        assert "2026-07-13" in refused["detail"]
    yhc.ask("PUT", f"/tasks/{tasks['write']}/draft", json={"values": {}}, expect=409)
    head.post(f"/tasks/{tasks['write']}/transfer", {"to": "gsy", "reason": "x"}, expect=409)

    assert hxc.get(f"/tasks/{tasks['write']}")["opinion"] == "第一次说的"


def test_r_task_4_a_withdrawn_task_is_closed_and_says_so(house: House) -> None:
    tasks = begin(house, BRANCHES)
    house.sign_in("hxc").post(f"/process-instances/{tasks['instance']}/cancel", {"reason": "发错了"})

    refused = house.sign_in("yhc").post(f"/tasks/{tasks['write']}/complete", {"outcome": "done"}, expect=409)

    assert refused["type"].endswith("task-closed")


# -- R-TASK-5 --------------------------------------------------------------------------------------


def test_r_task_5_open_tasks_of_a_leaver_go_to_who_stands_there_now(house: House) -> None:
    """The head leaves: what he had done keeps his name, what was open is his successor's."""
    first, second = begin(house, BRANCHES), begin(house, PLAIN)
    finish(house.sign_in("pzx"), first["check"])
    yhc = house.sign_in("yhc")
    finish(yhc, second["write"])

    assert hand_over_post(HOUSE, house.org_id, "D07-H", "gsy").tasks == 1
    house.work_off()

    new = house.sign_in("gsy")
    assert not house.sign_in("pzx").has_task("check")
    assert new.find_task("check")["why"] == "您是学位管理与研究生处的主要负责人"
    assert "task_opened" in {message.kind for message in messages(house, "gsy")}
    assert facts(house, first["instance"], "task_completed") == [("task_completed", "彭志翾")]
    assert facts(house, second["instance"], "task_reassigned") == [("task_reassigned", "")]
    finish(new, new.find_task("check")["id"])


def test_r_task_5_a_member_of_a_repetition_is_whoever_holds_the_post_now(house: House) -> None:
    begin(house, EVERYBODY)
    assert house.sign_in("yhc").has_task("opine")

    hand_over_post(HOUSE, house.org_id, "P14", "xlw")

    assert not house.sign_in("yhc").has_task("opine")
    assert house.sign_in("xlw").has_task("opine")


def test_r_task_5_a_post_without_a_holder_to_hand_over_is_refused(house: House) -> None:
    with pytest.raises(RefusedError):
        hand_over_post(HOUSE, house.org_id, "D07-H", "pzx")
    for post, person in (("P99", "gsy"), ("D07-H", "nobody")):
        with pytest.raises(NotFoundError):
            hand_over_post(HOUSE, house.org_id, post, person)


# -- R-RET-1 ---------------------------------------------------------------------------------------


def test_r_ret_1_a_return_needs_ten_characters_and_comes_back(house: House) -> None:
    returnable = LOOP.replace(b'name="return" label="return"', b'name="return" label="return" opinion="10"')
    tasks = begin(house, returnable)
    yhc, head = house.sign_in("yhc"), house.sign_in("pzx")
    finish(yhc, tasks["write"])
    check = head.find_task("check")["id"]

    refused = finish(head, check, "return", "不行", expect=422)
    assert [(each["field"], each["code"]) for each in refused["errors"]] == [("opinion", "too-short")]
    assert head.has_task("check")
    finish(head, check, "return", "请写明前往何处、由谁代管")

    assert yhc.find_task("write")["id"] != tasks["write"]


VOIDING = draw(
    "voiding",
    [
        STARTER,
        user("sign", MEMBER, each=many("holders(unit)", condition="outcome == 'return'"), outcomes=("agree", "return")),
        user("file"),
        end(),
    ],
    [("start", "sign"), ("sign", "file"), ("file", "end")],
    variables=UNIT,
).replace(b'name="return" label="return"', b'name="return" label="return" opinion="10" voids="true"')


def test_r_ret_1_a_return_makes_earlier_signatures_void_and_withdraws_the_pending(house: House) -> None:
    instance = begin(house, VOIDING)["instance"]
    yhc, gsy, head = (house.sign_in(login) for login in ("yhc", "gsy", "pzx"))
    finish(gsy, gsy.find_task("sign")["id"], "agree")

    finish(yhc, yhc.find_task("sign")["id"], "return", "附件不全，请补齐后再报")

    assert not head.has_task("sign")
    items = head.get(f"/process-instances/{instance}/history")["items"]
    signed = [(item["actor"], item["voided"]) for item in items if item["kind"] == "task_completed"]
    assert signed == [("顾疏影", True), ("姚海澄", False)]
    assert [item["kind"] for item in items].count("task_withdrawn") == 1


def test_r_ret_1_agreement_of_all_voids_nothing(house: House) -> None:
    instance = begin(house, VOIDING)["instance"]
    for login in ("yhc", "gsy", "pzx"):
        who = house.sign_in(login)
        finish(who, who.find_task("sign")["id"], "agree")

    items = house.sign_in("hxc").get(f"/process-instances/{instance}/history")["items"]
    assert [item["voided"] for item in items if item["kind"] == "task_completed"] == [False] * 3


# -- R-SEC-3 ---------------------------------------------------------------------------------------

VERBS = {
    "complete": {"outcome": "done"},
    "claim": None,
    "release": None,
    "transfer": {"to": "gsy", "reason": "理由"},
    "urge": None,
    "copy": {"to": ["gsy"]},
    "comment": {"text": "留言"},
}


@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("stranger", ["wym", "procedit", "sysadmin", "elsewhere", "expert"])
def test_r_sec_3_a_stranger_finds_no_task_by_any_verb(house: House, stranger: str, done: bool) -> None:
    tasks = begin(house, BRANCHES)
    if done:
        finish(house.sign_in("yhc"), tasks["write"])
    who = house.sign_in(outsider(house, stranger) if stranger in {"expert", "elsewhere"} else stranger)

    who.get(f"/tasks/{tasks['write']}", expect=404)
    for verb, body in VERBS.items():
        who.post(f"/tasks/{tasks['write']}/{verb}", body, expect=404)
    who.ask("PUT", f"/tasks/{tasks['write']}/draft", json={"values": {}}, expect=404)
    who.get("/tasks/" + "0" * 32, expect=404)


@pytest.mark.parametrize("verb", ["complete", "claim", "release", "transfer"])
def test_who_sees_a_task_that_is_not_his_is_told_so(house: House, verb: str) -> None:
    task = begin(house, SHARED)["file"]

    refused = house.sign_in("pzx").post(f"/tasks/{task}/{verb}", VERBS[verb], expect=403)

    assert refused["type"] == "urn:lianflow:problem:not-permitted"
