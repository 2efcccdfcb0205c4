"""XML elements of our extension → records; a value that is none of its kind raises ValueError."""

import re
from enum import StrEnum
from typing import Final, TypeVar

from bpmn.documents import Element
from bpmn.extensions import (
    ELEMENTS,
    Action,
    Assign,
    Binding,
    Field,
    FieldType,
    Form,
    Option,
    Outcome,
    Relation,
    Trigger,
    Variable,
    VariableType,
    Vote,
)
from bpmn.namespaces import LF, split_name

T = TypeVar("T", bound=StrEnum)

_RELATION: Final = re.compile(r"([a-z][a-z0-9_]*)\((.*)\)")
_COUNT: Final = re.compile(r"[0-9]{1,6}")
_ARGUMENT: Final = re.compile(r"[A-Za-z][A-Za-z0-9_]*|'[^']{0,80}'")


def parse_relation(text: str) -> Relation:
    """Read `name(argument, …)`; anything else raises ValueError."""
    match = _RELATION.fullmatch(text.strip())
    if match is None:
        raise ValueError(text)
    arguments = tuple(part.strip() for part in match[2].split(",") if part.strip())
    if not all(_ARGUMENT.fullmatch(argument) for argument in arguments):
        raise ValueError(text)
    return Relation(match[1], arguments)


def parse_flag(text: str, *, default: bool) -> bool:
    """Read an XML boolean."""
    if not text:
        return default
    if text not in {"true", "false", "1", "0"}:
        raise ValueError(text)
    return text in {"true", "1"}


def parse_count(text: str) -> int:
    """Read a whole number of at most six digits, such as a number of characters."""
    if not _COUNT.fullmatch(text):
        raise ValueError(text)
    return int(text)


def parse_variable(node: Element) -> Variable:
    """Read `lf:variable`."""
    return Variable(
        node.attrib["name"],
        _parse_kind(VariableType, node.attrib["type"]),
        node.get("label", ""),
        parse_flag(node.get("given", ""), default=False),
    )


def parse_assign(node: Element) -> Assign:
    """Read `lf:assign`."""
    apart = node.get("apart", "")
    return Assign(
        node.get("role", ""),
        node.get("relation", ""),
        node.get("of", ""),
        tuple(node.get("unlike", "").split()),
        parse_relation(apart) if apart else None,
    )


def parse_form(node: Element) -> Form:
    """Read `lf:form`."""
    return Form(tuple(map(parse_field, _children(node, "field"))))


def parse_field(node: Element) -> Field:
    """Read `lf:field` with its options and, for a table, its columns."""
    source = node.get("source", "")
    return Field(
        name=node.attrib["name"],
        type=_parse_kind(FieldType, node.attrib["type"]),
        label=node.get("label", ""),
        required=parse_flag(node.get("required", ""), default=False),
        writable=parse_flag(node.get("writable", ""), default=True),
        help=node.get("help", ""),
        options=tuple(Option(option.attrib["value"], option.attrib["label"]) for option in _children(node, "option")),
        source=parse_relation(source) if source else None,
        fields=tuple(map(parse_field, _children(node, "field"))),
        outcomes=tuple(node.get("outcomes", "").split()),
        minimum=_parse_whole(node.get("minimum", "")),
        maximum=_parse_whole(node.get("maximum", "")),
        variable=node.get("variable", ""),
        line=node.sourceline,
    )


def parse_outcome(node: Element) -> Outcome:
    """Read `lf:outcome`; `opinion` is a number of characters or `none`."""
    opinion = node.get("opinion", "0")
    return Outcome(
        node.attrib["name"],
        node.attrib["label"],
        None if opinion == "none" else parse_count(opinion),
        node.get("tone", ""),
        parse_flag(node.get("voids", ""), default=False),
    )


def parse_vote(node: Element) -> Vote:
    """Read `lf:vote`; what the shape does not name is a setting of its kind."""
    named = ELEMENTS["vote"].attributes
    settings = {name: value for name, value in node.attrib.items() if name not in named}
    outputs = tuple(map(parse_binding, _children(node, "out")))
    return Vote(node.attrib["kind"], node.get("items", ""), settings, outputs)


def parse_binding(node: Element) -> Binding:
    """Read `lf:in` or `lf:out`."""
    return Binding(node.attrib["name"], node.attrib["value"])


def parse_action(node: Element) -> Action:
    """Read `lf:action`."""
    return Action(
        node.attrib["name"],
        tuple(map(parse_binding, _children(node, "in"))),
        tuple(map(parse_binding, _children(node, "out"))),
    )


def parse_trigger(node: Element) -> Trigger:
    """Read `lf:trigger`."""
    return Trigger(node.attrib["label"], parse_count(node.get("opinion", "0")))


def _parse_whole(text: str) -> int | None:
    return parse_count(text) if text else None


def _parse_kind(kinds: type[T], text: str) -> T:
    """One of the words; any other raises ValueError with nothing but the word."""
    if text not in set(kinds):
        raise ValueError(text)
    return kinds(text)


def _children(node: Element, name: str) -> list[Element]:
    return [child for child in node if split_name(child.tag) == (LF, name)]
