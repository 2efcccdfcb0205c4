"""同事点、领导提: who says what about whom, who sees it when, and that everything is answered."""

from tests.services.registry.rounds import MEETING, Round, a_point


def open_round(d07: Round, *points: dict) -> None:
    d07.start()
    d07.find(*(points or (a_point(), a_point("论文抽检结果运用不力", flow_step="W24.4"))))


def say(d07: Round, text: str = "请写明请托的方式", kind: str = "modify") -> None:
    d07.give(opinions=[{"point": d07.refs()["R044"], "kind": kind, "text": text}])


def test_colleagues_are_those_for_whom_there_is_a_point_of_another_r_opn_2(d07: Round) -> None:
    open_round(d07)

    assert [person.has_task("提出意见") for person in (d07.yhc, d07.pzx, d07.gsy)] == [False, True, True]
    assert list(d07.options(d07.gsy, "提出意见", "opinions.point").values()) == [
        "R044 学位点评议请托说情",
        "R045 论文抽检结果运用不力",
    ]


def test_nobody_gives_an_opinion_on_his_own_point_r_opn_2(d07: Round) -> None:
    d07.start()
    d07.yhc.complete("自己找", "found", {"points": [a_point()]})
    d07.gsy.complete("自己找", "found", {"points": [a_point("抽检名单泄露", flow_step="W24.4")]})
    d07.pzx.complete(
        "自己找", "no_risk", {"no_risk_reason": "本岗位只作综合协调，事项均经集体研究决定，未发现风险点。"}
    )
    own = d07.refs()["R045"]

    assert list(d07.options(d07.gsy, "提出意见", "opinions.point").values()) == ["R044 学位点评议请托说情"]
    answer = d07.gsy.complete("提出意见", "done", {"opinions": [{"point": own, "kind": "support"}]}, expect=422)
    assert answer["errors"][0]["code"] == "not-an-option"


def test_the_owner_sees_opinions_only_when_the_round_is_over_r_opn_2(d07: Round) -> None:
    open_round(d07)
    d07.pzx.complete(
        "提出意见", "done", {"opinions": [{"point": d07.refs()["R044"], "kind": "modify", "text": "请写明方式"}]}
    )
    gave = d07.pzx.get("/tasks", box="done")["items"][0]["id"]

    assert len(d07.fjc.get(f"/tasks/{gave}")["panel"]["opinions"]) == 1, "the leader sees it"
    assert d07.yhc.get(f"/tasks/{gave}")["panel"]["opinions"] == [], "the owner does not yet"

    d07.gsy.complete("提出意见", "done")
    shown = d07.yhc.get(f"/tasks/{gave}")["panel"]["opinions"]
    assert [(each["author"], each["text"]) for each in shown] == [("彭志翾", "请写明方式")]


def test_opinions_are_never_shown_outside_the_unit_r_opn_2(d07: Round) -> None:
    open_round(d07)
    say(d07)
    gave = d07.pzx.get("/tasks", box="done")["items"][0]["id"]

    assert d07.hxc.get(f"/tasks/{gave}")["panel"]["opinions"] == []
    assert d07.lzy.get(f"/tasks/{gave}")["panel"]["opinions"] == []


def test_a_point_that_a_colleague_adds_is_hidden_from_its_owner_until_the_round_is_over_r_opn_2(d07: Round) -> None:
    open_round(d07)
    d07.pzx.complete("提出意见", "done", {"new_points": [a_point("专家抽取不随机", post="P14")]})
    added = d07.refs()["R061"]

    d07.pzx.get(f"/risk-points/{added}")
    d07.yhc.get(f"/risk-points/{added}", expect=404)

    d07.gsy.complete("提出意见", "done")
    assert d07.yhc.get(f"/risk-points/{added}")["found_by"] == "COLLEAGUE"


def test_every_opinion_is_answered_before_the_list_goes_on_r_opn_1(d07: Round) -> None:
    open_round(d07)
    say(d07)

    answer = d07.yhc.complete("汇总", "submit", MEETING, expect=422)
    assert [(each["field"], each["code"]) for each in answer["errors"]] == [("answers", "missing-rows")]

    d07.summarise()
    assert d07.pzx.has_task("主要负责人确认")


def test_declining_an_opinion_needs_a_reason_r_opn_1(d07: Round) -> None:
    open_round(d07)
    say(d07)
    [opinion] = d07.options(d07.yhc, "汇总", "answers.opinion")
    declined = {"opinion": opinion, "response": "decline"}

    answer = d07.yhc.complete("汇总", "submit", {**MEETING, "answers": [declined]}, expect=422)
    assert [(each["field"], each["code"]) for each in answer["errors"]] == [("answers.0.reason", "required")]

    reasoned = {**declined, "reason": "表现形式已写明，不再修改"}
    d07.yhc.complete("汇总", "submit", {**MEETING, "answers": [reasoned]})
    shown = d07.page(d07.pzx, "主要负责人确认")["panel"]["opinions"]
    assert [(each["response"], each["response_reason"]) for each in shown] == [("decline", "表现形式已写明，不再修改")]


def test_an_opinion_is_answered_once_r_opn_1(d07: Round) -> None:
    open_round(d07)
    say(d07)
    [opinion] = d07.options(d07.yhc, "汇总", "answers.opinion")
    twice = [{"opinion": opinion, "response": "adopt"}] * 2

    answer = d07.yhc.complete("汇总", "submit", {**MEETING, "answers": twice}, expect=422)
    assert {each["code"] for each in answer["errors"]} == {"repeated"}


def test_the_form_begins_with_a_row_for_each_open_opinion(d07: Round) -> None:
    open_round(d07)
    say(d07, kind="support", text="")

    rows = d07.form(d07.yhc, "汇总")["answers"]["value"]
    assert [row["response"] for row in rows] == ["adopt"]


def test_who_had_given_no_opinion_is_noted_when_a_round_is_closed_early(d07: Round) -> None:
    open_round(d07)
    d07.gsy.complete("提出意见", "done")
    instance = d07.pzx.find_task("提出意见")["instance_id"]
    [message] = d07.pzx.get(f"/process-instances/{instance}")["messages"]
    d07.pzx.post(
        f"/process-instances/{instance}/messages",
        {"engine_id": message["engine_id"], "reason": "各位意见已在会上当面说明，提前结束。"},
    )

    assert d07.fjc.has_task("提出意见"), "the leaders' round has begun"
    missing = d07.page(d07.fjc, "提出意见")["panel"]["missing"]
    assert missing == [{"stage": "colleague", "person": "彭志翾"}]
    gave = d07.gsy.get("/tasks", box="done")["items"][0]["id"]
    assert d07.hxc.get(f"/tasks/{gave}")["panel"]["missing"] == [], "nobody outside the unit is told"
