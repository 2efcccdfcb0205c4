"""What each node of BPMN does with its token, as specs of SpiffWorkflow.

Nothing is predicted: a task has children only once it has completed. Data of the library's tasks holds what is local to
one multi-instance child (`each`, `outcome`); variables live in the scopes.
"""

from typing import Any

from SpiffWorkflow.bpmn.specs.bpmn_task_spec import BpmnTaskSpec
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.elements import EventDefinition, EventKind
from bpmn.expressions import PARAMETERS, Expression
from bpmn.extensions import Action, Binding
from workflows.engine.exits import Exits, Way
from workflows.engine.progress import ActionCall
from workflows.engine.scopes import TREE, add_task, cancel_task
from workflows.errors import ProcessStuckError


class NodeSpec(BpmnTaskSpec):
    """A node whose token passes at once."""

    joins = False
    """Whether tokens at this node wait for each other."""

    def __init__(self, process_spec: Any, node_id: str, part: str = "") -> None:
        super().__init__(process_spec, f"{node_id}#{part}" if part else node_id, inputs=[], outputs=[])
        self.node_id = node_id
        self.part = part
        self.ways: list[Way] = []
        """Sequence flows out of the node: their ids and the names of their targets."""
        self.borders: list[str] = []
        """Names of the boundary events on this activity."""
        self.exits: Exits | None = None
        """The conditions of its ways out, where it has some."""
        self.repeated_by: str = ""
        """Name of the multi-instance that repeats this activity."""

    # -- the library's protocol --------------------------------------------------------------------

    def test(self) -> None:
        """The library's check of a spec; the lint has done it."""

    def _predict(self, my_task: Task, *_: Any, **__: Any) -> None:
        """Predict nothing: what has not happened is not stored."""

    def _update_hook(self, my_task: Task) -> bool:
        self.open_borders(my_task)
        return True

    def _on_ready(self, my_task: Task) -> None:
        if not self.manual:
            my_task.workflow.top_workflow.agenda.append(my_task)

    def _run_hook(self, _my_task: Task) -> bool | None:
        return True

    def _on_complete_hook(self, my_task: Task) -> None:
        self.leave(my_task)
        self.send_tokens(my_task)

    # -- ours --------------------------------------------------------------------------------------

    def send_tokens(self, my_task: Task) -> None:
        """Send a token along every open way, or report to the multi-instance that repeats this activity."""
        if self.repeated_by:
            self._wf_spec.task_specs[self.repeated_by].end_child(my_task)
        for flow, name in self.open_ways(my_task):
            self.send_token(my_task, flow, name)

    def open_ways(self, my_task: Task) -> list[Way]:
        """The ways out that a token takes now."""
        if self.exits is None:
            return self.ways
        found = self.exits.open_ways(self.values_of(my_task))
        if not found:
            raise ProcessStuckError(cause=self.node_id)
        return found

    def send_token(self, my_task: Task, flow: str, name: str, **inner: Any) -> None:
        """Send a token along one sequence flow; it remembers the way it came."""
        add_task(my_task, self._wf_spec.task_specs[name], via=flow, **inner)

    def open_borders(self, my_task: Task) -> None:
        """Let the boundary events of an activity begin to wait when its token arrives."""
        if my_task.state != TaskState.FUTURE:
            return
        for name in self.borders:
            event = add_task(my_task.parent, self._wf_spec.task_specs[name], my_task.data, host=my_task.id)
            event.task_spec._update(event)

    def leave(self, my_task: Task) -> None:
        """End what waits on the border of an activity that is over."""
        if self.borders:
            for task in list(my_task.workflow.tasks.values()):
                if task.internal_data.get("host") == my_task.id and task.state == TaskState.WAITING:
                    cancel_task(task)

    def path_of(self, my_task: Task) -> str:
        """The multi-instance children around a task: its parent's, or those of the scope's owner."""
        paths: dict[int, str] = my_task.workflow.top_workflow.paths
        above = my_task.parent.id
        return paths[above] if above != TREE else paths[my_task.workflow.owner_id]

    def values_of(self, my_task: Task) -> dict[str, Any]:
        """What an expression at this task may read: parameters, and names of the process, unset ones as None."""
        parameters = my_task.workflow.top_workflow.world.parameters
        return {**my_task.workflow.spec.unset, **self.known_of(my_task), PARAMETERS: parameters}

    def known_of(self, my_task: Task) -> dict[str, Any]:
        """What is known at this task: variables of its process, and what is local to a multi-instance child."""
        return {**my_task.workflow.variables, **my_task.data}


class UserTaskSpec(NodeSpec):
    """Waits for a person, or for the outcome of a vote."""

    def __init__(self, process_spec: Any, node_id: str, part: str = "") -> None:
        super().__init__(process_spec, node_id, part)
        self.manual = True


class ActionSpec(NodeSpec):
    """Asks the house to do something; waits where the result comes back later."""

    def __init__(self, process_spec: Any, node_id: str, action: Action, inputs: dict[str, Expression]) -> None:
        super().__init__(process_spec, node_id)
        self.action = action
        self.inputs_by_name = inputs

    def _run_hook(self, my_task: Task) -> bool | None:
        values = self.values_of(my_task)
        given = {name: expression.evaluate(values) for name, expression in self.inputs_by_name.items()}
        known = self.known_of(my_task)
        call = ActionCall(self.action.name, given, known, self._wf_spec.process_key, self.node_id, my_task.id)
        results = my_task.workflow.top_workflow.world.run_action(call)
        if results is None:
            return None
        self.take_results(my_task, results)
        return True

    def take_results(self, my_task: Task, results: Any) -> None:
        """Write an action's results to the variables that the diagram names."""
        for binding in self.action.outputs:
            my_task.workflow.variables[binding.name] = results[binding.value]


class EndSpec(NodeSpec):
    """Where a token ends; `terminate` ends its whole scope, an error is caught on a border around it."""

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
        """Find the nearest border that catches the error, and fire it."""
        top, scope = my_task.workflow.top_workflow, my_task.workflow
        while scope.owner_id:
            owner = top.find(scope.owner_id)
            hosts = {owner.id, owner._parent} if owner.task_spec.repeated_by else {owner.id}
            for task in list(owner.workflow.tasks.values()):
                if task.internal_data.get("host") in hosts and task.task_spec.catches_error(self.definition.name):
                    task.task_spec.fire(task)
                    return
            scope = owner.workflow
        raise ProcessStuckError(cause=f"{self.node_id}: {self.definition.name!r}")


class CatchSpec(NodeSpec):
    """Waits until the house says that the event has happened; the engine reads no clock."""

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition) -> None:
        super().__init__(process_spec, node_id)
        self.definition = definition

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.internal_data.get("fired"):
            return True
        if my_task.state != TaskState.WAITING:
            my_task._set_state(TaskState.WAITING)
        return False

    def fire(self, my_task: Task) -> None:
        """Let the event happen; what raced against it behind an event gateway is over."""
        my_task.internal_data["fired"] = True
        race = my_task.internal_data.get("race")
        for other in list(my_task.workflow.tasks.values()) if race else []:
            if other is not my_task and other.internal_data.get("race") == race:
                cancel_task(other)
        my_task.task_spec._update(my_task)

    def catches_error(self, name: str) -> bool:
        """Whether an error of that name ends the wait."""
        mine = self.definition
        return mine.kind is EventKind.ERROR and mine.name in {"", name}


class BoundarySpec(CatchSpec):
    """An event on a border: interrupting ones end their host; others may happen while it goes on."""

    def __init__(self, process_spec: Any, node_id: str, definition: EventDefinition, *, interrupting: bool) -> None:
        super().__init__(process_spec, node_id, definition)
        self.interrupting = interrupting

    def _on_complete_hook(self, my_task: Task) -> None:
        host = my_task.workflow.tasks.get(my_task.internal_data["host"])
        if self.interrupting and host is not None:
            cancel_task(host)
        super()._on_complete_hook(my_task)


class EventGatewaySpec(NodeSpec):
    """The event that happens first decides; the others are over."""

    def send_tokens(self, my_task: Task) -> None:
        """Let all events wait, as rivals."""
        for flow, name in self.ways:
            self.send_token(my_task, flow, name, race=my_task.id)


class CallSpec(NodeSpec):
    """A sub-process, or a called process with variables of its own."""

    def __init__(self, process_spec: Any, node_id: str, spec_name: str, part: str = "") -> None:
        super().__init__(process_spec, node_id, part)
        self.spec_name = spec_name
        self.given: dict[str, Expression] | None = None
        self.taken: tuple[Binding, ...] = ()

    def bind(self, given: dict[str, Expression], taken: tuple[Binding, ...]) -> None:
        """Make this a call: what goes in and what comes back."""
        self.given, self.taken = given, taken

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state != TaskState.FUTURE:
            return False
        self.open_borders(my_task)
        my_task._set_state(TaskState.STARTED)
        scope = my_task.workflow.top_workflow.open_scope(my_task, self.spec_name, self._variables(my_task))
        begin_scope(scope, my_task.data if self.given is None else {})
        return False

    def _variables(self, my_task: Task) -> dict[str, Any] | None:
        if self.given is None:
            return None
        values = self.values_of(my_task)
        return {name: expression.evaluate(values) for name, expression in self.given.items()}

    def end_scope(self, my_task: Task) -> None:
        """Take what comes back, and go on."""
        scope = my_task.workflow.top_workflow.subprocesses.pop(my_task.id)
        for binding in self.taken:
            my_task.workflow.variables[binding.name] = scope.variables.get(binding.value)
        my_task._ready()


def begin_scope(scope: Any, local: dict[str, Any]) -> None:
    """Send the first token of a process or sub-process."""
    for spec in scope.spec.start.outputs:
        task = add_task(scope.task_tree, spec, dict(local))
        task.task_spec._update(task)
