"""Importing foreign diagrams: what an import would make of a file, storing it as drafts, and filling their gaps."""

from datetime import datetime
from typing import Any

from flask import Blueprint
from pydantic import Field
from spectree import Response

from bpmn.importing import Note
from bpmn.importing.filling import Fill
from services.process import importing as use_cases
from services.process.definitions import StoredDefinition
from webapp.api.definitions import ProblemOut, read_diagram, to_problem
from webapp.api.document import Input, Output, document
from webapp.asking import command, current_actor, look_again, looking
from webapp.extensions import db
from webapp.matching import read_match
from webapp.texts import translate
from workflows.errors import AnswersRefusedError, FieldProblem

blueprint = Blueprint("imports", __name__)


class NoteOut(Output):
    """What an import changed (`changed`) or left open (`open`); the line is one of the imported file."""

    code: str
    weight: str
    element_id: str | None
    line: int | None
    message: str


class DraftOut(Output):
    """A draft: its notes, what keeps it from publication, and who changed it last. `digest` is its `ETag`."""

    id: str | None
    key: str
    version: int | None
    name: str
    state: str
    digest: str
    ok: bool
    notes: list[NoteOut]
    problems: list[ProblemOut]
    edited_by: str | None = None
    edited_at: datetime | None = None


class DraftList(Output):
    """One draft for each process of the file."""

    items: list[DraftOut]


class FillIn(Input):
    """What somebody decided about one element; what is left out stays as it is."""

    element: str = Field(min_length=1, max_length=128)
    role: str = Field(default="", max_length=500)
    relation: str = Field(default="", max_length=64)
    of: str = Field(default="", max_length=64)
    condition: str = Field(default="", max_length=500)
    default: bool = False
    due: str = Field(default="", max_length=64)
    outcomes: dict[str, str] = Field(default_factory=dict, max_length=20)
    called: str = Field(default="", max_length=64)
    action: str = Field(default="", max_length=64)
    inputs: dict[str, str] = Field(default_factory=dict, max_length=50)
    outputs: dict[str, str] = Field(default_factory=dict, max_length=50)
    each: str = Field(default="", max_length=200)
    cardinality: str = Field(default="", max_length=200)
    kind: str = Field(default="", max_length=32)
    name: str = Field(default="", max_length=200)
    variable: str = Field(default="", max_length=64)
    type: str = Field(default="", max_length=32)
    given: bool = False
    remove: bool = False


class FillsIn(Input):
    """Decisions, written into the file one after the other."""

    fills: list[FillIn] = Field(min_length=1, max_length=200)


Tagged = tuple[DraftOut, int, dict[str, str]]


def to_note(note: Note) -> NoteOut:
    """A note in the reader's language."""
    return NoteOut(
        code=note.code,
        weight=note.weight,
        element_id=note.element_id or None,
        line=note.line,
        message=translate(note.text),
    )


@blueprint.post("/process-definitions/import/check")
@document.validate(resp=Response(HTTP_200=DraftList), tags=["process-definitions"])
def check() -> DraftList:
    """Say what an import would make of a file; nothing is stored."""
    found = use_cases.check_import(db.session(), current_actor().org_id, read_diagram())
    return DraftList(items=[_preview(each) for each in found])


def _preview(found: use_cases.Imported) -> DraftOut:
    return DraftOut(
        id=None,
        key=found.draft.key,
        version=None,
        name=found.draft.name,
        state="draft",
        digest=found.digest,
        ok=found.ok,
        notes=[to_note(each) for each in found.draft.notes],
        problems=[to_problem(each) for each in found.problems],
    )


@blueprint.post("/process-definitions/import")
@document.validate(resp=Response(HTTP_201=DraftList), tags=["process-definitions"])
def create() -> tuple[DraftList, int]:
    """Store each process of a foreign file as a draft with notes, whatever gaps it has."""
    stored = use_cases.import_definitions(command(), read_diagram())
    return DraftList(items=[_show(each.id) for each in stored]), 201


def _show(definition_id: str) -> DraftOut:
    page = use_cases.show_draft(look_again(), definition_id)
    shown: dict[str, Any] = {
        name: getattr(page.card, name) for name in ("id", "key", "version", "name", "state", "digest")
    }
    notes, problems = [to_note(each) for each in page.notes], [to_problem(each) for each in page.problems]
    edited = {"edited_by": page.edited.by, "edited_at": page.edited.at} if page.edited else {}
    return DraftOut(**shown | edited, ok=page.ok, notes=notes, problems=problems)


@blueprint.get("/process-definitions/<definition_id>/draft")
@document.validate(resp=Response(HTTP_200=DraftOut), tags=["process-definitions"])
def show(definition_id: str) -> Tagged:
    """Show a version with the notes of its import and what a check finds now."""
    looking()
    return _tag(_show(definition_id))


@blueprint.put("/process-definitions/<definition_id>/bpmn")
@document.validate(resp=Response(HTTP_200=DraftOut), tags=["process-definitions"])
def replace_file(definition_id: str) -> Tagged:
    """Put another content into a draft; gaps may remain. `If-Match` names the digest that it began with."""
    return _answer(use_cases.replace_draft(command(), definition_id, read_diagram(), known=read_match()))


@blueprint.post("/process-definitions/<definition_id>/fills")
@document.validate(resp=Response(HTTP_200=DraftOut), tags=["process-definitions"])
def fill(definition_id: str, json: FillsIn) -> Tagged:
    """Fill gaps of a draft, all of them or none. `If-Match` names the digest that it began with."""
    fills = [Fill(**each.model_dump()) for each in json.fills]
    if not all(fill.says_something for fill in fills):
        raise AnswersRefusedError([FieldProblem("fills", "empty", use_cases.NOTHING_SAID)])
    return _answer(use_cases.fill_draft(command(), definition_id, fills, known=read_match()))


def _answer(stored: StoredDefinition) -> Tagged:
    return _tag(_show(stored.id))


def _tag(shown: DraftOut) -> Tagged:
    return shown, 200, {"ETag": f'"{shown.digest}"'}
