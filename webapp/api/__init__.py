"""The HTTP API, version 1 (docs/reference/http-api)."""

from typing import Final

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import UnsupportedMediaType

from webapp.api import (
    advice,
    appeals,
    ballots,
    calendars,
    decisions,
    definitions,
    demo,
    documents,
    drafts,
    dry_runs,
    imports,
    incidents,
    information,
    inquiries,
    instances,
    me,
    meetings,
    messages,
    migrations,
    notices,
    operations,
    packages,
    panels,
    parameters,
    points,
    programme,
    session,
    statistics,
    tasks,
    warnings,
)
from webapp.api.document import document
from webapp.api.openapi import complete_document
from webapp.limits import check_json

FILES: Final = frozenset({"multipart/form-data", "application/xml", "text/xml", "application/zip"})
"""What bodies may be beside JSON."""

api = Blueprint("api", __name__, url_prefix="/api/v1")

for module in (
    session,
    me,
    definitions,
    decisions,
    dry_runs,
    migrations,
    imports,
    packages,
    drafts,
    instances,
    incidents,
    messages,
    notices,
    tasks,
    operations,
    ballots,
    panels,
    meetings,
    parameters,
    calendars,
    programme,
    demo,
    documents,
    points,
    warnings,
    appeals,
    inquiries,
    advice,
    information,
    statistics,
):
    api.register_blueprint(module.blueprint)


@api.before_request
def require_json() -> None:
    """Bodies are JSON, files are multipart, diagrams are XML, packages ZIP; anything else is refused unread."""
    if request.content_length and request.mimetype == "application/json":
        check_json()
    elif request.content_length and request.mimetype not in FILES:
        raise UnsupportedMediaType


@api.get("/openapi.json")
def show_document() -> Response:
    """The OpenAPI 3.1 document of this API, generated from its schemas."""
    return jsonify(complete_document(document.spec))
