"""A running process in memory ↔ plain rows; only what a step touches."""

from typing import Any

from SpiffWorkflow.task import Task

from workflows.engine.compiler import CompiledSet
from workflows.engine.events import CatchSpec
from workflows.engine.progress import ROOT, EngineError, EngineRow, Progress, Window, World
from workflows.engine.scopes import TREE, Instance, ScopeMixin
from workflows.engine.states import NAMES, NUMBERS
from workflows.rules.states import NodeState


def thaw(compiled: CompiledSet, window: Window, world: World) -> Instance:
    """Make a running process of the rows around a step."""
    instance = Instance(dict(compiled.specs), window.process_key, world)
    instance.variables = dict(window.variables)
    instance.last_id = window.last_id
    waiting = sorted(window.rows, key=lambda row: row.engine_id)
    while waiting:
        later = [row for row in waiting if not _place(instance, row)]
        if len(later) == len(waiting):
            raise EngineError(f"rows without their scope: {[row.engine_id for row in later]}")
        waiting = later
    return instance


def _place(instance: Instance, row: EngineRow) -> bool:
    """Put a row's task where it belongs; False while the scope around it is not there yet."""
    scope: ScopeMixin | None = instance if row.scope_id == ROOT else instance.subprocesses.get(row.scope_id)
    if scope is None:
        return False
    name = f"{row.node_id}#{row.part}" if row.part else row.node_id
    spec = scope.spec.task_specs[name]
    parent = scope.tasks.get(row.parent_id, scope.tasks[TREE])
    task = Task(scope, spec, parent, state=NUMBERS[row.state], id=row.engine_id)
    task.data, task.internal_data = dict(row.local), dict(row.inner)
    instance.paths[task.id] = row.path
    if spec.joins:
        scope.joining[task.id] = task
    if isinstance(spec, CatchSpec):
        spec.watch(task)
    spec_name = getattr(spec, "spec_name", "")
    if spec_name and row.state is NodeState.STARTED:
        instance.open_scope(task, spec_name, None if row.variables is None else dict(row.variables))
    return True


def freeze(instance: Instance, window: Window) -> Progress:
    """Say what the step changed against the rows it began with."""
    before = {row.engine_id: row for row in window.rows}
    created, changed = [], []
    for task in _all_tasks(instance):
        known = before.get(task.id)
        row = _row_of(instance, task, known)
        if known is None:
            created.append(row)
        elif row != known:
            changed.append(row)
    return Progress(
        created=tuple(sorted(created, key=lambda row: row.engine_id)),
        changed=tuple(changed),
        freed=tuple(sorted(instance.freed)),
        variables=dict(instance.variables),
        last_id=instance.last_id,
        ended=instance.completed,
        thrown=tuple(instance.thrown),
    )


def _all_tasks(instance: Instance) -> list[Task]:
    kept = instance.ended_tasks
    return [
        *kept,
        *(task for scope in instance.scopes() for task in scope.tasks.values() if task.id != TREE),
    ]


def _row_of(instance: Instance, task: Task, known: EngineRow | None) -> EngineRow:
    own: Any = instance.subprocesses.get(task.id)
    variables = own.own_variables if own is not None else (known.variables if known else None)
    return EngineRow(
        engine_id=task.id,
        parent_id=known.parent_id if known else max(task._parent, ROOT),
        scope_id=task.workflow.owner_id,
        path=instance.paths[task.id],
        process_key=task.workflow.spec.process_key,
        node_id=task.task_spec.node_id,
        part=task.task_spec.part,
        state=NAMES[task.state],
        local=dict(task.data),
        inner=dict(task.internal_data),
        variables=None if variables is None else dict(variables),
    )
