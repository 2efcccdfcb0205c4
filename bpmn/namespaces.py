"""The XML namespaces of BPMN 2.0, of its diagrams, and of our extension."""

from typing import Final

BPMN: Final = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI: Final = "http://www.omg.org/spec/BPMN/20100524/DI"
DC: Final = "http://www.omg.org/spec/DD/20100524/DC"
DI: Final = "http://www.omg.org/spec/DD/20100524/DI"
LF: Final = "urn:lianflow:bpmn:1"
DMN: Final = "https://www.omg.org/spec/DMN/20191111/MODEL/"
DMN_SPACE: Final = ("http://www.omg.org/spec/DMN/", "https://www.omg.org/spec/DMN/")
"""How every namespace of DMN begins, of versions that we know and of others."""
DMN_VERSIONS: Final = frozenset(
    {
        DMN,
        "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
        "http://www.omg.org/spec/DMN/20180521/MODEL/",
        "https://www.omg.org/spec/DMN/20211108/MODEL/",
        "https://www.omg.org/spec/DMN/20230324/MODEL/",
    }
)
"""DMN 1.1 to 1.5: decision tables are written alike in all of them; ours are 1.3."""

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
