"""One XML element of a process → one frozen record."""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from bpmn import elements, extensions, parsing
from bpmn.documents import Element
from bpmn.durations import read_iso
from bpmn.elements import EventDefinition, EventKind
from bpmn.namespaces import BPMN, LF, split_name

T = TypeVar("T")

TIMERS: Final = ("timeDuration", "timeDate", "timeCycle")


class Names:
    """Names of messages, signals, errors and escalations of a file, by their id."""

    def __init__(self, root: Element) -> None:
        kinds = {"message", "signal", "error", "escalation"}
        self._names = {
            child.get("id", ""): child.get("name", "") or child.get("errorCode", "") or child.get("escalationCode", "")
            for child in root
            if local(child) in kinds
        }

    def of(self, reference: str) -> str:
        """The name behind a reference, or the reference where nothing stands behind it."""
        return self._names.get(split_prefix(reference), reference)


def local(element: Element) -> str:
    """The local name of a BPMN element, '' for elements of other namespaces."""
    namespace, name = split_name(element.tag)
    return name if namespace == BPMN else ""


def split_prefix(reference: str) -> str:
    """A reference without its namespace prefix."""
    return reference.rpartition(":")[2]


def children(element: Element, *names: str) -> list[Element]:
    """The BPMN children with one of the names."""
    return [child for child in element if local(child) in names]


def text_of(element: Element, name: str) -> str:
    """The stripped text of the first child of that name."""
    found = children(element, name)
    return (found[0].text or "").strip() if found else ""


def flag(element: Element, name: str, *, default: bool) -> bool:
    """An attribute of BPMN that is an XML boolean."""
    return parsing.parse_flag(element.get(name, ""), default=default)


def own(element: Element, name: str) -> str:
    """An attribute of our extension."""
    return element.get(f"{{{LF}}}{name}", "")


def added(element: Element, name: str, parse: Callable[[Element], T]) -> tuple[T, ...]:
    """The elements of our extension with that name, parsed."""
    return tuple(
        parse(child)
        for holder in children(element, "extensionElements")
        for child in holder
        if split_name(child.tag) == (LF, name)
    )


def read_definitions(element: Element, names: Names) -> tuple[EventDefinition, ...]:
    """What an event waits for or throws."""
    found = []
    for child in element:
        name = local(child)
        if name.endswith("EventDefinition"):
            kind = name.removesuffix("EventDefinition")
            found.append(_read_definition(child, kind, names))
    return tuple(found)


def _read_definition(element: Element, kind: str, names: Names) -> EventDefinition:
    if kind not in set(EventKind):
        return EventDefinition(EventKind.OTHER, kind)
    if kind in _DEFINED:
        return _DEFINED[EventKind(kind)](element)
    reference = element.get(f"{kind}Ref", "")
    return EventDefinition(EventKind(kind), names.of(reference) if reference else "")


def _read_link(element: Element) -> EventDefinition:
    return EventDefinition(EventKind.LINK, element.get("name", "").strip())


def _read_timer(element: Element) -> EventDefinition:
    tag = next((tag for tag in TIMERS if children(element, tag)), "")
    return EventDefinition(EventKind.TIMER, timer=tag, text=text_of(element, tag))


def _read_condition(element: Element) -> EventDefinition:
    return EventDefinition(EventKind.CONDITIONAL, text=text_of(element, "condition"))


def _read_compensation(element: Element) -> EventDefinition:
    activity = split_prefix(element.get("activityRef", ""))
    waits = flag(element, "waitForCompletion", default=True)
    return EventDefinition(EventKind.COMPENSATION, activity, waits=waits)


_DEFINED: Final[Mapping[EventKind, Callable[[Element], EventDefinition]]] = {
    EventKind.LINK: _read_link,
    EventKind.TIMER: _read_timer,
    EventKind.CONDITIONAL: _read_condition,
    EventKind.COMPENSATION: _read_compensation,
}
"""Who reads what an event says itself; others refer to a message, signal, error or escalation of the file."""


def read_loop(element: Element) -> elements.MultiInstance | elements.StandardLoop | None:
    """What makes an activity run more than once."""
    for standard in children(element, "standardLoopCharacteristics"):
        return elements.StandardLoop(text_of(standard, "loopCondition"), standard.get("loopMaximum", ""))
    for multiple in children(element, "multiInstanceLoopCharacteristics"):
        each = own(multiple, "each")
        return elements.MultiInstance(
            sequential=flag(multiple, "isSequential", default=False),
            each=parsing.parse_relation(each) if each else None,
            cardinality=text_of(multiple, "loopCardinality"),
            collection=text_of(multiple, "loopDataInputRef"),
            condition=text_of(multiple, "completionCondition"),
        )
    return None


def _common(element: Element, scope: str) -> dict[str, Any]:
    return {
        "id": element.get("id", ""),
        "name": element.get("name", ""),
        "line": element.sourceline,
        "scope": scope,
        "documentation": text_of(element, "documentation"),
        "checkpoint": own(element, "checkpoint"),
    }


def _activity(element: Element, scope: str) -> dict[str, Any]:
    return _common(element, scope) | {
        "loop": read_loop(element),
        "default": element.get("default", ""),
        "compensating": flag(element, "isForCompensation", default=False),
    }


def _event(element: Element, scope: str, names: Names) -> dict[str, Any]:
    definitions = read_definitions(element, names)
    due = own(element, "due") or _drawn_due(definitions)
    dates = [] if due else [each.text for each in definitions if each.timer == "timeDate"]
    return _common(element, scope) | {
        "definitions": definitions,
        "due": due,
        "moment": dates[0] if dates else "",
        "correlation": own(element, "correlation"),
    }


def _drawn_due(definitions: tuple[EventDefinition, ...]) -> str:
    """The duration that the timer itself bears: one of ISO 8601, everything else would want an engine to read it."""
    found = (each.text for each in definitions if each.timer == "timeDuration" and read_iso(each.text))
    return next(found, "")


def _form(element: Element) -> extensions.Form:
    fields = [f for form in added(element, "form", parsing.parse_form) for f in form.fields]
    return extensions.Form(tuple(fields))


def _first(found: tuple[T, ...]) -> T | None:
    return found[0] if found else None


def read_start(element: Element, scope: str, names: Names) -> elements.Node:
    """Read a start event; that of an event sub-process is an event that waits."""
    holder = element.getparent()
    if holder is not None and flag(holder, "triggeredByEvent", default=False):
        return elements.EventStart(
            **_catching(element, scope, names),
            interrupting=flag(element, "isInterrupting", default=True),
            form=_form(element),
            writes=own(element, "writes"),
        )
    return elements.StartEvent(
        **_event(element, scope, names),
        assign=added(element, "assign", parsing.parse_assign),
        form=_form(element),
        writes=own(element, "writes"),
    )


def read_end(element: Element, scope: str, names: Names) -> elements.Node:
    """Read an end event."""
    return elements.EndEvent(**_event(element, scope, names))


def read_catch(element: Element, scope: str, names: Names) -> elements.Node:
    """Read an intermediate event that waits."""
    return elements.CatchEvent(**_catching(element, scope, names))


def _catching(element: Element, scope: str, names: Names) -> dict[str, Any]:
    return _event(element, scope, names) | {
        "assign": added(element, "assign", parsing.parse_assign),
        "trigger": _first(added(element, "trigger", parsing.parse_trigger)),
    }


def read_throw(element: Element, scope: str, names: Names) -> elements.Node:
    """Read an intermediate event that tells others."""
    return elements.ThrowEvent(**_event(element, scope, names))


def read_boundary(element: Element, scope: str, names: Names) -> elements.Node:
    """Read an event on the border of an activity."""
    return elements.BoundaryEvent(
        **_catching(element, scope, names),
        host=element.get("attachedToRef", ""),
        interrupting=flag(element, "cancelActivity", default=True),
    )


def read_user_task(element: Element, scope: str, _names: Names) -> elements.Node:
    """Read a user task."""
    return elements.UserTask(
        **_activity(element, scope),
        assign=added(element, "assign", parsing.parse_assign),
        due=own(element, "due"),
        form=_form(element),
        outcomes=added(element, "outcome", parsing.parse_outcome),
        panel=own(element, "panel"),
        writes=own(element, "writes"),
        vote=_first(added(element, "vote", parsing.parse_vote)),
        delegable=parsing.parse_flag(own(element, "delegable"), default=True),
        permits=tuple(own(element, "permits").split()),
    )


def read_service_task(element: Element, scope: str, _names: Names) -> elements.Node:
    """Read a service task."""
    action = _first(added(element, "action", parsing.parse_action))
    return elements.ServiceTask(**_activity(element, scope), action=action)


def _message_task(element: Element, scope: str, names: Names) -> dict[str, Any]:
    reference = element.get("messageRef", "")
    definition = EventDefinition(EventKind.MESSAGE, names.of(reference) if reference else "")
    return _activity(element, scope) | {"definition": definition, "correlation": own(element, "correlation")}


def read_receive_task(element: Element, scope: str, names: Names) -> elements.Node:
    """Read a receive task."""
    starts = flag(element, "instantiate", default=False)
    return elements.ReceiveTask(**_message_task(element, scope, names), instantiating=starts)


def read_send_task(element: Element, scope: str, names: Names) -> elements.Node:
    """Read a send task."""
    return elements.SendTask(**_message_task(element, scope, names))


def read_business_rule(element: Element, scope: str, _names: Names) -> elements.Node:
    """Read a business rule task."""
    return elements.BusinessRuleTask(
        **_activity(element, scope),
        decision=own(element, "decision"),
        inputs=added(element, "in", parsing.parse_binding),
        outputs=added(element, "out", parsing.parse_binding),
    )


def read_call(element: Element, scope: str, _names: Names) -> elements.Node:
    """Read a call activity."""
    return elements.CallActivity(
        **_activity(element, scope),
        called=split_prefix(element.get("calledElement", "")),
        inputs=added(element, "in", parsing.parse_binding),
        outputs=added(element, "out", parsing.parse_binding),
    )


def read_subprocess(element: Element, scope: str, _names: Names) -> elements.Node:
    """Read an embedded sub-process; its content is read as a scope of its own."""
    return elements.SubProcess(**_activity(element, scope), triggered=flag(element, "triggeredByEvent", default=False))


def read_gateway(kind: type[elements.Gateway]) -> Callable[[Element, str, Names], elements.Node]:
    """Return the reader of one kind of gateway."""

    def read(element: Element, scope: str, _names: Names) -> elements.Node:
        return kind(**_common(element, scope), default=element.get("default", ""))

    return read


def read_unsupported(element: Element, scope: str, _names: Names) -> elements.Node:
    """Keep what we do not run, so that lint can name it and say what to draw instead."""
    return elements.Unsupported(**_common(element, scope), tag=local(element))


READERS: Final[Mapping[str, Callable[[Element, str, Names], elements.Node]]] = {
    "startEvent": read_start,
    "endEvent": read_end,
    "intermediateCatchEvent": read_catch,
    "intermediateThrowEvent": read_throw,
    "boundaryEvent": read_boundary,
    "userTask": read_user_task,
    "serviceTask": read_service_task,
    "businessRuleTask": read_business_rule,
    "callActivity": read_call,
    "subProcess": read_subprocess,
    "exclusiveGateway": read_gateway(elements.ExclusiveGateway),
    "parallelGateway": read_gateway(elements.ParallelGateway),
    "inclusiveGateway": read_gateway(elements.InclusiveGateway),
    "eventBasedGateway": read_gateway(elements.EventGateway),
    "complexGateway": read_unsupported,
    "task": read_unsupported,
    "manualTask": read_unsupported,
    "scriptTask": read_unsupported,
    "sendTask": read_send_task,
    "receiveTask": read_receive_task,
    "transaction": read_unsupported,
    "adHocSubProcess": read_unsupported,
}
"""Every flow node of BPMN 2.0, and who reads it."""

ANNOTATIONS: Final = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "sequenceFlow",
        "textAnnotation",
        "association",
        "group",
        "incoming",
        "outgoing",
        "multiInstanceLoopCharacteristics",
        "standardLoopCharacteristics",
        "property",
        "auditing",
        "monitoring",
        "ioSpecification",
        "dataObject",
        "dataObjectReference",
        "dataStoreReference",
        "dataInputAssociation",
        "dataOutputAssociation",
        "resourceRole",
        "performer",
        "humanPerformer",
        "potentialOwner",
    }
)
"""Children of a process or sub-process that are no flow nodes and change nothing: data and resources are only shown."""
