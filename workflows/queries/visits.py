"""The visits of tokens to nodes, as light as the travelled path needs them."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from workflows.models import EngineTask
from workflows.rules.passage import Visit
from workflows.rules.states import NodeState


def load_visits(session: Session, instance_id: int, scopes: Collection[int]) -> list[Visit]:
    """All visits in some scopes of an instance: one statement, however many there were."""
    return _load(session, instance_id, EngineTask.scope_id.in_(scopes))


def load_later_visits(session: Session, instance_id: int, engine_id: int) -> list[Visit]:
    """All visits of an instance since one of them, in whatever scope, oldest first."""
    return _load(session, instance_id, EngineTask.engine_id > engine_id)


def _load(session: Session, instance_id: int, wanted: ColumnElement[bool]) -> list[Visit]:
    rows = session.execute(
        select(
            EngineTask.engine_id,
            EngineTask.parent_id,
            EngineTask.scope_id,
            EngineTask.process_key,
            EngineTask.node_id,
            EngineTask.part,
            EngineTask.state,
            EngineTask.path,
            EngineTask.inner,
        )
        .where(EngineTask.instance_id == instance_id, wanted)
        .order_by(EngineTask.engine_id)
    )
    return [_to_visit(row) for row in rows]


def _to_visit(row: Any) -> Visit:
    return Visit(
        engine_id=row.engine_id,
        parent_id=row.parent_id,
        scope_id=row.scope_id,
        process_key=row.process_key,
        node_id=row.node_id,
        part=row.part,
        state=NodeState(row.state),
        path=row.path,
        joined=tuple(row.inner.get("joined", ())),
        host=row.inner.get("host", 0),
        again=row.inner.get("again") or 0,
    )
