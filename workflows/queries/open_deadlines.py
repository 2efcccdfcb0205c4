"""Open deadlines that can be computed anew: of tasks, votes and timers, with how they were computed."""

import json
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflows.models import DueWork, EngineTask, HistoryEntry, ProcessInstance, Task, Vote
from workflows.rules.deadlines import Duration, Standstill, Term
from workflows.rules.states import DueState, InstanceState, TaskState

PAGE = 500

RESUMED = "instance_resumed"


@dataclass(frozen=True)
class OpenDeadline:
    """A deadline of an instance, the row that holds it, and its rule and start."""

    row: Task | Vote | DueWork
    instance_id: int
    process_key: str
    node_id: str
    due_at: datetime
    since: datetime
    rule: str
    clock: int = 0
    """The engine's id of the task whose clock it goes by: its own, or that on whose border a timer sits."""

    @property
    def kind(self) -> str:
        """`task`, `vote` or `timer`."""
        return {Task: "task", Vote: "vote", DueWork: "timer"}[type(self.row)]

    def term(self, read: Callable[[str], Duration], stills: Sequence[Standstill]) -> Term:
        """How it was computed."""
        return Term(self.since, read(self.rule), tuple(stills))


def list_instances(session: Session, org_id: int, after: int) -> list[ProcessInstance]:
    """A page of the instances of an organisation that have not ended, in order of id."""
    unfinished = ProcessInstance.state.in_([InstanceState.RUNNING, InstanceState.SUSPENDED])
    mine = (ProcessInstance.org_id == org_id) & unfinished & (ProcessInstance.id > after)
    return list(session.scalars(select(ProcessInstance).where(mine).order_by(ProcessInstance.id).limit(PAGE)))


def list_deadlines(session: Session, instance_ids: Sequence[int]) -> list[OpenDeadline]:
    """What may move: three statements for a page of instances. Seats move with their vote."""
    found = [*_list_tasks(session, instance_ids), *_list_votes(session, instance_ids)]
    return sorted([*found, *_list_timers(session, instance_ids)], key=lambda each: each.instance_id)


def _list_tasks(session: Session, instance_ids: Sequence[int]) -> list[OpenDeadline]:
    open_tasks = (Task.state == TaskState.OPEN) & (Task.due_rule != "") & (Task.seat == 0) & Task.due_at.is_not(None)
    rows = session.scalars(select(Task).where(Task.instance_id.in_(instance_ids), open_tasks).order_by(Task.id))
    return [
        OpenDeadline(
            row, row.instance_id, row.process_key, row.node_id, row.due_at, row.opened_at, row.due_rule, row.engine_id
        )
        for row in rows
        if row.due_at
    ]


def _list_votes(session: Session, instance_ids: Sequence[int]) -> list[OpenDeadline]:
    open_votes = (Vote.state == "open") & Vote.closes_at.is_not(None) & Vote.closes_since.is_not(None)
    rows = session.scalars(select(Vote).where(Vote.instance_id.in_(instance_ids), open_votes).order_by(Vote.id))
    return [
        OpenDeadline(
            row, row.instance_id, row.process_key, row.node_id, row.closes_at, row.closes_since, row.closes_rule
        )
        for row in rows
        if row.closes_at and row.closes_since
    ]


def _list_timers(session: Session, instance_ids: Sequence[int]) -> list[OpenDeadline]:
    mine = DueWork.instance_id.in_(instance_ids) & DueWork.state.in_([DueState.PENDING, DueState.HELD])
    rows = session.execute(
        select(DueWork, EngineTask.process_key, EngineTask.node_id, EngineTask.inner)
        .join(
            EngineTask,
            (EngineTask.instance_id == DueWork.instance_id)
            & (EngineTask.engine_id == DueWork.payload["engine_id"].as_integer()),
        )
        .where(mine, DueWork.kind == "timer")
        .order_by(DueWork.id)
    )
    return [
        OpenDeadline(
            row,
            row.instance_id,
            key,
            node,
            row.due_at,
            datetime.fromisoformat(row.payload["since"]),
            row.payload["rule"],
            (inner or {}).get("host", 0),
        )
        for row, key, node, inner in rows
        if row.instance_id and row.payload.get("rule")
    ]


def list_standstills(session: Session, instance_ids: Sequence[int]) -> dict[int, list[Standstill]]:
    """The times in which instances were suspended, as their histories tell."""
    found: dict[int, list[Standstill]] = defaultdict(list)
    resumed = HistoryEntry.instance_id.in_(instance_ids) & (HistoryEntry.kind == RESUMED)
    for instance_id, at, body in session.execute(
        select(HistoryEntry.instance_id, HistoryEntry.at, HistoryEntry.body).where(resumed)
    ):
        since = datetime.fromisoformat(json.loads(body)["data"]["since"])
        found[instance_id].append(Standstill(since, at))
    return found
