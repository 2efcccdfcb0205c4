"""撤回、撤销: a list that its unit asks back, and a redo that is called off (domain §4.3, R-DSP-5)."""

import pytest

from tests.services.registry.rounds import Round, a_point

REASON = {"reason": "清单有重大遗漏，需要重新组织查找。"}


def ask_back(d07: Round) -> None:
    """The head applies."""
    d07.pzx.start("withdraw_submission", "D07")
    [ref] = d07.options(d07.pzx, "填写撤回申请", "submission")
    d07.pzx.complete("填写撤回申请", "submit", {"submission": ref, **REASON})


def test_a_unit_gets_its_list_back_if_the_leader_in_charge_agrees(d07: Round) -> None:
    d07.reach_acceptance()
    ask_back(d07)
    assert d07.qmz.has_task("受理审查"), "nothing happens before the leader has agreed"

    d07.fjc.complete("审批撤回", "agree")

    assert [each.state for each in d07.submissions()] == ["withdrawn"]
    assert d07.point("R044").state == "cancelled"
    assert not d07.qmz.has_task("受理审查")
    d07.start()
    assert d07.yhc.has_task("自己找")


def test_the_leader_may_refuse_with_a_reason(d07: Round) -> None:
    d07.reach_acceptance()
    ask_back(d07)

    d07.fjc.complete("审批撤回", "refuse", opinion="清单已经充分讨论，请按程序报送。")

    assert [each.state for each in d07.submissions()] == ["signing"]
    assert d07.qmz.has_task("受理审查")


def test_after_the_experts_have_begun_nothing_is_given_back(d07: Round) -> None:
    d07.reach_acceptance()
    ask_back(d07)
    d07.accept()
    d07.judge({"R044": "accurate"})

    refused = d07.fjc.complete("审批撤回", "agree", expect=409)

    assert refused["detail"] == "专家评估已经开始，本轮报送不能撤回"
    assert d07.point("R044").state == "determined"
    d07.fjc.complete("审批撤回", "refuse", opinion="专家评估已经完成，不能撤回。")


@pytest.mark.parametrize(("login", "unit", "status"), [("pzx", "D07", 422), ("hxc", "D07", 403), ("yhc", "D07", 403)])
def test_only_the_head_asks_and_only_for_what_there_is(d07: Round, login: str, unit: str, status: int) -> None:
    getattr(d07, login).start("withdraw_submission", unit, expect=status)


def test_the_head_of_another_unit_asks_for_nothing(d07: Round) -> None:
    d07.start()

    d07.wym.start("withdraw_submission", "D07", expect=403)


def test_a_redo_is_an_order_and_not_given_back_r_dsp_5(d07: Round) -> None:
    d07.redo()

    d07.pzx.start("withdraw_submission", "D07", expect=422)


def test_a_redo_that_is_called_off_is_taken_up_by_the_next_start_r_dsp_5(d07: Round) -> None:
    d07.redo()
    second = d07.yhc.find_task("自己找")["instance_id"]
    d07.hxc.post(f"/process-instances/{second}/cancel", {"reason": "程序已修订，按新程序重新启动。"})
    assert [each.state for each in d07.submissions()] == ["disposing", "cancelled"]
    assert d07.point("R045").state == "redoing"

    d07.start()

    assert [(each.round, each.state) for each in d07.submissions()] == [
        (1, "disposing"),
        (2, "cancelled"),
        (2, "drafting"),
    ]
    d07.repeat("accurate")
    assert [each.state for each in d07.submissions()] == ["done", "cancelled", "done"]
    assert d07.point("R045").state == "determined"


def test_cancelling_the_request_leaves_the_list_as_it_is(d07: Round) -> None:
    d07.reach_acceptance(a_point())
    ask_back(d07)
    request = d07.fjc.find_task("审批撤回")["instance_id"]

    d07.hxc.post(f"/process-instances/{request}/cancel", {"reason": "处室主要负责人口头收回申请。"})

    assert [each.state for each in d07.submissions()] == ["signing"]
