"""Importing foreign diagrams: drafts with notes, and filling the gaps that only a person can fill (decision 22)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from bpmn.elements import Process, StartEvent
from bpmn.errors import BpmnError, Problem
from bpmn.importing import Draft, Known, Note, Weight, import_diagrams
from bpmn.importing.filling import Fill, FillError, fill_diagram
from bpmn.lint import has_errors
from bpmn.reader import identify_process, read_process
from bpmn.texts import N_, Text
from services.process.decisions import load_tables
from services.process.definitions import (
    Checked,
    DefinitionRefusedError,
    StoredDefinition,
    add_version,
    check_read,
    digest_of,
    load_checkpoints,
    read_published,
    require_role,
    stored,
)
from services.transaction import use_case
from workflows import registries
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem, NotFoundError, StaleError
from workflows.models import ProcessDefinition
from workflows.queries import definitions
from workflows.queries.definitions import DefinitionCard, to_card
from workflows.queries.drafts import EditCard, note_edit, show_last_edit
from workflows.rules.states import DefinitionKind, DefinitionState
from workflows.running.library import read_definition
from workflows.work import Work

MAX_NAME: Final = 200
NOTHING_SAID: Final = Text(N_("没有填写任何内容"))


@dataclass(frozen=True)
class Imported:
    """A process of a foreign file as it would be stored: its notes, and what still keeps it from publication."""

    draft: Draft
    process: Process
    problems: list[Problem]

    @property
    def ok(self) -> bool:
        """Whether the draft could be published as it is."""
        return not has_errors(self.problems)

    @property
    def digest(self) -> str:
        """The digest of its file."""
        return digest_of(self.draft.xml)


@dataclass(frozen=True)
class DraftPage:
    """A version with the notes of its import, if it was imported, and what a check finds now."""

    card: DefinitionCard
    process: Process
    notes: list[Note]
    problems: list[Problem]
    edited: EditCard | None = None
    """The last change since it was stored."""

    @property
    def ok(self) -> bool:
        """Whether the version could be published as it is."""
        return not has_errors(self.problems)

    @property
    def startable(self) -> bool:
        """Whether anybody may start the process by himself."""
        return any(isinstance(each, StartEvent) and each.assign for each in self.process.nodes.values())


def check_import(session: Session, org_id: int, xml: bytes) -> list[Imported]:
    """What an import would make of a file; nothing is stored. `DefinitionRefusedError` where nothing can be made."""
    try:
        drafts = import_diagrams(xml, Known(registries.roles.items()))
        processes = {draft.key: read_process(draft.xml) for draft in drafts}
    except BpmnError as error:
        raise DefinitionRefusedError(error.problems) from error
    others, tables = {**read_published(session, org_id), **processes}, load_tables(session, org_id)
    demanded = load_checkpoints(session, org_id)
    return [
        Imported(draft, processes[draft.key], check_read(processes[draft.key], others, tables, demanded).problems)
        for draft in drafts
    ]


@use_case
def import_definitions(work: Work, xml: bytes) -> list[StoredDefinition]:
    """Store each process of a foreign file as a draft; the same file again makes no second draft."""
    require_role(work, "proc_editor")
    return [_store(work, found) for found in check_import(work.session, work.asker.org_id, xml)]


def _store(work: Work, found: Imported) -> StoredDefinition:
    org_id, key = work.asker.org_id, found.draft.key
    waiting = definitions.load_draft(work.session, org_id, key, digest_of(found.draft.xml))
    if waiting is not None:
        return stored(waiting)
    number = definitions.count_versions(work.session, org_id, key)
    notes = [*([_note_version(key, number)] if number else []), *found.draft.notes]
    packed = [pack_note(note) for note in notes]
    checked = Checked(found.process, found.problems)
    return stored(add_version(work, org_id, checked, found.draft.xml, DefinitionState.DRAFT, notes=packed))


def _note_version(key: str, number: int) -> Note:
    text = N_("已有编号为 %(key)s 的流程，本稿将成为它的第 %(number)d 版；若是另一个流程，请先在文件里改换编号")
    return Note("version", Text(text, {"key": key, "number": number + 1}), process=key)


@use_case
def replace_draft(work: Work, public_id: str, xml: bytes, known: tuple[str, ...] | None = None) -> StoredDefinition:
    """Put another content into a draft; `known` are the digests that the asker has seen, None where any will do."""
    row = open_draft(work, public_id, known)
    return write_draft(work, row, xml)


@use_case
def fill_draft(
    work: Work, public_id: str, fills: Sequence[Fill], known: tuple[str, ...] | None = None
) -> StoredDefinition:
    """Fill gaps of a draft; one that does not fit is refused, and none is filled."""
    row = open_draft(work, public_id, known)
    return write_draft(work, row, _fill(row.xml, fills))


def _fill(xml: bytes, fills: Iterable[Fill]) -> bytes:
    try:
        return fill_diagram(xml, fills)
    except FillError as error:
        raise AnswersRefusedError([FieldProblem(error.name, "invalid", error.text)]) from error


def open_draft(work: Work, public_id: str, known: tuple[str, ...] | None) -> ProcessDefinition:
    """A draft to change; refused where it is none, or is not any more as the asker has seen it."""
    require_role(work, "proc_editor")
    row = definitions.lock_definition(work.session, work.asker.org_id, public_id)
    if row is None:
        raise NotFoundError
    if row.state != DefinitionState.DRAFT:
        raise ConflictError(N_("只有草稿可以修改"))
    if known is not None and row.digest not in known:
        raise StaleError
    return row


def write_draft(work: Work, row: ProcessDefinition, xml: bytes) -> StoredDefinition:
    """Take a content of the same process: a draft may be broken in every other way, and is worked on all the same."""
    name = identify_content(xml, row.key)
    row.xml, row.digest, row.name = xml, digest_of(xml), name
    note_edit(work.session, row.id, work.asker.account_id, work.at)
    return stored(row)


def identify_content(xml: bytes, key: str) -> str:
    """The name of the process in a file; refused where the file is unsafe, no BPMN, or another process."""
    try:
        found, name = identify_process(xml)
    except BpmnError as error:
        raise DefinitionRefusedError(error.problems) from error
    if found != key:
        text = Text(N_("文件里的流程编号是 %(found)s，应为 %(key)s"), {"found": found, "key": key})
        raise DefinitionRefusedError([Problem("process-key", text, found)])
    if len(name) > MAX_NAME:
        text = Text(N_("流程名称最长 %(limit)d 个字"), {"limit": MAX_NAME})
        raise DefinitionRefusedError([Problem("process-key", text, found)])
    return name


def show_draft(work: Work, public_id: str) -> DraftPage:
    """A version of the asker's organisation, its notes, and what a check finds now."""
    session = work.session
    row = definitions.load_definition(session, work.asker.org_id, public_id)
    if row is None or row.kind != DefinitionKind.PROCESS:
        raise NotFoundError
    process, problems = _read_draft(work, row)
    notes = [unpack_note(each) for each in row.notes or []]
    return DraftPage(to_card(row), process, notes, problems, show_last_edit(session, row.id))


def _read_draft(work: Work, row: ProcessDefinition) -> tuple[Process, list[Problem]]:
    """A version as drawn, and what is wrong with it; of one that cannot be read, no more than key and name."""
    session, org_id = work.session, work.asker.org_id
    try:
        process = read_definition(row)
    except BpmnError as error:
        return Process(id=row.key, name=row.name, nodes={}, flows=()), error.problems
    others, tables = read_published(session, org_id), load_tables(session, org_id)
    return process, check_read(process, others, tables, load_checkpoints(session, org_id)).problems


def pack_note(note: Note) -> Mapping[str, Any]:
    """A note as it is kept: the sentence and what fills its gaps, so that it is read in either language."""
    return {
        "code": note.code,
        "weight": note.weight.value,
        "element": note.element_id,
        "line": note.line,
        "text": note.text.msgid,
        "params": dict(note.text.params),
        "process": note.process,
    }


def unpack_note(kept: Mapping[str, Any]) -> Note:
    """A note as it was kept."""
    text = Text(kept["text"], kept["params"])
    return Note(kept["code"], text, Weight(kept["weight"]), kept["element"], kept["line"], kept["process"])


def list_called_processes(work: Work) -> Mapping[str, Process]:
    """The processes that a call activity of the organisation may name."""
    return read_published(work.session, work.asker.org_id)
