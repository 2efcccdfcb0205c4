"""What an import changed or left open, said with element, line of the source, and a sentence."""

from dataclasses import dataclass
from enum import StrEnum

from bpmn.documents import Element
from bpmn.namespaces import BPMN, split_name
from bpmn.texts import Text


class Weight(StrEnum):
    """What a note asks of its reader."""

    CHANGED = "changed"
    """Nothing: it was changed so that it runs."""
    OPEN = "open"
    """An answer: only a person can decide."""


@dataclass(frozen=True)
class Note:
    """One thing that an import changed or left open; `process` is the key of the process, '' for the whole file."""

    code: str
    text: Text
    weight: Weight = Weight.CHANGED
    element_id: str = ""
    line: int | None = None
    process: str = ""


def changed(code: str, place: Element, msgid: str, **params: object) -> Note:
    """A note of a change at an element of the source."""
    return _note(code, place, Text(msgid, params), Weight.CHANGED)


def left_open(code: str, place: Element, msgid: str, **params: object) -> Note:
    """A note of something that a person has to decide; foreign texts stand in its gaps."""
    return _note(code, place, Text(msgid, params), Weight.OPEN)


def _note(code: str, place: Element, text: Text, weight: Weight) -> Note:
    bearer, process = _find_owners(place)
    return Note(code, text, weight, bearer, place.sourceline or None, process)


def _find_owners(place: Element) -> tuple[str, str]:
    """Ids of the nearest BPMN element around a place that has one, and of the process around it."""
    bearer, at = "", place
    while True:
        namespace, name = split_name(at.tag)
        if namespace == BPMN and not bearer:
            bearer = at.get("id", "")
        if namespace == BPMN and name == "process":
            return bearer, at.get("id", "")
        above = at.getparent()
        if above is None:
            return bearer, ""
        at = above


def called(element: Element) -> str:
    """What a note calls an element: its name on one line, else its id."""
    return " ".join(element.get("name", "").split()) or element.get("id", "") or split_name(element.tag)[1]


def excerpt(text: str) -> str:
    """A foreign text as a note quotes it: on one line, and not too long."""
    line = " ".join(text.split())
    return line if len(line) <= MAX_EXCERPT else f"{line[:MAX_EXCERPT]}…"


MAX_EXCERPT = 200
