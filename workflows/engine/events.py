"""Events: what waits until something happens, on borders, behind gateways and at event sub-processes, and what throws.

The engine reads no clock and no mail: the house says that a timer or a message has happened. Errors and escalations are
caught in the same step: in each scope outward first by its event sub-processes, then on the border around it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.elements import EventDefinition, EventKind
from bpmn.errors import ExpressionError
from bpmn.expressions import Expression
from workflows.engine.nodes import NodeSpec
from workflows.engine.scopes import Instance, add_task, cancel_task, is_passive
from workflows.errors import ProcessStuckError

REPEATING: Final = frozenset({EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION, EventKind.CONDITIONAL})
"""What may happen more than once to what it does not interrupt; a timer of a duration happens once."""


class CatchSpec(NodeSpec):
    """Waits until the house says that the event has happened, or until the step finds that it has."""

    walks = False
    interrupting = True
    """Whether what the event belongs to ends when it happens."""
    condition: Expression | None = None
    """What a conditional event waits for."""
    correlation: Expression | None = None
    """Which of several waits for a message this is."""

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition) -> None:
        super().__init__(process_spec, node_id)
        self.definition = definition

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.internal_data.get("fired"):
            return True
        if my_task.state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
            self.watch(my_task)
        return False

    def watch(self, my_task: Task) -> None:
        """Let the step look at a conditional event whenever variables may have changed."""
        if self.condition is not None:
            my_task.workflow.top_workflow.watched[my_task.id] = my_task

    def fire(self, my_task: Task) -> None:
        """Let the event happen; what raced against it behind an event gateway is over."""
        my_task.internal_data["fired"] = True
        race = my_task.internal_data.get("race")
        for other in list(my_task.workflow.tasks.values()) if race else []:
            if other is not my_task and other.internal_data.get("race") == race:
                cancel_task(other)
        my_task.task_spec._update(my_task)

    def happen(self, my_task: Task) -> None:
        """Let the event happen before anything else that is ready in this step: that may be what it interrupts."""
        self.fire(my_task)
        my_task.run()

    def catches(self, thrown: EventDefinition) -> bool:
        """Whether an error or escalation of that name is what is waited for."""
        mine = self.definition
        return mine.kind is thrown.kind and mine.name in {"", thrown.name}

    def open_again(self, my_task: Task) -> None:
        """Wait for the next time, where there may be one."""
        if self.definition.kind in REPEATING:
            known = {key: value for key, value in my_task.internal_data.items() if key in {"host", "held", "key"}}
            event = add_task(my_task.parent, self, my_task.data, **known)
            self._update(event)


class BoundarySpec(CatchSpec):
    """An event on a border: interrupting ones end their host; others may happen while it goes on."""

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition, *, interrupting: bool) -> None:
        super().__init__(process_spec, node_id, definition)
        self.interrupting = interrupting

    def _on_complete_hook(self, my_task: Task) -> None:
        host = my_task.workflow.tasks.get(my_task.internal_data["host"])
        if self.interrupting and host is not None:
            cancel_task(host)
        elif host is not None:
            self.open_again(my_task)
        super()._on_complete_hook(my_task)


class TriggerSpec(CatchSpec):
    """The start event of an event sub-process, waiting in the scope around it; its way leads to the sub-process."""

    passive = True

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition, *, interrupting: bool) -> None:
        super().__init__(process_spec, node_id, definition)
        self.interrupting = interrupting

    def _on_complete_hook(self, my_task: Task) -> None:
        if self.interrupting:
            _interrupt_scope(my_task)
        else:
            self.open_again(my_task)
        super()._on_complete_hook(my_task)


def _interrupt_scope(trigger: Task) -> None:
    """Take every other token away, but nothing of what may still be compensated."""
    for task in list(trigger.workflow.tasks.values()):
        if not is_passive(task) or isinstance(task.task_spec, TriggerSpec):
            cancel_task(task)


class EventGatewaySpec(NodeSpec):
    """The event that happens first decides; the others are over."""

    walks = False

    def send_tokens(self, my_task: Task) -> None:
        """Let all events wait, as rivals."""
        for flow, name in self.ways:
            self.send_token(my_task, flow, name, race=my_task.id)


class ThrowSpec(NodeSpec):
    """Throws an escalation, or nothing; its token goes on unless it is interrupted itself."""

    walks = False

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition) -> None:
        super().__init__(process_spec, node_id)
        self.definition = definition

    def send_tokens(self, my_task: Task) -> None:
        """Tell whoever catches it; what nobody catches is lost (BPMN 2.0.2, 10.5.6)."""
        catcher = find_catcher(my_task, self.definition)
        if catcher is None or not catcher.task_spec.interrupting:
            # First, so that a join which looks again when the catcher completes still sees this token coming.
            super().send_tokens(my_task)
        if catcher is not None:
            catcher.task_spec.happen(catcher)


class EndSpec(NodeSpec):
    """Where a token ends; `terminate` ends its whole scope, an error is caught around it."""

    walks = False

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition) -> None:
        super().__init__(process_spec, node_id)
        self.definition = definition

    def send_tokens(self, my_task: Task) -> None:
        """Send nothing: end the token, the scope, or an activity around it."""
        if self.definition.kind is EventKind.TERMINATE:
            for task in list(my_task.workflow.tasks.values()):
                cancel_task(task)
        elif self.definition.kind is EventKind.ERROR:
            self.throw_error(my_task)

    def throw_error(self, my_task: Task) -> None:
        """Find the nearest event that catches the error, and let it happen."""
        catcher = find_catcher(my_task, self.definition)
        if catcher is None:
            raise ProcessStuckError(cause=f"{self.node_id}: {self.definition.name!r}")
        catcher.task_spec.happen(catcher)


def find_catcher(my_task: Task, thrown: EventDefinition) -> Task | None:
    """The nearest event outward that catches an error or escalation; None if it is caught nowhere."""
    for events in _events_outward(my_task):
        waiting = [task for task in events if task.state == TaskState.WAITING and _catches(task, thrown)]
        if waiting:
            # A name is nearer than an event that catches all.
            return min(waiting, key=lambda task: (not task.task_spec.definition.name, task.id))
    return None


def _catches(task: Task, thrown: EventDefinition) -> bool:
    return isinstance(task.task_spec, CatchSpec) and task.task_spec.catches(thrown)


def _events_outward(my_task: Task) -> Iterator[Iterable[Task]]:
    """What may catch: scope after scope its event sub-processes but the one come from, then the border around it."""
    scope, come_from = my_task.workflow, ""
    while True:
        yield [
            task
            for task in scope.tasks.values()
            if isinstance(task.task_spec, TriggerSpec) and task.task_spec.name != come_from
        ]
        if not scope.owner_id:
            return
        owner = scope.top_workflow.find(scope.owner_id)
        hosts = {owner.id, owner._parent} if owner.task_spec.repeated_by else {owner.id}
        yield [task for task in owner.workflow.tasks.values() if task.internal_data.get("host") in hosts]
        scope, come_from = owner.workflow, getattr(owner.task_spec, "started_by", "")


def fire_conditions(instance: Instance) -> bool:
    """Let conditional events happen whose condition has become true; say whether there was one."""
    fired = False
    for task in list(instance.watched.values()):
        if task.state != TaskState.WAITING:
            del instance.watched[task.id]
            continue
        held, holds = task.internal_data.get("held", False), _holds(task)
        if held != holds:
            task.internal_data["held"] = holds
        if holds and not held:
            task.task_spec.fire(task)
            fired = True
    return fired


def _holds(task: Task) -> bool:
    """Whether the condition is true; one that cannot be computed yet is not."""
    try:
        return bool(task.task_spec.condition.evaluate(task.task_spec.values_of(task)))
    except ExpressionError:
        return False
