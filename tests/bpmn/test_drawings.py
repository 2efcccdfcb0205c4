"""The drawings of the shipped diagrams: shapes lie apart, and no way runs through one."""

from itertools import combinations, pairwise

import pytest

from bpmn.processes import read_shipped
from tests.bpmn.shapes import Box, read_drawing, share

DRAWN = (
    "warning_disposal",
    "accountability",
    "collective_vote",
    "appeal",
    "recusal",
    "admonition_talk",
    "warning_bulletin",
    "riskinfo_intake",
    "inquiry_letter",
    "inquiry_reply",
    "supervision_advice",
    "advice_reply",
    "feedback_reply",
    "procedure_change",
    "correction_order",
    "written_reply",
)


@pytest.mark.parametrize("key", DRAWN)
def test_shapes_lie_apart_and_ways_run_around_them(key: str) -> None:
    drawing = read_drawing(read_shipped(key))

    for one, other in combinations(drawing.nodes, 2):
        assert not drawing.nodes[one].meets(drawing.nodes[other]), (one, other)
    for flow, way in drawing.ways.items():
        ends = drawing.ends[flow]
        for (x0, y0), (x1, y1) in pairwise(way):
            assert x0 == x1 or y0 == y1, f"{flow} runs askew"
            line = Box(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0))
            crossed = [node for node, box in drawing.nodes.items() if node not in ends and box.meets(line)]
            assert crossed == [], flow


@pytest.mark.parametrize("key", DRAWN)
def test_ways_that_join_nothing_alike_do_not_run_on_each_other(key: str) -> None:
    drawing = read_drawing(read_shipped(key))

    covered = [
        (one, other)
        for one, other in combinations(drawing.ways, 2)
        if not drawing.ends[one] & drawing.ends[other] and share(drawing.ways[one], drawing.ways[other])
    ]

    assert covered == []
