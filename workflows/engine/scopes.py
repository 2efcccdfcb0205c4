"""A running process in memory: SpiffWorkflow's workflows, with our ids, our agenda and scope-wide variables.

Tasks are numbered within their instance instead of carrying random ids. Whatever needs nobody is put on the agenda when
it becomes ready and run from there, so no tree is searched and no path is too long. Variables belong to the process
that declares them; an embedded sub-process shares those of the process around it.
"""

from collections import deque
from collections.abc import Iterator
from typing import Any

from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.progress import ROOT, EngineError, Limits, Throw, World
from workflows.engine.states import OPEN

TREE = -1
"""Id of the task above all others in its scope (the library takes 0 for no id)."""


class ScopeMixin:
    """What the process and the sub-processes in it have in common."""

    tasks: dict[int, Task]
    spec: Any
    owner_id: int
    top_workflow: Any

    def plant_root(self) -> None:
        """Add the task that stands above all others; it is never stored."""
        self.joining: dict[int, Task] = {}
        """Tokens that wait at joins, by their ids: looked for among them, not among all that ever was."""
        self.task_tree = Task(self, self.spec.start, state=TaskState.COMPLETED, id=TREE)

    def is_finished(self) -> bool:
        """Whether no token is left; what is only ready to interrupt or to be undone is none."""
        return not any(task.has_state(OPEN) and not is_passive(task) for task in self.tasks.values())

    def drop_passive(self) -> None:
        """End what still waits in a scope that is finished."""
        for task in list(self.tasks.values()):
            cancel_task(task)

    def list_joining(self) -> list[Task]:
        """Tokens that wait at joins, oldest first."""
        self.joining = {key: task for key, task in self.joining.items() if task.state == TaskState.WAITING}
        return [self.joining[key] for key in sorted(self.joining)]

    def _task_completed_notify(self, _task: Task) -> None:
        """Called by the library whenever a task completes: waiting joins look again, and the scope may be over."""
        for each in self.list_joining():
            if each.state == TaskState.WAITING:
                each.task_spec._update(each)
        self.top_workflow.touched[self.owner_id] = self


class Scope(ScopeMixin, BpmnSubWorkflow):
    """A sub-process or a called process at work; `variables` is None where it shares those around it."""

    def __init__(self, spec: Any, owner: Task, variables: dict[str, Any] | None) -> None:
        super().__init__(spec, owner.id, owner.workflow.top_workflow, deserializing=True)
        self.owner_id = owner.id
        self.own_variables = variables
        self.plant_root()

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of the process that this scope belongs to."""
        if self.own_variables is not None:
            return self.own_variables
        around: dict[str, Any] = self.parent_workflow.variables
        return around


class Instance(ScopeMixin, BpmnWorkflow):
    """One process instance, or as much of it as a step needs."""

    def __init__(self, specs: dict[str, Any], process_key: str, world: World) -> None:
        self.owner_id = ROOT
        self.world = world
        self.limits = Limits()
        self.variables: dict[str, Any] = {}
        self.agenda: deque[Task] = deque()
        self.touched: dict[int, ScopeMixin] = {}
        self.freed: set[str] = set()
        self.paths: dict[int, str] = {ROOT: ""}
        self.ended_tasks: list[Task] = []
        self.thrown: list[Throw] = []
        self.watched: dict[int, Task] = {}
        """Conditional events that wait, by their ids."""
        self.last_id = 0
        super().__init__(specs[process_key], specs, deserializing=True)
        self.plant_root()

    def open_scope(self, owner: Task, spec_name: str, variables: dict[str, Any] | None) -> Scope:
        """Begin a sub-process or a called process at its owner."""
        scope = Scope(self.subprocess_specs[spec_name], owner, variables)
        self.subprocesses[owner.id] = scope
        return scope

    def scopes(self) -> Iterator[ScopeMixin]:
        """The process itself and everything running in it."""
        yield self
        yield from self.subprocesses.values()

    def look_up(self, engine_id: int) -> Task | None:
        """The loaded task of that id, or None."""
        found = (scope.tasks[engine_id] for scope in self.scopes() if engine_id in scope.tasks)
        return None if engine_id == TREE else next(found, None)

    def find(self, engine_id: int) -> Task:
        """The loaded task of that id; `EngineError` if there is none."""
        found = self.look_up(engine_id)
        if found is None:
            raise EngineError(f"no task {engine_id} in this window")
        return found


def add_task(parent: Task, spec: Any, local: dict[str, Any] | None = None, **inner: Any) -> Task:
    """Send a token from a task to a node; the node has yet to look at it."""
    top = parent.workflow.top_workflow
    top.last_id += 1
    task = Task(parent.workflow, spec, parent, state=TaskState.FUTURE, id=top.last_id)
    task.data = dict(parent.data if local is None else local)
    task.internal_data = inner
    top.paths[task.id] = spec.path_of(task)
    return task


def is_passive(task: Task) -> bool:
    """Whether a task waits without keeping its scope from ending."""
    return bool(task.state == TaskState.WAITING and task.task_spec.passive)


def take_token(task: Task) -> None:
    """Consume a token without the library's dropping of children."""
    task._set_state(TaskState.CANCELLED)
    task.workflow.top_workflow.touched[task.workflow.owner_id] = task.workflow


def cancel_task(task: Task) -> None:
    """Take a token away, with everything that runs inside its node and waits on its border."""
    if not task.has_state(OPEN):
        return
    take_token(task)
    top = task.workflow.top_workflow
    scope = top.subprocesses.get(task.id)
    for inside in list(scope.tasks.values()) if scope else []:
        cancel_task(inside)
    task.task_spec.leave(task)
