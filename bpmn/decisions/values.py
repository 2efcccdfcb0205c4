"""Values of decision tables: of which type they are, how variables become them, how they are written and given back."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import Any, Final

from bpmn.decisions.tables import Value, ValueType
from bpmn.errors import DecisionError
from bpmn.texts import N_, Text

Values = Mapping[str, Any]

MAX_NUMBER: Final = Decimal(10) ** 18
"""Numbers are smaller: with nine decimals they are exact, and nothing that is computed grows without end."""

TYPE_NAMES: Final[Mapping[ValueType, str]] = {
    ValueType.STRING: N_("文字"),
    ValueType.INTEGER: N_("整数"),
    ValueType.NUMBER: N_("数字"),
    ValueType.BOOLEAN: N_("是否"),
    ValueType.DATE: N_("日期"),
}
"""What people call the types."""


def _is_integer(value: object) -> bool:
    return isinstance(value, Decimal) and value == value.to_integral_value()


_TYPES: Final[Mapping[ValueType, Callable[[object], bool]]] = {
    ValueType.STRING: lambda value: isinstance(value, str),
    ValueType.INTEGER: _is_integer,
    ValueType.NUMBER: lambda value: isinstance(value, Decimal),
    ValueType.BOOLEAN: lambda value: isinstance(value, bool),
    ValueType.DATE: lambda value: isinstance(value, date),
}


def fits(value: Value, kind: ValueType) -> bool:
    """Whether a value is of a type; nothing is of any."""
    return value is None or _TYPES[kind](value)


def coerce(value: Any, kind: ValueType, place: str) -> Value:
    """A value of a variable as a table has it: numbers decimal, days as days; `DecisionError` if it is of no use."""
    found: Value = _convert(value, kind)
    if isinstance(found, Decimal) and abs(found) >= MAX_NUMBER:
        raise DecisionError(N_("“%(place)s”的数值太大"), place=place)
    if not fits(found, kind):
        text = N_("“%(place)s”的值 %(value)s 不是%(type)s")
        raise DecisionError(text, place=place, value=repr(value), type=Text(TYPE_NAMES[kind]))
    return found


def _convert(value: Any, kind: ValueType) -> Any:
    if kind is ValueType.DATE and isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, float) and isfinite(value):
        return Decimal(str(value))
    return value


def release(value: Value) -> Any:
    """A value of a table as variables hold it, which are JSON."""
    if isinstance(value, Decimal):
        return int(value) if _is_integer(value) else float(value)
    return value.isoformat() if isinstance(value, date) else value


def write_value(value: Value) -> str:
    """A value as it is written in a cell."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if isinstance(value, Decimal):
        return format(value, "f")
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'
