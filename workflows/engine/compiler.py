"""Processes as drawn → specs that SpiffWorkflow runs.

The specs are made from the records of our own reader, so there is one reader of a file and not two. A compiled set is
never changed again and is shared by all instances that run on it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from SpiffWorkflow.bpmn.specs.bpmn_process_spec import BpmnProcessSpec

from bpmn import elements, graph
from bpmn.decisions.evaluation import CompiledTable
from bpmn.elements import (
    Activity,
    BoundaryEvent,
    EventDefinition,
    EventKind,
    EventStart,
    MultiInstance,
    Node,
    Process,
    SubProcess,
)
from bpmn.expressions import parse_expression
from workflows.engine.activities import ActionSpec, CallSpec, UserTaskSpec
from workflows.engine.compensation import CompensateSpec, MemorySpec
from workflows.engine.decisions import DecisionSpec, bind_tables
from workflows.engine.events import BoundarySpec, CatchSpec, EndSpec, EventGatewaySpec, ThrowSpec, TriggerSpec
from workflows.engine.exits import compile_exits
from workflows.engine.gateways import ExclusiveSpec, InclusiveSpec, ParallelSpec
from workflows.engine.loops import EachSpec
from workflows.engine.messages import AwaitingBoundarySpec, AwaitingSpec, AwaitingTriggerSpec, ReceiveSpec, SendSpec
from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import EngineError


class ScopeSpec(BpmnProcessSpec):
    """What runs in one scope of a process."""

    def __init__(self, process: Process, scope: str) -> None:
        super().__init__(name=scope_name(process.id, scope))
        self.process_key = process.id
        self.scope = scope
        self.unset = dict.fromkeys(process.names)
        """What expressions read before anything is known: nothing, by every name that the process declares."""
        self.triggers: list[str] = []
        """Names of what starts the event sub-processes of this scope."""
        self.start.ways = []
        """Where the scope's first tokens go; the library's own start stands for all of them."""
        self.start.borders = []


@dataclass(frozen=True)
class CompiledSet:
    """A process and everything that it calls, ready to run."""

    specs: Mapping[str, ScopeSpec]


def compile_set(processes: Iterable[Process], tables: Iterable[CompiledTable] = ()) -> CompiledSet:
    """Compile processes that call each other, with the tables that they ask; `EngineError` if one cannot run."""
    specs: dict[str, ScopeSpec] = {}
    for process in processes:
        for scope in graph.scopes_of(process):
            specs[scope_name(process.id, scope)] = _compile_scope(process, scope)
    bind_tables(specs.values(), {each.table.id: each for each in tables})
    return CompiledSet(specs)


def scope_name(process_key: str, scope: str) -> str:
    """How the engine names the process itself ('') or one of its sub-processes."""
    return f"{process_key}/{scope}" if scope else process_key


def _compile_scope(process: Process, scope: str) -> ScopeSpec:
    spec = ScopeSpec(process, scope)
    own = [node for node in process.nodes.values() if node.scope == scope and _runs(node)]
    for node in own:
        _add_node(spec, node)
    for node in own:
        _connect(process, spec, node)
        _add_memory(process, spec, node)
    for trigger in process.triggers.get(scope, ()):
        _add_trigger(spec, trigger)
    for entry in graph.entries_of(process, scope):
        flows = process.outgoing[entry.id]
        inside = [(flow.id, flow.target) for flow in flows] if isinstance(entry, EventStart) else [("", entry.id)]
        spec.start.ways += inside
    return spec


def _runs(node: Node) -> bool:
    """Whether tokens stand at a node of its scope: not where compensation is attached, nor inside what it starts."""
    attached = isinstance(node, BoundaryEvent) and node.definition.kind is EventKind.COMPENSATION
    return not attached and not isinstance(node, EventStart)


def _add_trigger(spec: ScopeSpec, trigger: EventStart) -> None:
    """Let what starts an event sub-process wait in the scope around it."""
    kind = AwaitingTriggerSpec if trigger.awaited else TriggerSpec
    made = _complete(kind(spec, trigger.id, trigger.definition, interrupting=trigger.interrupting), trigger)
    made.ways = [("", trigger.scope)]
    spec.task_specs[trigger.scope].started_by = trigger.id
    spec.triggers.append(trigger.id)


def _add_memory(process: Process, spec: ScopeSpec, node: Node) -> None:
    """Let completions be remembered that can be compensated."""
    handler = process.handlers.get(node.id, "")
    once = isinstance(node, SubProcess) and node.loop is None
    if handler or (once and process.has_handlers(node.id)):
        inside = "" if handler else scope_name(process.id, node.id)
        spec.task_specs[node.id].memory = MemorySpec(spec, node.id, handler, inside).name


def _add_node(spec: ScopeSpec, node: Node) -> None:
    """Add the spec of a node; a repeated activity gets two, the repetition under its id and the activity beside."""
    loop = node.loop if isinstance(node, Activity) else None
    if not isinstance(loop, MultiInstance):
        _make_spec(spec, node, "")
        return
    each = EachSpec(spec, node.id, sequential=loop.sequential)
    each.relation = loop.each
    each.walks = isinstance(node, elements.UserTask)
    each.cardinality = parse_expression(loop.cardinality) if loop.cardinality else None
    each.condition = parse_expression(loop.condition) if loop.condition else None
    _make_spec(spec, node, "each").repeated_by = node.id


def _make_spec(spec: ScopeSpec, node: Node, part: str) -> NodeSpec:
    for kind, make in _MAKERS.items():
        if isinstance(node, kind):
            return make(spec, node, part)
    raise EngineError(f"{node.id}: {type(node).__name__} does not run")


def _make_passing(spec: ScopeSpec, node: Node, part: str) -> NodeSpec:
    return NodeSpec(spec, node.id, part)


def _make_user_task(spec: ScopeSpec, node: Node, part: str) -> NodeSpec:
    return UserTaskSpec(spec, node.id, part)


def _make_action(spec: ScopeSpec, node: Any, part: str) -> NodeSpec:
    if part or node.action is None:
        raise EngineError(f"{node.id}: a service task has an action and is not repeated")
    inputs = {binding.name: parse_expression(binding.value) for binding in node.action.inputs}
    return ActionSpec(spec, node.id, node.action, inputs)


def _make_decision(spec: ScopeSpec, node: Any, part: str) -> NodeSpec:
    if part:
        raise EngineError(f"{node.id}: a business rule task is not repeated")
    decision = DecisionSpec(spec, node.id, node.decision)
    decision.bind({binding.name: parse_expression(binding.value) for binding in node.inputs}, node.outputs)
    return decision


def _make_throw(spec: ScopeSpec, node: Any, part: str) -> NodeSpec:
    """Make what throws; after an end event there is no way on, so it may be made like an event between."""
    if node.thrown:
        return _complete(SendSpec(spec, node.id, node.definition, part), node)
    make = _THROWN.get(node.definition.kind)
    return make(spec, node.id, node.definition) if make else NodeSpec(spec, node.id, part)


def _make_compensate(spec: ScopeSpec, node_id: str, definition: EventDefinition) -> NodeSpec:
    return CompensateSpec(spec, node_id, definition.name)


_THROWN: Final[Mapping[EventKind, Callable[[ScopeSpec, str, EventDefinition], NodeSpec]]] = {
    EventKind.TERMINATE: EndSpec,
    EventKind.ERROR: EndSpec,
    EventKind.ESCALATION: ThrowSpec,
    EventKind.COMPENSATION: _make_compensate,
}
"""Who makes the spec of an event that throws; what is missing here throws nothing inside the instance."""


def _make_catch(spec: ScopeSpec, node: Any, part: str) -> NodeSpec:
    if node.definition.kind is EventKind.LINK:
        return _make_passing(spec, node, part)
    kind = AwaitingSpec if node.awaited else CatchSpec
    return _complete(kind(spec, node.id, node.definition), node)


def _make_boundary(spec: ScopeSpec, node: Any, _part: str) -> NodeSpec:
    kind = AwaitingBoundarySpec if node.awaited else BoundarySpec
    return _complete(kind(spec, node.id, node.definition, interrupting=node.interrupting), node)


def _make_receive(spec: ScopeSpec, node: Any, part: str) -> NodeSpec:
    return _complete(ReceiveSpec(spec, node.id, node.definition, part), node)


def _complete(made: CatchSpec | SendSpec, node: Any) -> NodeSpec:
    """Say what a conditional event waits for, and which of several waits a message means."""
    definition = node.definition
    if isinstance(made, CatchSpec) and definition.kind is EventKind.CONDITIONAL:
        made.condition = parse_expression(definition.text)
    if node.correlation:
        made.correlation = parse_expression(node.correlation)
    return made


def _make_subprocess(spec: ScopeSpec, node: Node, part: str) -> NodeSpec:
    return CallSpec(spec, node.id, scope_name(spec.process_key, node.id), part)


def _make_call(spec: ScopeSpec, node: Any, part: str) -> NodeSpec:
    call = CallSpec(spec, node.id, node.called, part)
    call.bind({binding.name: parse_expression(binding.value) for binding in node.inputs}, node.outputs)
    return call


def _make_gateway(kind: Callable[[Any, str], NodeSpec]) -> Callable[[ScopeSpec, Any, str], NodeSpec]:
    return lambda spec, node, _part: kind(spec, node.id)


_MAKERS: Final[Mapping[type[Node], Callable[[ScopeSpec, Any, str], NodeSpec]]] = {
    elements.UserTask: _make_user_task,
    elements.ServiceTask: _make_action,
    elements.ReceiveTask: _make_receive,
    elements.SendTask: _make_throw,
    elements.BusinessRuleTask: _make_decision,
    elements.CallActivity: _make_call,
    elements.SubProcess: _make_subprocess,
    elements.ExclusiveGateway: _make_gateway(ExclusiveSpec),
    elements.ParallelGateway: _make_gateway(ParallelSpec),
    elements.InclusiveGateway: _make_gateway(InclusiveSpec),
    elements.EventGateway: _make_gateway(EventGatewaySpec),
    elements.StartEvent: _make_passing,
    elements.ThrowEvent: _make_throw,
    elements.EndEvent: _make_throw,
    elements.BoundaryEvent: _make_boundary,
    elements.CatchEvent: _make_catch,
}
"""Who makes the spec of a node; boundary events are catch events too, so they stand first."""


def _connect(process: Process, spec: ScopeSpec, node: Node) -> None:
    own = spec.task_specs[node.id]
    own.borders = [event.id for event in process.boundaries.get(node.id, ()) if _runs(event)]
    exits = process.outgoing[node.id]
    own.ways = [(flow.id, flow.target) for flow in exits]
    if node.id in process.links:
        # What throws a link has no flow out: its own id stands for the way to what catches it.
        own.ways.append((node.id, process.links[node.id]))
    for _, target in own.ways:
        own.connect(spec.task_specs[target])
    own.exits = compile_exits(node, exits)
