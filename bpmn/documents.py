"""Bytes that strangers send → an XML tree, or the reasons why not.

UTF-8 only, no document type, no entities, no network, no comments or processing instructions, and limits on size,
depth and number of elements (ASVS 1.5.1, 5.2.1). The size is checked before a parser sees a byte.
"""

import re
from collections.abc import Iterator, Mapping, MutableMapping
from typing import Final, Protocol, cast

from lxml import etree

from bpmn.errors import Problem, UnreadableError
from bpmn.namespaces import PREFIXES
from bpmn.texts import N_, Text

MAX_BYTES: Final = 2 * 1024 * 1024
MAX_ELEMENTS: Final = 5_000
MAX_DEPTH: Final = 40
MAX_ATTRIBUTES: Final = 200
"""Of one element."""
MAX_PREFIXES: Final = 500
"""Declarations of namespaces in a file."""


class Element(Protocol):
    """What we use of lxml's elements (lxml ships no types)."""

    tag: str
    attrib: MutableMapping[str, str]
    text: str | None
    tail: str | None
    sourceline: int
    nsmap: Mapping[str | None, str]

    def get(self, name: str, default: str) -> str:
        """An attribute's value."""

    def set(self, name: str, value: str) -> None:
        """Give an attribute a value."""

    def iter(self, *tags: str) -> "Iterator[Element]":
        """The element and all below it, those with one of the tags only if any are named."""

    def itertext(self) -> Iterator[str]:
        """All text of the element and of what is below it."""

    def getparent(self) -> "Element | None":
        """The element around this one."""

    def makeelement(self, tag: str, attrib: Mapping[str, str]) -> "Element":
        """A new element for the same document; it stands nowhere yet."""

    def insert(self, index: int, element: "Element") -> None:
        """Put a child at a place; one that stands elsewhere moves."""

    def append(self, element: "Element") -> None:
        """Put a child behind the others; one that stands elsewhere moves."""

    def remove(self, element: "Element") -> None:
        """Take a child out."""

    def index(self, element: "Element") -> int:
        """The place of a child."""

    def __len__(self) -> int: ...

    def __iter__(self) -> "Iterator[Element]": ...


_ENCODING: Final = re.compile(rb"""<\?xml[^>]*encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_DECLARATION: Final = re.compile(rb"<!(DOCTYPE|ENTITY)")


def parse_document(data: bytes, max_elements: int = MAX_ELEMENTS) -> Element:
    """Return the root element; `UnreadableError` says what is wrong."""
    _check_bytes(data)
    try:
        root = cast("Element", etree.fromstring(data, _parser()))
    except etree.XMLSyntaxError as error:
        line = error.lineno or None
        raise UnreadableError([_problem(N_("不是良构的 XML：%(cause)s"), line, cause=error.msg)]) from error
    _check_size(root, max_elements)
    return root


def write_document(root: Element) -> bytes:
    """The bytes of a document; our prefixes are declared at its root, and none that it declares is lost."""
    declared = [prefix for prefix in root.nsmap if prefix]
    known = {*root.nsmap.values()}
    wanted = {prefix: name for prefix, name in PREFIXES.items() if name not in known and prefix not in root.nsmap}
    etree.cleanup_namespaces(root, top_nsmap=wanted, keep_ns_prefixes=declared)
    return cast("bytes", etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _check_bytes(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        raise UnreadableError([_problem(N_("文件超过 %(limit)d 字节"), None, limit=MAX_BYTES)])
    encoding = _ENCODING.match(data.removeprefix(b"\xef\xbb\xbf"))
    named = encoding[1].lower() if encoding else b"utf-8"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise UnreadableError([_problem(N_("文件不是 UTF-8 编码"), None)]) from error
    if b"\x00" in data or named not in {b"utf-8", b"utf8", b"us-ascii"}:
        raise UnreadableError([_problem(N_("文件不是 UTF-8 编码"), None)])
    declared = _DECLARATION.search(data)
    if declared:
        line = data[: declared.start()].count(b"\n") + 1
        raise UnreadableError([_problem(N_("不接受文档类型声明（DOCTYPE）和实体"), line)])
    if data.count(b"xmlns:") > MAX_PREFIXES:
        raise UnreadableError([_problem(N_("命名空间声明超过 %(limit)d 个"), None, limit=MAX_PREFIXES)])


def _check_size(root: Element, max_elements: int) -> None:
    """Walk with a stack: a tree that is too deep must not meet Python's recursion limit."""
    count, waiting = 0, [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        count += 1
        if count > max_elements:
            raise UnreadableError([_problem(N_("元素超过 %(limit)d 个"), None, limit=max_elements)])
        if len(element.attrib) > MAX_ATTRIBUTES:
            problem = _problem(N_("一个元素的属性超过 %(limit)d 个"), element.sourceline, limit=MAX_ATTRIBUTES)
            raise UnreadableError([problem])
        if depth > MAX_DEPTH:
            problem = _problem(N_("嵌套超过 %(limit)d 层"), element.sourceline, limit=MAX_DEPTH)
            raise UnreadableError([problem])
        waiting.extend((child, depth + 1) for child in element)


def _problem(msgid: str, line: int | None, **params: object) -> Problem:
    return Problem("document", Text(msgid, params), None, line)
