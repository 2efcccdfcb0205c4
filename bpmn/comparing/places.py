"""What was only drawn elsewhere: the places of shapes in two files."""

from collections.abc import Callable, Iterator, Mapping
from statistics import median
from typing import Final, NamedTuple

from bpmn.comparing.changes import Change, ChangeKind, Said, make_text
from bpmn.documents import parse_document
from bpmn.namespaces import BPMNDI, qualify
from bpmn.texts import N_

STILL: Final = 10.0
"""How far a shape may be from where it was, in points of the drawing, the drawing as a whole apart."""


class Place(NamedTuple):
    """The upper left corner of a shape."""

    x: float
    y: float


Places = Mapping[str, Place]
"""The places of shapes, by the id of what they show."""


def read_places(xml: bytes) -> Places:
    """Where the shapes of a file stand; those without a place are left out."""
    found: dict[str, Place] = {}
    for shape in parse_document(xml).iter(f"{{{BPMNDI}}}BPMNShape"):
        name = shape.get("bpmnElement", "").rpartition(":")[2]
        for bounds in shape:
            if bounds.tag == qualify("dc:Bounds"):
                found[name] = Place(_read(bounds.get("x", "")), _read(bounds.get("y", "")))
    return found


def _read(text: str) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def compare_places(
    matches: Mapping[str, str], old: Places, new: Places, *, say: Callable[[str], Said]
) -> Iterator[Change]:
    """A sentence for each node that is drawn elsewhere; what has moved with the whole drawing has not."""
    both = {before: after for before, after in matches.items() if before in old and after in new}
    if not both:
        return
    whole = Place(*(median(new[after][at] - old[before][at] for before, after in both.items()) for at in (0, 1)))
    for before, after in both.items():
        there = old[before].x + whole.x, old[before].y + whole.y
        if max(abs(new[after].x - there[0]), abs(new[after].y - there[1])) > STILL:
            yield Change(ChangeKind.MOVED, make_text(N_("“%(name)s”的图形移了位置"), name=say(before)), before, after)
