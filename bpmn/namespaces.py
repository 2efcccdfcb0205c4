"""The XML namespaces of BPMN 2.0, of its diagrams, and of our extension."""

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
LF: Final = "urn:lianflow:bpmn:1"

PREFIXES: Final = {"bpmn": BPMN, "bpmndi": BPMNDI, "dc": DC, "di": DI, "lf": LF}


def qualify(prefixed: str) -> str:
    """Return lxml's name for a prefixed one: `bpmn:task` → `{http://…/MODEL}task`."""
    prefix, _, local = prefixed.partition(":")
    return f"{{{PREFIXES[prefix]}}}{local}"


def split_name(qualified: str) -> tuple[str, str]:
    """Return namespace and local name of lxml's `{namespace}local`."""
    if not qualified.startswith("{"):
        return "", qualified
    namespace, _, local = qualified[1:].partition("}")
    return namespace, local
