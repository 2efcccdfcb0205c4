"""Compensation: what was completed is remembered where it can be undone, and undone the youngest first.

What remembers is a passive row beside the activity (`part` is `undo`): for an activity with a handler one for each
completion, for an embedded sub-process one that names what was done inside it. It is taken once, and ends with its
scope. Handlers run one after the other; whoever has asked for them waits.
"""

from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.nodes import NodeSpec
from workflows.engine.progress import UNDO
from workflows.engine.scopes import add_task


class UndoingSpec(NodeSpec):
    """Runs handlers one after the other, the youngest completion first."""

    walks = False

    def begin_undo(self, my_task: Task, memories: list[Task]) -> None:
        """Undo these, which are given oldest first."""
        my_task.internal_data["steps"] = [memory.id for memory in memories]
        my_task._set_state(TaskState.STARTED)
        self.undo_next(my_task)

    def undo_next(self, my_task: Task) -> None:
        """Go on with the next that nobody has taken meanwhile."""
        steps = my_task.internal_data["steps"]
        while steps and my_task.state == TaskState.STARTED:
            *steps, last = steps
            my_task.internal_data["steps"] = steps
            memory = my_task.workflow.top_workflow.look_up(last)
            if memory is not None and memory.state == TaskState.WAITING:
                memory.task_spec.undo(memory, my_task)
                return
        self.end_undo(my_task)

    def end_undo(self, my_task: Task) -> None:
        """Go on when nothing is left to undo."""


class CompensateSpec(UndoingSpec):
    """Undoes what was completed in its scope, or one activity only, and goes on when that is done."""

    def __init__(self, process_spec: Any, node_id: str, activity: str) -> None:
        super().__init__(process_spec, node_id)
        self.activity = activity
        """The one activity that is compensated, '' for all."""

    def _update_hook(self, my_task: Task) -> bool:
        if my_task.state != TaskState.FUTURE:
            return False
        memories = [task for task in memories_around(my_task) if self.activity in {"", task.task_spec.node_id}]
        if memories:
            self.begin_undo(my_task, memories)
        return not memories

    def end_undo(self, my_task: Task) -> None:
        """Let the token go on."""
        if my_task.state == TaskState.STARTED:
            my_task._ready()


class MemorySpec(UndoingSpec):
    """Remembers that an activity was completed: passive until it is undone."""

    passive = True

    def __init__(self, process_spec: Any, node_id: str, handler: str, spec_name: str = "") -> None:
        super().__init__(process_spec, node_id, UNDO)
        self.handler = handler
        """The activity that undoes; '' where what was done inside is undone one by one."""
        self.spec_name = spec_name
        """The scope in which that is."""

    def _update_hook(self, _my_task: Task) -> bool:
        return False

    def keep(self, activity: Task) -> None:
        """Remember a completion, unless there is nothing to undo."""
        inside = activity.internal_data.pop("inside", [])
        if self.handler or inside:
            self.remember(activity, [] if self.handler else inside)

    def remember(self, parent: Task, inside: list[Any]) -> Task:
        """Begin to wait for being undone; `inside` is what `describe` has said, oldest first."""
        memory = add_task(parent, self)
        if inside:
            memory.internal_data["inside"] = inside
        memory._set_state(TaskState.WAITING)
        return memory

    def describe(self, memory: Task) -> dict[str, Any]:
        """What is kept of a memory when its scope ends with success."""
        return {"node": self.node_id, "inside": memory.internal_data.get("inside", [])}

    def undo(self, memory: Task, driver: Task) -> None:
        """Run the handler, or undo what was done inside."""
        if self.handler:
            memory._set_state(TaskState.COMPLETED)
            token = add_task(memory, self._wf_spec.task_specs[self.handler], undoes=driver.id)
            token.task_spec._update(token)
            return
        memory.internal_data["undoes"] = driver.id
        scope = memory.workflow.top_workflow.open_scope(memory, self.spec_name, None)
        specs = [(scope.spec.task_specs[f"{each['node']}#{UNDO}"], each) for each in memory.internal_data["inside"]]
        self.begin_undo(memory, [spec.remember(scope.task_tree, each["inside"]) for spec, each in specs])

    def end_scope(self, my_task: Task) -> None:
        """Everything inside is undone: tell whoever has asked for it."""
        my_task.workflow.top_workflow.subprocesses.pop(my_task.id)
        my_task._set_state(TaskState.COMPLETED)
        self.end_handler(my_task)


def memories_in(scope: Any) -> list[Task]:
    """What can be undone in a scope, oldest first."""
    found = (task for task in scope.tasks.values() if isinstance(task.task_spec, MemorySpec))
    return sorted((task for task in found if task.state == TaskState.WAITING), key=lambda task: task.id)


def memories_around(my_task: Task) -> list[Task]:
    """What can be undone from here: in the scope, and from an event sub-process also in the scope around it."""
    scope = my_task.workflow
    found = memories_in(scope)
    while scope.owner_id:
        owner = scope.top_workflow.find(scope.owner_id)
        if not getattr(owner.task_spec, "started_by", ""):
            break
        scope = owner.workflow
        found += memories_in(scope)
    return sorted(found, key=lambda task: task.id)
