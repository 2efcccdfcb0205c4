"""Logs: an event a line on standard error, JSON unless somebody watches; tracebacks without the values of variables."""

import sys
from typing import Any

import structlog
from structlog.processors import ExceptionRenderer, JSONRenderer, TimeStamper, add_log_level
from structlog.tracebacks import ExceptionDictTransformer


def configure_logs() -> None:
    """Let all loggers write so. What a request brought may be confidential: no local variable is ever written."""
    ending: list[Any] = [
        ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
        JSONRenderer(ensure_ascii=False),
    ]
    if sys.stderr.isatty():
        ending = [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
    structlog.configure(
        processors=[structlog.contextvars.merge_contextvars, add_log_level, TimeStamper(fmt="iso"), *ending],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
