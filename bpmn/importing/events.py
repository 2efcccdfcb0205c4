"""Events: definitions that do not run at their place, timers, and the names of what is sent."""

import copy
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from bpmn.documents import Element
from bpmn.durations import read_iso
from bpmn.importing.notes import Note, called, changed, excerpt, left_open
from bpmn.importing.trees import Diagram, all_nodes, content_place, definitions_of, scope_of
from bpmn.lint.support import check_elements, check_events
from bpmn.lint.vocabulary import Vocabulary
from bpmn.namespaces import qualify
from bpmn.nodes import TIMERS, children, flag, local, text_of
from bpmn.reader import read_tree
from bpmn.texts import N_

EVENTS: Final = ("startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent")
NAMED_KINDS: Final = ("message", "signal", "error", "escalation")
_CYCLE: Final = re.compile(r"R[0-9]*/(P[0-9A-Z]+)")


def list_refused(diagram: Diagram, process: Element) -> set[str]:
    """Ids of what the lint refuses as unsupported in the process as it now stands."""
    drawn = read_tree(diagram.root, process)
    rules = (check_elements, check_events)
    return {found.element_id or "" for rule in rules for found in rule(drawn, Vocabulary())}


def inline_definitions(diagram: Diagram, process: Element) -> Iterator[Note]:
    """An event that refers to a definition of the file bears it itself."""
    for event in all_nodes(process, *EVENTS):
        for reference in children(event, "eventDefinitionRef"):
            found = diagram.find((reference.text or "").strip())
            place = event.index(reference)
            event.remove(reference)
            if found is not None and local(found).endswith("EventDefinition"):
                own = copy.deepcopy(found)
                own.attrib.pop("id", "")
                event.insert(place, own)
                yield changed("event", event, N_("“%(name)s”引用的事件定义已写入事件本身"), name=called(event))


def reduce_definitions(diagram: Diagram, process: Element) -> Iterator[Note]:
    """An event has one definition: the first."""
    refused = list_refused(diagram, process)
    for event in all_nodes(process, *EVENTS):
        extra = definitions_of(event)[1:]
        if extra and event.get("id", "") in refused:
            kinds = "、".join(map(_kind, extra))
            text = N_("“%(name)s”有多个事件定义，只保留第一个，去掉 %(kinds)s")
            yield changed("event", event, text, name=called(event), kinds=kinds)
            for each in extra:
                event.remove(each)


def replace_events(diagram: Diagram, process: Element) -> Iterator[Note]:
    """An event of a kind that does not run at its place becomes the nearest that does."""
    refused = list_refused(diagram, process)
    for event in all_nodes(process, *EVENTS):
        if event.get("id", "") in refused and not _is_triggering(event):
            yield from _REPLACED[local(event)](diagram, event)


def drop_compensation(diagram: Diagram, process: Element) -> Iterator[Note]:
    """Activities for compensation go where they do not run."""
    refused = list_refused(diagram, process)
    waiting = [node for node in all_nodes(process) if flag(node, "isForCompensation", default=False)]
    gone = [node for node in waiting if node.get("id", "") in refused]
    for node in gone:
        yield changed("compensation", node, N_("补偿活动“%(name)s”不能执行，已去掉"), name=called(node))
    diagram.discard(*gone)


def _is_triggering(event: Element) -> bool:
    """Whether an event starts an event sub-process: without its kind that could never run."""
    return local(event) == "startEvent" and flag(scope_of(event), "triggeredByEvent", default=False)


def _kind(definition: Element) -> str:
    return local(definition).removesuffix("EventDefinition")


def _drop_definitions(event: Element, text: str) -> Iterator[Note]:
    found = definitions_of(event)
    kinds = "、".join(map(_kind, found)) or "-"
    yield changed("event", event, text, name=called(event), kind=kinds, text=_quote(found))
    for each in found:
        event.remove(each)


def _quote(definitions: list[Element]) -> str:
    """What definitions say, for the note: a condition or an instant."""
    said = [excerpt("".join(each.itertext())) for each in definitions]
    return "".join(f"（{text}）" for text in said if text)


def _replace_start(_diagram: Diagram, event: Element) -> Iterator[Note]:
    text = N_("开始事件“%(name)s”原由 %(kind)s%(text)s 触发，改为由人发起")
    yield from _drop_definitions(event, text)


def _replace_end(_diagram: Diagram, event: Element) -> Iterator[Note]:
    if [_kind(each) for each in definitions_of(event)] == ["cancel"]:
        yield changed("event", event, N_("取消结束事件“%(name)s”改为错误结束事件"), name=called(event))
        _become_error(event)
    else:
        yield from _drop_definitions(event, N_("结束事件“%(name)s”不再发出 %(kind)s%(text)s"))


def _replace_throw(_diagram: Diagram, event: Element) -> Iterator[Note]:
    yield from _drop_definitions(event, N_("中间事件“%(name)s”只经过，不再发出 %(kind)s%(text)s"))


def _replace_catch(_diagram: Diagram, event: Element) -> Iterator[Note]:
    text = N_("“%(name)s”原等待 %(kind)s%(text)s，改为等待同名消息")
    yield from _drop_definitions(event, text)
    _become_message(event)


def _replace_boundary(diagram: Diagram, event: Element) -> Iterator[Note]:
    kinds = [_kind(each) for each in definitions_of(event)]
    if kinds == ["compensate"]:
        yield changed("compensation", event, N_("补偿边界事件“%(name)s”不能执行，已去掉"), name=called(event))
        diagram.discard(event)
    elif kinds == ["cancel"]:
        yield changed("event", event, N_("取消边界事件“%(name)s”改为错误边界事件"), name=called(event))
        _become_error(event)
    else:
        yield from _replace_catch(diagram, event)


_REPLACED: Final[Mapping[str, Callable[[Diagram, Element], Iterator[Note]]]] = {
    "startEvent": _replace_start,
    "endEvent": _replace_end,
    "intermediateThrowEvent": _replace_throw,
    "intermediateCatchEvent": _replace_catch,
    "boundaryEvent": _replace_boundary,
}


def _become_error(event: Element) -> None:
    for each in definitions_of(event):
        event.remove(each)
    event.append(event.makeelement(qualify("bpmn:errorEventDefinition"), {}))


def _become_message(event: Element) -> None:
    event.append(event.makeelement(qualify("bpmn:messageEventDefinition"), {}))


def interrupt_errors(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """An error on a border always interrupts."""
    for event in all_nodes(process, "boundaryEvent"):
        errors = [each for each in definitions_of(event) if _kind(each) == "error"]
        if errors and not flag(event, "cancelActivity", default=True):
            event.set("cancelActivity", "true")
            yield changed("event", event, N_("错误边界事件“%(name)s”总是中断活动，已改为中断"), name=called(event))


def read_timers(_diagram: Diagram, process: Element) -> Iterator[Note]:
    """A timer that repeats fires once; a timer that says no duration that we read is left open."""
    waiting = [event for event in all_nodes(process, *EVENTS) if local(event) != "startEvent" or _is_triggering(event)]
    for event in waiting:
        for timer in definitions_of(event):
            if _kind(timer) == "timer":
                yield from _read_timer(event, timer)


def _read_timer(event: Element, timer: Element) -> Iterator[Note]:
    tag = next((tag for tag in TIMERS if children(timer, tag)), "")
    text = text_of(timer, tag)
    cycle = _CYCLE.fullmatch(text) if tag == "timeCycle" else None
    if cycle:
        _set_duration(timer, cycle[1])
        said = N_("“%(name)s”原按 %(text)s 循环，改为到 %(due)s 触发一次")
        yield changed("timer", event, said, name=called(event), text=text, due=cycle[1])
        tag, text = "timeDuration", cycle[1]
    elif tag == "timeCycle":
        _set_duration(timer, "")
    if tag != "timeDuration" or not read_iso(text):
        said = N_("定时事件“%(name)s”的时间（%(text)s）不能照用，请填写期限")
        yield left_open("timer", event, said, name=called(event), text=excerpt(text) or "-")


def _set_duration(timer: Element, text: str) -> None:
    """Let a timer bear a duration, or with '' nothing."""
    for child in children(timer, *TIMERS):
        timer.remove(child)
    if text:
        made = timer.makeelement(qualify("bpmn:timeDuration"), {})
        made.text = text
        timer.insert(content_place(timer), made)


def name_events(diagram: Diagram, process: Element) -> Iterator[Note]:
    """A message, a signal or an escalation has a name; so has an error that is thrown."""
    for event in all_nodes(process):
        for definition in [*definitions_of(event), *([event] if local(event) in {"sendTask", "receiveTask"} else [])]:
            kind = _kind(definition) if definition is not event else "message"
            thrown = kind != "error" or local(event) == "endEvent"
            if kind in NAMED_KINDS and (thrown or definition.get("errorRef", "")):
                yield from _name_event(diagram, event, definition, kind)


def _name_event(diagram: Diagram, event: Element, definition: Element, kind: str) -> Iterator[Note]:
    reference = definition.get(f"{kind}Ref", "")
    found = diagram.find(reference) if reference else None
    if found is not None and (found.get("name", "") or found.get("errorCode", "")):
        return
    name = called(event)
    if found is not None:
        found.set("name", name)
    else:
        made = _declare(diagram, kind, name)
        definition.set(f"{kind}Ref", made.get("id", ""))
    text = N_("“%(event)s”的 %(kind)s 没有名称，取名“%(name)s”")
    yield changed("name", event, text, event=called(event), kind=kind, name=name)


def _declare(diagram: Diagram, kind: str, name: str) -> Element:
    """The message, signal, error or escalation of that name; events of one name mean the same."""
    for each in children(diagram.root, kind):
        if each.get("name", "") == name:
            return each
    first = next((each for each in diagram.root if local(each) in {"collaboration", "process"}), None)
    place = 0 if first is None else diagram.root.index(first)
    attributes = {"id": diagram.new_id(f"imported_{kind}"), "name": name}
    return diagram.add(diagram.root, f"bpmn:{kind}", attributes, place)
