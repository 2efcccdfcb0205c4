"""The namespaces of other tools, and reading their attributes and elements."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn.documents import Element
from bpmn.expressions import strip_wrapping
from bpmn.namespaces import BPMN, BPMNDI, DC, DI, LF, split_name
from bpmn.nodes import children

ACTIVITI: Final = frozenset(
    {"http://activiti.org/bpmn", "http://flowable.org/bpmn", "http://camunda.org/schema/1.0/bpmn"}
)
"""Three tools of one family: what they have in common is called the same."""
ZEEBE: Final = "http://camunda.org/schema/zeebe/1.0"
VENDORS: Final = ACTIVITI | {ZEEBE}
KEPT: Final = frozenset(
    {BPMN, BPMNDI, DC, DI, LF, "", "http://www.w3.org/2001/XMLSchema-instance", "http://www.w3.org/XML/1998/namespace"}
)
"""Namespaces whose content stays."""

_EXPRESSION: Final = re.compile(r"^\s*(?:[$#]\{|=)")
_PLAIN: Final = re.compile(r"[A-Za-z_$][\w$]*")


def foreign(element: Element, *names: str) -> str:
    """The first of these attributes that a vendor's namespace has on the element, '' where none is."""
    for key, value in element.attrib.items():
        namespace, name = split_name(key)
        if namespace in ACTIVITI and name in names and value.strip():
            return str(value).strip()
    return ""


def foreign_elements(element: Element, *names: str) -> list[Element]:
    """A vendor's elements with one of the names in the extension of a BPMN element."""
    return [child for holder in children(element, "extensionElements") for child in below(holder, *names)]


def below(element: Element, *names: str) -> list[Element]:
    """A vendor's children of that name."""
    found = ((split_name(child.tag), child) for child in element)
    return [child for (namespace, name), child in found if namespace in VENDORS and name in names]


def is_expression(text: str) -> bool:
    """Whether a text is an expression of another tool: `${…}`, `#{…}`, `=…`."""
    return bool(_EXPRESSION.match(text))


def plain_name(text: str) -> str:
    """The one variable that an expression reads, '' where it says more."""
    bare = strip_wrapping(text)
    return bare if is_expression(text) and _PLAIN.fullmatch(bare) else ""


def split_list(text: str) -> list[str]:
    """The names of a list with commas; a leading `=` and quotation marks are taken off (FEEL)."""
    bare = strip_wrapping(text) if text.lstrip().startswith("=") else text
    parts = (part.strip().strip("'\"").strip() for part in bare.strip("[] ").split(","))
    return [part for part in parts if part]


def is_literal(text: str) -> bool:
    """Whether a text names things itself: it is no expression, or one that is only a quoted text or a list of them."""
    bare = strip_wrapping(text).strip("[] ")
    quoted = re.fullmatch(r"""(\s*("[^"]*"|'[^']*')\s*,?)+""", bare) is not None
    return quoted if is_expression(text) else True


def strangers(element: Element) -> Iterator[str]:
    """Names of the attributes of an element that other tools have given it, as `namespace name`."""
    for key in element.attrib:
        if split_name(key)[0] not in KEPT:
            yield str(key)
