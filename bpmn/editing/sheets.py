"""The drawing of a file as boxes and lines, and making room in it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from bpmn.documents import Element
from bpmn.importing.drawing import read_box
from bpmn.importing.layout import Box
from bpmn.importing.trees import Diagram
from bpmn.namespaces import qualify, split_name
from bpmn.nodes import local, split_prefix

Point = tuple[float, float]
CONTAINERS: Final = frozenset({"participant", "lane", "subProcess", "transaction", "group"})


@dataclass
class Shape:
    """Something drawn as a box: where it stands, and whether other things stand inside it."""

    element: Element
    box: Box
    around: bool
    host: str = ""

    @property
    def center(self) -> float:
        """Half its width."""
        return self.box.x + self.box.width / 2


@dataclass
class Line:
    """Something drawn as a line: its corners and the ends of what it stands for."""

    element: Element
    points: list[Point]
    source: str
    target: str


class Sheet:
    """One plane of a drawing."""

    def __init__(self, diagram: Diagram, plane: Element) -> None:
        self.diagram = diagram
        self.plane = plane
        self.shapes: dict[str, Shape] = {}
        self.lines: dict[str, Line] = {}
        for each in plane:
            self._take(each)

    def _take(self, each: Element) -> None:
        drawn, kind = split_prefix(each.get("bpmnElement", "")), split_name(each.tag)[1]
        element = self.diagram.find(drawn)
        bounds = [child for child in each if child.tag == qualify("dc:Bounds")]
        if kind == "BPMNShape" and bounds:
            around = element is not None and local(element) in CONTAINERS and each.get("isExpanded", "") != "false"
            host = element.get("attachedToRef", "") if element is not None else ""
            self.shapes[drawn] = Shape(each, read_box(bounds[0]), around, host)
        elif kind == "BPMNEdge":
            ends = [
                split_prefix(element.get(end, "")) if element is not None else "" for end in ("sourceRef", "targetRef")
            ]
            self.lines[drawn] = Line(each, [_read_point(child) for child in _waypoints(each)], ends[0], ends[1])

    @property
    def leaves(self) -> Mapping[str, Shape]:
        """The boxes that cover what is below them."""
        return {each: shape for each, shape in self.shapes.items() if not shape.around}

    def find_cut(self, source: str) -> float:
        """Behind which x a column can be opened right of a shape without cutting another through."""
        cut = self.shapes[source].box.x + self.shapes[source].box.width
        while True:
            ends = (each.box.x + each.box.width for each in self.leaves.values() if each.center <= cut)
            wider = max(ends, default=cut)
            if wider <= cut:
                return cut
            cut = wider

    def open_column(self, cut: float, width: float) -> None:
        """Move everything behind x to the right; what stands around it grows."""
        moved = {each for each, shape in self.shapes.items() if self._goes(shape, cut)}
        for each, shape in self.shapes.items():
            if each in moved:
                self._move_shape(shape, width)
            elif shape.around and shape.box.x + shape.box.width > cut:
                self.draw_box(shape, replace(shape.box, width=shape.box.width + width))
        for line in self.lines.values():
            self._move_line(line, cut, width, moved)

    def _goes(self, shape: Shape, cut: float) -> bool:
        if shape.host in self.shapes:
            return self._goes(self.shapes[shape.host], cut)
        return shape.box.x > cut if shape.around else shape.center > cut

    def _move_shape(self, shape: Shape, width: float) -> None:
        self.draw_box(shape, shape.box.moved(width, 0))
        for bounds in _label_bounds(shape.element):
            _shift(bounds, width)

    def _move_line(self, line: Line, cut: float, width: float, moved: set[str]) -> None:
        goes = [x > cut for x, _ in line.points]
        for at, end in ((0, line.source), (-1, line.target)):
            if goes and end in self.leaves:
                goes[at] = end in moved
        for bounds in _label_bounds(line.element):
            if goes[_nearest(line.points, read_box(bounds))]:
                _shift(bounds, width)
        line.points = [(x + width, y) if each else (x, y) for (x, y), each in zip(line.points, goes, strict=True)]
        for waypoint, (x, _) in zip(_waypoints(line.element), line.points, strict=True):
            waypoint.set("x", f"{x:g}")

    def draw_box(self, shape: Shape, box: Box) -> None:
        """Give a shape other bounds."""
        shape.box = box
        bounds = next(child for child in shape.element if child.tag == qualify("dc:Bounds"))
        for name in ("x", "y", "width", "height"):
            text = f"{getattr(box, name):g}"
            if float(bounds.get(name, "0") or 0) != float(text):
                bounds.set(name, text)

    def count_hits(self, points: list[Point], spare: frozenset[str] = frozenset()) -> float:
        """How many boxes a line crosses, and in part how many lines it runs along."""
        boxes = [shape.box for each, shape in self.leaves.items() if each not in spare]
        segments = list(pairwise(points))
        crossed = sum(_crosses(begin, end, box) for begin, end in segments for box in boxes)
        drawn = [pair for line in self.lines.values() for pair in pairwise(line.points)]
        return crossed + sum(0.3 for each in segments for other in drawn if _covers(each, other))


def _waypoints(edge: Element) -> list[Element]:
    return [child for child in edge if child.tag == qualify("di:waypoint")]


def _read_point(waypoint: Element) -> Point:
    return float(waypoint.get("x", "0")), float(waypoint.get("y", "0"))


def _label_bounds(drawn: Element) -> list[Element]:
    labels = [child for child in drawn if child.tag == qualify("bpmndi:BPMNLabel")]
    return [bounds for label in labels for bounds in label if bounds.tag == qualify("dc:Bounds")]


def _nearest(points: list[Point], box: Box) -> int:
    """Which corner of a line a label stands at: it moves with it."""
    center = box.x + box.width / 2
    return min(range(len(points)), key=lambda at: abs(points[at][0] - center) + abs(points[at][1] - box.middle))


def _shift(bounds: Element, width: float) -> None:
    bounds.set("x", f"{float(bounds.get('x', '0')) + width:g}")


def _crosses(begin: Point, end: Point, box: Box) -> bool:
    (left, right), (top, low) = sorted((begin[0], end[0])), sorted((begin[1], end[1]))
    return left < box.x + box.width and right > box.x and top < box.y + box.height and low > box.y


def _covers(one: tuple[Point, Point], other: tuple[Point, Point]) -> bool:
    """Whether two level or upright segments lie on each other."""
    for along, across in ((0, 1), (1, 0)):
        if one[0][across] == one[1][across] == other[0][across] == other[1][across]:
            first, second = (sorted(point[along] for point in each) for each in (one, other))
            return first[0] < second[1] and second[0] < first[1]
    return False
