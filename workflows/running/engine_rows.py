"""The engine's rows: the window around a step, and what is written back."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, or_, select, update
from sqlalchemy.orm import Session

from workflows.engine.progress import EngineRow, Progress
from workflows.models import EngineTask
from workflows.rules.states import NodeState


def find_path(session: Session, instance_id: int, engine_id: int) -> str:
    """Where a token stands; that of the process itself where there is no such token."""
    path = select(EngineTask.path).where(EngineTask.instance_id == instance_id, EngineTask.engine_id == engine_id)
    return session.scalar(path) or ""


def load_rows(session: Session, instance_id: int, path: str) -> tuple[EngineRow, ...]:
    """Read the open rows that a step at `path` needs: one statement, whatever the instance has behind it."""
    rows = session.scalars(_OPEN_ROWS, {"instance": instance_id, "paths": _paths_to(path)})
    return tuple(map(_to_row, rows))


def load_all_rows(session: Session, instance_id: int) -> tuple[EngineRow, ...]:
    """Read every open row: for commands that move the whole instance."""
    rows = session.scalars(_ALL_OPEN_ROWS, {"instance": instance_id})
    return tuple(map(_to_row, rows))


def find_rows(session: Session, instance_id: int, engine_ids: Collection[int]) -> tuple[EngineRow, ...]:
    """Read rows by their numbers, open or not; numbers without a row are left out."""
    wanted = (EngineTask.instance_id == instance_id) & EngineTask.engine_id.in_(engine_ids)
    return tuple(map(_to_row, session.scalars(select(EngineTask).where(wanted))))


def list_children(session: Session, instance_id: int, engine_id: int) -> tuple[EngineRow, ...]:
    """Read the children of a multi-instance, oldest first."""
    mine = (EngineTask.instance_id == instance_id) & (EngineTask.parent_id == engine_id) & (EngineTask.part == "each")
    return tuple(map(_to_row, session.scalars(select(EngineTask).where(mine).order_by(EngineTask.engine_id))))


def _paths_to(path: str) -> list[str]:
    """The paths of all multi-instance children around a path, the path itself included."""
    steps = path.split("/") if path else []
    return ["", *("/".join(steps[: count + 1]) for count in range(len(steps)))]


def _to_row(task: EngineTask) -> EngineRow:
    return EngineRow(
        engine_id=task.engine_id,
        parent_id=task.parent_id,
        scope_id=task.scope_id,
        path=task.path,
        process_key=task.process_key,
        node_id=task.node_id,
        part=task.part,
        state=NodeState(task.state),
        local=task.local,
        inner=task.inner,
        variables=task.variables,
    )


def record_rows(session: Session, instance_id: int, progress: Progress, at: datetime) -> None:
    """Write what a step created, changed and freed; nothing else is touched."""
    if progress.created:
        session.execute(_INSERT_ROWS, [_to_values(instance_id, row, at) for row in progress.created])
    if progress.changed:
        session.execute(_UPDATE_ROWS, [_to_keyed_change(instance_id, row, at) for row in progress.changed])
    if progress.freed:
        session.execute(
            update(EngineTask)
            .where(EngineTask.instance_id == instance_id, EngineTask.closed_at.is_(None), below(progress.freed))
            .values(state=NodeState.CANCELLED, closed_at=at)
            .execution_options(synchronize_session=False)
        )


def below(prefixes: Iterable[str]) -> Any:
    """A condition: the row lies inside a child whose path begins with one of the prefixes."""
    return or_(*(EngineTask.path.startswith(prefix, autoescape=True) for prefix in prefixes))


def _to_values(instance_id: int, row: EngineRow, at: datetime) -> dict[str, Any]:
    return _to_change(row, at) | {
        "instance_id": instance_id,
        "engine_id": row.engine_id,
        "parent_id": row.parent_id,
        "scope_id": row.scope_id,
        "path": row.path,
        "process_key": row.process_key,
        "node_id": row.node_id,
        "part": row.part,
        "opened_at": at,
    }


def _to_keyed_change(instance_id: int, row: EngineRow, at: datetime) -> dict[str, Any]:
    return _to_change(row, at) | {"instance": instance_id, "row": row.engine_id}


def _to_change(row: EngineRow, at: datetime) -> dict[str, Any]:
    return {
        "state": row.state,
        "local": dict(row.local),
        "inner": dict(row.inner),
        "variables": None if row.variables is None else dict(row.variables),
        "closed_at": None if row.state.open else at,
    }


# Statements of every step, made once: making one costs as much as running it.

# What a step has written by plain statements is read anew by the next step of the same command.
_ALL_OPEN_ROWS: Final = (
    select(EngineTask)
    .where(EngineTask.instance_id == bindparam("instance"), EngineTask.closed_at.is_(None))
    .execution_options(populate_existing=True)
)
_OPEN_ROWS: Final = _ALL_OPEN_ROWS.where(EngineTask.path.in_(bindparam("paths", expanding=True)))
_ROWS: Final[Any] = EngineTask.__table__
_INSERT_ROWS: Final = insert(_ROWS)
_UPDATE_ROWS: Final = update(_ROWS).where(
    _ROWS.c.instance_id == bindparam("instance"), _ROWS.c.engine_id == bindparam("row")
)
