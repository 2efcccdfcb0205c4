"""Editing without drawing: a step stands between two others, drawn too, and the rest of the file is as it was."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bpmn import processes
from bpmn.documents import parse_document
from bpmn.editing import (
    Change,
    FillError,
    Insertion,
    change_step,
    insert_step,
    list_places,
    list_steps,
    read_due,
    remove_step,
)
from bpmn.editing.places import list_next
from bpmn.editing.sheets import Sheet
from bpmn.elements import ExclusiveGateway, Process, UserTask
from bpmn.extensions import Assign
from bpmn.importing.trees import Diagram
from bpmn.namespaces import qualify
from bpmn.reader import read_process

FOLDER = Path(processes.__file__).parent
FILES = {path.stem: path.read_bytes() for path in sorted(FOLDER.glob("*.bpmn"))}
SIX = FILES["risk_discovery_anhui6"]
REVIEW = Insertion(flow="f27", name="合法性审核", role="legal_reviewer", due="wd:5")


def sheet_of(data: bytes) -> Sheet:
    diagram = Diagram(parse_document(data))
    return Sheet(diagram, next(iter(diagram.root.iter(qualify("bpmndi:BPMNPlane")))))


def names(process: Process, ids: tuple[str, ...]) -> list[str]:
    return [process.nodes[each].name for each in ids]


def said(process: Process) -> dict[str, str]:
    """What the nodes say, without the lines at which they say it."""
    return {each: re.sub(r"line=\d+", "", repr(node)) for each, node in process.nodes.items()}


def test_a_legal_review_stands_between_the_leaders_sign_off_and_the_acceptance() -> None:
    before = read_process(SIX)
    (place,) = [each for each in list_places(before) if each.behind == ("accept",)]
    assert (names(before, place.before), place.label, place.flow) == (["分管领导审签"], "同意", "f27")

    data, step = insert_step(SIX, replace(REVIEW, flow=place.flow, new_lane="政策法规处"))

    after = read_process(data)
    made = after.nodes[step]
    assert isinstance(made, UserTask)
    assert (made.name, made.due, made.assign, made.lane) == (
        "合法性审核",
        "wd:5",
        (Assign(role="legal_reviewer"),),
        "政策法规处",
    )
    assert list_next(after, step) == [("accept", "")]
    assert ("signed", step) in {(flow.source, flow.target) for flow in after.flows}
    assert {flow.id for flow in before.flows} < {flow.id for flow in after.flows}


def test_only_the_lines_of_the_step_and_of_what_moved_are_different() -> None:
    data, _ = insert_step(SIX, REVIEW)

    kept = set(data.decode().splitlines())
    lost = [line.strip() for line in SIX.decode().splitlines() if line not in kept]
    meaning = [line for line in lost if not line.startswith(("<dc:Bounds", "<di:waypoint"))]
    assert meaning == ['<bpmn:sequenceFlow id="f27" name="同意" sourceRef="signed" targetRef="accept"/>']


@pytest.mark.parametrize("key", FILES)
def test_a_step_fits_on_every_way_of_every_shipped_process_and_covers_nothing(key: str) -> None:
    before = read_process(FILES[key])
    for place in list_places(before):
        data, step = insert_step(FILES[key], replace(REVIEW, flow=place.flow))

        after = read_process(data)
        assert {step, *before.nodes} == set(after.nodes)
        assert {*after.nodes, *(flow.id for flow in after.flows)} <= after.drawn
        assert {each: text for each, text in said(after).items() if each != step} == said(before)
        assert covered(data, step) == []


def covered(data: bytes, step: str) -> list[str]:
    """Boxes that the step's box meets."""
    sheet = sheet_of(data)
    box = sheet.shapes[step].box
    return [each for each, shape in sheet.leaves.items() if each != step and box.meets(shape.box)]


@pytest.mark.parametrize("key", FILES)
def test_lines_still_end_at_what_they_connect(key: str) -> None:
    places = list_places(read_process(FILES[key]))
    loose = set(loose_ends(FILES[key]))
    for place in places[:: max(1, len(places) // 4)]:
        data, _ = insert_step(FILES[key], replace(REVIEW, flow=place.flow))

        assert set(loose_ends(data)) <= loose


def loose_ends(data: bytes) -> list[str]:
    sheet = sheet_of(data)
    found = []
    for each, line in sheet.lines.items():
        for end, (x, y) in ((line.source, line.points[0]), (line.target, line.points[-1])):
            box = sheet.shapes[end].box if end in sheet.leaves else None
            if box and not (box.x - 1 <= x <= box.x + box.width + 1 and box.y - 1 <= y <= box.y + box.height + 1):
                found.append(each)
    return found


def test_a_review_may_send_back_along_a_way_of_its_own() -> None:
    data, step = insert_step(SIX, replace(REVIEW, back="summarise", permits="return"))

    after = read_process(data)
    (gate,) = [after.nodes[flow.target] for flow in after.outgoing[step]]
    assert isinstance(gate, ExclusiveGateway)
    ways = {flow.name: (flow.target, flow.condition) for flow in after.outgoing[gate.id]}
    assert ways == {"通过": ("accept", ""), "退回": ("discuss_again", f"{step} == 'return'")}
    assert list_next(after, step) == [("accept", "通过"), ("summarise", "退回")]
    made = after.nodes[step]
    assert isinstance(made, UserTask)
    assert [(each.name, each.opinion) for each in made.outcomes] == [("agree", 0), ("return", 10)]
    assert made.permits == ("return",)


@pytest.mark.parametrize("mandatory", [True, False])
def test_r_gate_2_a_review_is_marked_if_nothing_that_runs_may_get_past_it(mandatory: bool) -> None:
    data, step = insert_step(SIX, replace(REVIEW, mandatory=mandatory))

    assert read_process(data).nodes[step].checkpoint == (step if mandatory else "")


def test_a_file_without_drawing_and_without_mentions_is_edited_as_well() -> None:
    text = re.sub(r"<bpmndi:BPMNDiagram.*</bpmndi:BPMNDiagram>", "", SIX.decode(), flags=re.DOTALL)
    bare = re.sub(r"\s*<bpmn:(incoming|outgoing)>.*?</bpmn:\1>", "", text).encode()

    data, step = insert_step(bare, REVIEW)

    assert step in read_process(data).drawn
    assert b"<bpmn:incoming>" not in data


@pytest.mark.parametrize("key", FILES)
def test_saying_the_same_again_changes_no_byte(key: str) -> None:
    for node in read_process(FILES[key]).nodes.values():
        if isinstance(node, UserTask):
            assert change_step(FILES[key], Change(element=node.id, name=node.name, due=node.due)) == FILES[key]


def test_name_deadline_and_owner_change_and_recusal_stays() -> None:
    data = change_step(SIX, Change(element="accept", name="受理", due="wd:3", relation="head", of="'D12'"))

    made = read_process(data).nodes["accept"]
    assert isinstance(made, UserTask)
    assert (made.name, made.due) == ("受理", "wd:3")
    (assign,) = made.assign
    assert (assign.role, assign.relation, assign.of, str(assign.apart)) == (
        "",
        "head",
        "'D12'",
        "point_owners(submission)",
    )
    assert change_step(data, Change(element="accept", due="")) != data


def test_the_deadline_of_a_called_sign_off_is_what_it_is_handed() -> None:
    data = change_step(SIX, Change(element="leader_sign", due="wd:5"))

    assert read_due(read_process(SIX).nodes["leader_sign"]) == "p2_discovery.leader_sign"
    assert read_due(read_process(data).nodes["leader_sign"]) == "wd:5"


def test_a_step_is_taken_out_again() -> None:
    data, step = insert_step(SIX, REVIEW)

    after = read_process(remove_step(data, step))

    assert said(after) == said(read_process(SIX))
    assert ("signed", "accept") in {(flow.source, flow.target) for flow in after.flows}


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        (replace(REVIEW, flow="nowhere"), "element"),
        (replace(REVIEW, flow="accept"), "flow"),
        (replace(REVIEW, name=""), "name"),
        (replace(REVIEW, name="甲\ufffe"), "name"),
        (replace(REVIEW, role=""), "owner"),
        (replace(REVIEW, lane="nowhere"), "element"),
        (replace(REVIEW, back="nowhere"), "element"),
        (replace(REVIEW, back="f1"), "back"),
    ],
)
def test_a_wish_that_does_not_fit_is_refused_by_field(wish: Insertion, field: str) -> None:
    with pytest.raises(FillError) as refused:
        insert_step(SIX, wish)

    assert refused.value.name == field


@pytest.mark.parametrize(
    "change",
    [
        Change(element="nowhere", name="甲"),
        Change(element="mass", due="wd:1"),
        Change(element="mass", role="office_head"),
        Change(element="accept", name=""),
    ],
)
def test_a_change_that_does_not_fit_is_refused(change: Change) -> None:
    with pytest.raises(FillError):
        change_step(SIX, change)


def test_a_step_with_several_ways_behind_it_is_not_taken_out() -> None:
    with pytest.raises(FillError):
        remove_step(SIX, "head_confirmed")


def test_steps_stand_in_the_order_in_which_tokens_come() -> None:
    steps = list_steps(read_process(SIX))

    assert steps[:5] == ["start", "self_check", "colleague", "leader", "summarise"]
    assert steps.index("leader_sign") < steps.index("accept") < steps.index("expert")
