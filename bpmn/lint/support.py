"""What BPMN knows and this product does not run: refused, with what to draw instead."""

from collections.abc import Iterator, Mapping
from typing import Final

from bpmn.elements import (
    DELIVERED,
    Activity,
    BoundaryEvent,
    BusinessRuleTask,
    CatchEvent,
    EndEvent,
    Event,
    EventKind,
    EventStart,
    MultiInstance,
    Process,
    ReceiveTask,
    ServiceTask,
    StandardLoop,
    StartEvent,
    ThrowEvent,
    Unsupported,
)
from bpmn.errors import Problem
from bpmn.lint.problems import fault, title
from bpmn.lint.vocabulary import Vocabulary
from bpmn.texts import N_

INSTEAD: Final[Mapping[str, str]] = {
    "complexGateway": N_("不支持复杂网关，请用排他、并行或包容网关"),
    "task": N_("未指明类型的任务不能执行，请改为用户任务或服务任务"),
    "manualTask": N_("不支持手工任务，请改为用户任务"),
    "scriptTask": N_("不允许脚本任务，请改为调用已登记动作的服务任务"),
    "transaction": N_("不支持事务子流程，请用普通子流程"),
    "adHocSubProcess": N_("不支持临时子流程，请用普通子流程"),
}

_CAUGHT: Final = frozenset({EventKind.TIMER, EventKind.CONDITIONAL}) | DELIVERED
_THROWN: Final = frozenset({EventKind.NONE, EventKind.ESCALATION, EventKind.COMPENSATION}) | DELIVERED
_INSIDE: Final = frozenset({EventKind.ERROR, EventKind.ESCALATION})
_ALLOWED: Final[Mapping[type[Event], frozenset[EventKind]]] = {
    StartEvent: frozenset({EventKind.NONE}),
    EventStart: _CAUGHT | _INSIDE,
    EndEvent: _THROWN | {EventKind.TERMINATE, EventKind.ERROR},
    BoundaryEvent: _CAUGHT | _INSIDE | {EventKind.COMPENSATION},
    CatchEvent: _CAUGHT | {EventKind.LINK},
    ThrowEvent: _THROWN | {EventKind.LINK},
}
"""Event kinds that run, by place; boundary events and triggers are catch events too, so they stand first."""

_RATHER: Final[Mapping[tuple[type[Event], EventKind], str]] = {
    (EventStart, EventKind.COMPENSATION): N_("不支持补偿事件子流程，请给各活动附补偿边界事件"),
    (BoundaryEvent, EventKind.CANCEL): N_("取消事件只属于事务子流程，请改用错误边界事件"),
    (EndEvent, EventKind.CANCEL): N_("取消事件只属于事务子流程，请改用错误结束事件"),
}
"""What to draw instead of an event that runs nowhere, or not here."""


MAX_CARDINALITY: Final = 1_000
"""As many times a diagram may repeat an activity by a written number."""


def check_elements(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """Only elements that the engine runs as BPMN says may be drawn."""
    for node in process.nodes.values():
        if isinstance(node, Unsupported):
            yield fault("unsupported-element", node, INSTEAD[node.tag])
        if isinstance(node, ReceiveTask) and node.instantiating:
            text = N_("接收任务不能启动流程，请画无触发的开始事件，由人或接口发起")
            yield fault("unsupported-element", node, text)


def check_events(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """An event has at most one definition, of a kind that runs at its place."""
    for node in process.nodes.values():
        if not isinstance(node, Event):
            continue
        if len(node.definitions) > 1:
            yield fault("unsupported-event", node, N_("一个事件只能有一个定义"))
        elif isinstance(node, StartEvent) and node.definition.kind in DELIVERED:
            text = N_("“%(name)s”：消息和信号不能启动流程，请画无触发的开始事件，由人或接口发起")
            yield fault("unsupported-event", node, text, name=title(node))
        elif node.definition.kind not in allowed_kinds(type(node)) and not _lacks_trigger(node):
            text = _RATHER.get((type(node), node.definition.kind), N_("“%(name)s”：此处不支持 %(kind)s 事件"))
            yield fault("unsupported-event", node, text, name=title(node), kind=node.definition.kind)


def _lacks_trigger(node: Event) -> bool:
    """Whether nothing begins an event sub-process: another rule says so."""
    return isinstance(node, EventStart) and node.definition.kind is EventKind.NONE


def allowed_kinds(place: type[Event]) -> frozenset[EventKind]:
    """Event kinds that run at a place: a class of events."""
    return next(kinds for kind, kinds in _ALLOWED.items() if issubclass(place, kind))


def check_loops(process: Process, _vocabulary: Vocabulary) -> Iterator[Problem]:
    """A repeated activity names whom or what it is repeated for, and is no standard loop."""
    for node in process.nodes.values():
        loop = node.loop if isinstance(node, Activity) else None
        if isinstance(loop, StandardLoop):
            yield fault("unsupported-loop", node, N_("不支持标准循环，请用网关画出回路"))
        if isinstance(loop, MultiInstance) and loop.collection:
            yield fault("unsupported-loop", node, N_("多实例请用 lf:each 或基数，不支持集合数据引用"))
        if isinstance(loop, MultiInstance) and isinstance(node, (ServiceTask, BusinessRuleTask)):
            yield fault("unsupported-loop", node, N_("自动任务不能设多实例，请放进多实例子流程"))
        if isinstance(loop, MultiInstance) and bool(loop.each) == bool(loop.cardinality):
            yield fault("unsupported-loop", node, N_("多实例须写明对象（lf:each）或基数，且只能写一种"))
        if isinstance(loop, MultiInstance) and loop.cardinality and not _is_count(loop.cardinality):
            text = N_("基数 %(count)s 须是 1 至 %(most)d 的整数，或者整数变量的算式")
            yield fault("unsupported-loop", node, text, count=loop.cardinality[:20], most=MAX_CARDINALITY)


def _is_count(text: str) -> bool:
    """Whether a cardinality that is written out is a number of people; what is computed is measured when it runs."""
    try:
        number = float(text)
    except ValueError:
        return True
    return text.isdigit() and 1 <= number <= MAX_CARDINALITY
