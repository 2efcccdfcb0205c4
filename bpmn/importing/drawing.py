"""Shapes and lines for what has none: beside its neighbours; what is drawn stays where it is."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final

from bpmn.documents import Element
from bpmn.importing.layout import Box, place_nodes
from bpmn.importing.notes import Note, changed
from bpmn.importing.trees import Diagram, all_nodes, entries_of, exits_of, flows_of, nodes_of, scope_of
from bpmn.namespaces import qualify, split_name
from bpmn.nodes import local, split_prefix
from bpmn.texts import N_

GAP: Final = 40
"""Between a shape and a neighbour that is drawn beside it."""


@dataclass(frozen=True)
class Drawn:
    """A shape: its element, the plane it stands on, and its bounds."""

    shape: Element
    plane: Element
    box: Box


class Canvas:
    """The drawing of a document, by the ids of what is drawn."""

    def __init__(self, diagram: Diagram) -> None:
        self.diagram = diagram
        self.shapes: dict[str, Drawn] = {}
        self.edges: dict[str, Element] = {}
        self._numbers = count(1)
        for plane in diagram.root.iter(qualify("bpmndi:BPMNPlane")):
            for each in plane:
                self._take(plane, each)

    def _take(self, plane: Element, each: Element) -> None:
        drawn, kind = split_prefix(each.get("bpmnElement", "")), split_name(each.tag)[1]
        bounds = [child for child in each if child.tag == qualify("dc:Bounds")]
        if kind == "BPMNEdge":
            self.edges.setdefault(drawn, each)
        elif kind == "BPMNShape" and bounds:
            self.shapes.setdefault(drawn, Drawn(each, plane, read_box(bounds[0])))

    def add_shape(self, node: Element, plane: Element, box: Box) -> None:
        """Draw a node."""
        identifier = node.get("id", "")
        shape = plane.makeelement(qualify("bpmndi:BPMNShape"), self._identify(identifier))
        if local(node) == "subProcess":
            shape.set("isExpanded", "true")
        bounds = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
        shape.append(shape.makeelement(qualify("dc:Bounds"), {name: f"{value:g}" for name, value in bounds.items()}))
        plane.append(shape)
        self.shapes[identifier] = Drawn(shape, plane, box)

    def add_edge(self, flow: Element) -> bool:
        """Draw a flow between two drawn nodes of one plane; whether that could be done."""
        source, target = self.shapes.get(flow.get("sourceRef", "")), self.shapes.get(flow.get("targetRef", ""))
        if source is None or target is None:
            return False
        edge = source.plane.makeelement(qualify("bpmndi:BPMNEdge"), self._identify(flow.get("id", "")))
        for x, y in route(source.box, target.box):
            edge.append(edge.makeelement(qualify("di:waypoint"), {"x": f"{x:g}", "y": f"{y:g}"}))
        source.plane.append(edge)
        self.edges[flow.get("id", "")] = edge
        return True

    def _identify(self, identifier: str) -> Mapping[str, str]:
        return {"id": self.diagram.new_id(f"imported_di{next(self._numbers)}"), "bpmnElement": identifier}

    def move_start(self, flow: Element) -> None:
        """Let the line of a flow begin at the node that it leaves now."""
        edge, source = self.edges.get(flow.get("id", "")), self.shapes.get(flow.get("sourceRef", ""))
        points = [] if edge is None else [each for each in edge if each.tag == qualify("di:waypoint")]
        if source is not None and points:
            points[0].set("x", f"{source.box.x + source.box.width:g}")
            points[0].set("y", f"{source.box.middle:g}")

    def find_room(self, wanted: Box, plane: Element) -> Box:
        """The box, or the nearest of a few places where it covers no other node."""
        others = [drawn.box for each, drawn in self.shapes.items() if drawn.plane is plane and self._is_leaf(each)]
        for down in (0, 70, -70, 140, -140, 210, -210):
            for right in (0, 60, -60):
                tried = wanted.moved(right, down)
                if not any(tried.meets(other) for other in others):
                    return tried
        return wanted

    def _is_leaf(self, identifier: str) -> bool:
        """Whether a shape covers what is below it: pools, lanes and open sub-processes do not."""
        element = self.diagram.find(identifier)
        return element is not None and local(element) not in {"participant", "lane", "subProcess", "group"}


def read_box(bounds: Element) -> Box:
    """The bounds of a shape; what is no number counts as nothing."""
    return Box(*(_number(bounds.get(name, "")) for name in ("x", "y", "width", "height")))


def _number(text: str) -> float:
    try:
        found = float(text)
    except ValueError:
        return 0.0
    return found if abs(found) < MAX_PLACE else 0.0


MAX_PLACE: Final = 1e6
SIZES: Final[Mapping[str, tuple[int, int]]] = {"Event": (36, 36), "Gateway": (50, 50), "": (100, 80)}


def size_of(node: Element) -> tuple[int, int]:
    """How large a node is drawn."""
    return next(size for kind, size in SIZES.items() if local(node).endswith(kind))


def route(source: Box, target: Box) -> list[tuple[float, float]]:
    """The corners of a line between two boxes: along the middle, or around below where the target lies behind."""
    begin, end = (source.x + source.width, source.middle), (target.x, target.middle)
    if begin[0] <= end[0]:
        half = (begin[0] + end[0]) / 2
        return [begin, end] if begin[1] == end[1] else [begin, (half, begin[1]), (half, end[1]), end]
    low = max(source.y + source.height, target.y + target.height) + GAP / 2
    foot, head = source.x + source.width / 2, target.x + target.width / 2
    return [(foot, source.y + source.height), (foot, low), (head, low), (head, target.y + target.height)]


def draw_missing(diagram: Diagram, process: Element) -> Iterator[Note]:
    """Draw what has no shape; a process that is not drawn at all is laid out from left to right."""
    canvas = Canvas(diagram)
    nodes = [node for node in all_nodes(process) if node.get("id", "") not in canvas.shapes]
    if len(nodes) == len(all_nodes(process)):
        _lay_out(diagram, canvas, process)
    for draw in (_draw_beside, _draw_beside, _draw_below):
        for node in nodes:
            if node.get("id", "") not in canvas.shapes:
                draw(canvas, node)
    for flow in flows_of(process):
        if flow.get("id", "") in diagram.moved:
            canvas.move_start(flow)
    flows = [flow for flow in flows_of(process) if flow.get("id", "") not in canvas.edges]
    drawn = [flow for flow in flows if canvas.add_edge(flow)]
    if nodes or drawn:
        text = N_("补画了 %(nodes)d 个图形、%(flows)d 条连线")
        yield changed("drawing", process, text, nodes=len(nodes), flows=len(drawn))


def _draw_beside(canvas: Canvas, node: Element) -> None:
    """Draw a node behind one that leads to it, before one that it leads to, or on the border of its host."""
    width, height = size_of(node)
    host = canvas.shapes.get(node.get("attachedToRef", ""))
    before = [canvas.shapes.get(flow.get("sourceRef", "")) for flow in entries_of(node)]
    behind = [canvas.shapes.get(flow.get("targetRef", "")) for flow in exits_of(node)]
    for drawn in filter(None, before):
        box = Box(drawn.box.x + drawn.box.width + GAP, drawn.box.middle - height / 2, width, height)
        canvas.add_shape(node, drawn.plane, canvas.find_room(box, drawn.plane))
        return
    for drawn in filter(None, behind):
        box = Box(drawn.box.x - GAP - width, drawn.box.middle - height / 2, width, height)
        canvas.add_shape(node, drawn.plane, canvas.find_room(box, drawn.plane))
        return
    if host is not None:
        foot = host.box.y + host.box.height - height / 2
        canvas.add_shape(node, host.plane, Box(host.box.x + width, foot, width, height))


def _draw_below(canvas: Canvas, node: Element) -> None:
    """Draw a node that has no drawn neighbour: inside its scope, else below everything."""
    scope = canvas.shapes.get(scope_of(node).get("id", ""))
    first = scope or next((canvas.shapes[each] for each in canvas.shapes), None)
    if first is not None:
        low = max(drawn.box.y + drawn.box.height for drawn in canvas.shapes.values())
        top = first.box.y + GAP if scope else low + GAP
        wanted = Box(first.box.x + GAP, top, *size_of(node))
        canvas.add_shape(node, first.plane, canvas.find_room(wanted, first.plane))


def _lay_out(diagram: Diagram, canvas: Canvas, process: Element) -> None:
    """Give a whole process its shapes, on a plane of its own or below what its plane holds already."""
    plane = _plane_of(diagram, process)
    below = [drawn.box.y + drawn.box.height for drawn in canvas.shapes.values() if drawn.plane is plane]
    _place_scope(canvas, plane, process, 100, max(below, default=0) + 100)


def _place_scope(canvas: Canvas, plane: Element, scope: Element, x: float, y: float) -> Box:
    """Place the nodes of a scope from a corner on; sub-processes are as large as what they hold. Return the whole."""
    nodes = [node for node in nodes_of(scope) if local(node) != "boundaryEvent"]
    sizes = {node.get("id", ""): _measure(node) for node in nodes}
    ways = [(flow.get("sourceRef", ""), flow.get("targetRef", "")) for node in nodes for flow in exits_of(node)]
    ways += [(event.get("attachedToRef", ""), target) for event in nodes_of(scope) for target in _aside(event)]
    boxes = place_nodes(sizes, ways)
    for node in nodes:
        box = boxes[node.get("id", "")].moved(x, y)
        canvas.add_shape(node, plane, box)
        if sizes[node.get("id", "")] != size_of(node):
            _place_scope(canvas, plane, node, box.x + GAP, box.y + GAP)
    width = max((box.x + box.width for box in boxes.values()), default=0)
    return Box(x, y, width, max((box.y + box.height for box in boxes.values()), default=0))


def _aside(event: Element) -> list[str]:
    """Where the flows of an event on a border lead."""
    return [flow.get("targetRef", "") for flow in exits_of(event)] if local(event) == "boundaryEvent" else []


def _measure(node: Element) -> tuple[float, float]:
    """How large a node is drawn; a sub-process around what it holds."""
    inner = [each for each in nodes_of(node) if local(each) != "boundaryEvent"]
    if not inner:
        return size_of(node)
    sizes = {each.get("id", ""): _measure(each) for each in inner}
    ways = [(flow.get("sourceRef", ""), flow.get("targetRef", "")) for each in inner for flow in exits_of(each)]
    boxes = place_nodes(sizes, ways).values()
    right, low = max(box.x + box.width for box in boxes), max(box.y + box.height for box in boxes)
    return right + 2 * GAP, low + 2 * GAP


def _plane_of(diagram: Diagram, process: Element) -> Element:
    """The plane of a process, made where there is none."""
    for plane in diagram.root.iter(qualify("bpmndi:BPMNPlane")):
        if split_prefix(plane.get("bpmnElement", "")) == process.get("id", ""):
            return plane
    drawing = diagram.root.makeelement(qualify("bpmndi:BPMNDiagram"), {"id": diagram.new_id("imported_diagram")})
    diagram.root.append(drawing)
    names = {"id": diagram.new_id("imported_plane"), "bpmnElement": process.get("id", "")}
    plane = drawing.makeelement(qualify("bpmndi:BPMNPlane"), names)
    drawing.append(plane)
    return plane
