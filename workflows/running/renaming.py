"""Names of nodes in the rows of a running instance: changed in one statement a table, and changed back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import and_, case, update
from sqlalchemy.orm import Session

from workflows.engine.progress import ROOT, EngineRow
from workflows.models import EngineTask, ProcessInstance, Task, Vote
from workflows.rules.migration import NodeKey, Plan
from workflows.rules.states import TaskState


@dataclass(frozen=True)
class Renaming:
    """New ids of nodes, new ways of tokens at joins, and by call the variables to copy (or with '' to drop)."""

    nodes: Mapping[NodeKey, str] = field(default_factory=dict)
    ways: Mapping[int, str] = field(default_factory=dict)
    copies: Mapping[int, Mapping[str, str]] = field(default_factory=dict)

    def change_variables(self, call: int, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Variables of a process with what is copied, without what is dropped."""
        names = self.copies.get(call, {})
        kept = {name: value for name, value in variables.items() if names.get(name) != ""}
        return {**kept, **{new: variables[old] for old, new in names.items() if new}}

    def as_json(self) -> dict[str, Any]:
        """The shape in which it is stored."""
        return {
            "nodes": [[key.process, key.node, new] for key, new in self.nodes.items()],
            "ways": [[row, way] for row, way in self.ways.items()],
            "copies": [[call, dict(names)] for call, names in self.copies.items()],
        }


def read_renaming(stored: Mapping[str, Any]) -> Renaming:
    """What `Renaming.as_json` has stored."""
    return Renaming(
        {NodeKey(process, node): new for process, node, new in stored["nodes"]},
        dict(stored["ways"]),
        dict(stored["copies"]),
    )


def forward(plan: Plan) -> Renaming:
    """What a plan changes."""
    return Renaming(plan.renames, plan.ways, plan.copies)


def reverse(rows: Iterable[EngineRow], plan: Plan) -> Renaming:
    """What undoes it."""
    return Renaming(
        {NodeKey(key.process, new): key.node for key, new in plan.renames.items()},
        {row.engine_id: str(row.inner["via"]) for row in rows if row.engine_id in plan.ways},
        {call: dict.fromkeys(names.values(), "") for call, names in plan.copies.items()},
    )


def rename_rows(session: Session, instance_id: int, rows: Iterable[EngineRow], names: Renaming) -> None:
    """Rename the open rows, and change what is inside those of them that have to."""
    open_now = (EngineTask.instance_id == instance_id) & EngineTask.closed_at.is_(None)
    if names.nodes:
        found = [(_is_at(EngineTask, key), new) for key, new in names.nodes.items()]
        change = update(EngineTask).where(open_now).values(node_id=case(*found, else_=EngineTask.node_id))
        session.execute(change.execution_options(synchronize_session=False))
    inner = [
        {**_key_of(instance_id, row), "inner": {**row.inner, "via": names.ways[row.engine_id]}}
        for row in rows
        if row.engine_id in names.ways
    ]
    calls = [
        {**_key_of(instance_id, row), "variables": dict(names.change_variables(row.engine_id, row.variables))}
        for row in rows
        if row.engine_id in names.copies and row.engine_id != ROOT and row.variables is not None
    ]
    for changed in (inner, calls):
        if changed:
            session.execute(update(EngineTask), changed)


def _key_of(instance_id: int, row: EngineRow) -> dict[str, Any]:
    return {"instance_id": instance_id, "engine_id": row.engine_id}


def _is_at(table: type[EngineTask | Task], key: NodeKey) -> Any:
    return and_(table.process_key == key.process, table.node_id == key.node)


def rename_tasks(session: Session, instance_id: int, labels: Mapping[NodeKey, tuple[str, str]]) -> None:
    """Give the open tasks the ids and names of their nodes."""
    if not labels:
        return
    ids = [(_is_at(Task, key), node_id) for key, (node_id, _) in labels.items()]
    names = [(_is_at(Task, key), name) for key, (_, name) in labels.items()]
    open_now = (Task.instance_id == instance_id) & (Task.state == TaskState.OPEN)
    changed = {"node_id": case(*ids, else_=Task.node_id), "name": case(*names, else_=Task.name)}
    session.execute(update(Task).where(open_now).values(changed).execution_options(synchronize_session=False))


def keep_closed(session: Session, instance: ProcessInstance) -> None:
    """Let what is closed remember the versions that it was closed under."""
    tasks = (Task.instance_id == instance.id) & (Task.state != TaskState.OPEN) & Task.set_id.is_(None)
    votes = (Vote.instance_id == instance.id) & (Vote.state != "open") & Vote.set_id.is_(None)
    _mark(session, tasks, votes, instance.set_id)


def release_closed(session: Session, instance: ProcessInstance, set_id: int) -> None:
    """The reverse: the instance runs on those versions again."""
    mine = (Task.instance_id == instance.id, Vote.instance_id == instance.id)
    _mark(session, mine[0] & (Task.set_id == set_id), mine[1] & (Vote.set_id == set_id), None)


def _mark(session: Session, tasks: Any, votes: Any, set_id: int | None) -> None:
    for change in (update(Task).where(tasks), update(Vote).where(votes)):
        session.execute(change.values(set_id=set_id).execution_options(synchronize_session=False))
