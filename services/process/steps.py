"""The steps of a process as a table, and changing them there: without drawing, the drawing follows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bpmn.editing import (
    Change,
    FillError,
    Insertion,
    Place,
    change_step,
    insert_step,
    list_places,
    list_steps,
    read_due,
    remove_step,
)
from bpmn.elements import Node, Process
from services.process.definitions import StoredDefinition
from services.process.importing import open_draft, write_draft
from services.transaction import use_case
from workflows.errors import AnswersRefusedError, FieldProblem
from workflows.work import Work

Seen = tuple[str, ...]
"""Digests of the draft that the asker has seen."""


@dataclass(frozen=True)
class StepRow:
    """One step: its node, its deadline, the places behind it where another can be inserted, whether it can go."""

    node: Node
    due: str
    places: tuple[Place, ...]
    removable: bool


def list_rows(process: Process) -> list[StepRow]:
    """The steps in the order in which tokens come to them."""
    places = list_places(process)
    return [
        StepRow(
            process.nodes[step],
            read_due(process.nodes[step]),
            tuple(place for place in places if step in place.before),
            len(process.outgoing[step]) == 1 and bool(process.incoming[step]),
        )
        for step in list_steps(process)
    ]


def name_steps(process: Process) -> Mapping[str, str]:
    """What people call the nodes of a process, on one line."""
    return {each: " ".join(node.name.split()) or each for each, node in process.nodes.items()}


@use_case
def change_draft_step(work: Work, public_id: str, change: Change, known: Seen) -> StoredDefinition:
    """Change name, deadline or owner of a step of a draft."""
    return _edit(work, public_id, known, lambda data: change_step(data, change))


@use_case
def insert_draft_step(work: Work, public_id: str, wish: Insertion, known: Seen) -> StoredDefinition:
    """Insert an approval step into a draft."""
    return _edit(work, public_id, known, lambda data: insert_step(data, wish)[0])


@use_case
def remove_draft_step(work: Work, public_id: str, element: str, known: Seen) -> StoredDefinition:
    """Take a step out of a draft."""
    return _edit(work, public_id, known, lambda data: remove_step(data, element))


def _edit(work: Work, public_id: str, known: Seen, edit: Callable[[bytes], bytes]) -> StoredDefinition:
    row = open_draft(work, public_id, known)
    try:
        changed = edit(row.xml)
    except FillError as error:
        raise AnswersRefusedError([FieldProblem(error.name, "invalid", error.text)]) from error
    return write_draft(work, row, changed)
