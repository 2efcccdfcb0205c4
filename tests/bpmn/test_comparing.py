"""What a change of a process means (R-GOV-1): sentences that no name and no id of a node can change."""

import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bpmn.comparing.changes import ChangeKind, Comparison
from bpmn.comparing.matching import match_nodes
from bpmn.comparing.places import Place, read_places
from bpmn.comparing.processes import compare_processes
from bpmn.elements import (
    BoundaryEvent,
    CallActivity,
    EventDefinition,
    EventKind,
    ExclusiveGateway,
    Flow,
    Process,
    ServiceTask,
    UserTask,
)
from bpmn.extensions import Action, Assign, Field, FieldType, Form, Outcome
from bpmn.processes import SHIPPED, read_shipped
from bpmn.reader import read_process
from tests.diagrams import OFFICE, draw, end, start, user, xor
from tests.fuzz.drawing import draw_one
from tests.fuzz.generating import generate
from tests.renaming import add_parts, change_node, cut_out, redirect, reidentify

SIX = "risk_discovery_anhui6"
MIRRORED = {
    ChangeKind.ADDED: ChangeKind.REMOVED,
    ChangeKind.REMOVED: ChangeKind.ADDED,
    ChangeKind.CHANGED: ChangeKind.CHANGED,
    ChangeKind.MOVED: ChangeKind.MOVED,
}


@cache
def shipped(name: str) -> Process:
    return read_process(read_shipped(name))


def tell(comparison: Comparison) -> list[str]:
    """The sentences, in an order that no order of the file can change."""
    return sorted(str(change.text) for change in comparison.changes)


# -- named edits of the shipped diagrams ---------------------------------------------------------------

LEGAL = UserTask(
    id="legal",
    name="合法性审核",
    assign=(Assign(relation="holders", of="'D05'"),),
    due="wd:5",
    outcomes=(Outcome("agree", "通过"),),
)


def insert_legal(process: Process) -> Process:
    return add_parts(redirect(process, "signed", "accept", "legal"), (LEGAL,), (Flow("x", "legal", "accept"),))


def exchange(process: Process, one: str, other: str) -> Process:
    """Two steps, each in the other's place."""
    places = {one: other, other: one}
    flows = tuple(
        replace(flow, source=places.get(flow.source, flow.source), target=places.get(flow.target, flow.target))
        for flow in process.flows
    )
    return replace(process, flows=flows)


def edit_flow(process: Process, flow: str, **changes: str) -> Process:
    return replace(
        process, flows=tuple(replace(each, **changes) if each.id == flow else each for each in process.flows)
    )


def edit_form(process: Process) -> Process:
    """受理 asks for a field more and one less; one need not be answered any more."""
    node = process.nodes["accept"]
    assert isinstance(node, UserTask)
    first, second, _ = node.form.fields
    fields = (replace(first, required=False), replace(second, writable=False), Field("advice", FieldType.TEXT, "意见"))
    return change_node(process, "accept", form=Form(fields))


def edit_vote(process: Process, node: str, **changes: str) -> Process:
    task = process.nodes[node]
    assert isinstance(task, UserTask)
    assert task.vote
    return change_node(process, node, vote=replace(task.vote, settings={**task.vote.settings, **changes}))


def edit_outcome(process: Process, node: str, at: int, **changes: object) -> Process:
    task = process.nodes[node]
    assert isinstance(task, UserTask)
    outcomes = list(task.outcomes)
    outcomes[at] = replace(outcomes[at], **changes)  # type: ignore[arg-type]
    return change_node(process, node, outcomes=tuple(outcomes))


TIMER = (EventDefinition(EventKind.TIMER),)


def add_timer(process: Process) -> Process:
    late = BoundaryEvent(id="b", name="逾期", host="accept", definitions=TIMER, due="wd:3")
    return add_parts(process, (late,), (Flow("y", "b", "back"),))


def insert_branch(process: Process) -> Process:
    """Behind the leader's signature it depends on the result whether the law is asked."""
    split = ExclusiveGateway(id="big", name="重大事项？", default="x2")
    flows = (Flow("x1", "big", "legal", "failed_count > 3"), Flow("x2", "big", "accept"), Flow("x3", "legal", "accept"))
    return add_parts(redirect(process, "signed", "accept", "big"), (split, LEGAL), flows)


BETWEEN = "位于“检查验收、未报告，计为不合格”之后、“整改结束”之前"

EDITS: Mapping[str, tuple[str, Callable[[Process], Process], list[str]]] = {
    "a deadline": (
        SIX,
        lambda process: change_node(process, "accept", due="wd:5"),
        ["受理审查：办理期限 p2_discovery.office_check → wd:5"],
    ),
    "an inserted step": (
        SIX,
        insert_legal,
        ["新增步骤“合法性审核”，由holders（D05）办理，期限 wd:5，位于“分管领导审签”之后、“受理审查”之前"],
    ),
    "an inserted branch": (
        SIX,
        insert_branch,
        [
            "新增“重大事项？”（排他（只走一条）），位于“分管领导审签”之后、“合法性审核、受理审查”之前",
            "新增步骤“合法性审核”，由holders（D05）办理，期限 wd:5，位于“分管领导审签”之后、“受理审查”之前",
            "重大事项？：新增去向“受理审查”（其他情形）",
            "重大事项？：新增去向“合法性审核”（未过半项数 > 3）",
        ],
    ),
    "a step taken out": (
        SIX,
        lambda process: cut_out(process, "mass"),
        ["删除步骤“群众帮”，调用流程“mass_ballot”，必经环节，位于“核对清单是否变动”之后、“登记评议结果”之前"],
    ),
    "two steps exchanged": (
        SIX,
        lambda process: exchange(process, "colleague", "leader"),
        ["步骤“同事点”移到：位于“领导提”之后、“汇总答复、民主讨论”之前；原来：位于“自己找”之后、“领导提”之前"],
    ),
    "a condition": (
        SIX,
        lambda process: edit_flow(process, "f24", condition="failed_count > 2"),
        ["每项均过半？：到“修改或答复未过半项”的条件“未过半项数 > 0”改为“未过半项数 > 2”"],
    ),
    "the step a condition asks": (
        SIX,
        lambda process: edit_flow(process, "f31", condition="leader_confirm == 'recheck'"),
        [
            "受理？：到“汇总答复、民主讨论”的条件“受理审查 = 退回”改为“确认负责人的无风险点 = 不认可，重新自查”",
        ],
    ),
    "where a way leads": (
        SIX,
        lambda process: redirect(process, "accepted", "back", "find_again"),
        ["受理？：受理审查 = 退回时到“汇总答复、民主讨论”，改为到“自己找”"],
    ),
    "a further way": (
        SIX,
        lambda process: add_parts(process, (), (Flow("x", "accepted", "find_again", "failed_count > 1"),)),
        ["受理？：新增去向“自己找”（未过半项数 > 1）"],
    ),
    "the order of conditions": (
        "mass_ballot",
        lambda process: replace(
            process, flows=tuple(sorted(process.flows, key=lambda flow: {"f13": 0, "f11": 1}.get(flow.id, 2)))
        ),
        ["收回达到三分之二？：条件的先后次序有改动"],
    ),
    "a default": (
        SIX,
        lambda process: change_node(
            edit_flow(edit_flow(process, "f30", condition="accept == 'accept'"), "f31", condition=""),
            "accepted",
            default="f31",
        ),
        [
            "受理？：到“专家评”的条件“其他情形”改为“受理审查 = 受理”",
            "受理？：到“汇总答复、民主讨论”的条件“受理审查 = 退回”改为“其他情形”",
        ],
    ),
    "who acts": (
        "determination",
        lambda process: change_node(process, "convene", assign=(Assign(role="office_head"),)),
        ["会议通知：办理人 office_head、office_staff → office_head"],
    ),
    "a form": (
        SIX,
        edit_form,
        [
            "受理审查：取消表单字段“无工作差距” 必填",
            "受理审查：新增表单字段“意见”",
            "受理审查：表单字段“无重复风险点”的可填写 是 → 否",
            "受理审查：表单字段“要素齐全”的必填 是 → 否",
        ],
    ),
    "an opinion": (
        "withdraw_submission",
        lambda process: edit_outcome(process, "approve", 0, opinion=20),
        ["审批撤回：结果“同意撤回”的意见 可填写 → 必填，不少于 20 字"],
    ),
    "a fraction of a vote": (
        "mass_ballot",
        lambda process: edit_vote(process, "vote", turnout="3/4"),
        ["投票：表决规则“收回比例” p2_mass_ballot.turnout_min → 3/4"],
    ),
    "a quorum": (
        "determination",
        lambda process: edit_vote(process, "meet", quorum="1/2"),
        ["会议表决：表决规则“到会比例” group_meeting.quorum → 1/2"],
    ),
    "how experts grade": (
        "expert_panel",
        lambda process: edit_vote(process, "assess", valid="7"),
        ["评估打分：表决规则“有效票数” p2_expert.min_valid_votes → 7"],
    ),
    "the end of a countersign": (
        "signoff",
        lambda process: change_node(process, "sign", loop=None),
        [
            "审签：取消多实例方式 同时办理",
            "审签：取消提前完成条件 审签 = 退回修改",
            "审签：取消逐一办理的对象 signers（处室（单位）、审签人）",
        ],
    ),
    "a wait": (
        "mass_ballot",
        lambda process: change_node(process, "wait", due="wd:9"),
        ["暂缓期满：等待时限 group_meeting.decide_within → wd:9"],
    ),
    "a reminder on a border": (
        "written_reply",
        lambda process: change_node(process, "late", interrupting=True),
        ["逾期：中断所附环节 否 → 是"],
    ),
    "a called process": (
        "warning_disposal",
        lambda process: change_node(process, "remind", called="written_reply"),
        ["警示提醒：调用的流程 reply_duty → written_reply"],
    ),
    "what a called process is told": (
        SIX,
        lambda process: change_node(
            process, "leader_sign", inputs=call_of(process, "leader_sign").inputs[:-1]
        ),
        ["分管领导审签：取消传入“due” p2_discovery.leader_sign"],
    ),
    "an action": (
        "reply_duty",
        lambda process: change_node(process, "deem", action=replace(action_of(process, "deem"), name="serve_again")),
        ["视为送达：系统动作 deem_served → serve_again"],
    ),
    "a decision table": (
        "warning_disposal",
        lambda process: change_node(process, "competent", decision="other_approver"),
        ["确定审批人：决策表 warning_approver → other_approver"],
    ),
    "a mandatory step": (
        SIX,
        lambda process: change_node(process, "expert", checkpoint=""),
        ["专家评：取消必经环节标记 expert"],
    ),
    "approval operations": (
        SIX,
        lambda process: change_node(process, "accept", permits=("return",)),
        ["受理审查：新增允许的审批操作 退回"],
    ),
    "a deadline on a border": (
        SIX,
        add_timer,
        ["新增步骤“逾期”，期限 wd:3，位于“受理审查”之后、“汇总答复、民主讨论”之前"],
    ),
    "a gateway of another kind": (
        "accountability",
        lambda process: replace(
            process,
            nodes={
                key: ExclusiveGateway(id=key, name=node.name) if key == "apart" else node
                for key, node in process.nodes.items()
            },
        ),
        ["“送达决定书”之后的网关：分支方式 并行（全部走） → 排他（只走一条）"],
    ),
    "a message of people": (
        "opinion_round",
        lambda process: change_node(process, "closed_early", trigger=None),
        ["提前结束：取消可由人发出的指令 结束本轮意见征集", "提前结束：取消发出指令的理由字数 10"],
    ),
    "the interval of a visit": (
        "followup_visit",
        lambda process: change_node(process, "visit", due="wd:10"),
        ["回访了解改正情况：办理期限 wd:5 → wd:10"],
    ),
    "who records": (
        "admonition_talk",
        lambda process: change_node(process, "check", delegable=False),
        ["核查是否纠正：可委派 是 → 否"],
    ),
    "an inspection": (
        "correction_order",
        lambda process: cut_out(process, "publish"),
        [
            f"删除步骤“通报整改结果”，由office_head、office_staff办理，期限 wd:5，{BETWEEN}",
        ],
    ),
    "a disposition": (
        "disposition",
        lambda process: change_node(process, "grace", due="wd:1"),
        ["催办期满：等待时限 p6_warning.overdue_grace → wd:1"],
    ),
    "a ballot of colleagues": (
        "collective_vote",
        lambda process: change_node(process, "vote", panel=""),
        ["表决：取消旁边显示的材料 accountability"],
    ),
    "the term of an explanation": (
        "inquiry_reply",
        lambda process: change_node(process, "explain", due="wd:10"),
        ["书面说明：办理期限 p6_warning.inquiry_reply → wd:10"],
    ),
    "the approval of a bulletin": (
        "warning_bulletin",
        lambda process: change_node(process, "approve", due="wd:3"),
        ["审批通报：办理期限 wd:2 → wd:3"],
    ),
    "the review of a change": (
        "procedure_change",
        lambda process: change_node(process, "review", due="wd:5"),
        ["审核：办理期限 wd:3 → wd:5"],
    ),
    "the check of advice": (
        "supervision_advice",
        lambda process: change_node(process, "check", due="wd:10"),
        ["核查采纳落实：办理期限 wd:5 → wd:10"],
    ),
    "the check of a report": (
        "riskinfo_intake",
        lambda process: change_node(process, "verify", due="wd:3"),
        ["核实：办理期限 wd:5 → wd:3"],
    ),
    "the panel of an answer": (
        "feedback_reply",
        lambda process: change_node(process, "reply", delegable=not process.nodes["reply"].delegable),
        ["书面反馈：可委派 否 → 是"],
    ),
    "the refusal of an appeal": (
        "appeal",
        lambda process: change_node(process, "refuse", due="wd:3"),
        ["告知不予受理：办理期限 wd:5 → wd:3"],
    ),
    "the decision on a recusal": (
        "recusal",
        lambda process: change_node(process, "decide", due="wd:1"),
        ["决定是否回避：办理期限 wd:2 → wd:1"],
    ),
    "the answer to advice": (
        "advice_reply",
        lambda process: change_node(process, "answer", due="wd:20"),
        ["回告采纳情况：办理期限 p6_warning.advice_reply → wd:20"],
    ),
    "the draft of an inquiry": (
        "inquiry_letter",
        lambda process: change_node(process, "draft", due="wd:3"),
        ["起草函询：办理期限 wd:2 → wd:3"],
    ),
}  # fmt: skip


def action_of(process: Process, node: str) -> Action:
    found = process.nodes[node]
    assert isinstance(found, ServiceTask)
    assert found.action
    return found.action


def call_of(process: Process, node: str) -> CallActivity:
    found = process.nodes[node]
    assert isinstance(found, CallActivity)
    return found


@pytest.mark.parametrize("edit", EDITS)
def test_r_gov_1_an_edit_is_told_in_sentences(edit: str) -> None:
    name, change, sentences = EDITS[edit]

    assert tell(compare_processes(shipped(name), change(shipped(name)))) == sorted(sentences)


@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("seed", range(3))
def test_r_gov_1_no_name_and_no_id_changes_a_sentence(edit: str, seed: int) -> None:
    """Every node that was there before gets another name, every node and every flow another id."""
    name, change, sentences = EDITS[edit]
    old, new = shipped(name), change(shipped(name))
    fresh = new.nodes.keys() - old.nodes.keys()

    assert tell(compare_processes(old, reidentify(new, seed, keep=fresh))) == sorted(sentences), f"seed {seed}"


@pytest.mark.parametrize("edit", EDITS)
def test_r_gov_1_backwards_is_the_mirror(edit: str) -> None:
    name, change, _ = EDITS[edit]
    old, new = shipped(name), change(shipped(name))

    forwards, backwards = compare_processes(old, new), compare_processes(new, old)

    assert len(forwards.changes) == len(backwards.changes)
    assert mirror(forwards) == sorted((change.kind.value, change.old, change.new) for change in backwards.changes)


def mirror(comparison: Comparison) -> list[tuple[str, str, str]]:
    """What the comparison the other way round should find, without the sentences."""
    return sorted((mirrored(change.kind, change.text.msgid), change.new, change.old) for change in comparison.changes)


def mirrored(kind: ChangeKind, _: str) -> str:
    return MIRRORED[kind].value


def test_r_gov_1_every_shipped_diagram_has_an_edit() -> None:
    assert {name for name, *_ in EDITS.values()} >= set(SHIPPED)


# -- properties ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SHIPPED)
def test_the_same_diagram_has_no_difference(name: str) -> None:
    same = compare_processes(shipped(name), shipped(name))
    other = compare_processes(shipped(name), reidentify(shipped(name)))

    assert same == Comparison()
    assert other.changes == ()
    assert all(change.text.msgid == "“%(old)s”改称“%(new)s”" for change in other.drawn)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(0, 100))
def test_random_diagrams_mean_the_same_under_any_names(seed: int, number: int) -> None:
    """Also where steps are alike: whichever is taken for which, nothing is said to differ."""
    process = read_process(draw_one(generate(seed), OFFICE))

    assert tell(compare_processes(process, process)) == []
    assert tell(compare_processes(process, reidentify(process, number))) == []


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), number=st.integers(0, 10_000))
def test_random_edits_are_mirrored(seed: int, number: int) -> None:
    process = read_process(draw_one(generate(seed), OFFICE))
    changed = edit_at_random(process, Random(number))

    forwards, backwards = compare_processes(process, changed), compare_processes(changed, process)

    assert mirror(forwards) == sorted((each.kind.value, each.old, each.new) for each in backwards.changes)
    assert {MIRRORED[kind] for kind in forwards.new_marks.values()} == set(backwards.old_marks.values())


def edit_at_random(process: Process, random: Random) -> Process:
    """A step with another deadline, another owner or another name."""
    tasks = [node.id for node in process.nodes.values() if isinstance(node, UserTask)]
    node = random.choice(tasks)
    return random.choice(
        [
            lambda: change_node(process, node, due="wd:77"),
            lambda: change_node(process, node, assign=(Assign(role="top_leader"),)),
            lambda: change_node(process, node, name="换个名字"),
        ]
    )()


# -- marks, places and size ----------------------------------------------------------------------------


def test_both_drawings_bear_marks() -> None:
    """What is new is marked in the new drawing only, also the flows that lead there; what is changed in both."""
    old = shipped(SIX)
    new = change_node(insert_legal(cut_out(old, "mass")), "expert", checkpoint="")

    found = compare_processes(old, new)

    assert found.new_marks["legal"] is found.new_marks["x"] is ChangeKind.ADDED
    assert "legal" not in found.old_marks
    assert found.old_marks["mass"] is ChangeKind.REMOVED
    assert found.old_marks["expert"] is found.new_marks["expert"] is ChangeKind.CHANGED


def test_what_is_only_drawn_elsewhere_means_nothing() -> None:
    process = shipped("signoff")
    before = {"start": (0.0, 0.0), "sign": (100.0, 0.0), "end": (200.0, 0.0)}
    after = {"start": (50.0, 0.0), "sign": (150.0, 90.0), "end": (250.0, 0.0)}
    old, new = ({node: Place(*at) for node, at in places.items()} for places in (before, after))

    found = compare_processes(process, process, places=(old, new))

    assert found.changes == ()
    assert [(change.kind, str(change.text)) for change in found.drawn] == [(ChangeKind.MOVED, "“审签”的图形移了位置")]
    assert found.new_marks == {"sign": ChangeKind.MOVED}


def test_the_places_of_shapes_are_read() -> None:
    places = read_places(read_shipped(SIX))

    assert set(shipped(SIX).nodes) <= places.keys()


def test_a_diagram_of_200_nodes_is_compared_within_two_seconds() -> None:
    """Every step alike, renamed and re-identified, with an edit in the middle: the hardest for the matching."""
    steps = [f"t{at}" for at in range(98)]
    rows = ["start", *(each for step in steps for each in (f"x{step}", step)), "end"]
    ways = [*pairwise(rows), *((f"x{step}", "end", f"{step} == 'done'") for step in steps[1:])]
    file = draw("wide", [start(added=OFFICE), *(user(step) + xor(f"x{step}") for step in steps), end()], ways)
    old = read_process(file)
    new = reidentify(change_node(old, "t50", due="wd:9"))

    began = time.perf_counter()
    found = compare_processes(old, new)
    spent = time.perf_counter() - began

    assert len(old.nodes) == 198
    assert tell(found) == ["t50：新增办理期限 wd:9"]
    assert spent < 2


def test_what_is_matched_is_what_does_the_same() -> None:
    old = shipped(SIX)
    new = reidentify(old)

    pairs = {old.nodes[before].line: new.nodes[after].line for before, after in match_nodes(old, new).items()}

    assert len(pairs) == len(old.nodes)
    assert all(before == after for before, after in pairs.items())
