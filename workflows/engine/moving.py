"""Approval operations on a running process in memory: withdraw visits, send a fresh token, count signers.

Nothing that has happened is taken out of the rows. Who may do which of these, and where to, is decided before.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflows.engine.loops import EachSpec
from workflows.engine.progress import EngineError, Values
from workflows.engine.scopes import TREE, Instance, add_task, cancel_task
from workflows.engine.states import OPEN


def send_again(instance: Instance, visit_id: int, gone: Iterable[int], inner: Values) -> None:
    """Withdraw visits, and send a fresh token to the node of an earlier one, as that one had come.

    Of the visits that are gone those without a row here are children of a multi-instance that goes with them.
    """
    for engine_id in gone:
        for task in _find_loaded(instance, engine_id):
            cancel_task(task)
    visit = instance.find(visit_id)
    _arrive(visit.parent, visit.task_spec, visit.data, via=visit.internal_data.get("via", ""), **inner)
    look_again(instance)


def move_token(instance: Instance, engine_id: int, node_id: str) -> None:
    """Take an open token away, and send one from where it stood to another node of its scope."""
    task = _find_open(instance, engine_id)
    cancel_task(task)
    _arrive(task, task.workflow.spec.task_specs[node_id], task.data, via="")
    look_again(instance)


def reopen_child(instance: Instance, visit_id: int, inner: Values) -> None:
    """Open a child of a multi-instance again that is done; of several in order, whose turn had come waits again."""
    visit = instance.find(visit_id)
    repetition, spec = _find_repetition(instance, visit._parent)
    counts = repetition.internal_data
    for child in _open_children(repetition) if spec.sequential else []:
        cancel_task(child)
        counts["later"] = [child.data["each"], *counts.get("later", [])]
    counts["done"] -= 1
    spec.add_child(repetition, visit.data["each"], **inner)


def add_children(instance: Instance, engine_id: int, members: Iterable[Values]) -> None:
    """Repeat a multi-instance for more members: at once, or in order after all others."""
    repetition, spec = _find_repetition(instance, engine_id)
    counts, added = repetition.internal_data, [dict(member) for member in members]
    counts["total"] += len(added)
    if spec.sequential:
        counts["later"] = [*counts.get("later", []), *added]
        return
    for member in added:
        spec.add_child(repetition, member)


def remove_child(instance: Instance, child_id: int) -> None:
    """Take an open child out of its multi-instance, which ends if the others are enough."""
    child = _find_open(instance, child_id)
    repetition, spec = _find_repetition(instance, child._parent)
    over = ends_without(instance, repetition.id)
    cancel_task(child)
    repetition.internal_data["total"] -= 1
    if over:
        spec.finish(repetition)
    else:
        spec.add_next(repetition)


def remove_later(instance: Instance, engine_id: int, place: int) -> None:
    """Take a member out of those whose turn has yet to come; `place` counts from the next one, 0."""
    repetition, _ = _find_repetition(instance, engine_id)
    counts = repetition.internal_data
    counts["later"] = [member for at, member in enumerate(counts["later"]) if at != place]
    counts["total"] -= 1


def ends_without(instance: Instance, engine_id: int) -> bool:
    """Whether a multi-instance would be over if one of its open children were not."""
    repetition, spec = _find_repetition(instance, engine_id)
    counts: Mapping[str, Any] = repetition.internal_data
    return counts["done"] > 0 and spec.is_over(repetition, {**counts, "total": counts["total"] - 1})


def finish_early(instance: Instance, engine_id: int) -> None:
    """End a multi-instance with what is done so far."""
    repetition, spec = _find_repetition(instance, engine_id)
    spec.finish(repetition)


def look_again(instance: Instance) -> None:
    """Let waiting joins look again: what they waited for may not come any more."""
    for scope in list(instance.scopes()):
        for token in scope.list_joining():
            if token.state == TaskState.WAITING:
                token.task_spec._update(token)


def _arrive(parent: Task, spec: Any, local: Values, **inner: Any) -> None:
    task = add_task(parent, spec, dict(local), **inner)
    task.task_spec._update(task)


def _find_loaded(instance: Instance, engine_id: int) -> list[Task]:
    return [scope.tasks[engine_id] for scope in instance.scopes() if engine_id in scope.tasks and engine_id != TREE]


def _find_open(instance: Instance, engine_id: int) -> Task:
    task = instance.find(engine_id)
    if not task.has_state(OPEN):
        raise EngineError(f"task {engine_id} ({task.task_spec.node_id}) is over")
    return task


def _find_repetition(instance: Instance, engine_id: int) -> tuple[Task, EachSpec]:
    task = _find_open(instance, engine_id)
    if not isinstance(task.task_spec, EachSpec):
        raise EngineError(f"task {engine_id} ({task.task_spec.node_id}) is no multi-instance")
    return task, task.task_spec


def _open_children(repetition: Task) -> list[Task]:
    tasks = repetition.workflow.tasks.values()
    mine = [task for task in tasks if task._parent == repetition.id and task.task_spec.repeated_by]
    return [task for task in mine if task.has_state(OPEN)]
