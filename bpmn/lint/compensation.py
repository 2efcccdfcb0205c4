"""Compensation: what undoes, what is undone, and from where."""

from collections.abc import Iterator

from bpmn import graph
from bpmn.elements import (
    Activity,
    BoundaryEvent,
    EndEvent,
    Event,
    EventKind,
    Node,
    Process,
    SubProcess,
    ThrowEvent,
)
from bpmn.errors import Problem
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_


def check_compensation(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A compensation event on a border leads by one association to an activity that compensates and stands alone."""
    for node in process.nodes.values():
        if isinstance(node, BoundaryEvent) and _compensates(node):
            yield from _check_border(process, node)
        elif isinstance(node, Activity) and node.compensating:
            yield from _check_handler(process, node)
        elif isinstance(node, (ThrowEvent, EndEvent)) and node.definition.kind is EventKind.COMPENSATION:
            yield from _check_throw(process, node)


def _compensates(node: Node) -> bool:
    """Whether a node is the compensation event on a border."""
    return isinstance(node, BoundaryEvent) and node.definition.kind is EventKind.COMPENSATION


def _check_border(process: Process, event: BoundaryEvent) -> Iterator[Problem]:
    targets = [process.nodes[each.target] for each in process.associations if each.source == event.id]
    handlers = [node for node in targets if graph.is_handler(node) and node.scope == event.scope]
    if len(targets) != 1 or len(handlers) != 1:
        text = N_("补偿边界事件须用一条关联线连到同一层的一个补偿活动（isForCompensation）")
        yield fault("compensation", event, text)
    if process.outgoing[event.id]:
        yield fault("compensation", event, N_("补偿边界事件没有连线，请用关联线连到补偿活动"))
    first = next(each for each in process.boundaries[event.host] if _compensates(each))
    if event is not first:
        yield fault("compensation", event, N_("一个活动只能附一个补偿边界事件；要做多件事请用补偿子流程"))
    host = process.nodes.get(event.host)
    if host is not None and (graph.is_handler(host) or graph.is_triggered(host)):
        yield fault("compensation", event, N_("补偿活动和事件子流程不能再附补偿边界事件"))


def _check_handler(process: Process, node: Activity) -> Iterator[Problem]:
    sources = {each.source for each in process.associations if each.target == node.id}
    if not any(_compensates(process.nodes[source]) for source in sources):
        text = N_("补偿活动“%(name)s”没有关联到补偿边界事件，永远不会执行")
        yield fault("compensation", node, text, name=title(node))
    if process.incoming[node.id] or process.outgoing[node.id]:
        yield fault("compensation", node, N_("补偿活动不能有连线；要做几件事请画成补偿子流程"))
    if not all(_compensates(event) for event in process.boundaries.get(node.id, ())):
        yield fault("compensation", node, N_("补偿活动上不能附边界事件，请画成补偿子流程，附在里面的活动上"))


def _check_throw(process: Process, event: Event) -> Iterator[Problem]:
    if not event.definition.waits:
        text = N_("补偿总要做完才往下走，请去掉 waitForCompletion；要同时进行请用并行网关")
        yield fault("compensation", event, text)
    wanted = event.definition.name
    seen = [node for node in _activities_seen(process, event) if wanted in {"", node.id}]
    if not any(_can_undo(process, node) for node in seen):
        text = N_("“%(name)s”处没有可以补偿的活动：请给同一层已完成的活动附补偿边界事件")
        yield fault("compensation", event, text, name=title(event))
    for node in seen:
        yield from _check_repeated(process, node)


def _activities_seen(process: Process, event: Event) -> Iterator[Activity]:
    """Activities that can be compensated from an event: of its scope, from an event sub-process also those around."""
    scopes = [event.scope]
    while scopes[-1] and graph.is_triggered(process.nodes[scopes[-1]]):
        scopes.append(process.nodes[scopes[-1]].scope)
    yield from (node for node in process.nodes.values() if isinstance(node, Activity) and node.scope in scopes)


def _can_undo(process: Process, node: Node) -> bool:
    return node.id in process.handlers or process.has_handlers(node.id)


def _check_repeated(process: Process, node: Activity) -> Iterator[Problem]:
    """What was done in one child of a repetition is known to that child only."""
    if not isinstance(node, SubProcess) or node.id in process.handlers:
        return
    if node.loop is not None and process.has_handlers(node.id):
        text = N_("多实例子流程“%(name)s”里的补偿不能从外面触发，请把补偿边界事件附在它的外框上")
        yield fault("compensation", node, text, name=title(node))
    for inner in process.nodes.values():
        if isinstance(inner, Activity) and inner.scope == node.id:
            yield from _check_repeated(process, inner)
