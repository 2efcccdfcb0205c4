"""Foreign files for tests, what of them must come back unchanged, and a person who fills every gap."""

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bpmn.documents import Element, parse_document
from bpmn.elements import Flow, Node, Process
from bpmn.errors import Problem
from bpmn.importing import Draft, encoding
from bpmn.importing.filling import Fill, fill_diagram
from bpmn.lint import ActionShape, Vocabulary, check_process
from bpmn.namespaces import BPMNDI, DC, DI, qualify, split_name
from bpmn.nodes import READERS, local, split_prefix
from bpmn.reader import read_process

ROOT = Path(__file__).parents[1]
MIWG = Path(os.environ.get("LIANFLOW_TEST_MIWG", ROOT.parent / "shared" / "data" / "miwg"))
VENDORS = Path(__file__).parent / "processes" / "foreign"

ROLES = {"office_head": "办公室主任", "office_staff": "办公室工作人员", "dept_leader": "分管领导"} | {
    "group_chair": "领导小组组长",
    "top_leader": "主要领导",
    "discipline_head": "纪检监察负责人",
}
KNOWN = Vocabulary(
    roles=frozenset(ROLES),
    relations=frozenset({"head", "starter", "people"}),
    actions={"file": ActionShape()},
)

Canon = dict[str, tuple[object, ...]]


def read_canon(data: bytes) -> Canon:
    """Nodes, flows, pools, lanes and artifacts with their ends; shapes and lines with their places."""
    root = parse_document(encoding.to_utf8(data))
    found: Canon = {}
    for element in root.iter():
        namespace, name = split_name(element.tag)
        if namespace == BPMNDI and name in {"BPMNShape", "BPMNEdge"}:
            found[f"drawn {split_prefix(element.get('bpmnElement', ''))}"] = tuple(_places(element))
        elif local(element) in KEPT and element.get("id", ""):
            found[element.get("id", "")] = (name, " ".join(element.get("name", "").split()), *_ends(element))
    return found


KEPT = {*READERS, "sequenceFlow", "lane", "participant", "messageFlow", "textAnnotation", "association", "group"} | {
    "dataObjectReference",
    "dataStoreReference",
}


def _ends(element: Element) -> list[str]:
    ends = [split_prefix(element.get(end, "")) for end in ("sourceRef", "targetRef", "attachedToRef")]
    members = [(child.text or "").strip() for child in element if local(child) == "flowNodeRef"]
    scope = element.getparent()
    inside = scope.get("id", "") if scope is not None and local(scope) == "subProcess" else ""
    return [*ends, *sorted(members), inside]


def _places(drawn: Element) -> list[tuple[float, ...]]:
    places = []
    for each in drawn:
        if each.tag in {f"{{{DC}}}Bounds", f"{{{DI}}}waypoint"}:
            keys = ("x", "y", "width", "height") if each.tag == qualify("dc:Bounds") else ("x", "y")
            places.append(tuple(float(each.get(key, "0")) for key in keys))
    return places


def fill_gaps(drafts: list[Draft]) -> dict[str, bytes]:
    """What the drafts look like when somebody has answered every question that they leave open."""
    files = {draft.key: draft.xml for draft in drafts}
    for _round in range(40):
        processes = {key: read_process(xml) for key, xml in files.items()}
        known = replace(KNOWN, processes=processes)
        gaps = {key: find_gap(process, known) for key, process in processes.items()}
        if not any(gaps.values()):
            return files
        for key, fills in gaps.items():
            files[key] = fill_diagram(files[key], fills)
    raise AssertionError({key: [str(each) for each in find_problems(files[key], files)] for key in files})


def find_problems(xml: bytes, files: Mapping[str, bytes]) -> list[Problem]:
    """What the lint still refuses."""
    known = replace(KNOWN, processes={key: read_process(each) for key, each in files.items()})
    return [each for each in check_process(read_process(xml), known) if each.severity == "error"]


def find_gap(process: Process, known: Vocabulary) -> list[Fill]:
    """Answers to what the lint refuses; what has to be taken out goes alone, since it changes everything around it."""
    problems = [each for each in check_process(process, known) if each.severity == "error"]
    removed = [each for each in problems if each.rule in REMOVED]
    if removed:
        return [Fill(element=removed[0].element_id or "", remove=True)]
    answers = {each.element_id: answer(each, process) for each in problems}
    return list(answers.values())


def answer(problem: Problem, process: Process) -> Fill:
    """How a person answers one problem, knowing nothing of the matter."""
    element = problem.element_id or ""
    node: Node | Flow | None = process.nodes.get(element) or next(
        (flow for flow in process.flows if flow.id == element), None
    )
    if problem.rule == "unsupported-loop" and "自动任务" in problem.text.msgid:
        return Fill(element=element, kind="userTask")
    if problem.rule in ANSWERS:
        return replace(ANSWERS[problem.rule], element=element)
    if isinstance(node, Flow):
        return Fill(element=element, condition="False")
    exits = process.outgoing.get(element, ())
    if problem.rule in {"gateway-exits", "activity-exits"} and exits:
        return Fill(element=exits[-1].id, default=True)
    return Fill(element=element, remove=True)


REMOVED = {"unsupported-element", "unsupported-event", "boundary-host", "event-subprocess", "start-event"}
ANSWERS = {
    "task-owner": Fill(element="", role="office_staff"),
    "timer-due": Fill(element="", due="wd:1"),
    "deadline": Fill(element="", due="wd:1"),
    "action": Fill(element="", kind="userTask"),
    "called-process": Fill(element="", kind="userTask"),
    "variables": Fill(element="", kind="userTask"),
    "unsupported-loop": Fill(element="", cardinality="2"),
}
