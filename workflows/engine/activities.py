"""Activities: what people do, what the house does, and what runs inside or is called."""

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.expressions import Expression
from bpmn.extensions import Action, Binding
from workflows.engine.compensation import memories_in
from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import ActionCall
from workflows.engine.scopes import add_task


class UserTaskSpec(NodeSpec):
    """Waits for a person, or for the outcome of a vote."""

    def __init__(self, process_spec: Any, node_id: str, part: str = "") -> None:
        super().__init__(process_spec, node_id, part)
        self.manual = True


class ActionSpec(NodeSpec):
    """Asks the house to do something; waits where the result comes back later."""

    walks = False

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


class CallSpec(NodeSpec):
    """A sub-process, or a called process with variables of its own."""

    walks = False

    def __init__(self, process_spec: Any, node_id: str, spec_name: str, part: str = "") -> None:
        super().__init__(process_spec, node_id, part)
        self.spec_name = spec_name
        self.given: dict[str, Expression] | None = None
        self.taken: tuple[Binding, ...] = ()
        self.started_by = ""
        """Name of the trigger that starts it, where it is an event sub-process."""

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
        """Take what comes back, keep what could still be undone inside, and go on."""
        scope = my_task.workflow.top_workflow.subprocesses.pop(my_task.id)
        inside = [task.task_spec.describe(task) for task in memories_in(scope)]
        if inside and self.memory:
            my_task.internal_data["inside"] = inside
        for binding in self.taken:
            my_task.workflow.variables[binding.name] = scope.variables.get(binding.value)
        my_task._ready()


def begin_scope(scope: Any, local: dict[str, Any]) -> None:
    """Let what may interrupt or accompany a scope wait, then send its first token."""
    specs = scope.spec.task_specs
    for name in scope.spec.triggers:
        trigger = add_task(scope.task_tree, specs[name], dict(local))
        trigger.task_spec._update(trigger)
    for flow, name in scope.spec.start.ways:
        task = add_task(scope.task_tree, specs[name], dict(local), **({"via": flow} if flow else {}))
        task.task_spec._update(task)
