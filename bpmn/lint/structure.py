"""Starts and ends, ways between them, gateways and labels."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn import graph
from bpmn.elements import (
    Activity,
    BusinessRuleTask,
    CallActivity,
    EndEvent,
    EventGateway,
    ExclusiveGateway,
    Flow,
    Gateway,
    InclusiveGateway,
    MessageTask,
    Node,
    ParallelGateway,
    Process,
    ServiceTask,
    StartEvent,
    SubProcess,
    UserTask,
)
from bpmn.errors import Problem
from bpmn.lint.problems import fault, hint, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

KEY: Final = re.compile(r"[a-z][a-z0-9_]{1,63}")
MAX_NAME: Final = 200
"""What columns and pages have room for."""
NODE_ID: Final = re.compile(r"[^\W\d][\w.-]{0,127}")


def check_key(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A process is executable, named, and its id is a key: small letters, digits, underscores."""
    if not KEY.fullmatch(process.id):
        yield fault("process-key", process, N_("流程编号 %(id)s 应由小写字母、数字和下划线组成"), id=process.id or "?")
    if not process.name:
        yield fault("process-key", process, N_("流程没有名称"))
    if not process.executable:
        yield fault("process-key", process, N_("流程未标为可执行（isExecutable）"))
    for node in process.nodes.values():
        if not NODE_ID.fullmatch(node.id):
            yield fault("process-key", node, N_("节点编号 %(id)s 含有不允许的字符"), id=node.id)


def check_lengths(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Names of the process, its nodes and lanes, and labels of outcomes and fields have at most 200 characters."""
    for place, name in _list_names(process):
        if len(name) > MAX_NAME:
            text = N_("“%(name)s…”超过 %(limit)d 个字")
            yield fault("lengths", place, text, name=name[:20], limit=MAX_NAME)


def _list_names(process: Process) -> Iterator[tuple[Node | Process, str]]:
    yield process, process.name
    yield from ((process, lane.name) for lane in process.lanes)
    yield from ((process, variable.label) for variable in process.variables)
    for node in process.nodes.values():
        yield node, node.name
        if isinstance(node, (UserTask, StartEvent)):
            yield from ((node, each.label) for each in node.form.fields)
        if isinstance(node, UserTask):
            yield from ((node, each.label) for each in node.outcomes)


def check_starts(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """The process and each sub-process has exactly one start event, with no flow into it and one way out."""
    for scope in graph.scopes_of(process):
        starts = graph.entries_of(process, scope)
        if len(starts) != 1:
            place = process.nodes.get(scope, process)
            yield fault("start-event", place, N_("应恰有一个开始事件，现有 %(count)d 个"), count=len(starts))
        for start in starts:
            if process.incoming[start.id]:
                yield fault("start-event", start, N_("连线不能指向开始事件"))
            if len(process.outgoing[start.id]) != 1:
                yield fault("start-event", start, N_("开始事件应恰有一条出线；要并行请画并行网关"))


def check_ends(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every scope has an end event, and from every node a way leads to one."""
    for scope in graph.scopes_of(process):
        own = [node for node in process.nodes.values() if node.scope == scope]
        if not any(isinstance(node, EndEvent) for node in own):
            yield fault("end-event", process.nodes.get(scope, process), N_("没有结束事件"))
            continue
        for identifier in sorted(graph.endless(process, scope)):
            node = process.nodes[identifier]
            yield fault("end-event", node, N_("从“%(name)s”到不了结束事件"), name=title(node))
    for node in process.nodes.values():
        if isinstance(node, EndEvent) and process.outgoing[node.id]:
            yield fault("end-event", node, N_("结束事件之后不能再有连线"))


def check_reachable(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every node can be reached from the start of its scope, and no flow crosses the border of a sub-process."""
    for scope in graph.scopes_of(process):
        for identifier in sorted(graph.unreached(process, scope)):
            node = process.nodes[identifier]
            yield fault("reachable", node, N_("从开始事件走不到“%(name)s”"), name=title(node))
    for flow in process.flows:
        if process.nodes[flow.source].scope != process.nodes[flow.target].scope:
            yield fault("reachable", flow, N_("连线不能穿过子流程的边框"))


def check_gateways(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Where a gateway decides, every exit but the default bears a condition, and there is a default."""
    for node in process.nodes.values():
        if isinstance(node, (ExclusiveGateway, InclusiveGateway)):
            yield from _check_deciding(process, node)
        elif isinstance(node, (ParallelGateway, EventGateway)):
            for flow in process.outgoing[node.id]:
                if flow.condition:
                    yield fault("gateway-exits", flow, N_("此网关的出线不能带条件；按条件分支请用排他网关"))
        if isinstance(node, Gateway) and not (process.incoming[node.id] and process.outgoing[node.id]):
            yield fault("gateway-exits", node, N_("网关须有入线和出线"))


def _check_deciding(process: Process, node: Gateway) -> Iterator[Problem]:
    exits = process.outgoing[node.id]
    if len(exits) == 1:
        if exits[0].condition:
            yield fault("gateway-exits", exits[0], N_("网关只有一条出线时不能带条件：条件不成立时流程会停住"))
        return
    if node.default not in {flow.id for flow in exits}:
        yield fault("gateway-exits", node, N_("请指定一条默认出线：条件都不成立时走这条"))
    for flow in exits:
        if flow.id != node.default and not flow.condition:
            yield fault("gateway-exits", flow, N_("非默认出线须有条件"))
        if flow.id == node.default and flow.condition:
            yield fault("gateway-exits", flow, N_("默认出线不能带条件"))


def check_activities(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Of several ways out of an activity one is always open; an event has one way out, without a condition."""
    for node in process.nodes.values():
        exits = process.outgoing[node.id]
        if isinstance(node, Activity):
            yield from _check_splitting(node, exits)
        elif not isinstance(node, (Gateway, EndEvent)):
            yield from _check_passing(node, exits)


def _check_passing(node: Node, exits: tuple[Flow, ...]) -> Iterator[Problem]:
    if len(exits) > 1 and not isinstance(node, StartEvent):
        yield fault("activity-exits", node, N_("“%(name)s”有多条出线，请改画网关"), name=title(node))
    for flow in exits:
        if flow.condition:
            yield fault("activity-exits", flow, N_("事件出线不能带条件，请改画排他网关"))


def _check_splitting(node: Activity, exits: tuple[Flow, ...]) -> Iterator[Problem]:
    """Check an implicit split: beside a default every other flow is a choice, without one some flow is always taken."""
    plain = [flow.id for flow in exits if not flow.condition]
    if len(plain) == len(exits) and (len(exits) <= 1 or not node.default):
        return
    named = node.default in {flow.id for flow in exits}
    if not named and (node.default or not plain):
        yield fault("activity-exits", node, N_("请指定一条默认出线：条件都不成立时走这条"))
    for flow in exits if named else ():
        if flow.id == node.default and flow.condition:
            yield fault("activity-exits", flow, N_("默认出线不能带条件"))
        if flow.id != node.default and not flow.condition:
            yield fault("activity-exits", flow, N_("有默认出线时，其他出线都须有条件"))


_SPOKEN: Final = (UserTask, ServiceTask, BusinessRuleTask, MessageTask, CallActivity, SubProcess)


def check_labels(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """What people read on the drawing has a name: tasks, deciding gateways and their exits."""
    for node in process.nodes.values():
        spoken = isinstance(node, _SPOKEN)
        if spoken and not node.name:
            yield fault("labels", node, N_("活动没有名称"))
        if isinstance(node, ExclusiveGateway) and len(process.outgoing[node.id]) > 1:
            if not node.name:
                yield hint("labels", node, N_("判断网关没有写明判断什么"))
            for flow in process.outgoing[node.id]:
                if not flow.name:
                    yield hint("labels", flow, N_("判断网关的出线没有写明走这条的情形"))


def check_drawn(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every node and flow has its shape or edge in the diagram: people see what runs."""
    if not process.drawn:
        yield hint("drawn", process, N_("文件没有图形部分，流程图无法显示"))
        return
    for node in process.nodes.values():
        if node.id not in process.drawn:
            yield fault("drawn", node, N_("“%(name)s”没有画在图上"), name=title(node))
    for flow in process.flows:
        if flow.id not in process.drawn:
            yield fault("drawn", flow, N_("连线 %(id)s 没有画在图上"), id=flow.id)
    handlers = set(process.handlers.values())
    for line in process.associations:
        if line.target in handlers and line.id not in process.drawn:
            text = N_("补偿活动“%(name)s”的关联线没有画在图上")
            yield fault("drawn", process.nodes[line.target], text, name=title(process.nodes[line.target]))
