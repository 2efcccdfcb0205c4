"""The reference files of the BPMN Model Interchange Working Group: all import, keep what they say, and start."""

import re
from itertools import chain
from pathlib import Path

import pytest

from bpmn.importing import Draft, Known, import_diagrams
from bpmn.reader import read_process
from tests.engines import Running
from tests.importers import MIWG, ROLES, Canon, fill_gaps, read_canon

NAMES = [f"{group}.{number}.0" for group, count in (("A", 4), ("B", 2), ("C", 9)) for number in range(1, count + 1)]
NAMES += ["A.2.1", "A.4.1", "C.1.1", "C.8.1", "C.9.1", "C.9.2"]


def read(name: str) -> bytes:
    path = MIWG / f"{name}.bpmn"
    if not path.exists():
        pytest.skip(f"the reference files are not there: {MIWG}")
    return path.read_bytes()


def take(name: str) -> tuple[bytes, list[Draft]]:
    source = read(name)
    return source, import_diagrams(source, Known(ROLES))


def test_all_21_are_named() -> None:
    assert len(set(NAMES)) == 21
    if MIWG.exists():
        assert {path.stem for path in Path(MIWG).glob("*.bpmn")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_file_imports_and_every_draft_can_be_read(name: str) -> None:
    source, drafts = take(name)

    drawn = re.findall(rb"<(?:\w+:)?process\b", source)
    assert 1 <= len(drafts) <= len(drawn)
    for draft in drafts:
        process = read_process(draft.xml)
        assert (process.id, process.executable) == (draft.key, True)
        assert {*process.nodes, *(flow.id for flow in process.flows)} <= process.drawn


@pytest.mark.parametrize("name", NAMES)
def test_the_export_equals_the_source_but_for_what_the_notes_name(name: str) -> None:
    source, drafts = take(name)
    before = read_canon(source)

    for draft in drafts:
        noted = named_by(drafts)
        after = read_canon(draft.xml)
        lost = {key: value for key, value in before.items() if after.get(key) != value}
        unsaid = {key: (value, after.get(key)) for key, value in lost.items() if not says(noted, key, value, after)}
        assert unsaid == {}


def named_by(drafts: list[Draft]) -> dict[str, set[str]]:
    """The ids that notes name, by what the notes are about."""
    found: dict[str, set[str]] = {}
    for note in chain.from_iterable(draft.notes for draft in drafts):
        named = {note.element_id, *re.split("[、 ]", " ".join(map(str, note.text.params.values())))}
        found.setdefault(note.code, set()).update(named)
    return found


def says(noted: dict[str, set[str]], key: str, value: tuple[object, ...], after: Canon) -> bool:
    """Whether a note names the difference: another kind, another name, a new gateway in between, gone altogether."""
    identifier = key.removeprefix("drawn ")
    moved = noted.get("split", set()) | noted.get("loop", set())
    gone = noted.get("element", set()) | noted.get("flow", set()) | noted.get("compensation", set())
    if key not in after:
        ended = {identifier, *map(str, value[2:4])}
        return bool(ended & gone) or (key.startswith("drawn ") and identifier not in after)
    now = after[key]
    if key.startswith("drawn ") or value[0] == "sequenceFlow":
        return identifier in moved
    if value[0] == "lane":
        return set(value[2:]) <= set(now[2:])
    kind = value[0] == now[0] or identifier in noted.get("element", set()) | noted.get("start", set())
    called = value[1] == now[1] or identifier in noted.get("name", set())
    return kind and called and value[2:] == now[2:]


@pytest.mark.parametrize("name", NAMES)
def test_every_file_starts_once_a_person_has_filled_its_gaps(name: str) -> None:
    _, drafts = take(name)

    files = fill_gaps(drafts)

    for key in files:
        running = Running(files[key], *(xml for other, xml in files.items() if other != key)).start()
        assert running.ready() or running.waiting(), f"{key} waits for nobody: it has ended {running.ended}"
