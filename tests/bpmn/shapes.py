"""The drawing of a diagram as boxes and ways, read from its file."""

from dataclasses import dataclass
from itertools import pairwise

import lxml.etree

Point = tuple[float, float]

SPACES = {
    "bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL",
    "bpmndi": "http://www.omg.org/spec/BPMN/20100524/DI",
    "dc": "http://www.omg.org/spec/DD/20100524/DC",
    "di": "http://www.omg.org/spec/DD/20100524/DI",
}
APART = ("pool", "lane_")


@dataclass(frozen=True)
class Box:
    """A rectangle; a line is one without width or height."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: "Box") -> bool:
        """Whether the insides of both have a point in common."""
        return (
            self.x < other.x + other.width + (not other.width)
            and other.x < self.x + self.width
            and self.y < other.y + other.height + (not other.height)
            and other.y < self.y + self.height
        )


@dataclass(frozen=True)
class Drawing:
    """Boxes of nodes, events on borders apart; ways of flows, and what each of them joins."""

    nodes: dict[str, Box]
    ways: dict[str, list[tuple[float, float]]]
    ends: dict[str, set[str]]


def read_drawing(data: bytes) -> Drawing:
    """Read the shapes and edges of a file."""
    tree = lxml.etree.fromstring(data)
    hosts = {each.get("id"): each.get("attachedToRef") for each in tree.iterfind(".//bpmn:boundaryEvent", SPACES)}
    boxes = {
        shape.get("bpmnElement"): Box(*(float(bounds.get(name)) for name in ("x", "y", "width", "height")))
        for shape in tree.iterfind(".//bpmndi:BPMNShape", SPACES)
        for bounds in shape.iterfind("dc:Bounds", SPACES)
    }
    nodes = {key: box for key, box in boxes.items() if not key.startswith(APART) and key not in hosts}
    ways = {
        edge.get("bpmnElement"): [
            (float(at.get("x")), float(at.get("y"))) for at in edge.iterfind("di:waypoint", SPACES)
        ]
        for edge in tree.iterfind(".//bpmndi:BPMNEdge", SPACES)
    }
    ends = {
        flow.get("id"): {hosts.get(end) or end for end in (flow.get("sourceRef"), flow.get("targetRef"))}
        for flow in tree.iterfind(".//bpmn:sequenceFlow", SPACES)
    }
    return Drawing(nodes, ways, ends)


def share(one: list[tuple[float, float]], other: list[tuple[float, float]]) -> bool:
    """Whether two ways run on top of each other for a while."""
    return any(_cover(a, b, c, d) > 0 for a, b in pairwise(one) for c, d in pairwise(other))


def _cover(a: Point, b: Point, c: Point, d: Point) -> float:
    """How long two segments that are upright or level lie on each other."""
    for fixed, free in ((0, 1), (1, 0)):
        if a[fixed] == b[fixed] == c[fixed] == d[fixed]:
            first = max(min(a[free], b[free]), min(c[free], d[free]))
            return min(max(a[free], b[free]), max(c[free], d[free])) - first
    return 0
