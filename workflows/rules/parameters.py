"""Parameter values of one set, typed on reading; a diagram may name them where it may write a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

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

    def integer(self, name: str) -> int:
        """A whole number."""
        return int(self.value(name))

    def flag(self, name: str) -> bool:
        """A switch."""
        return bool(self.value(name))

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of words."""
        return tuple(map(str, self.value(name)))

    def duration(self, text: str) -> Duration:
        """A duration, written out or named."""
        return parse_duration(str(self.value(text)) if text in self.values else text)

    def threshold(self, name: str) -> Threshold:
        """A share with its comparison."""
        entry = self.values[name]
        return parse_threshold(str(entry["value"]), str(entry["cmp"]))

    def resolve(self, text: str) -> Any:
        """The parameter of that name, or the text itself."""
        return self.value(text) if text in self.values else text


def fits_entry(entry: Mapping[str, Any], value: Any) -> bool:
    """Whether a value can stand in an entry's place: of its kind, a share where there is a comparison."""
    if "cmp" in entry:
        return _is_share(value)
    return has_same_shape(entry["value"], value)


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


def _is_share(value: Any) -> bool:
    try:
        return 0 <= parse_threshold(value, ">").share <= 1
    except (ValueError, TypeError):
        return False


def duration_names(values: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Names of the parameters that hold a duration."""
    return frozenset(name for name, entry in values.items() if _is_duration(entry.get("value")))


def _is_duration(value: Any) -> bool:
    try:
        parse_duration(value)
    except (ValueError, TypeError):
        return False
    return True
