"""Inserting an approval step on a flow, and taking a step out."""

from dataclasses import dataclass
from typing import Final

from bpmn.documents import Element
from bpmn.editing.files import extension_of, find_element, give, put, read_file, require_text, restore_file, write_file
from bpmn.editing.insertion_drawing import draw_insertion
from bpmn.importing.drawing import draw_missing
from bpmn.importing.filling import Fill, FillError, fill_diagram
from bpmn.importing.trees import (
    Diagram,
    entries_of,
    exits_of,
    extensions_of,
    process_of,
    scope_of,
)
from bpmn.namespaces import qualify
from bpmn.nodes import READERS, children, local
from bpmn.texts import N_, Text

OPINION: Final = "10"
"""How many characters say why something is returned."""


@dataclass(frozen=True, kw_only=True)
class Insertion:
    """A user task to stand on a flow: its name, who does it, how long it may take.

    `lane` is the id of the lane that it stands in, '' for that of what follows; `new_lane` the name of one to be made.
    `back` is the step to which it may send things back by a way of its own, '' for none. `permits` as in `lf:permits`.
    `mandatory` marks it (`lf:checkpoint`, by its id), so that neither a migration nor a move jumps over it (R-GATE-2).
    """

    flow: str
    name: str
    role: str = ""
    relation: str = ""
    of: str = ""
    due: str = ""
    lane: str = ""
    new_lane: str = ""
    back: str = ""
    permits: str = ""
    mandatory: bool = False


def insert_step(data: bytes, wish: Insertion) -> tuple[bytes, str]:
    """The file with the step, and the id of the step; `FillError` says what does not fit."""
    diagram = read_file(data)
    flow = find_element(diagram, wish.flow)
    if local(flow) != "sequenceFlow":
        raise FillError("flow", Text(N_("没有连线 %(id)s"), {"id": wish.flow}))
    require_text("name", wish.name, wish.role, wish.relation, wish.of, wish.due, wish.new_lane)
    if not wish.name:
        raise FillError("name", Text(N_("请填写名称")))
    if not wish.role and not wish.relation:
        raise FillError("owner", Text(N_("请选择由谁办理")))
    made = _Making(diagram, flow, wish)
    made.write()
    draw_insertion(diagram, made.drawn())
    process = process_of(flow)
    list(draw_missing(diagram, process))
    made.mention()
    return write_file(data, diagram), made.task.get("id", "")


class _Making:
    """The elements that an insertion adds."""

    def __init__(self, diagram: Diagram, flow: Element, wish: Insertion) -> None:
        self.diagram, self.flow, self.wish = diagram, flow, wish
        self.source = find_element(diagram, flow.get("sourceRef", ""))
        self.target = find_element(diagram, flow.get("targetRef", ""))
        self.scope = scope_of(self.target)
        self.task = self._add("userTask", _free_id(diagram, "step"), wish.name, self.source)
        self.gate: Element | None = None
        self.ways: list[Element] = []

    def _add(self, tag: str, identifier: str, name: str, before: Element) -> Element:
        """A new node behind the node before it, where the file has its nodes."""
        at = self.scope.index(before) + 1 if scope_of(before) is self.scope else None
        made = put(self.scope, f"bpmn:{tag}", {"id": identifier, "name": name}, at)
        self.diagram.identify(made, identifier)
        return made

    def write(self) -> None:
        """Write the step and its ways."""
        self._write_task()
        self.flow.set("targetRef", self.task.get("id", ""))
        if self.wish.back:
            self._write_return()
        else:
            self.ways.append(self._add_way(self.task, self.target))
        self._write_lane()

    def _write_task(self) -> None:
        holder = extension_of(self.task)
        said = {"role": self.wish.role} if self.wish.role else {"relation": self.wish.relation, "of": self.wish.of}
        put(holder, "lf:assign", said)
        put(holder, "lf:outcome", {"name": "agree", "label": "通过", "tone": "positive"})
        if self.wish.back:
            put(holder, "lf:outcome", {"name": "return", "label": "退回", "opinion": OPINION, "tone": "negative"})
        give(self.task, "due", self.wish.due)
        give(self.task, "permits", self.wish.permits)
        give(self.task, "checkpoint", self.task.get("id", "") if self.wish.mandatory else "")

    def _write_return(self) -> None:
        back = find_entry(find_element(self.diagram, self.wish.back))
        if local(back) not in READERS or scope_of(back) is not self.scope:
            raise FillError("back", Text(N_("只能退回到同一层的环节")))
        self.gate = self._add("exclusiveGateway", _free_id(self.diagram, "result"), f"{self.wish.name}结果", self.task)
        self.ways.append(self._add_way(self.task, self.gate))
        onward = self._add_way(self.gate, self.target, "通过")
        self.gate.set("default", onward.get("id", ""))
        returned = self._add_way(self.gate, back, "退回")
        put(returned, "bpmn:conditionExpression", {}).text = f"{self.task.get('id', '')} == 'return'"
        self.ways += [onward, returned]

    def _add_way(self, source: Element, target: Element, name: str = "") -> Element:
        ends = {"sourceRef": source.get("id", ""), "targetRef": target.get("id", "")}
        identifier = _free_id(self.diagram, "way")
        made = put(self.scope, "bpmn:sequenceFlow", {"id": identifier, "name": name, **ends}, _behind_flows(self.scope))
        self.diagram.identify(made, identifier)
        return made

    def _write_lane(self) -> None:
        lane = self._make_lane() if self.wish.new_lane else self._find_lane()
        for node in (self.task, self.gate):
            if lane is not None and node is not None:
                put(lane, "bpmn:flowNodeRef", {}).text = node.get("id", "")

    def _find_lane(self) -> Element | None:
        if self.wish.lane:
            return find_element(self.diagram, self.wish.lane)
        wanted = self.target.get("id", "")
        lanes = process_of(self.flow).iter(qualify("bpmn:lane"))
        return next((lane for lane in lanes if wanted in {each.text for each in children(lane, "flowNodeRef")}), None)

    def _make_lane(self) -> Element:
        sets = children(process_of(self.flow), "laneSet")
        if not sets or local(self.scope) != "process":
            raise FillError("lane", Text(N_("这个流程没有泳道，或环节在子流程里，不能新加泳道")))
        made = put(sets[0], "bpmn:lane", {"id": _free_id(self.diagram, "lane"), "name": self.wish.new_lane})
        self.diagram.identify(made, made.get("id", ""))
        return made

    def mention(self) -> None:
        """Let nodes name their flows, as far as the file does that."""
        if not children(self.source, "outgoing"):
            return
        for each in children(self.target, "incoming"):
            if (each.text or "").strip() == self.wish.flow:
                self.target.remove(each)
        for way in (self.flow, *self.ways):
            for end, name in (("sourceRef", "outgoing"), ("targetRef", "incoming")):
                node = find_element(self.diagram, way.get(end, ""))
                if way.get("id", "") not in {each.text for each in children(node, name)}:
                    put(node, f"bpmn:{name}", {}, _place_of(node, name)).text = way.get("id", "")

    def drawn(self) -> tuple[Element, list[Element]]:
        """The flow that was there, and what is new."""
        nodes = [node for node in (self.task, self.gate) if node is not None]
        return self.flow, [*nodes, *self.ways]


def find_entry(node: Element) -> Element:
    """Where a way to a node best arrives: at the join before it, if there is one, else at the node."""
    entries = entries_of(node)
    if len(entries) != 1:
        return node
    before = next((each for each in scope_of(node) if each.get("id", "") == entries[0].get("sourceRef", "")), node)
    joins = local(before) == "exclusiveGateway" and len(exits_of(before)) == 1
    return before if joins else node


def _free_id(diagram: Diagram, stem: str) -> str:
    """An id that neither an element nor a variable has."""
    variables = {each.get("name", "") for process in diagram.processes for each in extensions_of(process, "variable")}
    while (found := diagram.new_id(stem)) in variables:
        stem = f"{stem}_x"
    return found


def _place_of(node: Element, name: str) -> int:
    """Where a node names another flow."""
    behind = ("incoming",) if name == "incoming" else ("incoming", "outgoing")
    return len(children(node, "documentation", "extensionElements", "auditing", "monitoring", *behind))


def _behind_flows(scope: Element) -> int:
    """The place behind the last flow of a scope, so that the file keeps its order."""
    places = [at for at, child in enumerate(scope) if local(child) == "sequenceFlow"]
    return places[-1] + 1 if places else len(scope)


def remove_step(data: bytes, element: str) -> bytes:
    """The file without a step; the way that led to it goes on to where its own led. `FillError` where several did."""
    node = find_element(read_file(data), element)
    if local(node) not in READERS or len(exits_of(node)) != 1:
        raise FillError("element", Text(N_("后面有几条路的环节不能在表格里删除，请在图上改")))
    return restore_file(data, fill_diagram(data, [Fill(element=element, remove=True)]))
