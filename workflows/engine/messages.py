"""Nodes that wait for messages and signals from outside their instance, and nodes that send them.

The engine reaches no other instance: what waits says under which key (`key` in the row's inner values, none where the
business key of the instance counts), what sends is noted in the progress, and the house delivers.
"""

from typing import Any, Final

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.elements import EventDefinition
from bpmn.expressions import Expression
from workflows.engine.events import BoundarySpec, CatchSpec, TriggerSpec
from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import Throw
from workflows.errors import ProcessStuckError

MAX_KEY: Final = 200
"""Characters of a correlation key."""


class AwaitingSpec(CatchSpec):
    """Waits for a message or signal; a message is meant for the wait if it bears the same key."""

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state == TaskState.FUTURE:
            self.open_borders(my_task)
            if self.correlation is not None:
                my_task.internal_data.setdefault("key", read_key(self, self.correlation, my_task))
        return super()._update_hook(my_task)


class AwaitingBoundarySpec(AwaitingSpec, BoundarySpec):
    """The same on a border."""


class AwaitingTriggerSpec(AwaitingSpec, TriggerSpec):
    """The same at an event sub-process."""


class ReceiveSpec(AwaitingSpec):
    """A receive task: waits like an event, and may be repeated and bear events on its border."""

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition, part: str = "") -> None:
        NodeSpec.__init__(self, process_spec, node_id, part)
        self.definition = definition


class SendSpec(NodeSpec):
    """Sends a message or signal, and goes on."""

    walks = False
    correlation: Expression | None = None

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition, part: str = "") -> None:
        super().__init__(process_spec, node_id, part)
        self.definition = definition

    def _run_hook(self, my_task: Task) -> bool | None:
        key = None if self.correlation is None else read_key(self, self.correlation, my_task)
        kind, name = str(self.definition.kind), self.definition.name
        top = my_task.workflow.top_workflow
        top.thrown.append(Throw(kind, name, key, self._wf_spec.process_key, self.node_id, my_task.id, top.last_id))
        return True


def read_key(spec: NodeSpec, correlation: Expression, my_task: Task) -> str:
    """What the expression says now, as text; raises ProcessStuckError where that can tell nothing apart."""
    value = correlation.evaluate(spec.values_of(my_task))
    text = "" if isinstance(value, bool) or not isinstance(value, (str, int)) else str(value)
    if not 0 < len(text) <= MAX_KEY:
        raise ProcessStuckError(cause=f"{spec.node_id}: lf:correlation")
    return text
