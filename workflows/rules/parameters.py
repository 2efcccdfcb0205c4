"""Parameter values of one set, typed on reading; a diagram may name them where it may write a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from bpmn.checkpoints.demands import read_checkpoints
from bpmn.durations import read_iso
from bpmn.lint import ValueKind
from workflows.rules.deadlines import Duration, parse_duration
from workflows.rules.voting import Threshold, parse_threshold

MAX_VALUE: Final = 1_000_000


@dataclass(frozen=True)
class Parameters:
    """`group.name` → `{"value": …}`, with the comparison of a threshold beside it."""

    values: Mapping[str, Mapping[str, Any]]

    def value(self, name: str) -> Any:
        """The bare value; an unknown name raises KeyError."""
        return self.values[name]["value"]

    @cached_property
    def by_group(self) -> Mapping[str, Mapping[str, Any]]:
        """Bare values by group and name."""
        groups: dict[str, dict[str, Any]] = {}
        for full, entry in self.values.items():
            group, _, name = full.partition(".")
            groups.setdefault(group, {})[name] = entry["value"]
        return groups

    def integer(self, name: str) -> int:
        """A whole number."""
        return int(self.value(name))

    def flag(self, name: str) -> bool:
        """A switch."""
        return bool(self.value(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of words: a parameter's, or written out with spaces between them."""
        return tuple(map(str, self.value(name) if name in self.values else name.split()))

    def duration(self, text: str) -> Duration:
        """A duration, written out (in a diagram also as in ISO 8601) or named."""
        return parse_duration(str(self.value(text)) if text in self.values else read_iso(text) or text)

    def threshold(self, name: str) -> Threshold:
        """A share with its comparison."""
        entry = self.values[name]
        return parse_threshold(str(entry["value"]), str(entry["cmp"]))

    def resolve(self, text: str) -> Any:
        """The parameter of that name, or the text itself."""
        return self.value(text) if text in self.values else text


def fits_entry(entry: Mapping[str, Any], value: Any) -> bool:
    """Whether a value can stand in an entry's place: of its kind and size, a share where there is a comparison.

    A number is not below the entry's `least`, and odd where it says so (R-MASS-2, R-EXP-1). What profiles demand need
    not have the shape of before: a profile may come to demand more.
    """
    if entry.get("form") == "checkpoints":
        return _are_demands(value)
    return _fits_value(entry, value)


def _fits_value(entry: Mapping[str, Any], value: Any) -> bool:
    if "cmp" in entry:
        return _is_share(value)
    if not has_same_shape(entry["value"], value):
        return False
    if kind_of(entry) is ValueKind.NUMBER:
        return value >= entry.get("least", 0) and (value % 2 == 1 or not entry.get("odd"))
    if kind_of(entry) is ValueKind.WORDS:
        return len(set(value)) == len(value) and len(value) in entry.get("sizes", [len(value)])
    return True


def has_same_shape(known: Any, value: Any) -> bool:
    """Whether a value is of the kind of a known one: a duration for a duration, no negative number, the same keys."""
    if isinstance(known, Mapping):
        same = isinstance(value, Mapping) and set(value) == set(known)
        return same and all(has_same_shape(known[key], value[key]) for key in known)
    if isinstance(known, list):
        filled = isinstance(value, list) and bool(value)
        return filled and all(any(has_same_shape(each, item) for each in known) for item in value)
    if isinstance(known, bool) or isinstance(value, bool):
        return type(value) is type(known)
    if isinstance(known, (int, float)):
        fitting = (int, float) if isinstance(known, float) else int
        return isinstance(value, fitting) and 0 <= value <= MAX_VALUE
    return isinstance(value, str) and (_is_duration(value) or not _is_duration(known))


def _are_demands(value: Any) -> bool:
    try:
        return isinstance(value, Mapping) and all(read_checkpoints(each) for each in value.values())
    except ValueError:
        return False


def _is_share(value: Any) -> bool:
    try:
        return 0 <= parse_threshold(value, ">").share <= 1
    except (ValueError, TypeError):
        return False


def kind_of(entry: Mapping[str, Any]) -> ValueKind:
    """What an entry holds, for the lint."""
    value = entry["value"]
    if "cmp" in entry:
        return ValueKind.SHARE
    if _is_duration(value):
        return ValueKind.DURATION
    if type(value) is int:
        return ValueKind.NUMBER
    words = isinstance(value, list) and all(isinstance(each, str) for each in value)
    return ValueKind.WORDS if words else ValueKind.OTHER


def _is_duration(value: Any) -> bool:
    try:
        parse_duration(value)
    except (ValueError, TypeError):
        return False
    return True
