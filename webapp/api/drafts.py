"""Drafts: begun from a version, kept as a copy, thrown away."""

from flask import Blueprint
from spectree import Response

from services.process import drafts as use_cases
from webapp.api.definitions import StoredOut, read_diagram
from webapp.api.document import document
from webapp.asking import command

blueprint = Blueprint("drafts", __name__)


@blueprint.post("/process-definitions/<definition_id>/drafts")
@document.validate(resp=Response(HTTP_201=StoredOut), tags=["process-definitions"])
def begin(definition_id: str) -> tuple[StoredOut, int]:
    """Begin a draft of the next version with the content of this one."""
    return StoredOut.model_validate(use_cases.begin_draft(command(), definition_id)), 201


@blueprint.post("/process-definitions/<definition_id>/copies")
@document.validate(resp=Response(HTTP_201=StoredOut), tags=["process-definitions"])
def copy(definition_id: str) -> tuple[StoredOut, int]:
    """Keep a content as a draft of its own beside this version, whatever gaps it has."""
    return StoredOut.model_validate(use_cases.copy_draft(command(), definition_id, read_diagram())), 201


@blueprint.delete("/process-definitions/<definition_id>/draft")
@document.validate(tags=["process-definitions"])
def discard(definition_id: str) -> tuple[str, int]:
    """Throw a draft away."""
    use_cases.discard_draft(command(), definition_id)
    return "", 204
