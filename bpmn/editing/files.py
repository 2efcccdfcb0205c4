"""A file that is being edited: read to a tree, and written so that nothing but the edits is different."""

import re
from collections.abc import Mapping
from typing import Final

from bpmn.documents import Element, parse_document, write_document
from bpmn.importing.filling import FillError
from bpmn.importing.trees import Diagram
from bpmn.namespaces import LF, qualify
from bpmn.nodes import children
from bpmn.texts import N_, Text

_DECLARATION: Final = re.compile(rb"\s*<\?xml[^>]*\?>\s*")
_APOSTROPHE: Final = re.compile(rb"&(apos|#39|#x27);")
_UNWRITABLE: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 does not allow as a character."""


def read_file(data: bytes) -> Diagram:
    """The diagram of a file; `UnreadableError` where it is no safe XML."""
    return Diagram(parse_document(data))


def write_file(data: bytes, diagram: Diagram) -> bytes:
    """The file with its edits."""
    return restore_file(data, write_document(diagram.root))


def restore_file(data: bytes, written: bytes) -> bytes:
    """A file as it was written again, with its declaration, its end and its unchanged lines byte for byte as before."""
    before = _DECLARATION.match(data)
    if before:
        written = before[0] + _DECLARATION.sub(b"", written, count=1)
    known = {_plain(line): line for line in data.splitlines(keepends=True)}
    lines = (written + data[len(data.rstrip()) :]).splitlines(keepends=True)
    return b"".join(known.get(_plain(line), line) for line in lines)


def _plain(line: bytes) -> bytes:
    """A line without the choices that writers of XML have in texts."""
    return _APOSTROPHE.sub(b"'", line.replace(b"&gt;", b">"))


def require_text(name: str, *texts: str) -> None:
    """Raise `FillError` where a text holds characters that XML does not know."""
    if any(_UNWRITABLE.search(text) for text in texts):
        raise FillError(name, Text(N_("含有不能写入文件的字符")))


def find_element(diagram: Diagram, identifier: str) -> Element:
    """An element by its id; `FillError` where there is none."""
    found = diagram.find(identifier)
    if found is None:
        raise FillError("element", Text(N_("没有元素 %(id)s"), {"id": identifier}))
    return found


def put(parent: Element, tag: str, attributes: Mapping[str, str], at: int | None = None) -> Element:
    """A new child, indented as its neighbours are; `tag` with a prefix of ours."""
    made = parent.makeelement(qualify(tag), {name: value for name, value in attributes.items() if value})
    place = len(parent) if at is None else at
    _space(parent, made, place)
    parent.insert(place, made)
    return made


def _space(parent: Element, made: Element, place: int) -> None:
    """Give a child the blanks that stand before and behind its neighbours."""
    siblings = list(parent)
    above = parent.getparent()
    if siblings:
        last = place == len(siblings)
        made.tail = siblings[-1].tail if last else parent.text
        if last:
            siblings[-1].tail = parent.text
    elif above is not None and above.text and not above.text.strip():
        parent.text, made.tail = f"{above.text}  ", above.text


def give(element: Element, name: str, value: str) -> None:
    """Set an attribute of our extension, or with '' take it away."""
    if value:
        element.set(f"{{{LF}}}{name}", value)
    else:
        element.attrib.pop(f"{{{LF}}}{name}", "")


def extension_of(element: Element) -> Element:
    """The `extensionElements` of an element, made where there is none."""
    found = children(element, "extensionElements")
    return found[0] if found else put(element, "bpmn:extensionElements", {}, len(children(element, "documentation")))
