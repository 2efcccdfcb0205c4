"""A BPMN document that is being changed: finding, adding, renaming and taking out elements."""

from collections.abc import Iterator, Mapping
from typing import Final

from bpmn import nodes
from bpmn.documents import Element
from bpmn.namespaces import BPMNDI, LF, qualify, split_name
from bpmn.nodes import children, local, split_prefix
from bpmn.reader import CONTAINERS

REFERENCES: Final = frozenset({"default", "bpmnElement", "calledElement", "choreographyActivityShape"})
"""Attributes that name an element; so do all whose name ends with `Ref`."""
NAMED: Final = frozenset({"incoming", "outgoing", "flowNodeRef"})
"""Elements whose text names an element; so do all whose name ends with `Ref` or `Refs`."""
BEFORE_CONTENT: Final = ("documentation", "extensionElements", "auditing", "monitoring")


class Diagram:
    """A document by ids. `moved` are flows that begin at another node than their drawing says."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.moved: set[str] = set()
        self._known: dict[str, Element] = {}
        for element in semantics(root):
            identifier = element.get("id", "")
            if identifier and local(element):
                self._known.setdefault(identifier, element)

    @property
    def processes(self) -> list[Element]:
        """The processes of the file, in its order."""
        return children(self.root, "process")

    def find(self, reference: str) -> Element | None:
        """The element of an id, with or without a namespace prefix before it."""
        return self._known.get(split_prefix(reference))

    def new_id(self, stem: str) -> str:
        """An id that nothing has yet."""
        number = 1
        while f"{stem}_{number}" in self._known:
            number += 1
        return f"{stem}_{number}"

    def add(self, parent: Element, tag: str, attributes: Mapping[str, str], at: int | None = None) -> Element:
        """A new BPMN element, at the end of its parent or at a place."""
        element = parent.makeelement(qualify(tag), attributes)
        parent.insert(len(parent) if at is None else at, element)
        if "id" in attributes:
            self._known[attributes["id"]] = element
        return element

    def add_flow(self, source: Element, target: Element) -> Element:
        """A new sequence flow in the scope of its source."""
        ends = {"sourceRef": source.get("id", ""), "targetRef": target.get("id", "")}
        return self.add(scope_of(source), "bpmn:sequenceFlow", {"id": self.new_id("imported_flow"), **ends})

    def add_node(self, neighbour: Element, tag: str, stem: str) -> Element:
        """A new flow node in the scope and the lane of a neighbour."""
        node = self.add(scope_of(neighbour), f"bpmn:{tag}", {"id": self.new_id(stem)})
        for reference in self.root.iter(qualify("bpmn:flowNodeRef")):
            if (reference.text or "").strip() == neighbour.get("id", ""):
                lane = reference.getparent()
                if lane is not None:
                    place = lane.index(reference) + 1
                    self.add(lane, "bpmn:flowNodeRef", {}, place).text = node.get("id", "")
                    break
        return node

    def identify(self, element: Element, identifier: str) -> None:
        """Give an element an id that it did not have, or that another has as well."""
        element.set("id", identifier)
        self._known[identifier] = element

    def rename(self, element: Element, identifier: str) -> None:
        """Give an element another id, and let everything that names it follow."""
        old = element.get("id", "")
        self._known.pop(old, None)
        self.identify(element, identifier)
        for each in self.root.iter():
            for key, value in list(each.attrib.items()):
                if names_element(key) and value and split_prefix(value) == old:
                    each.set(key, identifier)
            if names_by_text(each) and split_prefix((each.text or "").strip()) == old:
                each.text = identifier

    def discard(self, *elements: Element) -> None:
        """Take elements out with everything inside them, their drawing, and what hangs on them."""
        gone: set[str] = set()
        waiting = list(elements)
        while waiting:
            for element in waiting:
                gone |= {each.get("id", "") for each in element.iter()} - {""}
                take_out(element)
            waiting = [each for each in semantics(self.root) if hangs_on(each, gone)]
        self._forget(gone)

    def _forget(self, gone: set[str]) -> None:
        """Take out the drawing of elements, and every mention of them."""
        for identifier in gone:
            self._known.pop(identifier, None)
        drawn = (f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge", f"{{{BPMNDI}}}BPMNDiagram")
        for each in list(self.root.iter(*drawn)):
            if split_prefix(_drawn_of(each)) in gone:
                take_out(each)
        for each in list(semantics(self.root)):
            if local(each) in NAMED and split_prefix((each.text or "").strip()) in gone:
                take_out(each)
            elif each.get("default", "") in gone:
                del each.attrib["default"]


def _drawn_of(element: Element) -> str:
    """Which element a shape, an edge or a whole diagram draws."""
    if split_name(element.tag)[1] == "BPMNDiagram":
        planes = [child for child in element if split_name(child.tag)[1] == "BPMNPlane"]
        return planes[0].get("bpmnElement", "") if planes else ""
    return element.get("bpmnElement", "")


def hangs_on(element: Element, gone: set[str]) -> bool:
    """Whether an element cannot be without one of those: a flow, an association, an event on its border."""
    ends = ("sourceRef", "targetRef", "attachedToRef")
    return any(split_prefix(element.get(end, "")) in gone for end in ends if element.get(end, ""))


def names_element(key: str) -> bool:
    """Whether an attribute names an element."""
    return key in REFERENCES or key.endswith("Ref")


def names_by_text(element: Element) -> bool:
    """Whether an element's text names another element."""
    name = local(element)
    return name in NAMED or name.endswith(("Ref", "Refs"))


def take_out(element: Element) -> None:
    """Take an element out of its parent."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def semantics(root: Element) -> Iterator[Element]:
    """Every element of the document but its drawing."""
    for child in root:
        if split_name(child.tag)[0] != BPMNDI:
            yield from child.iter()


def scopes(process: Element) -> list[Element]:
    """A process and the sub-processes in it, outer ones first."""
    return [process, *(each for each in process.iter() if local(each) in CONTAINERS)]


def nodes_of(scope: Element) -> list[Element]:
    """The flow nodes that stand directly in a scope."""
    return [child for child in scope if local(child) in nodes.READERS]


def all_nodes(process: Element, *tags: str) -> list[Element]:
    """Every flow node of a process, those with one of the tags only if any are named."""
    wanted = set(tags) or set(nodes.READERS)
    return [each for each in process.iter() if local(each) in wanted & set(nodes.READERS)]


def flows_of(process: Element) -> list[Element]:
    """Every sequence flow of a process."""
    return list(process.iter(qualify("bpmn:sequenceFlow")))


def scope_of(node: Element) -> Element:
    """The process or sub-process that a flow node stands in."""
    scope = node.getparent()
    return node if scope is None else scope


def process_of(node: Element) -> Element:
    """The process that an element stands in, the element itself where it stands in none."""
    at: Element | None = node
    while at is not None:
        if local(at) == "process":
            return at
        at = at.getparent()
    return node


def exits_of(node: Element) -> list[Element]:
    """The sequence flows that leave a node."""
    return _flows_at(node, "sourceRef")


def entries_of(node: Element) -> list[Element]:
    """The sequence flows that reach a node."""
    return _flows_at(node, "targetRef")


def _flows_at(node: Element, end: str) -> list[Element]:
    """The sequence flows of a process with one end at a node; some tools write those of sub-processes outside them."""
    identifier = node.get("id", "")
    return [flow for flow in flows_of(process_of(node)) if flow.get(end, "") == identifier]


def extension_of(element: Element) -> Element:
    """The `extensionElements` of an element, made where there is none."""
    found = children(element, "extensionElements")
    if found:
        return found[0]
    made = element.makeelement(qualify("bpmn:extensionElements"), {})
    element.insert(len(children(element, "documentation")), made)
    return made


def extend(element: Element, name: str, attributes: Mapping[str, str]) -> Element:
    """A new element of our extension on a BPMN element, or inside another of ours."""
    parent = element if split_name(element.tag)[0] == LF else extension_of(element)
    made = parent.makeelement(f"{{{LF}}}{name}", attributes)
    parent.append(made)
    return made


def extensions_of(element: Element, name: str) -> list[Element]:
    """The elements of our extension with that name."""
    return [
        child
        for holder in children(element, "extensionElements")
        for child in holder
        if split_name(child.tag) == (LF, name)
    ]


def give(element: Element, name: str, value: str) -> None:
    """Set an attribute of our extension."""
    element.set(f"{{{LF}}}{name}", value)


def definitions_of(event: Element) -> list[Element]:
    """What an event waits for or throws."""
    return [child for child in event if local(child).endswith("EventDefinition")]


def condition_of(flow: Element) -> str:
    """The condition of a flow, '' where it has none."""
    return nodes.text_of(flow, "conditionExpression")


def set_condition(flow: Element, text: str) -> None:
    """Give a flow a condition, or with '' take it away."""
    for child in children(flow, "conditionExpression"):
        flow.remove(child)
    if text:
        made = flow.makeelement(qualify("bpmn:conditionExpression"), {})
        made.text = text
        flow.append(made)


def content_place(element: Element) -> int:
    """Where the content of an element begins, behind its documentation and extension."""
    return len(children(element, *BEFORE_CONTENT))
