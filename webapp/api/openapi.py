"""The OpenAPI document as it is published: what the schemas say, and what holds for every path."""

import copy
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

PREFIX: Final = "/api/v1"

Json = dict[str, Any]

PROBLEM: Final[Json] = {
    "description": "A problem document (RFC 9457); `type` ends with the code, `errors` names fields.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}

KEY: Final[Json] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A key of one's own for this command: asked again under it, the first answer comes again.",
    "schema": {"type": "string", "maxLength": 64},
}

MATCH: Final[Json] = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "The `ETag` of the last save; if somebody has saved since, 412 and nothing is overwritten.",
    "schema": {"type": "string"},
}

DIAGRAM: Final[Json] = {
    "required": True,
    "content": {
        "application/xml": {"schema": {"type": "string"}},
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}
        },
    },
}

UPLOAD: Final[Json] = {
    "required": True,
    "content": {
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}
        }
    },
}

PACKAGE: Final[Json] = {
    "required": True,
    "content": {
        "application/zip": {"schema": {"type": "string", "format": "binary"}},
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string"}}}
        },
    },
}

BODIES: Final[Mapping[tuple[str, str], Json]] = {
    ("post", "/process-definitions/check"): DIAGRAM,
    ("post", "/process-definitions"): DIAGRAM,
    ("post", "/process-definitions/import"): DIAGRAM,
    ("post", "/process-definitions/import/check"): DIAGRAM,
    ("put", "/process-definitions/{definition_id}/bpmn"): DIAGRAM,
    ("post", "/process-packages"): PACKAGE,
    ("post", "/process-packages/check"): PACKAGE,
    ("post", "/process-definitions/{definition_id}/copies"): DIAGRAM,
    ("post", "/attachments"): UPLOAD,
}
"""Bodies that are no JSON, and so have no schema of ours."""

ANSWERS: Final[Mapping[tuple[str, str], tuple[str, Json]]] = {
    ("delete", "/session"): ("204", {"description": "The session has ended."}),
    ("delete", "/process-definitions/{definition_id}/draft"): ("204", {"description": "The draft is gone."}),
    ("get", "/process-definitions/{definition_id}/bpmn"): (
        "200",
        {"description": "The file as it was stored.", "content": {"application/xml": {"schema": {"type": "string"}}}},
    ),
    ("get", "/process-definitions/{definition_id}/package"): (
        "200",
        {
            "description": "The package; its ETag is the digest.",
            "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
        },
    ),
    ("get", "/documents/{document_id}/content"): (
        "200",
        {
            "description": "The document, drawn from what it said when it was issued.",
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (
                    "application/pdf",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                )
            },
        },
    ),
    ("get", "/attachments/{attachment_id}"): (
        "200",
        {"description": "The file.", "content": {"application/octet-stream": {"schema": {"type": "string"}}}},
    ),
}
"""Answers that are no JSON."""

HEADERS: Final[Mapping[tuple[str, str], Json]] = {
    ("put", "/tasks/{task_id}/draft"): MATCH,
    ("put", "/process-definitions/{definition_id}/bpmn"): MATCH,
    ("post", "/process-definitions/{definition_id}/fills"): MATCH,
}

KEYLESS: Final = frozenset(
    {"/session", "/process-definitions/check", "/process-definitions/import/check", "/process-packages/check"}
)
"""What is posted and is no command."""


def complete_document(drawn: Json) -> Json:
    """The document that the schemas gave, with names, keys, problems, and bodies that are no JSON."""
    spec = copy.deepcopy(drawn)
    for path, method, operation in _operations(spec):
        where = (method, path)
        operation["operationId"] = _name_operation(method, path)
        operation.setdefault("parameters", []).extend(_headers(where))
        if where in BODIES:
            operation["requestBody"] = BODIES[where]
        _complete_answers(operation["responses"], where)
    return spec


def _operations(spec: Json) -> Iterator[tuple[str, str, Json]]:
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            yield path.removeprefix(PREFIX), method, operation


def _name_operation(method: str, path: str) -> str:
    """`post /tasks/{task_id}/complete` → `post_tasks_task_id_complete`."""
    return "_".join([method, *re.findall(r"[a-z_]+", path.replace("-", "_"))])


def _headers(where: tuple[str, str]) -> Iterator[Json]:
    method, path = where
    if method == "post" and path not in KEYLESS:
        yield KEY
    if where in HEADERS:
        yield HEADERS[where]


def _complete_answers(answers: Json, where: tuple[str, str]) -> None:
    answers.pop("422", None)
    if where in ANSWERS:
        status, answer = ANSWERS[where]
        answers[status] = answer
    answers["default"] = PROBLEM
