"""撤回 at other times of a round, and by whom it is not decided (domain §4.3, R-COI-2)."""

from collections.abc import Callable

import pytest

from tests.services.registry.rounds import NO_RISK, Round, a_point, hold_post
from tests.services.registry.test_withdrawals import REASON, ask_back


def reach_drafting(d07: Round) -> None:
    """The owner has found a point, others have not answered yet."""
    d07.start()
    d07.yhc.complete("自己找", "found", {"points": [a_point()]})


STAGES: dict[str, Callable[[Round], object]] = {
    "自己找": reach_drafting,
    "群众帮": Round.reach_ballot,
    "审签": Round.reach_signing,
    "受理": Round.reach_acceptance,
}


@pytest.mark.parametrize("stage", STAGES)
def test_until_the_experts_begin_a_list_is_given_back_wherever_it_stands(d07: Round, stage: str) -> None:
    STAGES[stage](d07)
    first = d07.hxc.get("/process-instances", definition_key="risk_discovery_anhui6")["items"][0]["id"]
    ask_back(d07)

    d07.fjc.complete("审批撤回", "agree")

    ended = d07.hxc.get(f"/process-instances/{first}")
    assert (ended["state"], ended["open_tasks"]) == ("cancelled", [])
    assert [each.state for each in d07.submissions()] == ["withdrawn"]
    assert d07.point("R044").state == "cancelled"
    kinds = [fact["kind"] for fact in d07.hxc.get(f"/process-instances/{first}/history", limit=200)["items"]]
    assert "submission_withdrawn" in kinds


def test_a_refusal_needs_a_reason_of_ten_characters(d07: Round) -> None:
    d07.reach_acceptance()
    ask_back(d07)

    d07.fjc.complete("审批撤回", "refuse", opinion="不同意", expect=422)

    assert d07.fjc.has_task("审批撤回")


def test_an_application_needs_a_reason(d07: Round) -> None:
    d07.reach_acceptance()
    d07.pzx.start("withdraw_submission", "D07")
    [ref] = d07.options(d07.pzx, "填写撤回申请", "submission")

    d07.pzx.complete("填写撤回申请", "submit", {"submission": ref, "reason": "有遗漏"}, expect=422)
    d07.pzx.complete("填写撤回申请", "submit", {"submission": ref, **REASON})


def test_a_leader_who_owns_a_listed_point_does_not_decide_r_coi_2(d07: Round) -> None:
    hold_post("fjc")
    d07.start()
    for person in (d07.yhc, d07.fjc):
        person.complete("自己找", "found", {"points": [a_point(f"{person.login}的风险点")]})
    for person in (d07.pzx, d07.gsy):
        person.complete("自己找", "no_risk", {"no_risk_reason": NO_RISK})

    ask_back(d07)

    assert not d07.fjc.has_task("审批撤回")
    assert d07.lzy.has_task("审批撤回"), "one level up: the chair of the group"


def test_what_was_given_back_is_not_asked_back_again(d07: Round) -> None:
    d07.reach_acceptance()
    ask_back(d07)
    d07.fjc.complete("审批撤回", "agree")

    d07.pzx.start("withdraw_submission", "D07", expect=422)


def test_of_two_applications_the_second_finds_the_list_given_back(d07: Round) -> None:
    d07.reach_acceptance()
    ask_back(d07)
    ask_back(d07)
    first, second = (task["id"] for task in d07.fjc.inbox() if task["name"] == "审批撤回")
    d07.fjc.post(f"/tasks/{first}/complete", {"outcome": "agree"}, expect=200)

    d07.fjc.post(f"/tasks/{second}/complete", {"outcome": "agree"}, expect=409)

    assert [each.state for each in d07.submissions()] == ["withdrawn"]
