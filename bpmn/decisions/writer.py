"""A `DecisionTable` → DMN 1.3 that reads back to the same table; ids are made from the key and the places."""

from collections.abc import Iterator
from html import escape
from typing import Final

from bpmn.decisions.tables import DecisionTable, Input, Output, Rule
from bpmn.namespaces import DMN

TARGET: Final = "urn:lianflow:decisions"


def write_decision(table: DecisionTable) -> bytes:
    """The file of a table, with two blanks a level."""
    return ("\n".join(_lines(table)) + "\n").encode()


def _lines(table: DecisionTable) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>'
    named = _attributes(id=f"{table.id}_definitions", name=table.name, namespace=TARGET)
    yield f'<definitions xmlns="{DMN}"{named}>'
    yield f"  <decision{_attributes(id=table.id, name=table.name)}>"
    if table.documentation:
        yield f"    <description>{escape(table.documentation, quote=False)}</description>"
    policy = _attributes(id=f"{table.id}_table", hitPolicy=table.policy.value, aggregation=table.aggregation.value)
    yield f"    <decisionTable{policy}>"
    for number, column in enumerate(table.inputs, start=1):
        yield from _input_lines(column, number)
    for number, result in enumerate(table.outputs, start=1):
        yield from _output_lines(result, number)
    yield '      <annotation name="annotation"/>'
    for number, rule in table.numbered():
        yield from _rule_lines(rule, number)
    yield from ("    </decisionTable>", "  </decision>", "</definitions>")


def _input_lines(column: Input, number: int) -> Iterator[str]:
    yield f"      <input{_attributes(id=f'input{number}', label=column.label)}>"
    typed = _attributes(id=f"input{number}_expression", typeRef=column.type.value)
    yield f"        <inputExpression{typed}>{_text(column.expression)}</inputExpression>"
    if column.allowed:
        yield f"        <inputValues>{_text(column.allowed)}</inputValues>"
    yield "      </input>"


def _output_lines(column: Output, number: int) -> Iterator[str]:
    named = _attributes(id=f"output{number}", label=column.label, name=column.name, typeRef=column.type.value)
    yield f"      <output{named}>"
    if column.allowed:
        yield f"        <outputValues>{_text(column.allowed)}</outputValues>"
    if column.default:
        yield f"        <defaultOutputEntry>{_text(column.default)}</defaultOutputEntry>"
    yield "      </output>"


def _rule_lines(rule: Rule, number: int) -> Iterator[str]:
    yield f'      <rule id="rule{number}">'
    for at, text in enumerate(rule.conditions, start=1):
        yield f'        <inputEntry id="rule{number}_input{at}">{_text(text)}</inputEntry>'
    for at, text in enumerate(rule.results, start=1):
        yield f'        <outputEntry id="rule{number}_output{at}">{_text(text)}</outputEntry>'
    yield f"        <annotationEntry>{_text(rule.annotation)}</annotationEntry>"
    yield "      </rule>"


def _text(text: str) -> str:
    return f"<text>{escape(text, quote=False)}</text>"


def _attributes(**values: str) -> str:
    """Attributes that say something; line ends would be read back as blanks and are kept as references."""
    return "".join(f' {name}="{escape(text).replace(chr(10), "&#10;")}"' for name, text in values.items() if text)
