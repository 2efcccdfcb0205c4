"""Process and decision definitions: checking, publishing by two people, reading."""

from datetime import date, datetime
from typing import Any

from flask import Blueprint, request
from flask import Response as FlaskResponse
from spectree import Response

from bpmn.comparing.changes import Change
from bpmn.errors import Problem
from services.changes import use_cases as changes
from services.process import definitions as use_cases
from services.process.comparing import compare_versions
from webapp.api.document import Input, Output, document
from webapp.asking import command, current_actor, looking
from webapp.extensions import db
from webapp.texts import translate
from webapp.wording import make_words
from workflows.errors import NotFoundError
from workflows.queries import definitions as queries
from workflows.rules.states import DefinitionKind

blueprint = Blueprint("definitions", __name__)


class PlaceOut(Output):
    """A node or a flow of one of several processes."""

    process: str
    element: str
    name: str


class ProblemOut(Output):
    """One thing that is wrong with a file; `path` is the way that shows it, where it is about ways."""

    rule: str
    severity: str
    element_id: str | None
    line: int | None
    message: str
    path: list[PlaceOut]


class CheckOut(Output):
    """What a check found."""

    ok: bool
    problems: list[ProblemOut]
    process: dict[str, Any] | None
    decision: dict[str, Any] | None = None


class DefinitionOut(Output):
    """One version of a process or decision table."""

    id: str
    kind: str
    key: str
    version: int
    name: str
    state: str
    digest: str
    created_at: datetime
    published_at: datetime | None


class DefinitionList(Output):
    """Versions, newest first within a key."""

    items: list[DefinitionOut]
    next_cursor: str | None = None


class StoredOut(Output):
    """A version as it now stands."""

    id: str
    key: str
    version: int
    state: str


class DefinitionQuery(Input):
    """Which versions."""

    key: str = ""
    state: str = ""
    kind: str = ""


class ChangeIn(Input):
    """What is said of a change; all of it may be left out."""

    reason: str = ""
    document_number: str = ""
    effective_on: date | None = None


class OpinionIn(Input):
    """What the approver says."""

    opinion: str = ""


def to_problem(found: Problem) -> ProblemOut:
    """A problem in the reader's language."""
    return ProblemOut(
        rule=found.rule,
        severity=found.severity,
        element_id=found.element_id,
        line=found.line,
        message=translate(found.text),
        path=[PlaceOut.model_validate(place) for place in found.path],
    )


@blueprint.post("/process-definitions/check")
@document.validate(resp=Response(HTTP_200=CheckOut), tags=["process-definitions"])
def check() -> CheckOut:
    """Check a BPMN or DMN file (the body, or multipart field `file`); nothing is stored."""
    checked = use_cases.check_definition(db.session(), current_actor().org_id, read_diagram())
    process, table = checked.process, checked.table
    return CheckOut(
        ok=checked.ok,
        problems=[to_problem(each) for each in checked.problems],
        process={"key": process.id, "name": process.name, "calls": list(process.calls)} if process else None,
        decision={"key": table.id, "name": table.name, "rules": len(table.rules)} if table else None,
    )


def read_diagram() -> bytes:
    """The file of the request."""
    file = request.files.get("file")
    return file.read() if file else request.get_data()


@blueprint.post("/process-definitions")
@document.validate(resp=Response(HTTP_201=StoredOut), tags=["process-definitions"])
def create() -> tuple[StoredOut, int]:
    """Store a file as the draft of the next version; the root says whether it is a process or a decision table."""
    return StoredOut.model_validate(use_cases.upload_definition(command(), read_diagram())), 201


@blueprint.get("/process-definitions")
@document.validate(resp=Response(HTTP_200=DefinitionList), tags=["process-definitions"])
def index(query: DefinitionQuery) -> DefinitionList:
    """List versions."""
    cards = queries.list_definitions(
        db.session(), current_actor().org_id, key=query.key, state=query.state, kind=query.kind
    )
    return DefinitionList(items=[DefinitionOut.model_validate(card) for card in cards])


@blueprint.get("/process-definitions/<definition_id>")
@document.validate(resp=Response(HTTP_200=DefinitionOut), tags=["process-definitions"])
def show(definition_id: str) -> DefinitionOut:
    """Show one version."""
    row = queries.load_definition(db.session(), current_actor().org_id, definition_id)
    if row is None:
        raise NotFoundError
    return DefinitionOut.model_validate(queries.to_card(row))


class ChangeOut(Output):
    """One sentence about what is different, and the elements of both versions that it is about, or ''."""

    kind: str
    text: str
    old: str
    new: str


class DiffOut(Output):
    """What is different between two versions: what means something, and what was only drawn or called otherwise.

    `marks` say what happened to each element of the old and of the new drawing.
    """

    old: DefinitionOut
    new: DefinitionOut
    changes: list[ChangeOut]
    drawn: list[ChangeOut]
    old_marks: dict[str, str]
    new_marks: dict[str, str]


class DiffQuery(Input):
    """The version to compare with."""

    to: str


def to_change(found: Change) -> ChangeOut:
    """A sentence in the reader's language."""
    return ChangeOut(kind=found.kind, text=translate(found.text), old=found.old, new=found.new)


@blueprint.get("/process-definitions/<definition_id>/diff")
@document.validate(resp=Response(HTTP_200=DiffOut), tags=["process-definitions"])
def show_diff(definition_id: str, query: DiffQuery) -> DiffOut:
    """Say what is different in the version `to`: who acts, deadlines, forms, conditions, votes, calls, order."""
    work = looking()
    found = compare_versions(work, definition_id, query.to, make_words(work))
    compared = found.comparison
    return DiffOut(
        old=DefinitionOut.model_validate(found.old.definition),
        new=DefinitionOut.model_validate(found.new.definition),
        changes=[to_change(each) for each in compared.changes],
        drawn=[to_change(each) for each in compared.drawn],
        old_marks=dict(compared.old_marks),
        new_marks=dict(compared.new_marks),
    )


@blueprint.get("/process-definitions/<definition_id>/bpmn")
@document.validate(tags=["process-definitions"])
def show_file(definition_id: str) -> FlaskResponse:
    """Return the file as it was stored, byte for byte."""
    row = queries.load_definition(db.session(), looking().asker.org_id, definition_id)
    if row is None:
        raise NotFoundError
    ending = "dmn" if row.kind == DefinitionKind.DECISION else "bpmn"
    headers = {"Content-Disposition": f'attachment; filename="{row.key}.{ending}"', "ETag": f'"{row.digest}"'}
    return FlaskResponse(row.xml, 200, headers, content_type="application/xml")


@blueprint.post("/process-definitions/<definition_id>/submit")
@document.validate(resp=Response(HTTP_200=StoredOut), tags=["process-definitions"])
def submit(definition_id: str, json: ChangeIn) -> StoredOut:
    """Hand a draft to the approver: why, on what paper, in force from when."""
    note = changes.ChangeNote(json.reason, json.document_number, json.effective_on)
    return StoredOut.model_validate(changes.submit_draft(command(), definition_id, note))


@blueprint.post("/process-definitions/<definition_id>/approve")
@document.validate(resp=Response(HTTP_200=StoredOut), tags=["process-definitions"])
def approve(definition_id: str, json: OpinionIn) -> StoredOut:
    """Agree to what somebody else has submitted: it is published, now or on the day from which it is in force."""
    return StoredOut.model_validate(changes.approve_draft(command(), definition_id, json.opinion))


@blueprint.post("/process-definitions/<definition_id>/reject")
@document.validate(resp=Response(HTTP_200=StoredOut), tags=["process-definitions"])
def reject(definition_id: str, json: OpinionIn) -> StoredOut:
    """Give a submitted version back to its editor."""
    return StoredOut.model_validate(changes.return_draft(command(), definition_id, json.opinion))


@blueprint.post("/process-definitions/<definition_id>/retire")
@document.validate(resp=Response(HTTP_200=StoredOut), tags=["process-definitions"])
def retire(definition_id: str) -> StoredOut:
    """Let no more instances start on a version."""
    return StoredOut.model_validate(use_cases.retire_definition(command(), definition_id))
