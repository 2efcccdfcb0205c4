"""Parameter values of one set, typed on reading; a diagram may name them where it may write a value."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflows.rules.deadlines import Duration, parse_duration
from workflows.rules.voting import Threshold, parse_threshold


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


def duration_names(values: Mapping[str, Mapping[str, Any]]) -> frozenset[str]:
    """Names of the parameters that hold a duration."""
    return frozenset(name for name, entry in values.items() if _is_duration(entry.get("value")))


def _is_duration(value: Any) -> bool:
    try:
        parse_duration(value)
    except (ValueError, TypeError):
        return False
    return True
