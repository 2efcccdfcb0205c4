"""Event sub-processes, and who catches what is thrown."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from bpmn import graph
from bpmn.elements import (
    BoundaryEvent,
    EndEvent,
    Event,
    EventDefinition,
    EventKind,
    EventStart,
    Process,
    SubProcess,
    ThrowEvent,
)
from bpmn.errors import Problem
from bpmn.lint.problems import fault, hint, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

Catcher = EventStart | BoundaryEvent

THROWN: Final = frozenset({EventKind.ERROR, EventKind.ESCALATION})
"""What is caught inside the instance, by the nearest event outward."""


def check_subprocesses(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """An event sub-process is begun by one event, and by nothing else: it has no flows, no border, no repetition."""
    for node in process.nodes.values():
        if isinstance(node, SubProcess) and node.triggered:
            yield from _check_box(process, node)
        elif isinstance(node, EventStart):
            yield from _check_trigger(node)


def _check_box(process: Process, node: SubProcess) -> Iterator[Problem]:
    if process.incoming[node.id] or process.outgoing[node.id]:
        yield fault("event-subprocess", node, N_("事件子流程不能有连线：它由自己的开始事件触发，结束后不再往下走"))
    if node.loop is not None:
        yield fault("event-subprocess", node, N_("事件子流程不能设多实例或循环，请在里面画多实例活动"))
    if node.compensating:
        yield fault("event-subprocess", node, N_("事件子流程不能作补偿活动，请改用普通子流程"))
    for event in process.boundaries.get(node.id, ()):
        yield fault("event-subprocess", event, N_("事件子流程上不能附边界事件，请附在它所在的子流程上"))


def _check_trigger(node: EventStart) -> Iterator[Problem]:
    if node.definition.kind is EventKind.NONE:
        text = N_("事件子流程的开始事件须写明由什么触发：定时、消息、条件、错误或升级")
        yield fault("event-subprocess", node, text)
    if node.definition.kind is EventKind.ERROR and not node.interrupting:
        yield fault("event-subprocess", node, N_("由错误触发的事件子流程总是中断所在流程，不能画成非中断"))
    if node.form.fields or node.writes:
        yield fault("event-subprocess", node, N_("事件子流程的开始事件没有表单，请在里面画用户任务"))


def check_caught(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Of the events at one place one catches a thing that is thrown; what nothing in the diagram catches is noted."""
    for events in _catchers(process).values():
        seen: set[EventDefinition] = set()
        for event in events:
            if event.definition in seen:
                text = N_("“%(name)s”与同一处的另一事件捕获相同的错误或升级，只能保留一个")
                yield fault("caught-events", event, text, name=title(event))
            seen.add(event.definition)
    for node in process.nodes.values():
        if isinstance(node, (ThrowEvent, EndEvent)) and node.definition.kind in THROWN:
            yield from _check_throw(process, node)


def _catchers(process: Process) -> dict[str, list[Catcher]]:
    """What catches errors and escalations, by its place: the scope of an event sub-process, or the host of a border."""
    found: dict[str, list[Catcher]] = defaultdict(list)
    for node in process.nodes.values():
        if isinstance(node, (EventStart, BoundaryEvent)) and node.definition.kind in THROWN:
            place = process.nodes[node.scope].scope if isinstance(node, EventStart) else node.host
            found[f"{type(node).__name__}:{place}"].append(node)
    return found


def _check_throw(process: Process, node: Event) -> Iterator[Problem]:
    if any(_catches(event, node.definition) for event in _events_outward(process, node)):
        return
    if node.definition.kind is EventKind.ESCALATION:
        text = N_("图中没有事件捕获“%(name)s”抛出的升级，升级会被忽略；由调用它的流程捕获时不必理会")
    else:
        text = N_("图中没有事件捕获“%(name)s”抛出的错误，流程会停住；由调用它的流程捕获时不必理会")
    yield hint("caught-events", node, text, name=title(node))


def _catches(event: Catcher, thrown: EventDefinition) -> bool:
    mine = event.definition
    return mine.kind is thrown.kind and mine.name in {"", thrown.name}


def _events_outward(process: Process, node: Event) -> Iterator[Catcher]:
    """What may catch, scope after scope: never the event sub-process from which the event comes."""
    scope, come_from = node.scope, ""
    while True:
        yield from (event for event in process.triggers.get(scope, ()) if event.scope != come_from)
        if not scope:
            return
        yield from process.boundaries.get(scope, ())
        owner = process.nodes[scope]
        come_from = scope if graph.is_triggered(owner) else ""
        scope = owner.scope
