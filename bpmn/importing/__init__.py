"""Foreign diagrams → drafts of ours: a document is changed rule by rule, with a note for each change (decision 22).

A rule is a function of the diagram and one process that changes the tree and yields notes. What the engine runs the
rules ask the lint; what only a person can decide stays a problem of the lint, and the note keeps what the file said.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from bpmn.documents import Element, parse_document, write_document
from bpmn.importing import (
    choosing,
    conditions,
    drawing,
    encoding,
    events,
    flows,
    foreign,
    forms,
    naming,
    owners,
    replacing,
)
from bpmn.importing.known import Known
from bpmn.importing.notes import Note, Weight, changed
from bpmn.importing.trees import Diagram, all_nodes
from bpmn.namespaces import qualify
from bpmn.nodes import split_prefix
from bpmn.texts import N_

__all__ = ["Draft", "Known", "Note", "Weight", "import_diagrams"]

Rule = Callable[[Diagram, Element], Iterator[Note]]

NAMING: Final[tuple[Callable[[Diagram], Iterator[Note]], ...]] = (
    choosing.give_process_ids,
    choosing.give_keys,
    choosing.give_ids,
)
"""Until every process, node and flow has a name of its own."""

SHAPING: Final[tuple[Rule, ...]] = (
    replacing.replace_elements,
    replacing.replace_global_tasks,
    replacing.drop_unknown,
    replacing.fill_sub_processes,
    flows.drop_dangling,
    replacing.note_data,
)
"""Until our reader takes the document."""

READING: Final[tuple[Rule, ...]] = (
    foreign.read_deadlines,
    forms.read_forms,
    foreign.read_calls,
    foreign.read_services,
)
"""What other tools say, in our words."""

RUNNING: Final[tuple[Rule, ...]] = (
    events.inline_definitions,
    events.reduce_definitions,
    events.replace_events,
    events.interrupt_errors,
    events.read_timers,
    replacing.fill_sub_processes,
    events.drop_compensation,
    flows.join_starts,
    flows.add_starts,
    flows.add_ends,
    conditions.clear_conditions,
    flows.split_events,
    flows.split_activities,
    flows.draw_loops,
    conditions.choose_defaults,
    conditions.note_conditions,
    events.name_events,
    naming.name_activities,
    naming.give_outcomes,
    drawing.draw_missing,
)
"""Until the engine runs it."""


@dataclass(frozen=True)
class Draft:
    """One process of a file, as it is to be stored: its key and name, the whole file with this process executable."""

    key: str
    name: str
    xml: bytes
    notes: tuple[Note, ...]


def import_diagrams(data: bytes, known: Known | None = None) -> list[Draft]:
    """One draft for each process of a file; `UnreadableError` says why nothing can be made of it."""
    root = parse_document(encoding.to_utf8(data))
    choosing.check_file(root)
    diagram = Diagram(root)
    notes = [note for rule in NAMING for note in rule(diagram)]
    drawn = [process for process in diagram.processes if all_nodes(process)]
    notes += _normalise(diagram, drawn, known or Known())
    return [_make_draft(diagram, process, notes) for process in drawn]


def _normalise(diagram: Diagram, processes: list[Element], known: Known) -> Iterator[Note]:
    people: tuple[Rule, ...] = (
        partial(owners.read_owners, known=known),
        partial(owners.read_starters, known=known),
        foreign.read_loops,
    )
    yield from _apply((*SHAPING, *READING, *people), diagram, processes)
    yield from foreign.drop_foreign(diagram)
    yield from _apply(RUNNING, diagram, processes)
    for process in processes:
        flows.keep_references(diagram, process)


def _apply(rules: tuple[Rule, ...], diagram: Diagram, processes: list[Element]) -> Iterator[Note]:
    for process in processes:
        for rule in rules:
            yield from rule(diagram, process)


def _make_draft(diagram: Diagram, process: Element, notes: list[Note]) -> Draft:
    """The file with one process executable and its own drawing first."""
    key = process.get("id", "")
    for each in diagram.processes:
        each.set("isExecutable", "true" if each is process else "false")
    _draw_first(diagram, key)
    own = [note for note in notes if note.process in {"", key}]
    if len([each for each in diagram.processes if all_nodes(each)]) > 1:
        own.append(
            changed("several", process, N_("文件里有几个流程，各存为一份草稿；其他流程和消息流在本稿中只作图示"))
        )
    ordered = sorted(own, key=lambda note: note.line or 0)
    return Draft(key, process.get("name", ""), write_document(diagram.root), tuple(ordered))


def _draw_first(diagram: Diagram, key: str) -> None:
    """Let the drawing of a process stand before the others: viewers show the first."""
    drawings = list(diagram.root.iter(qualify("bpmndi:BPMNDiagram")))
    pools = {each.get("id", ""): each for each in diagram.root.iter(qualify("bpmn:participant"))}
    for drawing_ in drawings:
        shown = {split_prefix(each.get("bpmnElement", "")) for each in drawing_.iter()}
        held = {split_prefix(pools[each].get("processRef", "")) for each in shown if each in pools}
        if key in shown | held:
            diagram.root.insert(diagram.root.index(drawings[0]), drawing_)
            return
