"""What other tools say of deadlines, repetition, calls and automatic work → ours; the rest of it goes."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn.documents import Element
from bpmn.durations import counts_iso_days, read_iso
from bpmn.expressions import strip_wrapping
from bpmn.importing.conditions import replace_words
from bpmn.importing.known import is_key, to_key
from bpmn.importing.notes import Note, called, changed, excerpt, left_open
from bpmn.importing.trees import Diagram, all_nodes, extend, extensions_of, give, semantics, take_out
from bpmn.importing.vendors import KEPT, VENDORS, foreign, foreign_elements, is_expression, strangers
from bpmn.namespaces import BPMN, LF, split_name
from bpmn.nodes import children, local, own, text_of
from bpmn.texts import N_

_DURATION: Final = re.compile(r"""duration\(\s*["']([^"']+)["']\s*\)|^\s*=?\s*["']?(P[0-9A-Z]+)["']?\s*$""")


def read_deadlines(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """By when a task is to be done; days of ISO 8601 may be working days, so a person says (R-CAL-9)."""
    for task in all_nodes(process, "userTask"):
        zeebe = [each.get("dueDate", "").strip() for each in foreign_elements(task, "taskSchedule")]
        said = next((text for text in (foreign(task, "dueDate"), *zeebe) if text), "")
        if not said or own(task, "due"):
            continue
        match = _DURATION.search(said)
        written = (match[1] or match[2]) if match else ""
        if written and read_iso(written) and not counts_iso_days(written):
            give(task, "due", read_iso(written))
            text = N_("“%(name)s”的期限 %(text)s 读作 %(due)s")
            yield changed("due", task, text, name=called(task), text=excerpt(said), due=read_iso(written))
        else:
            give(task, "due", written or excerpt(said))
            text = N_("“%(name)s”原有期限 %(text)s，不能照用（天数须说明是工作日还是自然日），请填写期限")
            yield left_open("due", task, text, name=called(task), text=excerpt(said))


def read_loops(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """What a multi-instance goes over: a number stays, a collection is a relation that a person chooses."""
    for node in all_nodes(process):
        for loop in children(node, "multiInstanceLoopCharacteristics"):
            said = _find_collection(loop)
            for child in [each for each in loop if local(each) in LOOP_DATA]:
                loop.remove(child)
            for name in ("completionCondition", "loopCardinality"):
                for child in children(loop, name):
                    child.text = replace_words(child.text or "", {})
            if not text_of(loop, "loopCardinality") and not own(loop, "each"):
                text = N_("“%(name)s”原对 %(text)s 逐一办理，请指定多实例的对象（关系）或次数")
                yield left_open("loop", node, text, name=called(node), text=excerpt(said) or "-")


LOOP_DATA: Final = frozenset(
    {"loopDataInputRef", "loopDataOutputRef", "inputDataItem", "outputDataItem", "noneBehaviorEventRef"}
)
"""Children of a multi-instance that refer to data."""


def _find_collection(loop: Element) -> str:
    inner = [each.get("inputCollection", "") for each in foreign_elements(loop, "loopCharacteristics")]
    return next((text for text in (foreign(loop, "collection"), *inner, text_of(loop, "loopDataInputRef")) if text), "")


def read_calls(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """What a call activity calls, and what it hands over and takes back."""
    for call in all_nodes(process, "callActivity"):
        for each in foreign_elements(call, "calledElement"):
            if each.get("processId", "") and not call.get("calledElement", ""):
                call.set("calledElement", each.get("processId", ""))
        said = call.get("calledElement", "")
        if is_expression(said):
            del call.attrib["calledElement"]
            text = N_("“%(name)s”调用的流程 %(text)s 到运行时才知道，请指定被调用的流程")
            yield left_open("call", call, text, name=called(call), text=excerpt(said))
        elif said and not is_key(said) and ":" not in said:
            call.set("calledElement", to_key(said))
            text = N_("被调用的流程编号 %(old)s 改为 %(key)s")
            yield changed("process-key", call, text, old=said, key=to_key(said))
        yield from _read_bindings(call)


def _read_bindings(call: Element) -> Iterator[Note]:
    if extensions_of(call, "in") or extensions_of(call, "out"):
        return
    for name, tags in (("in", ("in",)), ("out", ("out",))):
        for each in foreign_elements(call, *tags):
            source = each.get("source", "") or strip_wrapping(each.get("sourceExpression", ""))
            target = each.get("target", "")
            if source and target:
                yield _bind(call, name, source, target)
    for mapping in foreign_elements(call, "ioMapping"):
        for each in mapping:
            name = {"input": "in", "output": "out"}.get(split_name(each.tag)[1], "")
            source, target = strip_wrapping(each.get("source", "")), each.get("target", "")
            if name and source and target:
                yield _bind(call, name, source, target)


def _bind(call: Element, name: str, source: str, target: str) -> Note:
    """`in` gives the called process's variable a value of ours; `out` gives ours a value of its."""
    plain = re.fullmatch(r"[A-Za-z_]\w*", source)
    value = to_key(source, "field") if plain else source
    extend(call, name, {"name": to_key(target, "field"), "value": value})
    text = N_("“%(name)s”的变量传递 %(source)s → %(target)s 读作 lf:%(tag)s")
    return changed("call", call, text, name=called(call), source=excerpt(source), target=target, tag=name)


def read_services(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """What did the automatic work elsewhere: an action of ours has to be chosen for it."""
    for task in all_nodes(process, "serviceTask"):
        said = [f"{name}={foreign(task, name)}" for name in SERVICES if foreign(task, name)]
        said += [f"type={each.get('type', '')}" for each in foreign_elements(task, "taskDefinition")]
        if not extensions_of(task, "action"):
            text = N_("服务任务“%(name)s”须指明由哪个动作完成（原为 %(text)s），也可改为用户任务")
            yield left_open("action", task, text, name=called(task), text=excerpt("，".join(said)) or "-")


SERVICES: Final = ("type", "topic", "class", "delegateExpression", "expression", "decisionRef")
"""Attributes by which other tools say what does the work."""


def drop_foreign(diagram: Diagram) -> Iterator[Note]:
    """Everything in foreign namespaces goes; a note of each element says what."""
    for element in list(semantics(diagram.root)):
        namespace = split_name(element.tag)[0]
        if namespace == BPMN and element.getparent() is not None:
            gone = [*_drop_attributes(element), *_drop_children(element)]
            if gone:
                text = N_("“%(name)s”的外来属性已去掉：%(names)s")
                yield changed("foreign", element, text, name=called(element), names=excerpt("、".join(gone)))
    for child in list(diagram.root):
        if split_name(child.tag)[0] not in KEPT or local(child) == "relationship":
            take_out(child)


def _drop_attributes(element: Element) -> Iterator[str]:
    for key in list(strangers(element)):
        namespace, name = split_name(key)
        del element.attrib[key]
        yield name if namespace in VENDORS else f"@{name}"


def _drop_children(element: Element) -> Iterator[str]:
    """Take out foreign elements; documentation with markup keeps its words."""
    if local(element) == "documentation" and len(element):
        words = " ".join("".join(element.itertext()).split())
        for child in list(element):
            element.remove(child)
        element.text = words
    for child in list(element):
        namespace, name = split_name(child.tag)
        if local(child) == "extensionElements":
            yield from _drop_children(child)
            if not len(child) and not any(split_name(each.tag)[0] == LF for each in child):
                element.remove(child)
        elif namespace not in KEPT:
            element.remove(child)
            yield name
