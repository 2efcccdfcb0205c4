"""The history of an instance as people read it, and the check of its chain."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from workflows.models import HistoryEntry, Person, ProcessInstance, Task
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.history import Break, find_break

Doer = aliased(Person)
Principal = aliased(Person)


@dataclass(frozen=True)
class HistoryCard:
    """One fact: who did what when, for whom, with which opinion."""

    seq: int
    kind: str
    at: datetime
    actor: str
    principal: str
    task_id: str
    task_name: str
    node_id: str
    process_key: str
    outcome: str
    opinion: str
    voided: bool
    hash: str


Hides = Callable[[Task | None], bool]
"""Whether the doer of a task is hidden from the asker."""


def list_history(session: Session, instance_id: int, window: Window, hides: Hides) -> Page[HistoryCard]:
    """The facts, oldest first. Doers that the asker may not know are left out, with what they said."""
    statement = (
        select(HistoryEntry, Task, Doer.name.label("doer"), Principal.name.label("principal"))
        .outerjoin(Task, Task.id == HistoryEntry.task_id)
        .outerjoin(Doer, Doer.id == HistoryEntry.actor_id)
        .outerjoin(Principal, Principal.id == HistoryEntry.principal_id)
        .where(HistoryEntry.instance_id == instance_id)
    )
    return page_of(session, statement, [HistoryEntry.seq], window, lambda row: _card(row, hides))


def _card(row: Any, hides: Hides) -> HistoryCard:
    entry: HistoryEntry = row.HistoryEntry
    task: Task | None = row.Task
    hidden = hides(task)
    completed, returned = entry.kind == "task_completed", entry.kind == "task_returned"
    return HistoryCard(
        seq=entry.seq,
        kind=entry.kind,
        at=entry.at,
        actor="" if hidden else row.doer or "",
        principal="" if hidden else row.principal or "",
        task_id="" if hidden or task is None else task.public_id,
        task_name=task.name if task else "",
        node_id=task.node_id if task else "",
        process_key=task.process_key if task else "",
        outcome=task.outcome_label if task and completed and not hidden else "",
        opinion=task.opinion if task and (completed or returned) and not hidden else "",
        voided=bool(task and (completed or returned) and task.voided),
        hash=entry.hash,
    )


def check_chain(session: Session, instance: ProcessInstance) -> Break | None:
    """Verify the hash chain of an instance's history against its head."""
    rows = session.execute(
        select(HistoryEntry.seq, HistoryEntry.body, HistoryEntry.hash)
        .where(HistoryEntry.instance_id == instance.id)
        .order_by(HistoryEntry.seq)
    )
    entries = ((seq, body, stored) for seq, body, stored in rows)
    return find_break(entries, (instance.history_seq, instance.history_hash))
