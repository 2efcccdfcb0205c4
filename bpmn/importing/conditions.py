"""Conditions: which exit is the default, what other languages write, and what our whitelist refuses."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from bpmn.documents import Element
from bpmn.errors import ExpressionError
from bpmn.expressions import parse_expression, strip_wrapping
from bpmn.importing.notes import Note, called, changed, excerpt, left_open
from bpmn.importing.trees import Diagram, all_nodes, condition_of, exits_of, flows_of, set_condition
from bpmn.namespaces import qualify
from bpmn.nodes import children, local
from bpmn.texts import N_

DECIDING: Final = ("exclusiveGateway", "inclusiveGateway")
ELSE: Final = frozenset(
    {"else", "otherwise", "default", "no", "n", "false", "否", "不", "其他", "其它", "否则", "默认"}
)
"""What the exit is called that is taken when no other is."""

_QUOTED: Final = r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\""
_WORD: Final = re.compile(rf"{_QUOTED}|[A-Za-z_$][\w$]*(?:\.[A-Za-z_][\w$]*)*")
WORDS: Final[Mapping[str, str]] = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}
"""Words of the unified expression language that compare."""
COUNTERS: Final[Mapping[str, str]] = {
    "numberOfInstances": "nrOfInstances",
    "numberOfActiveInstances": "nrOfActiveInstances",
    "numberOfCompletedInstances": "nrOfCompletedInstances",
}
"""What one vendor calls the counters of a multi-instance."""


def replace_words(text: str, names: Mapping[str, str]) -> str:
    """An expression in which whole words stand for others; quoted texts stay as they are.

    >>> replace_words("${leaveDays gt 3 && kind == 'leaveDays'}", {"leaveDays": "leave_days"})
    "${leave_days > 3 && kind == 'leaveDays'}"
    """
    words = {**WORDS, **COUNTERS, **names}
    return _WORD.sub(lambda match: words.get(match[0], match[0]), text)


def rename_names(process: Element, names: Mapping[str, str]) -> None:
    """Let the expressions of a process read variables under the names that they have with us."""
    for flow in flows_of(process):
        text = condition_of(flow)
        if text and replace_words(text, names) != text:
            set_condition(flow, replace_words(text, names))
    for kind in ("completionCondition", "loopCardinality"):
        for element in process.iter(qualify(f"bpmn:{kind}")):
            element.text = replace_words(element.text or "", names)


def clear_conditions(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """Conditions go where they mean nothing: on the only exit, on exits of other gateways, on the default."""
    for flow in flows_of(process):
        if children(flow, "conditionExpression") and not condition_of(flow):
            set_condition(flow, "")
    for node in all_nodes(process, *DECIDING, "parallelGateway", "eventBasedGateway"):
        exits = exits_of(node)
        for flow in exits:
            idle = len(exits) == 1 or local(node) not in DECIDING or flow.get("id", "") == node.get("default", "")
            if idle and condition_of(flow):
                text = N_("“%(name)s”的这条出线不看条件，原条件（%(text)s）已去掉")
                yield changed("condition", flow, text, name=called(node), text=excerpt(condition_of(flow)))
                set_condition(flow, "")


def choose_defaults(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """The default of a deciding gateway: one of two opposites, the one exit without a condition, or a person says."""
    for node in all_nodes(process):
        exits = exits_of(node)
        decides = local(node) in DECIDING or (len(exits) > 1 and all(map(condition_of, exits)))
        if decides and len(exits) > 1 and not node.get("default", ""):
            chosen = _choose(node, exits)
            if chosen is None:
                text = N_("请指定“%(name)s”的默认出线：条件都不成立时走哪条")
                yield left_open("default", node, text, name=called(node))
                continue
            said = condition_of(chosen)
            node.set("default", chosen.get("id", ""))
            set_condition(chosen, "")
            text = N_("“%(name)s”的默认出线定为“%(flow)s”%(text)s")
            quoted = f"（{excerpt(said)}）" if said else ""
            yield changed("default", chosen, text, name=called(node), flow=called(chosen), text=quoted)


def _choose(node: Element, exits: list[Element]) -> Element | None:
    """The exit that is taken when no other is, if the drawing says or does not care."""
    plain = [flow for flow in exits if not condition_of(flow)]
    if len(plain) == len(exits):
        named = [flow for flow in exits if " ".join(flow.get("name", "").split()).lower() in ELSE]
        return (named or exits)[-1]
    if len(plain) == 1 and local(node) == "exclusiveGateway":
        return plain[0]
    return exits[-1] if len(exits) == len(OPPOSITES) and _are_opposite(*map(condition_of, exits)) else None


OPPOSITES: Final = ("one", "other")


def _are_opposite(one: str, other: str) -> bool:
    """Whether of two conditions always exactly one holds: `x` and `!x`, `x == 1` and `x != 1`."""
    first, second = _normal(one), _normal(other)
    pairs = ((first, second), (second, first))
    return any(right in _negations(left) for left, right in pairs)


def _normal(text: str) -> str:
    bare = "".join(strip_wrapping(text).split())
    return bare[1:-1] if bare.startswith("(") and bare.endswith(")") and bare.count("(") == 1 else bare


def _negations(text: str) -> set[str]:
    """What says the opposite of a condition without spaces."""
    found = {f"not({text})", f"!({text})"}
    if re.fullmatch(r"[\w.]+", text):
        return found | {f"!{text}", f"not{text}", f"{text}==false", f"{text}!=true"}
    signs = _SIGNS.findall(text)
    if len(signs) == 1 and not re.search(r"&&|\|\||[()]", text):
        found.add(_SIGNS.sub(COUNTERPARTS[signs[0]], text))
        found |= {text.replace("==true", "==false")} - {text}
    return found


COUNTERPARTS: Final[Mapping[str, str]] = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
"""Signs of which always exactly one holds."""
_SIGNS: Final = re.compile("==|!=|<=|>=|<|>")


def note_conditions(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """Exits without a condition beside a default, and conditions that our whitelist refuses, are left open."""
    for node in all_nodes(process, *DECIDING):
        exits, default = exits_of(node), node.get("default", "")
        for flow in exits if default else ():
            if flow.get("id", "") != default and not condition_of(flow):
                text = N_("请写明“%(name)s”的出线“%(flow)s”的条件")
                yield left_open("condition", flow, text, name=called(node), flow=called(flow))
    for flow in flows_of(process):
        if condition_of(flow) and not is_readable(condition_of(flow)):
            text = N_("条件不能照用，请改写：%(text)s")
            yield left_open("condition", flow, text, text=excerpt(condition_of(flow)))


def is_readable(text: str) -> bool:
    """Whether an expression is on our whitelist."""
    try:
        parse_expression(text)
    except ExpressionError:
        return False
    return True
