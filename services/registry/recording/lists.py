"""Writing lists: what the unit may see from now on, what is taken off and put back."""

from collections.abc import Iterable

from sqlalchemy import exists, select, update
from sqlalchemy.orm import Session

from services.registry.models import Opinion, Removal, SubmissionItem
from services.registry.queries.submissions import ListedPoint
from workflows.context import NodeContext
from workflows.models import Task
from workflows.rules.states import TaskState
from workflows.work import Work


def share_if_last(context: NodeContext, submission_id: int) -> None:
    """When the last of a stage is done, let the unit see what was found, and owners what was said (R-OPN-2)."""
    if not _others_open(context):
        share_found(context.work, submission_id)


def _others_open(context: NodeContext) -> bool:
    """Whether others still work at the same node of the same call."""
    task = context.own_task
    found = exists().where(
        Task.instance_id == task.instance_id,
        Task.scope_id == task.scope_id,
        Task.node_id == task.node_id,
        Task.id != task.id,
        Task.state == TaskState.OPEN,
    )
    return bool(context.work.session.scalar(select(found)))


def is_last(context: NodeContext) -> bool:
    """Whether everybody else at the same node of the same call is done."""
    return not _others_open(context)


def share_found(work: Work, submission_id: int) -> None:
    """Let the unit see every point on a list, and owners every opinion."""
    for table in (SubmissionItem, Opinion):
        work.session.execute(
            update(table)
            .where(table.submission_id == submission_id, table.shared_at.is_(None))
            .values(shared_at=work.at)
        )


def remove_line(work: Work, line: ListedPoint, reason: str) -> None:
    """Take a point off the list; of one that is off already the reason is replaced (R-RET-2)."""
    if line.removal is not None:
        if line.removal.reason == reason:
            return
        restore_line(work, line)
    work.session.add(Removal(item_id=line.item.id, reason=reason, removed_by_id=work.person_id, removed_at=work.at))


def restore_line(work: Work, line: ListedPoint) -> None:
    """Put a point back on the list; that it was off, and why, is kept."""
    if line.removal is not None:
        line.removal.restored_at = work.at
        work.session.flush()


def confirm_removals(session: Session, lines: Iterable[ListedPoint], person_id: int) -> None:
    """The head confirms what was taken off."""
    for line in lines:
        if line.removal is not None and line.removal.confirmed_by_id is None:
            line.removal.confirmed_by_id = person_id
    session.flush()
