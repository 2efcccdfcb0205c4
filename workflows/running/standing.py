"""Where an instance stands, read from its rows for the rule that decides about migrations."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.engine.progress import EngineRow
from workflows.models import EngineTask
from workflows.rules.migration import NodeKey, Standing, Token
from workflows.rules.states import NodeState


def list_passed(session: Session, instance_id: int) -> Mapping[int, frozenset[NodeKey]]:
    """The nodes that tokens have passed, by the scope in which they did: one statement."""
    rows = session.execute(
        select(EngineTask.scope_id, EngineTask.process_key, EngineTask.node_id)
        .where(EngineTask.instance_id == instance_id, EngineTask.state == NodeState.COMPLETED)
        .distinct()
    )
    found: dict[int, set[NodeKey]] = {}
    for scope_id, process, node in rows:
        found.setdefault(scope_id, set()).add(NodeKey(process, node))
    return {scope_id: frozenset(nodes) for scope_id, nodes in found.items()}


def make_standing(
    root: str, rows: Iterable[EngineRow], passed: Mapping[int, frozenset[NodeKey]], variables: Mapping[str, Any]
) -> Standing:
    """The open rows of an instance as the rule sees them."""
    return Standing(root, tuple(map(_to_token, rows)), passed, variables)


def _to_token(row: EngineRow) -> Token:
    return Token(
        engine_id=row.engine_id,
        scope_id=row.scope_id,
        process=row.process_key,
        node=row.node_id,
        part=row.part,
        state=row.state,
        via=str(row.inner.get("via", "")),
        variables=row.variables,
    )
