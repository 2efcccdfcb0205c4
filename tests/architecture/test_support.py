"""The table of BPMN support names every element, says what the lint says, and names tests that there are."""

import re

import pytest

from bpmn.elements import BoundaryEvent, CatchEvent, EndEvent, Event, EventKind, EventStart, StartEvent, ThrowEvent
from bpmn.lint.support import INSTEAD, allowed_kinds
from bpmn.nodes import ANNOTATIONS, READERS
from tests.architecture.reading import ROOT

PAGE = (ROOT / "docs/reference/bpmn-support.md").read_text(encoding="utf-8")
ELEMENTS = dict(re.findall(r"^\| `(\w+)` \| (runs|shown|refused) \|", PAGE, re.MULTILINE))
EVENTS = {
    kind: [cell.strip() == "yes" for cell in cells.split("|")]
    for kind, cells in re.findall(r"^\| `(\w+)` ((?:\| (?:yes|–) ){6})\|", PAGE, re.MULTILINE)
    for cells in [cells.strip("| ")]
}
PLACES: tuple[type[Event], ...] = (StartEvent, EventStart, CatchEvent, BoundaryEvent, ThrowEvent, EndEvent)


def test_every_flow_node_of_the_standard_is_in_the_table() -> None:
    assert set(READERS) <= set(ELEMENTS)


@pytest.mark.parametrize("tag", ELEMENTS)
def test_what_the_table_refuses_the_lint_refuses(tag: str) -> None:
    refused = tag in INSTEAD or tag == "standardLoopCharacteristics"

    assert (ELEMENTS[tag] == "refused") == refused
    assert tag in {*READERS, *ANNOTATIONS, "conditionExpression", "participant", "messageFlow"}


def test_every_kind_of_event_is_in_the_table() -> None:
    assert set(EVENTS) == {kind.value for kind in EventKind} - {"other"}


@pytest.mark.parametrize("kind", EVENTS)
def test_events_run_where_the_table_says(kind: str) -> None:
    assert EVENTS[kind] == [EventKind(kind) in allowed_kinds(place) for place in PLACES]


def test_the_tests_that_it_names_are_there() -> None:
    named = set(re.findall(r"`(tests/[\w/]+\.py)`", PAGE))

    assert len(named) > 10
    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
