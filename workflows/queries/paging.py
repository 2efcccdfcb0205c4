"""Keyset paging: a page ends at a row, and the next begins after it, whatever was written in between."""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Generic, TypeVar

from sqlalchemy import ColumnElement, and_, or_

from bpmn.texts import N_
from workflows.errors import WorkflowError

T = TypeVar("T")

MAX_LIMIT: Final = 200
DEFAULT_LIMIT: Final = 20
MAX_KEY: Final = 2**63 - 1


class CursorError(WorkflowError):
    """A cursor that no list of ours has given."""

    code = "malformed-cursor"
    message = N_("分页游标无效")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Some items, and where the next page begins."""

    items: Sequence[T]
    next_cursor: str | None = None


@dataclass(frozen=True)
class Window:
    """What page is wanted."""

    limit: int = DEFAULT_LIMIT
    cursor: str = ""

    @property
    def size(self) -> int:
        """The limit within its bounds."""
        return max(1, min(self.limit, MAX_LIMIT))


def encode_cursor(*values: Any) -> str:
    """A cursor of the sort key of the last row of a page."""
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return base64.urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def decode_cursor(text: str, kinds: Sequence[type[Any]]) -> list[Any]:
    """The sort key in a cursor, each value of its kind; instants come back as instants."""
    try:
        values = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError) as error:
        raise CursorError from error
    if not isinstance(values, list) or len(values) != len(kinds):
        raise CursorError
    return [_read_value(value, kind) for value, kind in zip(values, kinds, strict=True)]


def _read_value(value: Any, kind: type[Any]) -> Any:
    if kind is datetime and isinstance(value, str):
        value = _read_instant(value)
    if type(value) is not kind or (kind is int and abs(value) > MAX_KEY):
        raise CursorError
    return value


def _read_instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError as error:
        raise CursorError from error
    if instant.tzinfo is None:
        raise CursorError
    return instant


def after_key(columns: Sequence[Any], values: Sequence[Any], *, descending: bool) -> ColumnElement[bool]:
    """A condition: the row comes after the key, compared column by column."""
    branches = []
    for at, (column, value) in enumerate(zip(columns, values, strict=True)):
        before = [earlier == known for earlier, known in zip(columns[:at], values[:at], strict=True)]
        step = column < value if descending else column > value
        branches.append(and_(*before, step))
    return or_(*branches)


def page_of(
    session: Any,
    statement: Any,
    columns: Sequence[Any],
    window: Window,
    make: Callable[[Any], T],
    *,
    descending: bool = False,
) -> Page[T]:
    """One page of a statement, ordered by the columns; the last of them must be unique."""
    if window.cursor:
        kinds = [column.type.python_type for column in columns]
        statement = statement.where(after_key(columns, decode_cursor(window.cursor, kinds), descending=descending))
    ordered = [column.desc() if descending else column.asc() for column in columns]
    keyed = statement.add_columns(*(column.label(f"key_{at}") for at, column in enumerate(columns)))
    rows = session.execute(keyed.order_by(*ordered).limit(window.size + 1)).all()
    items = [make(row) for row in rows[: window.size]]
    if len(rows) <= window.size:
        return Page(items)
    last = rows[window.size - 1]
    return Page(items, encode_cursor(*(getattr(last, f"key_{at}") for at in range(len(columns)))))
