"""What a browser sends → typed values by declared field type.

A value that does not fit its type stays a string: the rules below refuse it by field, and the page shows it as typed.
Fields that may not be written here are never read.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from werkzeug.datastructures import MultiDict

from services.process.showing import FieldCard
from workflows.rules.deadlines import ZONE

PREFIX: Final = "f."

Form = MultiDict[str, str]


def read_fields(fields: Sequence[FieldCard], form: Form) -> dict[str, Any]:
    """The values of a form; what was left empty is left out."""
    return _read_record(fields, form, PREFIX, _drop_empty)


def read_draft(fields: Sequence[FieldCard], form: Form, *, add: str = "", remove: str = "") -> dict[str, Any]:
    """The same with empty rows kept; `add` names a table that gets a row, `remove` a row such as `points.2`."""
    values = _read_record(fields, form, PREFIX, _keep_all)
    if add:
        values[add] = [*values.get(add, []), {}]
    table, _, number = remove.rpartition(".")
    if table and number.isdigit():
        values[table] = [row for at, row in enumerate(values.get(table, [])) if at != int(number)]
    return values


Rows = list[dict[str, Any]]


def _drop_empty(rows: Rows) -> Rows:
    return [row for row in rows if row]


def _keep_all(rows: Rows) -> Rows:
    return rows


def _read_record(fields: Sequence[FieldCard], form: Form, prefix: str, keep: Callable[[Rows], Rows]) -> dict[str, Any]:
    found = {}
    for each in fields:
        if each.writable:
            found[each.name] = _read_field(each, form, prefix + each.name, keep)
    return {name: value for name, value in found.items() if value not in ("", [], None)}


def _read_field(each: FieldCard, form: Form, name: str, keep: Callable[[Rows], Rows]) -> Any:
    if each.type == "table":
        numbers = _row_numbers(form, f"{name}.")
        return keep([_read_record(each.fields, form, f"{name}.{number}.", keep) for number in numbers])
    if each.type == "choices":
        return [value for value in form.getlist(name) if value.strip()]
    return _READERS.get(each.type, _text)(form.get(name, ""))


def _row_numbers(form: Form, prefix: str) -> list[int]:
    """The rows that were sent, in their order."""
    parts = (name.removeprefix(prefix).partition(".")[0] for name in form if name.startswith(prefix))
    return sorted({int(part) for part in parts if part.isdecimal() and len(part) < _MANY})


_MANY: Final = 7


def _text(value: str) -> str:
    return value.replace("\r\n", "\n").strip()


def _integer(value: str) -> int | str:
    try:
        return int(value)
    except ValueError:
        return _text(value)


def _number(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return _text(value)


def _boolean(value: str) -> bool | str:
    return {"true": True, "false": False}.get(value, _text(value))


def _instant(value: str) -> str:
    """A local instant of Shanghai, as `datetime-local` gives it."""
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return _text(value)
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZONE)).isoformat()


_READERS: Final[Mapping[str, Callable[[str], Any]]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "instant": _instant,
}
