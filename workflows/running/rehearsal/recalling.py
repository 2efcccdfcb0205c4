"""Reading what is remembered of an instance that has ended, from its engine's rows, tasks, votes and history."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.elements import Activity, CatchEvent, MultiInstance, Node, Process, ReceiveTask, ServiceTask, UserTask
from workflows.models import EngineTask, HistoryEntry, ProcessInstance, Task, Vote
from workflows.rules.rehearsal.records import Happening, Record, Step
from workflows.rules.states import NodeState
from workflows.running.library import BoundSet
from workflows.running.starting import start_event

OPERATIONS: Final = (
    "task_returned",
    "task_taken_back",
    "token_moved",
    "signer_added",
    "signer_removed",
    "step_finished_early",
    "instance_migrated",
    "migration_returned",
)
"""Facts that changed the way of an instance otherwise than by an answer."""


def recall_instance(session: Session, instance: ProcessInstance, bound: BoundSet) -> Record:
    """Read the record of an instance: five statements, as many rows as it had steps."""
    rows = list(
        session.scalars(select(EngineTask).where(EngineTask.instance_id == instance.id).order_by(EngineTask.engine_id))
    )
    outcomes = _load_outcomes(session, instance.id)
    processes = bound.processes
    done = [row for row in rows if _moved(processes, row) and row.closed_at]
    done.sort(key=lambda row: (row.closed_at, row.engine_id))
    opened = _group_opened(processes, rows)
    last = {row.closed_at: row.engine_id for row in done}
    nothing: Counter[Step] = Counter()
    return Record(
        began_at=instance.started_at,
        started=opened.get(instance.started_at, nothing),
        happenings=tuple(
            Happening(
                at=row.closed_at or instance.started_at,
                process=row.process_key,
                node=row.node_id,
                engine_id=row.engine_id,
                outcome=outcomes.get(row.engine_id, ""),
                person=row.local.get("each", {}).get("person") if row.part else None,
                opened=opened.get(row.closed_at, nothing) if last[row.closed_at] == row.engine_id else nothing,
            )
            for row in done
        ),
        members=_list_members(rows),
        known=_list_known(bound, rows, instance),
        given=_list_given(bound, instance),
        operations=_list_operations(session, instance.id),
    )


def _load_outcomes(session: Session, instance_id: int) -> dict[int, str]:
    """Outcomes of completed tasks and decided votes by their tokens; what seats of votes said is left alone."""
    tasks = select(Task.engine_id, Task.outcome).where(
        Task.instance_id == instance_id, Task.seat == 0, Task.state == "completed"
    )
    votes = select(Vote.engine_id, Vote.outcome).where(Vote.instance_id == instance_id, Vote.state == "closed")
    rows = [*session.execute(tasks), *session.execute(votes)]
    return {row.engine_id: row.outcome for row in rows}


def _node(processes: Mapping[str, Process], row: EngineTask) -> Node | None:
    process = processes.get(row.process_key)
    return process.nodes.get(row.node_id) if process else None


def _moved(processes: Mapping[str, Process], row: EngineTask) -> bool:
    """Whether a row was waited for from outside and has happened."""
    node = _node(processes, row)
    waited = isinstance(node, (CatchEvent, ReceiveTask)) or (isinstance(node, UserTask) and _is_one(node, row.part))
    return waited and row.state == NodeState.COMPLETED and row.part != "undo" and row.closed_at != row.opened_at


def _is_one(node: Node, part: str) -> bool:
    """Whether a row is the activity itself, and not what repeats it."""
    return bool(part) or not isinstance(node.loop if isinstance(node, Activity) else None, MultiInstance)


def is_step(node: Node | None, part: str) -> bool:
    """Whether a token at a node is something that people would see: a task, a vote, an automatic step."""
    return isinstance(node, ServiceTask) or (isinstance(node, UserTask) and _is_one(node, part) and part != "undo")


def _group_opened(processes: Mapping[str, Process], rows: Iterable[EngineTask]) -> dict[datetime | None, Counter[Step]]:
    found: dict[datetime | None, Counter[Step]] = {}
    for row in rows:
        if is_step(_node(processes, row), row.part):
            found.setdefault(row.opened_at, Counter())[row.process_key, row.node_id] += 1
    return found


def _list_members(rows: Sequence[EngineTask]) -> dict[tuple[str, str, datetime], list[Mapping[str, Any]]]:
    by_id = {row.engine_id: row for row in rows}
    found: dict[tuple[str, str, datetime], list[Mapping[str, Any]]] = {}
    for row in rows:
        if row.part == "each" and row.parent_id in by_id:
            key = (row.process_key, row.node_id, by_id[row.parent_id].opened_at)
            found.setdefault(key, []).append(row.local.get("each", {}))
    return found


def _list_known(bound: BoundSet, rows: Iterable[EngineTask], instance: ProcessInstance) -> dict[Step, Any]:
    """Variables as they were at the end: of the process, and of each called process the last that ran."""
    found = {(bound.root_key, name): value for name, value in instance.variables.items()}
    calls = {row.engine_id: row for row in rows if row.variables is not None}
    for row in rows:
        if row.scope_id in calls:
            variables = calls[row.scope_id].variables or {}
            found |= {(row.process_key, name): value for name, value in variables.items()}
    return found


def _list_given(bound: BoundSet, instance: ProcessInstance) -> dict[str, Any]:
    process = bound.processes[bound.root_key]
    names = {each.name for each in process.variables if each.given}
    asked = {each.variable for each in start_event(process).form.fields if each.variable}
    return {name: value for name, value in instance.variables.items() if name in names | asked}


def _list_operations(session: Session, instance_id: int) -> tuple[datetime, ...]:
    mine = (HistoryEntry.instance_id == instance_id) & HistoryEntry.kind.in_(OPERATIONS)
    return tuple(session.scalars(select(HistoryEntry.at).where(mine).order_by(HistoryEntry.seq)))
