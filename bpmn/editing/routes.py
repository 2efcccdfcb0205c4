"""The corners of lines to and from a step that is inserted on a flow."""

from typing import Final

from bpmn.editing.sheets import Point, Sheet
from bpmn.importing.drawing import route
from bpmn.importing.layout import Box

NEAR: Final = 1.0
HALF: Final = 22
MARGIN: Final = 14


def route_in(source: Box, begin: Point, step: Box, cut: float) -> list[Point]:
    """From a source, leaving where its line left it, to the left side of the step."""
    end = (step.x, step.middle)
    if abs(begin[0] - source.x - source.width) > NEAR and not _beside(source, step.middle):
        return [begin, (begin[0], step.middle), end]
    port = (source.x + source.width, source.middle)
    if port[1] == end[1]:
        return [port, end]
    return [port, (cut + HALF, port[1]), (cut + HALF, end[1]), end]


def _beside(box: Box, y: float) -> bool:
    return box.y - NEAR <= y <= box.y + box.height + NEAR


def route_out(step: Box, rest: list[Point], target: Box) -> list[Point]:
    """From the right side of the step along what is left of the flow's old line."""
    begin = (step.x + step.width, step.middle)
    ahead = _suffix(rest, begin[0])
    if begin[0] < target.x and _beside(target, begin[1]):
        return [begin, (target.x, begin[1])]
    if not ahead:
        return _route_back(step, rest, target)
    if len(ahead) == 1:
        return _reach(begin, ahead[0], target)
    first, second = ahead[0], ahead[1]
    if first[0] == second[0]:
        return _clean([begin, (first[0], begin[1]), *ahead[1:]])
    middle = begin[0] + HALF
    return _clean([begin, (middle, begin[1]), (middle, first[1]), *ahead[1:]])


def _suffix(points: list[Point], x: float) -> list[Point]:
    """The last points that all lie behind x."""
    found: list[Point] = []
    for point in reversed(points):
        if point[0] <= x:
            break
        found.insert(0, point)
    return found


def _reach(begin: Point, end: Point, target: Box) -> list[Point]:
    if abs(end[0] - target.x) > NEAR and not _beside(target, begin[1]):
        return [begin, (end[0], begin[1]), end]
    port = (target.x, target.middle)
    middle = target.x - HALF
    return _clean([begin, (middle, begin[1]), (middle, port[1]), port])


def _route_back(step: Box, rest: list[Point], target: Box) -> list[Point]:
    """To a target that lies before the step: up or down to where the old line ran level, and along it."""
    for at in range(len(rest) - 1):
        (left, y), (right, low) = rest[at + 1], rest[at]
        if y == low and left < right and not _beside(step, y):
            center = step.x + step.width / 2
            foot = step.y if y < step.y else step.y + step.height
            return [(center, foot), (center, y), *rest[at + 1 :]]
    return route(step, target)


def _clean(points: list[Point]) -> list[Point]:
    """Without corners that are none."""
    kept: list[Point] = []
    for at, point in enumerate(points):
        around = [kept[-1], point, points[at + 1]] if kept and at + 1 < len(points) else []
        level = around and any(len({each[axis] for each in around}) == 1 for axis in (0, 1))
        if not level and (not kept or kept[-1] != point):
            kept.append(point)
    return kept


def route_return(sheet: Sheet, source: str, target: str) -> list[Point]:
    """From a gateway back to an earlier step, along the level that crosses least."""
    begin, end = sheet.shapes[source].box, sheet.shapes[target].box
    levels = {begin.y - HALF, begin.y + begin.height + HALF, end.y - HALF, end.y + end.height + HALF}
    for shape in sheet.shapes.values():
        if shape.around:
            levels |= {shape.box.y + MARGIN, shape.box.y + shape.box.height - MARGIN}
    ways = [_bow(begin, end, y) for y in sorted(levels) if not _beside(begin, y) and not _beside(end, y)]
    spare = frozenset({source, target})
    return min(ways, key=lambda way: (sheet.count_hits(way, spare), abs(way[1][1] - begin.middle)))


def _bow(begin: Box, end: Box, y: float) -> list[Point]:
    out, back = begin.x + begin.width / 2, end.x + end.width / 2
    foot = begin.y if y < begin.y else begin.y + begin.height
    head = end.y if y < end.y else end.y + end.height
    return [(out, foot), (out, y), (back, y), (back, head)]
