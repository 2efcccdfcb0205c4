"""Finished instances through a changed draft: where they would have gone differently, and where not."""

from pathlib import Path

import pytest

import bpmn.processes
from services.process.definitions import upload_definition
from services.process.replaying import ReplayPage, replay
from tests.diagrams import HEAD_OF_UNIT, LIAISON, UNIT, draw, end, user, xor
from tests.houses import House
from tests.procedures import LOOP, PLAIN, STARTER, begin, finish
from tests.stories.six_methods import Procedure
from workflows.queries.paging import Window
from workflows.work import Work

SIX = Path(bpmn.processes.__file__).parent / "risk_discovery_anhui6.bpmn"

REVIEW = """
    <bpmn:userTask id="legal_review" name="合法性审核" lf:due="wd:5">
      <bpmn:extensionElements>
        <lf:assign role="legal_reviewer"/>
        <lf:outcome name="pass" label="通过" tone="positive"/>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="f27b" sourceRef="legal_review" targetRef="accept"/>
"""


def with_review() -> str:
    """合法性审核 inserted between 分管领导审签 and 受理审查."""
    xml = SIX.read_text()
    flow = '<bpmn:sequenceFlow id="f27" name="同意" sourceRef="signed" targetRef="accept"/>'
    assert flow in xml
    xml = xml.replace("<bpmn:incoming>f27</bpmn:incoming>", "<bpmn:incoming>f27b</bpmn:incoming>")
    xml = xml.replace(flow, flow.replace('"accept"', '"legal_review"') + REVIEW)
    lane = "<bpmn:flowNodeRef>accept</bpmn:flowNodeRef>"
    shape = '<bpmndi:BPMNShape id="s_review" bpmnElement="legal_review"><dc:Bounds x="0" y="0" width="9" height="9"/>'
    edge = '<bpmndi:BPMNEdge id="e_f27b" bpmnElement="f27b"><di:waypoint x="0" y="0"/><di:waypoint x="9" y="9"/>'
    drawn = f"{shape}</bpmndi:BPMNShape>{edge}</bpmndi:BPMNEdge>"
    xml = xml.replace(lane, lane + "<bpmn:flowNodeRef>legal_review</bpmn:flowNodeRef>")
    return xml.replace("</bpmndi:BPMNPlane>", f"{drawn}</bpmndi:BPMNPlane>")


def replay_draft(house: House, xml: bytes | str, login: str = "procedit") -> ReplayPage:
    """Store a draft and replay what has ended."""
    data = xml.encode() if isinstance(xml, str) else xml
    stored = upload_definition(house.command("procedit"), data)
    with house.reading() as session:
        return replay(Work(session, house.now, house.command(login).actor), stored.id, Window())


def test_the_six_methods_go_their_way_until_an_inserted_step(house: House) -> None:
    """Unchanged, all 22 steps agree; with 合法性审核 inserted the ways part behind the signature."""
    Procedure(house).run_to_determination({"R044": "accurate"})

    (same,) = replay_draft(house, SIX.read_bytes()).items
    assert same.differences == []
    assert same.agreed == same.steps == 22

    (other,) = replay_draft(house, with_review()).items
    (found,) = other.differences
    assert (found.kind, found.name, found.then, found.now) == ("path", "审签", ["受理审查"], ["合法性审核"])
    assert 0 < other.agreed < other.steps


def run_plain(house: House, diagram: bytes = PLAIN) -> dict[str, str]:
    tasks = begin(house, diagram)
    finish(house.sign_in("yhc"), tasks["write"])
    head = house.sign_in("pzx")
    finish(head, head.find_task("check")["id"], "agree" if diagram is LOOP else "done")
    return tasks


def test_other_people_another_deadline_and_another_question_are_told(house: House) -> None:
    run_plain(house)
    field = '<lf:form><lf:field name="reason" type="text" label="理由" required="true"/></lf:form>'
    changed = draw(
        "plain",
        [
            STARTER,
            user("write", HEAD_OF_UNIT, attributes='lf:due="wd:3"').replace("<lf:outcome", field + "<lf:outcome", 1),
            user("check", HEAD_OF_UNIT),
            end(),
        ],
        [("start", "write"), ("write", "check"), ("check", "end")],
        variables=UNIT,
    )

    (card,) = replay_draft(house, changed).items

    assert [each.kind for each in card.differences] == ["people", "deadline", "answer"]
    assert {each.name for each in card.differences} == {"write"}
    assert card.differences[2].now == ["理由"]
    assert card.agreed == card.steps == 2


def test_a_step_that_is_gone_parts_the_ways_where_it_was(house: House) -> None:
    run_plain(house)
    shorter = draw(
        "plain", [STARTER, user("write", LIAISON), end()], [("start", "write"), ("write", "end")], variables=UNIT
    )

    (card,) = replay_draft(house, shorter).items

    (found,) = card.differences
    assert (found.kind, found.name, found.then, found.now) == ("path", "write", ["check"], [])


def test_another_condition_sends_the_same_answers_elsewhere(house: House) -> None:
    run_plain(house, LOOP)
    turned = LOOP.replace(b"check == 'return'", b"check == 'agree'")

    (card,) = replay_draft(house, turned).items

    (found,) = card.differences
    assert (found.kind, found.name, found.now) == ("path", "check", ["write"])


def test_a_return_stands_between_record_and_replay_and_is_said(house: House) -> None:
    permitting = draw(
        "permitting",
        [
            STARTER,
            user("write", LIAISON),
            user("check", HEAD_OF_UNIT, attributes='lf:permits="return"'),
            xor("x"),
            end(),
        ],
        [("start", "write"), ("write", "check"), ("check", "x"), ("x", "end")],
        variables=UNIT,
    )
    tasks = begin(house, permitting)
    yhc, head = house.sign_in("yhc"), house.sign_in("pzx")
    finish(yhc, tasks["write"])
    check = head.find_task("check")["id"]
    head.post(f"/tasks/{check}/return", {"to": "write", "opinion": "请补充附件后再报，谢谢"})
    finish(yhc, yhc.find_task("write")["id"])
    finish(head, head.find_task("check")["id"])

    (card,) = replay_draft(house, permitting).items

    assert [each.kind for each in card.differences] == ["operation"]


def test_r_sec_3_what_the_editor_may_not_see_has_no_name(house: House) -> None:
    run_plain(house)
    other = PLAIN.replace(LIAISON.encode(), HEAD_OF_UNIT.encode(), 1)

    (card,) = replay_draft(house, other).items

    assert (card.id, card.business_key, card.unit) == ("", "", "")
    assert [each for found in card.differences if found.kind == "people" for each in [*found.then, *found.now]] == [
        "—",
        "—",
    ]


@pytest.mark.parametrize("login", ["yhc", "sysadmin"])
def test_who_neither_edits_nor_approves_replays_nothing(house: House, login: str) -> None:
    stored = upload_definition(house.command("procedit"), PLAIN)

    house.sign_in(login).post(f"/process-definitions/{stored.id}/replay", {}, expect=403)
