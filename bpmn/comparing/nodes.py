"""The facts of one node: who acts, by when, what is asked, what is decided, what is called and what is waited for."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final

from bpmn.comparing import forms
from bpmn.comparing.changes import Said, make_text, say_list
from bpmn.comparing.facts import Collector, Facts
from bpmn.comparing.reading import Reading
from bpmn.elements import (
    Activity,
    BoundaryEvent,
    BusinessRuleTask,
    CallActivity,
    CatchEvent,
    Event,
    EventDefinition,
    EventGateway,
    EventKind,
    EventStart,
    ExclusiveGateway,
    Gateway,
    InclusiveGateway,
    MessageTask,
    MultiInstance,
    Node,
    ParallelGateway,
    ServiceTask,
    StartEvent,
    SubProcess,
    UserTask,
)
from bpmn.extensions import Assign, Binding, Relation
from bpmn.texts import N_, Text

EVENTS: Final[Mapping[EventKind, str]] = {
    EventKind.NONE: N_("无"),
    EventKind.TIMER: N_("定时"),
    EventKind.MESSAGE: N_("消息"),
    EventKind.SIGNAL: N_("信号"),
    EventKind.ERROR: N_("错误"),
    EventKind.ESCALATION: N_("升级"),
    EventKind.CONDITIONAL: N_("条件"),
    EventKind.TERMINATE: N_("终止"),
    EventKind.COMPENSATION: N_("补偿"),
    EventKind.CANCEL: N_("取消"),
    EventKind.LINK: N_("链接"),
    EventKind.OTHER: N_("其他"),
}
GATEWAYS: Final[Mapping[type[Gateway], str]] = {
    ExclusiveGateway: N_("排他（只走一条）"),
    ParallelGateway: N_("并行（全部走）"),
    InclusiveGateway: N_("包容（走所有满足条件的）"),
    EventGateway: N_("事件（先发生的决定）"),
}
PERMITS: Final[Mapping[str, str]] = {
    "return": N_("退回"),
    "take_back": N_("撤回"),
    "add_signer": N_("加签"),
    "remove_signer": N_("减签"),
    "finish_early": N_("提前结束"),
}


def list_facts(reading: Reading, node: Node) -> Facts:
    """Everything that is said of a node, its name and its ways apart."""
    found = Collector()
    for kind, collect in COLLECTORS:
        if isinstance(node, kind):
            collect(found, reading, node)
    return found.facts


def _collect_node(found: Collector, _: Reading, node: Node) -> None:
    found.add("checkpoint", Text(N_("必经环节标记")), node.checkpoint)
    found.add("documentation", Text(N_("办理说明")), node.documentation)


def _collect_actors(found: Collector, reading: Reading, node: UserTask | StartEvent | CatchEvent) -> None:
    what = Text(N_("发起人")) if isinstance(node, StartEvent) else Text(N_("办理人"))
    found.add(
        "who",
        what,
        frozenset((each.role, each.relation, each.of) for each in node.assign),
        say_actors(reading, node.assign),
    )
    unlike = sorted({step for each in node.assign for step in each.unlike})
    named = say_list(reading.name_of(step) or step for step in unlike)
    found.add("unlike", Text(N_("须回避已办理的环节")), frozenset(map(reading.id_of, unlike)), named)
    apart = [each.apart for each in node.assign if each.apart]
    found.add(
        "apart",
        Text(N_("须回避的关系")),
        frozenset(map(str, apart)),
        say_list(say_relation(reading, each) for each in apart),
    )


def say_actors(reading: Reading, assigned: Iterable[Assign]) -> Said:
    """Who may act, in words."""
    return say_list(said for each in assigned for said in _say_one(reading, each))


def _say_one(reading: Reading, assign: Assign) -> list[Said]:
    said = [reading.words.role(role) for role in assign.role.split()]
    if assign.relation:
        relation = reading.words.relation(assign.relation)
        about = say_list(_say_argument(reading, each.strip()) for each in assign.of.split(",") if each.strip())
        said.append(make_text(N_("%(relation)s（%(of)s）"), relation=relation, of=about) if assign.of else relation)
    return said


def _say_argument(reading: Reading, argument: str) -> Said:
    if argument[:1] in {"'", '"'}:
        return reading.words.code(argument[1:-1])
    return reading.say_expression(argument)


def say_relation(reading: Reading, relation: Relation) -> Said:
    """A relation with what it is applied to."""
    named = reading.words.relation(relation.name)
    about = say_list(_say_argument(reading, each) for each in relation.arguments)
    return make_text(N_("%(relation)s（%(of)s）"), relation=named, of=about) if relation.arguments else named


def _collect_work(found: Collector, reading: Reading, node: UserTask) -> None:
    found.add("due", Text(N_("办理期限")), node.due, reading.words.term(node.due))
    found.add("panel", Text(N_("旁边显示的材料")), node.panel)
    found.add("writes", Text(N_("办理内容写入")), node.writes)
    found.switch("delegable", Text(N_("可委派")), flag=node.delegable)
    permits = say_list(Text(PERMITS[each]) if each in PERMITS else each for each in node.permits)
    found.add("permits", Text(N_("允许的审批操作")), frozenset(node.permits), permits)
    found.each("outcome", node.outcomes, forms.describe_outcome)
    if node.vote:
        forms.collect_vote(found, reading, node.vote)


def _collect_form(found: Collector, reading: Reading, node: UserTask | StartEvent) -> None:
    found.each("field", node.form.fields, lambda each: forms.describe_field(reading, node, each))


def _collect_start(found: Collector, _: Reading, node: StartEvent) -> None:
    found.add("writes", Text(N_("办理内容写入")), node.writes)


def _collect_activity(found: Collector, reading: Reading, node: Activity) -> None:
    if node.compensating:
        found.switch("compensating", Text(N_("用于补偿")), flag=True)
    loop = node.loop
    if isinstance(loop, MultiInstance):
        order = Text(N_("依次办理")) if loop.sequential else Text(N_("同时办理"))
        found.add("loop", Text(N_("多实例方式")), "sequential" if loop.sequential else "parallel", order)
        if loop.each:
            found.add(
                "each",
                Text(N_("逐一办理的对象")),
                _express_relation(reading, loop.each),
                say_relation(reading, loop.each),
            )
        _expression(found, reading, "cardinality", Text(N_("份数")), loop.cardinality)
        _expression(found, reading, "collection", Text(N_("逐一办理的集合")), loop.collection)
        said = reading.say_expression(loop.condition, outcome_of=node.id)
        found.add("ended", Text(N_("提前完成条件")), reading.express(loop.condition), said)


def _express_relation(reading: Reading, relation: Relation) -> str:
    return f"{relation.name}({', '.join(map(reading.express, relation.arguments))})"


def _expression(found: Collector, reading: Reading, key: str, what: Said, text: str) -> None:
    found.add(key, what, reading.express(text), reading.say_expression(text))


def _collect_service(found: Collector, reading: Reading, node: ServiceTask) -> None:
    if node.action:
        found.add("action", Text(N_("系统动作")), node.action.name)
        _bindings(found, reading, node.action.inputs, node.action.outputs)


def _bindings(found: Collector, reading: Reading, inputs: Iterable[Binding], outputs: Iterable[Binding]) -> None:
    for key, text, bindings in (("in", N_("传入“%(name)s”"), inputs), ("out", N_("传出“%(name)s”"), outputs)):
        for binding in bindings:
            what = make_text(text, name=binding.name)
            value = reading.express(binding.value)
            found.add(f"{key}:{binding.name}", what, value, _say_bound(reading, binding.value))


def _say_bound(reading: Reading, value: str) -> Said:
    quoted = value.strip()
    if quoted[:1] == "'" and quoted[-1:] == "'":
        return reading.words.term(quoted[1:-1]) if "." in quoted or ":" in quoted else reading.words.code(quoted[1:-1])
    return reading.say_expression(value)


def _collect_call(found: Collector, reading: Reading, node: CallActivity) -> None:
    found.add("called", Text(N_("调用的流程")), node.called)
    _bindings(found, reading, node.inputs, node.outputs)


def _collect_decision(found: Collector, reading: Reading, node: BusinessRuleTask) -> None:
    found.add("decision", Text(N_("决策表")), node.decision)
    _bindings(found, reading, node.inputs, node.outputs)


def _collect_message(found: Collector, reading: Reading, node: MessageTask) -> None:
    found.add("message", Text(N_("消息")), node.definition.name)
    _expression(found, reading, "correlation", Text(N_("消息对应依据")), node.correlation)


def _collect_event(found: Collector, reading: Reading, node: Event) -> None:
    for at, definition in enumerate(node.definitions):
        key = f"event{at}" if at else "event"
        found.add(key, Text(N_("事件类型")), definition.kind.value, Text(EVENTS[definition.kind]))
        _collect_definition(found, reading, key, definition)
    found.add("due", Text(N_("等待时限")), node.due, reading.words.term(node.due))
    found.add("moment", Text(N_("触发时间")), node.moment, reading.say_expression(node.moment))
    _expression(found, reading, "correlation", Text(N_("消息对应依据")), node.correlation)


def _collect_definition(found: Collector, reading: Reading, key: str, definition: EventDefinition) -> None:
    undoes = definition.kind is EventKind.COMPENSATION
    value = reading.id_of(definition.name) if undoes else definition.name
    name = reading.name_of(definition.name) or definition.name if undoes else definition.name
    if definition.kind is not EventKind.LINK:
        found.add(f"{key}.name", Text(N_("事件名称")), value, name)
    found.add(f"{key}.timer", Text(N_("定时方式")), definition.timer)
    _expression(found, reading, f"{key}.text", Text(N_("事件条件")), definition.text)
    if not definition.waits:
        found.switch(f"{key}.waits", Text(N_("等待补偿完成")), flag=False)


def _collect_catch(found: Collector, _: Reading, node: CatchEvent) -> None:
    if node.trigger:
        found.add("trigger", Text(N_("可由人发出的指令")), node.trigger.label)
        found.add("trigger.opinion", Text(N_("发出指令的理由字数")), node.trigger.opinion or None)


def _collect_border(found: Collector, reading: Reading, node: BoundaryEvent) -> None:
    found.add("host", Text(N_("所附环节")), reading.id_of(node.host), reading.name_of(node.host) or node.host)
    found.switch("interrupting", Text(N_("中断所附环节")), flag=node.interrupting)


def _collect_trigger(found: Collector, _: Reading, node: EventStart) -> None:
    found.switch("interrupting", Text(N_("中断所在流程")), flag=node.interrupting)


def _collect_scope(found: Collector, _: Reading, node: SubProcess) -> None:
    if node.triggered:
        found.switch("triggered", Text(N_("由事件触发")), flag=True)


def _collect_gateway(found: Collector, _: Reading, node: Gateway) -> None:
    found.add("gateway", Text(N_("分支方式")), type(node).__name__, Text(GATEWAYS[type(node)]))


COLLECTORS: Final[tuple[tuple[Any, Callable[[Collector, Reading, Any], None]], ...]] = (
    ((UserTask, StartEvent, CatchEvent), _collect_actors),
    (UserTask, _collect_work),
    ((UserTask, StartEvent), _collect_form),
    (StartEvent, _collect_start),
    (Activity, _collect_activity),
    (ServiceTask, _collect_service),
    (CallActivity, _collect_call),
    (BusinessRuleTask, _collect_decision),
    (MessageTask, _collect_message),
    (Event, _collect_event),
    (CatchEvent, _collect_catch),
    (BoundaryEvent, _collect_border),
    (EventStart, _collect_trigger),
    (SubProcess, _collect_scope),
    (Gateway, _collect_gateway),
    (Node, _collect_node),
)
"""What collects the facts of which kinds of nodes, in the order in which people read them."""


def list_expressions(node: Node) -> Iterator[str]:
    """Every expression of a node, its ways apart."""
    loop = node.loop if isinstance(node, Activity) else None
    if isinstance(loop, MultiInstance):
        yield from (loop.cardinality, loop.collection, loop.condition)
        yield from loop.each.arguments if loop.each else ()
    if isinstance(node, (CallActivity, BusinessRuleTask)):
        yield from (binding.value for binding in (*node.inputs, *node.outputs))
    if isinstance(node, ServiceTask) and node.action:
        yield from (binding.value for binding in node.action.inputs)
    if isinstance(node, Event):
        yield from (node.correlation, *(definition.text for definition in node.definitions))
    if isinstance(node, (UserTask, StartEvent, CatchEvent)):
        yield from (step for assign in node.assign for step in assign.unlike)
