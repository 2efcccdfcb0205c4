"""What can be wrong with a file, said with element and line."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from bpmn.texts import Text


class Severity(StrEnum):
    """How much a problem matters."""

    ERROR = "error"
    """The process cannot be published."""
    WARNING = "warning"
    """The process can be published; a person should look."""


class Place(NamedTuple):
    """An element of one of several processes: a node or a flow, and what it is called."""

    process: str
    element: str
    name: str = ""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, where, and what to do about it."""

    rule: str
    text: Text
    element_id: str | None = None
    line: int | None = None
    severity: Severity = Severity.ERROR
    path: tuple[Place, ...] = ()
    """The way that shows it, node by node, where it is about ways."""

    def __str__(self) -> str:
        place = f"{self.line or '-'}: {self.element_id or '-'}"
        return f"{place}: {self.severity}: {self.text} [{self.rule}]"


class BpmnError(Exception):
    """A file or a diagram that cannot be used; carries every problem found, not just the first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class UnreadableError(BpmnError):
    """The bytes are no acceptable BPMN file."""


class ExpressionError(ValueError):
    """An expression says more than the whitelist allows, or does not parse."""


class DecisionError(ExpressionError):
    """A decision table says what cannot be read, or comes to no result; `text` tells people why."""

    def __init__(self, msgid: str, **params: object) -> None:
        self.text = Text(msgid, params)
        super().__init__(str(self.text))
