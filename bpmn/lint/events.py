"""Timers, messages and what sits on borders."""

import re
from collections.abc import Iterator
from typing import Final

from bpmn.durations import counts_iso_days, is_moment, read_iso
from bpmn.elements import (
    Activity,
    BoundaryEvent,
    CatchEvent,
    Event,
    EventGateway,
    EventKind,
    MessageTask,
    Node,
    Process,
    ReceiveTask,
)
from bpmn.errors import Problem
from bpmn.extensions import VariableType
from bpmn.lint.expressions import is_repeated
from bpmn.lint.problems import fault, hint, title
from bpmn.lint.vocabulary import ValueKind, Vocabulary
from bpmn.texts import N_

DURATION: Final = re.compile(r"(wd|cd|mo|h|min):[0-9]{1,4}")
"""A duration of our own: working days, calendar days, months, hours, minutes."""


def is_duration(text: str, vocabulary: Vocabulary) -> bool:
    """Whether the text is a duration, ours or one of ISO 8601 but its days, or the name of a parameter with one."""
    written = DURATION.fullmatch(read_iso(text) or text) and not counts_iso_days(text)
    return bool(written) or vocabulary.parameters.get(text) is ValueKind.DURATION


def check_timers(process: Process, vocabulary: Vocabulary) -> Iterator[Problem]:
    """A timer says when: `lf:due`, a date, or a `timeDuration` of one part, whose days are calendar days (R-CAL-9)."""
    for node in process.nodes.values():
        if not isinstance(node, Event) or node.definition.kind is not EventKind.TIMER:
            continue
        if node.definition.timer == "timeCycle":
            yield fault("timer-due", node, N_("不支持循环定时，请由日程启动新的流程"))
        elif node.moment:
            yield from _check_moment(process, node)
        elif counts_iso_days(node.due):
            text = N_("%(due)s 按自然日计算，遇非工作日顺延；要按工作日计算请用 wd:5 这样的写法")
            yield hint("timer-due", node, text, due=node.due)
        elif not is_duration(node.due, vocabulary) and process.variable(node.due) is None:
            text = N_("定时事件“%(name)s”须用 lf:due 写明期限，如 wd:5、P3D 或参数名")
            yield fault("timer-due", node, text, name=title(node))


def _check_moment(process: Process, node: Event) -> Iterator[Problem]:
    variable = process.variable(node.moment)
    dated = variable is not None and variable.type in {VariableType.DATE, VariableType.INSTANT}
    if not dated and not is_moment(node.moment):
        text = N_("定时事件“%(name)s”的时间 %(moment)s 须是 2026-08-01、2026-08-01T09:00+08:00 这样的时刻，或日期变量")
        yield fault("timer-due", node, text, name=title(node), moment=node.moment)


def check_event_gateways(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """After an event gateway stand only waiting events and plain receive tasks: at most one timer, no wait twice."""
    for gateway in process.nodes.values():
        if not isinstance(gateway, EventGateway):
            continue
        targets = [process.nodes[flow.target] for flow in process.outgoing[gateway.id]]
        if not all(_may_race(process, target) for target in targets):
            text = N_("事件网关之后只能是中间捕获事件，或没有边界事件、不设多实例的接收任务")
            yield fault("event-gateway", gateway, text)
        awaited = [(target.awaited, _correlation(target)) for target in targets if target.awaited]
        if len(awaited) > len(set(awaited)):
            yield fault("event-gateway", gateway, N_("事件网关之后有两处等待同一消息或信号"))
        timers = [t for t in targets if isinstance(t, CatchEvent) and t.definition.kind is EventKind.TIMER]
        if len(timers) > 1:
            yield fault("event-gateway", gateway, N_("事件网关之后最多有一个定时事件"))


def _may_race(process: Process, node: Node) -> bool:
    """Whether a node may wait beside others for what happens first (BPMN 2.0.2, 10.6.6)."""
    if isinstance(node, ReceiveTask):
        return not process.boundaries.get(node.id) and node.loop is None
    return isinstance(node, CatchEvent) and not isinstance(node, BoundaryEvent)


def _correlation(node: Node) -> str:
    return node.correlation if isinstance(node, (Event, MessageTask)) else ""


def check_boundaries(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A boundary event sits on an activity of its own scope, has a way out and no way in."""
    for node in process.nodes.values():
        if not isinstance(node, BoundaryEvent):
            continue
        host = process.nodes.get(node.host)
        if not isinstance(host, Activity) or host.scope != node.scope:
            yield fault("boundary-host", node, N_("边界事件须附在同一层的活动上"))
        leads = bool(process.outgoing[node.id]) or node.definition.kind is EventKind.COMPENSATION
        if process.incoming[node.id] or not leads:
            yield fault("boundary-host", node, N_("边界事件须有出线而没有入线"))
        if node.definition.kind is EventKind.ERROR and not node.interrupting:
            yield fault("boundary-host", node, N_("错误边界事件总是中断活动，不能画成非中断"))


def check_messages(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A message that people send has a label and says who may send it."""
    for node in process.nodes.values():
        if not isinstance(node, CatchEvent) or node.definition.kind is not EventKind.MESSAGE:
            continue
        if bool(node.trigger) != bool(node.assign):
            yield fault(
                "message-trigger", node, N_("由人发出的消息须同时写明标签（lf:trigger）和谁可发出（lf:assign）")
            )


def check_conditions(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A conditional event has a condition, and stands where every step that may change its variables sees it."""
    for node in process.nodes.values():
        if not isinstance(node, Event) or node.definition.kind is not EventKind.CONDITIONAL:
            continue
        if not node.definition.text:
            yield fault("conditional-events", node, N_("条件事件“%(name)s”没有写明条件"), name=title(node))
        if is_repeated(process, node):
            text = N_("多实例子流程里不能用条件事件，请画在子流程之外，或放进被调用的流程")
            yield fault("conditional-events", node, text)
