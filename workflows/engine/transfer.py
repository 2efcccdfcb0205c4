"""Rows that move to another version of their process: renamed, and proved to stand there."""

from collections.abc import Mapping
from dataclasses import replace

from workflows.engine.compiler import CompiledSet
from workflows.engine.progress import EngineError, EngineRow, Window, World
from workflows.engine.rows import thaw
from workflows.rules.migration import NodeKey
from workflows.rules.states import NodeState


def rename_rows(
    rows: tuple[EngineRow, ...], renames: Mapping[NodeKey, str], ways: Mapping[int, str]
) -> tuple[EngineRow, ...]:
    """The rows with the ids that their nodes, and the ways by which tokens came to joins, have in the new version."""
    return tuple(_rename(row, renames, ways) for row in rows)


def _rename(row: EngineRow, renames: Mapping[NodeKey, str], ways: Mapping[int, str]) -> EngineRow:
    node = renames.get(NodeKey(row.process_key, row.node_id), row.node_id)
    inner = {**row.inner, "via": ways[row.engine_id]} if row.engine_id in ways else row.inner
    return replace(row, node_id=node, inner=inner)


def check_rows(compiled: CompiledSet, window: Window, world: World) -> None:
    """Load rows as a step would; `EngineError` where they do not stand in the set."""
    try:
        instance = thaw(compiled, window, world)
    except KeyError as error:
        raise EngineError(f"no {error} in this version") from error
    for row in window.rows:
        spec = instance.find(row.engine_id).task_spec
        if (row.state is NodeState.READY) != bool(spec.manual):
            raise EngineError(f"{row.node_id} cannot be {row.state}")
