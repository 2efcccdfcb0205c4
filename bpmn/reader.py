"""A BPMN file → a `Process`, or every reason why not, each with element and line."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Final

from bpmn import extensions, nodes, parsing
from bpmn.documents import Element, parse_document
from bpmn.elements import Association, Flow, Lane, Node, Process
from bpmn.errors import Problem, UnreadableError
from bpmn.namespaces import BPMN, BPMNDI, LF, qualify, split_name
from bpmn.texts import N_, Text

MAX_NODES: Final = 200
CONTAINERS: Final = ("subProcess", "transaction", "adHocSubProcess")
IDENTIFIED: Final = frozenset({*nodes.READERS, "sequenceFlow"})
"""Elements that others refer to: the engine tells the ways into a join apart by the ids of their flows."""


def read_process(data: bytes) -> Process:
    """Read the one process of a file; `UnreadableError` carries every problem found."""
    root = parse_document(data)
    if root.tag != qualify("bpmn:definitions"):
        raise UnreadableError([_problem(N_("不是 BPMN 2.0 文件：根元素应为 definitions"), root)])
    return read_tree(root, _only_process(root))


def identify_process(data: bytes) -> tuple[str, str]:
    """Id and name of the one process of a file, whatever else of it cannot be read; else `UnreadableError`."""
    root = parse_document(data)
    if root.tag != qualify("bpmn:definitions"):
        raise UnreadableError([_problem(N_("不是 BPMN 2.0 文件：根元素应为 definitions"), root)])
    process = _only_process(root)
    return process.get("id", ""), process.get("name", "")


def read_tree(root: Element, process: Element) -> Process:
    """Read one process of a document; `UnreadableError` carries every problem found."""
    reading = _Reading(root, process)
    reading.check()
    return reading.read()


def _only_process(root: Element) -> Element:
    processes = nodes.children(root, "process")
    executable = [p for p in processes if p.get("isExecutable", "") == "true"] or processes
    if len(executable) != 1:
        text = N_("文件应恰有一个可执行流程，现有 %(count)d 个")
        raise UnreadableError([_problem(text, root, count=len(executable))])
    return executable[0]


class _Reading:
    """The reading of one process: collects problems, so that a person sees all of them at once."""

    def __init__(self, root: Element, process: Element) -> None:
        self.root = root
        self.process = process
        self.names = nodes.Names(root)
        self.problems: list[Problem] = []
        self.nodes: dict[str, Node] = {}
        self.unread: set[str] = set()
        """Ids of nodes with a value that could not be read: flows to them are no further problem."""

    def check(self) -> None:
        """Raise if ids are missing or double, or if an extension element is not of its shape."""
        seen: set[str] = set()
        for element in self.process.iter():
            identifier = element.get("id", "")
            if identifier and identifier in seen:
                self._add(N_("编号 %(id)s 重复"), element, id=identifier)
            seen.add(identifier)
            self._check_element(element)
            if nodes.local(element) in IDENTIFIED and not identifier:
                self._add(N_("缺少编号（id）"), element)
        self._raise()

    def _check_element(self, element: Element) -> None:
        """Take our extension by the letter: what is misspelt or misplaced would be a deadline or a form that is not."""
        namespace, name = split_name(element.tag)
        if namespace == LF:
            self._check_extension(element, name)
            self._check_place(element, name)
        elif namespace == BPMN:
            added = [own for key in element.attrib for space, own in [split_name(key)] if space == LF]
            for key in added:
                if name not in extensions.ATTRIBUTES.get(key, ()):
                    self._add(N_("%(tag)s 没有属性 lf:%(key)s"), element, tag=name, key=key)

    def _check_place(self, element: Element, name: str) -> None:
        holder = element.getparent()
        space, around = split_name(holder.tag) if holder is not None else ("", "")
        if holder is None or name not in extensions.ELEMENTS:
            return
        if space == LF:
            fits = around not in extensions.ELEMENTS or name in extensions.ELEMENTS[around].children
        else:
            bearer = holder.getparent()
            places = extensions.PLACES.get(name, ())
            fits = around == "extensionElements" and bearer is not None and nodes.local(bearer) in places
        if not fits:
            self._add(N_("lf:%(name)s 不能放在这里"), element, name=name)
        elif name in extensions.ONCE and next(each for each in holder if each.tag == element.tag) is not element:
            self._add(N_("lf:%(name)s 只能有一个"), element, name=name)

    def _check_extension(self, element: Element, name: str) -> None:
        shape = extensions.ELEMENTS.get(name)
        if shape is None:
            self._add(N_("扩展元素 lf:%(name)s 不存在"), element, name=name)
            return
        missing = [key for key, needed in shape.attributes.items() if needed and key not in element.attrib]
        unknown = [str(key) for key in element.attrib if key not in shape.attributes]
        foreign = [key for key in unknown if not shape.open or key.startswith("{")]
        for key in missing:
            self._add(N_("lf:%(name)s 缺少属性 %(key)s"), element, name=name, key=key)
        for key in foreign:
            self._add(N_("lf:%(name)s 没有属性 %(key)s"), element, name=name, key=key)

    def read(self) -> Process:
        """Return the process; raise with all problems."""
        self._read_scope(self.process, "")
        if len(self.nodes) > MAX_NODES:
            self._add(N_("节点超过 %(limit)d 个"), self.process, limit=MAX_NODES)
        flows = tuple(self._read_flows())
        variables = self._guarded(self.process, partial(nodes.added, self.process, "variable", parsing.parse_variable))
        self._raise()
        return Process(
            id=self.process.get("id", ""),
            name=self.process.get("name", ""),
            nodes=self.nodes,
            flows=flows,
            lanes=tuple(self._read_lanes()),
            variables=variables or (),
            documentation=nodes.text_of(self.process, "documentation"),
            executable=self.process.get("isExecutable", "") == "true",
            line=self.process.sourceline,
            drawn=self._read_drawn(),
            associations=tuple(self._read_associations()),
        )

    def _read_scope(self, container: Element, scope: str) -> None:
        lanes = self._lane_names(container)
        for element in container:
            name = nodes.local(element)
            if name in nodes.READERS:
                self._read_node(element, scope, lanes)
            elif name and name not in nodes.ANNOTATIONS:
                self._add(N_("不支持的元素 %(tag)s"), element, tag=name)
            if name in CONTAINERS:
                self._read_scope(element, element.get("id", ""))

    def _read_node(self, element: Element, scope: str, lanes: dict[str, str]) -> None:
        reader = nodes.READERS[nodes.local(element)]
        node = self._guarded(element, partial(reader, element, scope, self.names))
        if node is None:
            self.unread.add(element.get("id", ""))
        else:
            lane = lanes.get(node.id, "")
            self.nodes[node.id] = _with_lane(node, lane) if lane else node

    def _guarded(self, element: Element, read: "partial[nodes.T]") -> "nodes.T | None":
        """Read, or note why not: a value that is none of its kind, or a name that is missing."""
        try:
            return read()
        except (ValueError, KeyError) as error:
            self._add(N_("取值无效：%(value)s"), element, value=str(error).strip("'\""))
            return None

    def _read_flows(self) -> Iterator[Flow]:
        for element in self.process.iter(qualify("bpmn:sequenceFlow")):
            source, target = element.get("sourceRef", ""), element.get("targetRef", "")
            for end in (source, target):
                if end not in self.nodes and end not in self.unread:
                    self._add(N_("连线的端点 %(end)s 不存在"), element, end=end or "?")
            condition = nodes.text_of(element, "conditionExpression")
            yield Flow(
                element.get("id", ""),
                source,
                target,
                condition,
                element.get("name", ""),
                element.sourceline,
            )

    def _read_lanes(self) -> Iterator[Lane]:
        for element in self.process.iter(qualify("bpmn:lane")):
            members = [(child.text or "").strip() for child in nodes.children(element, "flowNodeRef")]
            yield Lane(element.get("id", ""), element.get("name", ""), frozenset(members))

    def _read_associations(self) -> Iterator[Association]:
        for element in self.process.iter(qualify("bpmn:association")):
            source, target = (nodes.split_prefix(element.get(end, "")) for end in ("sourceRef", "targetRef"))
            if source in self.nodes and target in self.nodes:
                yield Association(element.get("id", ""), source, target, element.sourceline)

    def _lane_names(self, container: Element) -> dict[str, str]:
        """Each node's innermost lane: inner lanes come later in the document and win."""
        found: dict[str, str] = {}
        for lane in container.iter(qualify("bpmn:lane")):
            for child in nodes.children(lane, "flowNodeRef"):
                found[(child.text or "").strip()] = lane.get("name", "")
        return found

    def _read_drawn(self) -> frozenset[str]:
        return frozenset(
            nodes.split_prefix(element.get("bpmnElement", ""))
            for element in self.root.iter(f"{{{BPMNDI}}}BPMNShape", f"{{{BPMNDI}}}BPMNEdge")
        )

    def _add(self, msgid: str, element: Element, **params: object) -> None:
        self.problems.append(_problem(msgid, element, **params))

    def _raise(self) -> None:
        if self.problems:
            raise UnreadableError(self.problems)


def _with_lane(node: Node, lane: str) -> Node:
    """The same record in a lane; `dataclasses.replace` keeps its class."""
    return replace(node, lane=lane)


def _problem(msgid: str, element: Element, **params: object) -> Problem:
    return Problem("reader", Text(msgid, params), _owner_id(element), element.sourceline)


def _owner_id(element: Element) -> str | None:
    """The id of the element or of the nearest BPMN element around it."""
    at: Element | None = element
    while at is not None:
        if split_name(at.tag)[0] == BPMN and at.get("id", ""):
            return at.get("id", "")
        at = at.getparent()
    return None
