"""Drawing a step that was inserted: room for it, its box in its lane, and its lines."""

from typing import Final

from bpmn.documents import Element
from bpmn.editing.files import put
from bpmn.editing.routes import route_in, route_out, route_return
from bpmn.editing.sheets import Line, Point, Shape, Sheet
from bpmn.importing.layout import Box
from bpmn.importing.trees import Diagram
from bpmn.namespaces import qualify
from bpmn.nodes import children, local

TASK: Final = (130.0, 80.0)
GATE: Final = (50.0, 50.0)
GAP: Final = 45.0
LANE: Final = 150.0
LABEL: Final = (52, 16)


def draw_insertion(diagram: Diagram, made: tuple[Element, list[Element]]) -> None:
    """Draw what an insertion has added; a flow whose ends are not drawn is left to whoever draws what is missing."""
    flow, added = made
    source, target = flow.get("sourceRef", ""), _end_of(added)
    for plane in diagram.root.iter(qualify("bpmndi:BPMNPlane")):
        sheet = Sheet(diagram, plane)
        if source in sheet.shapes and target in sheet.shapes and flow.get("id", "") in sheet.lines:
            _Drawing(sheet, flow, added, target).draw()
            return


def _end_of(added: list[Element]) -> str:
    """Where the flow led: the target of the first new flow that leads out of what is new."""
    new = {each.get("id", "") for each in added}
    return next((each.get("targetRef", "") for each in added if each.get("targetRef", "") not in {"", *new}), "")


class _Drawing:
    def __init__(self, sheet: Sheet, flow: Element, added: list[Element], target: str) -> None:
        self.sheet, self.flow, self.target = sheet, flow, target
        self.nodes = [each for each in added if local(each) != "sequenceFlow"]
        self.ways = [each for each in added if local(each) == "sequenceFlow"]
        self.source = flow.get("sourceRef", "")
        self.line = sheet.lines[flow.get("id", "")]

    def draw(self) -> None:
        self._draw_lane()
        cut = self.sheet.find_cut(self.source)
        sizes = [TASK, GATE][: len(self.nodes)]
        self.sheet.open_column(cut, sum(width for width, _ in sizes) + GAP * len(sizes))
        begin, rest = self.line.points[0], self.line.points[1:]
        self._draw_nodes(cut, sizes)
        step, last = (self._box(each) for each in (self.nodes[0], self.nodes[-1]))
        self._redraw(route_in(self._box_of(self.source), begin, step, cut))
        for way in self.ways:
            self._draw_way(way, step, last, rest)

    def _box(self, node: Element) -> Box:
        return self._box_of(node.get("id", ""))

    def _box_of(self, identifier: str) -> Box:
        return self.sheet.shapes[identifier].box

    def _draw_lane(self) -> None:
        """Draw a lane that is new below the others; the pool grows."""
        for lane in self.sheet.diagram.root.iter(qualify("bpmn:lane")):
            known = [self.sheet.shapes[each.get("id", "")] for each in _siblings(lane) if self._is_drawn(each)]
            if lane.get("id", "") in self.sheet.shapes or not known or not self._holds(lane):
                continue
            low = max(shape.box.y + shape.box.height for shape in known)
            for shape in self.sheet.shapes.values():
                if local_name(self.sheet, shape) == "participant" and shape.box.y + shape.box.height == low:
                    grown = Box(shape.box.x, shape.box.y, shape.box.width, shape.box.height + LANE)
                    self.sheet.draw_box(shape, grown)
            self._add_shape(lane, Box(known[0].box.x, low, known[0].box.width, LANE), {"isHorizontal": "true"})

    def _is_drawn(self, lane: Element) -> bool:
        return lane.get("id", "") in self.sheet.shapes

    def _holds(self, lane: Element) -> bool:
        return self.nodes[0].get("id", "") in {each.text for each in children(lane, "flowNodeRef")}

    def _draw_nodes(self, cut: float, sizes: list[tuple[float, float]]) -> None:
        span = Box(cut, 0, sum(width for width, _ in sizes) + GAP * len(sizes), 0)
        middle = self._choose_middle(span)
        x = cut + GAP
        for node, (width, height) in zip(self.nodes, sizes, strict=True):
            marks = {"isMarkerVisible": "true"} if local(node) == "exclusiveGateway" else {}
            self._add_shape(node, Box(x, middle - height / 2, width, height), marks)
            x += width + GAP
        if len(self.nodes) > 1:
            gate = self._box(self.nodes[-1])
            shape = self.sheet.shapes[self.nodes[-1].get("id", "")].element
            self._label(shape, (gate.x + gate.width / 2 - LABEL[0], gate.y + gate.height + 5))

    def _choose_middle(self, span: Box) -> float:
        """The height in its lane at which the step covers least."""
        lanes = [shape.box for each, shape in self.sheet.shapes.items() if self._is_lane_of_step(each)]
        source, target = self._box_of(self.source), self._box_of(self.target)
        around = lanes[0] if lanes else None
        wanted = [source.middle, target.middle, *([] if around is None else [around.middle])]
        if around is not None:
            low, high = around.y + TASK[1] / 2 + 5, around.y + around.height - TASK[1] / 2 - 5
            wanted = [y for y in [*wanted, low, high] if low <= y <= high] or [around.middle]
        return min(wanted, key=lambda y: self._count_covered(span, y))

    def _is_lane_of_step(self, identifier: str) -> bool:
        element = self.sheet.diagram.find(identifier)
        return element is not None and local(element) == "lane" and self._holds(element)

    def _count_covered(self, span: Box, y: float) -> int:
        box = Box(span.x, y - TASK[1] / 2, span.width, TASK[1])
        boxes = sum(box.meets(shape.box) for shape in self.sheet.leaves.values())
        lines = [line for each, line in self.sheet.lines.items() if each != self.flow.get("id", "")]
        return 10 * boxes + sum(_touches(line, box) for line in lines)

    def _draw_way(self, way: Element, step: Box, last: Box, rest: list[Point]) -> None:
        source, target = way.get("sourceRef", ""), way.get("targetRef", "")
        if target == self.nodes[-1].get("id", ""):
            points = [(step.x + step.width, step.middle), (last.x, last.middle)]
        elif target == self.target and way is not self._returning():
            points = route_out(last, rest, self._box_of(target))
        else:
            points = route_return(self.sheet, source, target)
        edge = put(
            self.sheet.plane, "bpmndi:BPMNEdge", {"id": self._free("edge", way), "bpmnElement": way.get("id", "")}
        )
        write_points(edge, points)
        if way.get("name", ""):
            self._label(edge, _label_place(points))
        self.sheet.lines[way.get("id", "")] = Line(edge, points, source, target)

    def _returning(self) -> Element | None:
        """The way by which things go back, if there is one."""
        return self.ways[-1] if len(self.nodes) > 1 else None

    def _redraw(self, points: list[Point]) -> None:
        edge = self.line.element
        for child in [each for each in edge if each.tag == qualify("di:waypoint")]:
            edge.remove(child)
        write_points(edge, points)
        self.line.points = points

    def _add_shape(self, element: Element, box: Box, marks: dict[str, str]) -> None:
        identifier = element.get("id", "")
        attributes = {"id": self._free("shape", element), "bpmnElement": identifier, **marks}
        made = put(self.sheet.plane, "bpmndi:BPMNShape", attributes)
        put(made, "dc:Bounds", {name: f"{getattr(box, name):g}" for name in ("x", "y", "width", "height")})
        self.sheet.shapes[identifier] = Shape(made, box, around=local(element) == "lane")

    def _label(self, drawn: Element, place: Point) -> None:
        label = put(drawn, "bpmndi:BPMNLabel", {})
        x, y = place
        size = {"width": str(LABEL[0]), "height": str(LABEL[1])}
        put(label, "dc:Bounds", {"x": f"{x:g}", "y": f"{y:g}", **size})

    def _free(self, stem: str, element: Element) -> str:
        taken = {each.get("id", "") for each in self.sheet.diagram.root.iter()}
        wanted = f"{stem}_{element.get('id', '')}"
        while wanted in taken:
            wanted = f"{wanted}_"
        return wanted


def write_points(edge: Element, points: list[Point]) -> None:
    """The corners of a line, before its label."""
    for at, (x, y) in enumerate(points):
        put(edge, "di:waypoint", {"x": f"{x:g}", "y": f"{y:g}"}, at)


def _siblings(element: Element) -> list[Element]:
    around = element.getparent()
    return [] if around is None else list(around)


def local_name(sheet: Sheet, shape: Shape) -> str:
    """What kind of element a shape draws."""
    element = sheet.diagram.find(shape.element.get("bpmnElement", ""))
    return "" if element is None else local(element)


def _label_place(points: list[Point]) -> Point:
    """Beside the beginning of a line."""
    (x, y), (right, low) = points[0], points[1]
    if x == right:
        return (x + 5, y + 8) if low > y else (x + 5, y - 24)
    return (x + 8, y - 18)


def _touches(line: Line, box: Box) -> bool:
    """Whether a line runs through a box: by more than a corner."""
    wide = Box(box.x + 1, box.y + 1, box.width - 2, box.height - 2)
    pairs = zip(line.points, line.points[1:], strict=False)
    return any(wide.meets(_span(begin, end)) for begin, end in pairs)


def _span(begin: Point, end: Point) -> Box:
    (left, right), (top, low) = sorted((begin[0], end[0])), sorted((begin[1], end[1]))
    return Box(left, top, max(right - left, 0.1), max(low - top, 0.1))
