"""Our extension described for others: as XSD, and as moddle for bpmn-js; both from `bpmn.extensions`."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bpmn.extensions import ATTRIBUTES, ELEMENTS, Shape
from bpmn.namespaces import LF

XSD: Final = "http://www.w3.org/2001/XMLSchema"


def make_xsd() -> str:
    """The XML schema of the extension's elements and attributes."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<xs:schema xmlns:xs="{XSD}" xmlns:lf="{LF}" targetNamespace="{LF}" elementFormDefault="qualified">',
    ]
    for name, shape in ELEMENTS.items():
        lines += _element_lines(name, shape)
    lines += [f'  <xs:attribute name="{name}" type="xs:string"/>' for name in ATTRIBUTES]
    return "\n".join([*lines, "</xs:schema>", ""])


def _element_lines(name: str, shape: Shape) -> Iterator[str]:
    yield f'  <xs:element name="{name}">'
    yield "    <xs:complexType>"
    if shape.children:
        yield '      <xs:choice minOccurs="0" maxOccurs="unbounded">'
        yield from (f'        <xs:element ref="lf:{child}"/>' for child in shape.children)
        yield "      </xs:choice>"
    for attribute, needed in shape.attributes.items():
        use = "required" if needed else "optional"
        yield f'      <xs:attribute name="{attribute}" type="xs:string" use="{use}"/>'
    if shape.open:
        yield '      <xs:anyAttribute processContents="lax"/>'
    yield "    </xs:complexType>"
    yield "  </xs:element>"


def make_moddle() -> Mapping[str, Any]:
    """The description by which bpmn-js reads and keeps the extension."""
    elements = [_moddle_element(name, shape) for name, shape in ELEMENTS.items()]
    attributes = [_moddle_attribute(name, bearers) for name, bearers in ATTRIBUTES.items()]
    return {
        "name": "LianFlow",
        "uri": LF,
        "prefix": "lf",
        "xml": {"tagAlias": "lowerCase"},
        "types": elements + attributes,
    }


def _moddle_element(name: str, shape: Shape) -> dict[str, Any]:
    properties: list[dict[str, Any]] = [
        {"name": attribute, "type": "String", "isAttr": True} for attribute in shape.attributes
    ]
    properties += [{"name": _plural(child), "type": _type(child), "isMany": True} for child in shape.children]
    return {"name": _type(name), "superClass": ["Element"], "properties": properties}


def _moddle_attribute(name: str, bearers: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": f"{_type(name)}Bearer",
        "extends": [f"bpmn:{_type(bearer)}" for bearer in bearers],
        "properties": [{"name": name, "type": "String", "isAttr": True}],
    }


def _type(name: str) -> str:
    return name[0].upper() + name[1:]


def _plural(name: str) -> str:
    return f"{name}s"
