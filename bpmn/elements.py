"""A process as it is drawn: frozen records, one class for each thing that BPMN 2.0 names.

The words are those of BPMN 2.0 (formal/2011-01-03). What our extension adds stands in `bpmn.extensions`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from bpmn.extensions import (
    Action,
    Assign,
    Binding,
    Form,
    Outcome,
    Relation,
    Trigger,
    Variable,
    Vote,
)


@dataclass(frozen=True, kw_only=True)
class Node:
    """A flow node. `scope` is the id of the sub-process that holds it, '' for the process itself."""

    id: str
    name: str = ""
    line: int = 0
    scope: str = ""
    lane: str = ""
    documentation: str = ""
    checkpoint: str = ""

    @property
    def awaited(self) -> "EventDefinition | None":
        """The message or signal from other instances or systems that a token waits for here."""
        return None

    @property
    def thrown(self) -> "EventDefinition | None":
        """The message or signal that a token sends from here."""
        return None


class EventKind(StrEnum):
    """What an event waits for or throws."""

    NONE = "none"
    TIMER = "timer"
    MESSAGE = "message"
    SIGNAL = "signal"
    ERROR = "error"
    ESCALATION = "escalation"
    CONDITIONAL = "conditional"
    TERMINATE = "terminate"
    COMPENSATION = "compensate"
    CANCEL = "cancel"
    LINK = "link"
    OTHER = "other"


@dataclass(frozen=True)
class EventDefinition:
    """What an event waits for or throws, and under which name.

    For a timer, `timer` is the tag (`timeDuration`, `timeDate`, `timeCycle`) and `text` its content; for a condition
    `text` is the condition. For compensation, `name` is the activity to compensate, '' for all.
    """

    kind: EventKind
    name: str = ""
    timer: str = ""
    text: str = ""
    waits: bool = True
    """Whether compensation is waited for (`waitForCompletion`)."""


NO_EVENT = EventDefinition(EventKind.NONE)
DELIVERED = frozenset({EventKind.MESSAGE, EventKind.SIGNAL})
"""What goes from one instance to others: a message to the one that waits for it, a signal to all."""


@dataclass(frozen=True, kw_only=True)
class Event(Node):
    """Anything drawn as a circle."""

    definitions: tuple[EventDefinition, ...] = ()
    due: str = ""
    correlation: str = ""
    """Which of several waits for a message is meant: an expression; without one the business key says it."""
    moment: str = ""
    """The date or instant of a timer (`timeDate`) that has no duration, or the variable that holds it."""

    @property
    def definition(self) -> EventDefinition:
        """The one definition; an event with several is refused by lint."""
        return self.definitions[0] if self.definitions else NO_EVENT

    @property
    def link(self) -> str:
        """The name of its link, '' where it is no link event."""
        return self.definition.name if self.definition.kind is EventKind.LINK else ""


@dataclass(frozen=True, kw_only=True)
class StartEvent(Event):
    """Where a process or a sub-process begins; `assign` says who may start it."""

    assign: tuple[Assign, ...] = ()
    form: Form = field(default_factory=Form)
    writes: str = ""


@dataclass(frozen=True, kw_only=True)
class EndEvent(Event):
    """Where a token ends."""

    @property
    def thrown(self) -> EventDefinition | None:
        """The message or signal that tells of the end."""
        return self.definition if self.definition.kind in DELIVERED else None


@dataclass(frozen=True, kw_only=True)
class CatchEvent(Event):
    """An intermediate event that waits."""

    assign: tuple[Assign, ...] = ()
    trigger: Trigger | None = None

    @property
    def awaited(self) -> EventDefinition | None:
        """Its message or signal; a message that people send comes from elsewhere too if it says how it correlates."""
        if self.trigger and not self.correlation:
            return None
        return self.definition if self.definition.kind in DELIVERED else None


@dataclass(frozen=True, kw_only=True)
class EventStart(CatchEvent):
    """The start event of an event sub-process: it waits while the scope around that is at work.

    `form` and `writes` belong to the start of a process; lint refuses them here.
    """

    interrupting: bool = True
    form: Form = field(default_factory=Form)
    writes: str = ""


@dataclass(frozen=True, kw_only=True)
class ThrowEvent(Event):
    """An intermediate event that tells others."""

    @property
    def thrown(self) -> EventDefinition | None:
        """Its message or signal."""
        return self.definition if self.definition.kind in DELIVERED else None


@dataclass(frozen=True, kw_only=True)
class BoundaryEvent(CatchEvent):
    """An event on the border of an activity, its `host`."""

    host: str = ""
    interrupting: bool = True


@dataclass(frozen=True)
class MultiInstance:
    """An activity done once for each of several people or things."""

    sequential: bool = False
    each: Relation | None = None
    cardinality: str = ""
    collection: str = ""
    condition: str = ""


@dataclass(frozen=True)
class StandardLoop:
    """An activity repeated while a condition holds (refused by lint for now)."""

    condition: str = ""
    maximum: str = ""


@dataclass(frozen=True, kw_only=True)
class Activity(Node):
    """Anything drawn as a rounded box."""

    loop: MultiInstance | StandardLoop | None = None
    default: str = ""
    compensating: bool = False


@dataclass(frozen=True, kw_only=True)
class UserTask(Activity):
    """Work for a person, or with `vote` for a body of people."""

    assign: tuple[Assign, ...] = ()
    due: str = ""
    form: Form = field(default_factory=Form)
    outcomes: tuple[Outcome, ...] = ()
    panel: str = ""
    writes: str = ""
    vote: Vote | None = None
    delegable: bool = True
    permits: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ServiceTask(Activity):
    """Work for the house itself: a registered action."""

    action: Action | None = None


@dataclass(frozen=True, kw_only=True)
class MessageTask(Activity):
    """Work that is nothing but a message."""

    definition: EventDefinition = NO_EVENT
    correlation: str = ""
    """As at events."""


@dataclass(frozen=True, kw_only=True)
class ReceiveTask(MessageTask):
    """Waits for a message; `instantiating` ones would begin a process (refused by lint)."""

    instantiating: bool = False

    @property
    def awaited(self) -> EventDefinition | None:
        """Its message."""
        return self.definition


@dataclass(frozen=True, kw_only=True)
class SendTask(MessageTask):
    """Sends a message."""

    @property
    def thrown(self) -> EventDefinition | None:
        """Its message."""
        return self.definition


@dataclass(frozen=True, kw_only=True)
class BusinessRuleTask(Activity):
    """A decision table is asked: `inputs` are told to it beside the variables, `outputs` take what it says."""

    decision: str = ""
    inputs: tuple[Binding, ...] = ()
    outputs: tuple[Binding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CallActivity(Activity):
    """Another process, called like a function: `inputs` go in by name, `outputs` come back."""

    called: str = ""
    inputs: tuple[Binding, ...] = ()
    outputs: tuple[Binding, ...] = ()


@dataclass(frozen=True, kw_only=True)
class SubProcess(Activity):
    """A part of the process drawn inside a box; its nodes carry its id as their scope."""

    triggered: bool = False


@dataclass(frozen=True, kw_only=True)
class Gateway(Node):
    """Anything drawn as a diamond."""

    default: str = ""


@dataclass(frozen=True, kw_only=True)
class ExclusiveGateway(Gateway):
    """One way out: the first whose condition holds, else the default."""


@dataclass(frozen=True, kw_only=True)
class ParallelGateway(Gateway):
    """All ways out; waits for all ways in."""


@dataclass(frozen=True, kw_only=True)
class InclusiveGateway(Gateway):
    """Every way out whose condition holds; waits for what can still come."""


@dataclass(frozen=True, kw_only=True)
class EventGateway(Gateway):
    """The event that happens first decides."""


@dataclass(frozen=True, kw_only=True)
class Unsupported(Node):
    """Something that BPMN knows and this product does not run; lint says what to draw instead."""

    tag: str


@dataclass(frozen=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    condition: str = ""
    name: str = ""
    line: int = 0


@dataclass(frozen=True)
class Association:
    """A dotted line between two things that are drawn."""

    id: str
    source: str
    target: str
    line: int = 0


@dataclass(frozen=True)
class Lane:
    """A lane: a name and what stands in it."""

    id: str
    name: str
    nodes: frozenset[str]


@dataclass(frozen=True)
class Process:
    """One process of one file."""

    id: str
    name: str
    nodes: Mapping[str, Node]
    flows: tuple[Flow, ...]
    lanes: tuple[Lane, ...] = ()
    variables: tuple[Variable, ...] = ()
    documentation: str = ""
    executable: bool = True
    line: int = 0
    drawn: frozenset[str] = frozenset()
    """Ids of the elements that have a shape or an edge in the diagram."""
    associations: tuple[Association, ...] = ()
    """Dotted lines between nodes; those to texts and data are not read."""

    @cached_property
    def outgoing(self) -> Mapping[str, tuple[Flow, ...]]:
        """Sequence flows by their source, in the order of the file."""
        return {node: tuple(f for f in self.flows if f.source == node) for node in self.nodes}

    @cached_property
    def incoming(self) -> Mapping[str, tuple[Flow, ...]]:
        """Sequence flows by their target, in the order of the file."""
        return {node: tuple(f for f in self.flows if f.target == node) for node in self.nodes}

    @cached_property
    def boundaries(self) -> Mapping[str, tuple[BoundaryEvent, ...]]:
        """Boundary events by their host."""
        found: dict[str, tuple[BoundaryEvent, ...]] = {}
        for node in self.nodes.values():
            if isinstance(node, BoundaryEvent):
                found[node.host] = (*found.get(node.host, ()), node)
        return found

    @cached_property
    def triggers(self) -> Mapping[str, tuple[EventStart, ...]]:
        """What starts event sub-processes, by the scope in which those stand."""
        found: dict[str, tuple[EventStart, ...]] = {}
        for node in self.nodes.values():
            if isinstance(node, EventStart):
                around = self.nodes[node.scope].scope
                found[around] = (*found.get(around, ()), node)
        return found

    @cached_property
    def handlers(self) -> Mapping[str, str]:
        """Activities that compensate others, by the activity on whose border the compensation event sits."""
        hosts = {
            event.id: host
            for host, events in self.boundaries.items()
            for event in events
            if event.definition.kind is EventKind.COMPENSATION
        }
        return {hosts[each.source]: each.target for each in self.associations if each.source in hosts}

    def has_handlers(self, scope: str) -> bool:
        """Whether anything inside a sub-process can be compensated, and by the sub-process as a whole."""
        own = [node for node in self.nodes.values() if node.scope == scope and isinstance(node, Activity)]
        return any(node.id in self.handlers or (node.loop is None and self.has_handlers(node.id)) for node in own)

    @cached_property
    def links(self) -> Mapping[str, str]:
        """Throwing link events, and the catching one of the same name and scope to which each leads."""
        events = [node for node in self.nodes.values() if isinstance(node, Event) and node.link]
        caught = {(event.scope, event.link): event.id for event in events if isinstance(event, CatchEvent)}
        thrown = {event.id: (event.scope, event.link) for event in events if isinstance(event, ThrowEvent)}
        return {event: caught[place] for event, place in thrown.items() if place in caught}

    @cached_property
    def calls(self) -> tuple[str, ...]:
        """Keys of the processes that this one calls, without doubles."""
        called = [node.called for node in self.nodes.values() if isinstance(node, CallActivity)]
        return tuple(dict.fromkeys(called))

    @cached_property
    def subscribes(self) -> bool:
        """Whether tokens of it may wait for messages or signals."""
        return any(node.awaited for node in self.nodes.values())

    @cached_property
    def decisions(self) -> tuple[str, ...]:
        """Keys of the decision tables that this one asks, without doubles."""
        asked = [node.decision for node in self.nodes.values() if isinstance(node, BusinessRuleTask)]
        return tuple(dict.fromkeys(asked))

    @cached_property
    def names(self) -> frozenset[str]:
        """What expressions may read: variables, and user tasks, by whose id their last outcome is kept."""
        tasks = (node.id for node in self.nodes.values() if isinstance(node, UserTask))
        return frozenset({variable.name for variable in self.variables} | set(tasks))

    def variable(self, name: str) -> Variable | None:
        """The declared variable of that name."""
        return next((each for each in self.variables if each.name == name), None)
