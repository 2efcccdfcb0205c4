"""Filling gaps: what a person decided, written into the file of a draft."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from bpmn.documents import Element, parse_document, write_document
from bpmn.extensions import ATTRIBUTES, PLACES, VariableType
from bpmn.importing.drawing import draw_missing
from bpmn.importing.flows import ACTIVITIES, keep_references
from bpmn.importing.naming import DONE
from bpmn.importing.replacing import change_kind
from bpmn.importing.trees import (
    Diagram,
    all_nodes,
    entries_of,
    exits_of,
    extend,
    extensions_of,
    give,
    process_of,
    set_condition,
    take_out,
)
from bpmn.namespaces import LF, qualify
from bpmn.nodes import READERS, children, local
from bpmn.texts import N_, Text


@dataclass(frozen=True, kw_only=True)
class Fill:
    """What a person decided about one element; what is empty stays as it is.

    `role` names roles with blanks between them, `relation` one relation, to the variable `of`. `outcomes` are labels
    by name. `inputs` and `outputs` go with `action` or `called`. `kind` makes a task another kind of task. `remove`
    takes the element out.
    """

    element: str
    role: str = ""
    relation: str = ""
    of: str = ""
    condition: str = ""
    default: bool = False
    due: str = ""
    outcomes: Mapping[str, str] = field(default_factory=dict)
    called: str = ""
    action: str = ""
    inputs: Mapping[str, str] = field(default_factory=dict)
    outputs: Mapping[str, str] = field(default_factory=dict)
    each: str = ""
    cardinality: str = ""
    kind: str = ""
    name: str = ""
    variable: str = ""
    type: str = ""
    given: bool = False
    remove: bool = False

    @property
    def says_something(self) -> bool:
        """Whether anything would be written."""
        return any(getattr(self, name) for name in _WRITERS)


_UNWRITABLE: Final = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 does not allow as a character."""


class FillError(ValueError):
    """A fill that does not fit its element: which of its fields, and why."""

    def __init__(self, name: str, text: Text) -> None:
        super().__init__(str(text))
        self.name = name
        self.text = text


def fill_diagram(data: bytes, fills: Iterable[Fill]) -> bytes:
    """The file with the gaps filled; `FillError` where a fill does not fit."""
    diagram = Diagram(parse_document(data))
    for fill in fills:
        _check_text(fill)
        _fill(diagram, fill)
    for process in diagram.processes:
        if process.get("isExecutable", "") == "true" and all_nodes(process):
            list(draw_missing(diagram, process))
            keep_references(diagram, process)
    return write_document(diagram.root)


def _check_text(fill: Fill) -> None:
    """Raise where a text holds characters that XML does not know."""
    for name, value in vars(fill).items():
        texts = [*value, *value.values()] if isinstance(value, Mapping) else [str(value)]
        if any(_UNWRITABLE.search(text) for text in texts):
            raise FillError(name, Text(N_("含有不能写入文件的字符")))


def _fill(diagram: Diagram, fill: Fill) -> None:
    element = diagram.find(fill.element)
    if element is None or not (local(element) in READERS or local(element) in {"sequenceFlow", "process"}):
        raise FillError("element", Text(N_("没有元素 %(id)s"), {"id": fill.element}))
    for name, write in _WRITERS.items():
        if getattr(fill, name):
            write(diagram, element, fill)


def _refuse(name: str, element: Element) -> None:
    raise FillError(name, Text(N_("%(tag)s 不能填写 %(field)s"), {"tag": local(element), "field": name}))


def _require(name: str, element: Element, tags: Iterable[str]) -> None:
    if local(element) not in tags:
        _refuse(name, element)


def _write_owner(_diagram: Diagram, element: Element, fill: Fill) -> None:
    _require("role" if fill.role else "relation", element, PLACES["assign"])
    said = {"role": fill.role} if fill.role else {"relation": fill.relation, "of": fill.of}
    for each in extensions_of(element, "assign"):
        take_out(each)
    extend(element, "assign", {name: value for name, value in said.items() if value})
    if local(element) in PLACES["trigger"] and not extensions_of(element, "trigger"):
        extend(element, "trigger", {"label": element.get("name", "") or element.get("id", "")})


def _write_condition(diagram: Diagram, element: Element, fill: Fill) -> None:
    """A flow with a condition is no default any more."""
    _require("condition", element, ("sequenceFlow",))
    source = diagram.find(element.get("sourceRef", ""))
    if source is not None and source.get("default", "") == element.get("id", ""):
        del source.attrib["default"]
    set_condition(element, fill.condition)


def _write_default(diagram: Diagram, element: Element, _fill: Fill) -> None:
    _require("default", element, ("sequenceFlow",))
    source = diagram.find(element.get("sourceRef", ""))
    if source is None or local(source) not in ACTIVITIES | {"exclusiveGateway", "inclusiveGateway"}:
        _refuse("default", element)
    else:
        source.set("default", element.get("id", ""))
        set_condition(element, "")


def _write_due(_diagram: Diagram, element: Element, fill: Fill) -> None:
    _require("due", element, ATTRIBUTES["due"])
    give(element, "due", fill.due)


def _write_outcomes(_diagram: Diagram, element: Element, fill: Fill) -> None:
    _require("outcomes", element, PLACES["outcome"])
    for each in extensions_of(element, "outcome"):
        take_out(each)
    for name, label in fill.outcomes.items():
        extend(element, "outcome", {"name": name, "label": label})


def _write_call(_diagram: Diagram, element: Element, fill: Fill) -> None:
    _require("called", element, ("callActivity",))
    element.set("calledElement", fill.called)
    for name, bindings in (("in", fill.inputs), ("out", fill.outputs)):
        if bindings:
            for each in extensions_of(element, name):
                take_out(each)
        for variable, value in bindings.items():
            extend(element, name, {"name": variable, "value": value})


def _write_action(_diagram: Diagram, element: Element, fill: Fill) -> None:
    _require("action", element, PLACES["action"])
    for each in extensions_of(element, "action"):
        take_out(each)
    action = extend(element, "action", {"name": fill.action})
    for name, bindings in (("in", fill.inputs), ("out", fill.outputs)):
        for variable, value in bindings.items():
            extend(action, name, {"name": variable, "value": value})


def _write_loop(_diagram: Diagram, element: Element, fill: Fill) -> None:
    loops = children(element, "multiInstanceLoopCharacteristics")
    if not loops:
        _refuse("each" if fill.each else "cardinality", element)
        return
    for each in children(loops[0], "loopCardinality"):
        loops[0].remove(each)
    loops[0].attrib.pop(f"{{{LF}}}each", "")
    if fill.each:
        give(loops[0], "each", fill.each)
    else:
        number = loops[0].makeelement(qualify("bpmn:loopCardinality"), {})
        number.text = fill.cardinality
        loops[0].insert(len(children(loops[0], "documentation", "extensionElements")), number)


def _write_kind(_diagram: Diagram, element: Element, fill: Fill) -> None:
    _require("kind", element, ACTIVITIES - {"subProcess"})
    if fill.kind not in {"userTask", "serviceTask"}:
        raise FillError("kind", Text(N_("只能改为用户任务或服务任务")))
    for name, places in PLACES.items():
        for each in extensions_of(element, name) if fill.kind not in places else ():
            take_out(each)
    change_kind(element, fill.kind)
    if fill.kind == "userTask" and not extensions_of(element, "outcome"):
        extend(element, "outcome", DONE)


def _write_name(_diagram: Diagram, element: Element, fill: Fill) -> None:
    element.set("name", fill.name)


def _write_variable(_diagram: Diagram, element: Element, fill: Fill) -> None:
    if fill.type not in set(VariableType):
        raise FillError("type", Text(N_("变量类型 %(type)s 不存在"), {"type": fill.type}))
    process = process_of(element)
    for each in extensions_of(process, "variable"):
        if each.get("name", "") == fill.variable:
            take_out(each)
    given = {"given": "true"} if fill.given else {}
    extend(process, "variable", {"name": fill.variable, "type": fill.type, **given})


def _remove(diagram: Diagram, element: Element, _fill: Fill) -> None:
    """Take an element out; where one way led to it and one from it, the first goes on to where the second led."""
    if local(element) == "process":
        _refuse("remove", element)
    entries, exits = (entries_of(element), exits_of(element)) if local(element) in READERS else ([], [])
    if entries and len(exits) == 1 and exits[0].get("targetRef", "") != element.get("id", ""):
        for flow in entries:
            flow.set("targetRef", exits[0].get("targetRef", ""))
            for edge in list(diagram.root.iter(qualify("bpmndi:BPMNEdge"))):
                if edge.get("bpmnElement", "") == flow.get("id", ""):
                    take_out(edge)
    diagram.discard(element)


_WRITERS: Final[Mapping[str, Callable[[Diagram, Element, Fill], None]]] = {
    "kind": _write_kind,
    "name": _write_name,
    "role": _write_owner,
    "relation": _write_owner,
    "condition": _write_condition,
    "default": _write_default,
    "due": _write_due,
    "outcomes": _write_outcomes,
    "called": _write_call,
    "action": _write_action,
    "each": _write_loop,
    "cardinality": _write_loop,
    "variable": _write_variable,
    "remove": _remove,
}
"""What writes each field of a fill, in the order in which they are written."""
