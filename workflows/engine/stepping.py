"""One step of a process: something from outside, then everything that needs nobody, until only waits are left."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from bpmn.errors import DecisionError, ExpressionError
from workflows.engine import moving
from workflows.engine.activities import CallSpec, begin_scope
from workflows.engine.compiler import CompiledSet
from workflows.engine.events import fire_conditions
from workflows.engine.progress import EngineError, Limits, Progress, Values, Window, World
from workflows.engine.rows import freeze, thaw
from workflows.engine.scopes import TREE, Instance, ScopeMixin, cancel_task
from workflows.errors import ProcessStuckError


class Stepper:
    """Steps of instances that run on one compiled set; `world` is what they may ask of the house."""

    def __init__(self, compiled: CompiledSet, world: World, limits: Limits | None = None) -> None:
        self.compiled = compiled
        self.world = world
        self.limits = limits or Limits()

    def start(self, process_key: str, variables: Values) -> Progress:
        """Begin a process with the variables it is given."""
        window = Window(process_key, variables=variables)
        return self._step(window, lambda instance: begin_scope(instance, {}))

    def complete(
        self, window: Window, engine_id: int, *, outcome: str = "", variables: Values | None = None
    ) -> Progress:
        """Complete what a person or a vote was waited for."""

        def act(instance: Instance) -> None:
            task = _open_task(instance, engine_id, TaskState.READY)
            task.workflow.variables.update(variables or {})
            if outcome:
                task.workflow.variables[task.task_spec.node_id] = outcome
                task.internal_data["outcome"] = outcome
            task.run()

        return self._step(window, act)

    def fire(self, window: Window, engine_id: int) -> Progress:
        """Let a timer or a message happen."""

        def act(instance: Instance) -> None:
            task = _open_task(instance, engine_id, TaskState.WAITING)
            task.task_spec.fire(task)

        return self._step(window, act)

    def resume(self, window: Window, engine_id: int, results: Values) -> Progress:
        """Take the results of an action that was done outside the step."""

        def act(instance: Instance) -> None:
            task = _open_task(instance, engine_id, TaskState.STARTED)
            task.task_spec.take_results(task, results)
            task.complete()

        return self._step(window, act)

    def cancel(self, window: Window) -> Progress:
        """Take every token away."""

        def act(instance: Instance) -> None:
            for task in list(instance.tasks.values()):
                cancel_task(task)

        return self._step(window, act)

    def send_again(self, window: Window, visit_id: int, gone: Iterable[int], inner: Values) -> Progress:
        """Withdraw visits and send a fresh token to the node of an earlier one: a return, or a take-back.

        The window holds the earlier visit and the one before it beside the open rows. `inner` goes with the token.
        """
        return self._step(window, lambda instance: moving.send_again(instance, visit_id, gone, inner))

    def reopen_child(self, window: Window, visit_id: int, inner: Values) -> Progress:
        """Open a child again that is done, of a multi-instance that is not."""
        return self._step(window, lambda instance: moving.reopen_child(instance, visit_id, inner))

    def move(self, window: Window, engine_id: int, node_id: str) -> Progress:
        """Take an open token to another node of its scope."""
        return self._step(window, lambda instance: moving.move_token(instance, engine_id, node_id))

    def add_children(self, window: Window, engine_id: int, members: Iterable[Values]) -> Progress:
        """Repeat an open multi-instance for more members."""
        return self._step(window, lambda instance: moving.add_children(instance, engine_id, members))

    def remove_child(self, window: Window, child_id: int) -> Progress:
        """Take an open child out of its multi-instance, which ends if the others are enough."""
        return self._step(window, lambda instance: moving.remove_child(instance, child_id))

    def remove_later(self, window: Window, engine_id: int, place: int) -> Progress:
        """Take a member out of those of a multi-instance whose turn has yet to come."""
        return self._step(window, lambda instance: moving.remove_later(instance, engine_id, place))

    def finish_early(self, window: Window, engine_id: int) -> Progress:
        """End an open multi-instance with what is done so far."""
        return self._step(window, lambda instance: moving.finish_early(instance, engine_id))

    def ends_without(self, window: Window, engine_id: int) -> bool:
        """Whether a multi-instance would be over without one of its open children; nothing moves."""
        with _speaking():
            return moving.ends_without(thaw(self.compiled, window, self.world), engine_id)

    def _step(self, window: Window, act: Callable[[Instance], None]) -> Progress:
        instance = thaw(self.compiled, window, self.world)
        instance.limits = self.limits
        with _speaking():
            act(instance)
            _run_on(instance)
        return freeze(instance, window)


@contextmanager
def _speaking() -> Iterator[None]:
    """Say to people what the drawing computes without having a value for it."""
    try:
        yield
    except ExpressionError as error:
        cause = error.text if isinstance(error, DecisionError) else str(error)
        raise ProcessStuckError(cause=cause) from error


def _open_task(instance: Instance, engine_id: int, state: int) -> Task:
    task = instance.find(engine_id)
    if task.state != state:
        raise EngineError(f"task {engine_id} ({task.task_spec.node_id}) does not wait for this")
    return task


def _run_on(instance: Instance) -> None:
    """Run the agenda, and close the scopes whose last token is gone, until neither has anything to do."""
    runs = 0
    while True:
        while instance.agenda:
            task = instance.agenda.popleft()
            runs += 1
            if runs > instance.limits.runs:
                raise ProcessStuckError(cause=task.task_spec.node_id)
            if task.state == TaskState.READY:
                _run_task(task)
        if not fire_conditions(instance) and not _close_scopes(instance):
            return


def _run_task(task: Task) -> None:
    """Run one node; a service task with an action elsewhere stays started."""
    if isinstance(task.task_spec, CallSpec):
        task.complete()
    else:
        task.run()


def _close_scopes(instance: Instance) -> bool:
    """End the innermost touched scope without tokens; say whether there was one."""
    touched: list[Any] = sorted(instance.touched.values(), key=_depth, reverse=True)
    instance.touched.clear()
    for at, scope in enumerate(touched):
        if scope.completed or not scope.is_finished():
            continue
        scope.completed = True
        instance.touched.update({each.owner_id: each for each in touched[at + 1 :]})
        if scope is not instance:
            _end_owner(instance, scope)
        scope.drop_passive()
        return True
    return False


def _end_owner(instance: Instance, scope: Any) -> None:
    """Let the activity around a finished scope go on, unless it was cancelled with it."""
    owner = instance.find(scope.owner_id)
    if owner.state == TaskState.STARTED:
        instance.ended_tasks += [task for task in scope.tasks.values() if task.id != TREE]
        owner.task_spec.end_scope(owner)
    instance.touched[owner.workflow.owner_id] = owner.workflow


def _depth(scope: ScopeMixin) -> int:
    depth: int = getattr(scope, "depth", 0)
    return depth
