"""How a rule says what it found."""

from bpmn.elements import Flow, Node, Process
from bpmn.errors import Problem, Severity
from bpmn.texts import Text


def fault(rule: str, place: Node | Flow | Process, msgid: str, **params: object) -> Problem:
    """A problem that forbids publication."""
    return Problem(rule, Text(msgid, params), place.id, place.line)


def hint(rule: str, place: Node | Flow | Process, msgid: str, **params: object) -> Problem:
    """A problem that a person should look at."""
    return Problem(rule, Text(msgid, params), place.id, place.line, Severity.WARNING)


def title(node: Node) -> str:
    """A node's name, or its id where it has none."""
    return node.name or node.id
