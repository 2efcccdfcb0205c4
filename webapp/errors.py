"""Errors of the floors below → HTTP statuses: problem+json for the API, a page for people."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import structlog
from flask import Flask, Response, g, json, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import HTTPException
from werkzeug.http import HTTP_STATUS_CODES

from bpmn.errors import BpmnError
from bpmn.texts import N_, Text
from services.identity.use_cases import SignInRefusedError
from services.process.definitions import DefinitionRefusedError
from webapp.asking import SignInNeededError, keep_refusal
from webapp.texts import tell, translate
from workflows.errors import (
    AnswersRefusedError,
    ConcealedError,
    ConflictError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    StaleError,
    SuspendedError,
    UnavailableError,
    WorkflowError,
)
from workflows.queries.paging import CursorError

log = structlog.get_logger()

STATUSES: Final[Mapping[type[WorkflowError], int]] = {
    CursorError: 400,
    SignInNeededError: 401,
    SignInRefusedError: 401,
    NotPermittedError: 403,
    NotFoundError: 404,
    ConflictError: 409,
    StaleError: 412,
    RefusedError: 422,
    SuspendedError: 423,
    UnavailableError: 503,
}
"""The status of each kind of error; the first kind that fits counts."""

UNAUTHORIZED: Final = 401
BAD_REQUEST: Final = 400
UNEXPECTED: Final = 500
RETRY_AFTER: Final = {429: "60", 503: "5"}

FAULT: Final = Text(N_("系统出现故障，操作没有生效；已记录，请稍后重试或联系管理员"))

PLAIN: Final[Mapping[int, str]] = {
    400: N_("请求格式不正确"),
    404: N_("无此记录"),
    405: N_("此地址不支持该操作"),
    413: N_("内容过大"),
    415: N_("不支持的内容类型"),
    429: N_("操作过于频繁，请稍后再试"),
}
"""What errors of HTTP itself are called."""


def register_errors(app: Flask) -> None:
    """Answer every error the same way everywhere."""
    app.register_error_handler(WorkflowError, answer_refusal)
    app.register_error_handler(BpmnError, answer_unreadable)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, answer_fault)


def status_of(error: WorkflowError) -> int:
    """The HTTP status of a refusal."""
    return next((status for kind, status in STATUSES.items() if isinstance(error, kind)), BAD_REQUEST)


def answer_refusal(error: WorkflowError) -> ResponseReturnValue:
    """A wish that was refused; of confidential things that is noted."""
    status = status_of(error)
    if isinstance(error, ConcealedError):
        keep_refusal(error.about)
    if status == UNAUTHORIZED and not is_api():
        return redirect(url_for("auth.sign_in", next=request.full_path if request.method == "GET" else None))
    return _answer(status, error.code, error.text, list(_field_errors(error)))


def _field_errors(error: WorkflowError) -> Iterator[dict[str, Any]]:
    if isinstance(error, AnswersRefusedError):
        for problem in error.problems:
            yield {"field": problem.field, "code": problem.code, "message": translate(problem.text)}
    if isinstance(error, DefinitionRefusedError):
        for found in error.problems:
            yield {
                "field": found.element_id or "",
                "code": found.rule,
                "message": translate(found.text),
                "line": found.line,
                "severity": found.severity,
            }


def answer_unreadable(error: BpmnError) -> ResponseReturnValue:
    """A draft that cannot be read as it is: what is wrong with it, and where."""
    return answer_refusal(DefinitionRefusedError(error.problems))


def answer_http(error: HTTPException) -> ResponseReturnValue:
    """An error that Flask or Werkzeug raised."""
    if error.response is not None:
        return error.response
    status = error.code or UNEXPECTED
    text = Text(PLAIN.get(status, FAULT.msgid if status >= UNEXPECTED else PLAIN[BAD_REQUEST]))
    return _answer(status, HTTP_STATUS_CODES.get(status, "error").lower().replace(" ", "-"), text, [])


def answer_fault(error: Exception) -> ResponseReturnValue:
    """A fault of the house: nothing of it is shown, and nothing has changed."""
    log.error("unexpected_error", error=type(error).__name__, path=request.path, exc_info=error)
    return _answer(UNEXPECTED, "internal-error", FAULT, [])


def is_api() -> bool:
    """Whether a machine asked."""
    return request.path.startswith("/api/")


def _answer(status: int, code: str, text: Text, errors: list[dict[str, Any]]) -> Response:
    headers = {"Retry-After": RETRY_AFTER[status]} if status in RETRY_AFTER else {}
    if is_api():
        return problem_response(status, code, translate(text), errors, headers)
    if status >= UNEXPECTED:
        g.bare = True
    problems = [each["message"] for each in errors]
    page = render_template("errors/show.html", status=status, told=tell(text), problems=problems)
    return make_response(page, status, headers)


def problem_response(
    status: int, code: str, detail: str, errors: list[dict[str, Any]], headers: Mapping[str, str] | None = None
) -> Response:
    """A problem document (RFC 9457)."""
    body = {
        "type": f"urn:lianflow:problem:{code}",
        "title": HTTP_STATUS_CODES.get(status, ""),
        "status": status,
        "detail": detail,
        "errors": errors,
    }
    return Response(json.dumps(body), status, dict(headers or {}), content_type="application/problem+json")
