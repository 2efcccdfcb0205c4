"""Files: taken in before a task is completed, bound to it when it is."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from sqlalchemy import select
from sqlalchemy.orm import Session

from bpmn.texts import N_, Text
from services.transaction import use_case
from workflows import storage
from workflows.errors import AnswersRefusedError, FieldProblem, NotFoundError
from workflows.models import Attachment, Task
from workflows.queries.visibility import load_visible_task
from workflows.work import Work


@dataclass(frozen=True)
class StoredFile:
    """A file that was taken in."""

    id: str
    name: str
    size: int


@use_case
def add_attachment(work: Work, name: str, data: bytes) -> StoredFile:
    """Take in a file; it belongs to its uploader until a task takes it."""
    plain = PurePath(name).name[:200]
    media_type = storage.check_file(plain, data)
    row = Attachment(
        org_id=work.asker.org_id,
        uploaded_by_id=work.person_id,
        name=plain,
        media_type=media_type,
        size=len(data),
        digest=storage.store_file(data),
        uploaded_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    return StoredFile(row.public_id, row.name, row.size)


def attach_files(work: Work, task: Task, ids: Sequence[str]) -> None:
    """Bind the asker's own, unbound files to the task that he completes."""
    if not ids:
        return
    rows = work.session.scalars(
        select(Attachment).where(
            Attachment.public_id.in_(ids),
            Attachment.uploaded_by_id == work.person_id,
            Attachment.task_id.is_(None),
        )
    ).all()
    if len(rows) != len(set(ids)):
        raise AnswersRefusedError([FieldProblem("attachments", "unknown", Text(N_("没有这个附件")))])
    for row in rows:
        row.task_id = task.id


def load_attachment(session: Session, work: Work, public_id: str) -> tuple[Attachment, bytes]:
    """A file that the asker uploaded, or that belongs to a task that he may see."""
    row = session.scalar(
        select(Attachment).where(Attachment.public_id == public_id, Attachment.org_id == work.asker.org_id)
    )
    if row is None:
        raise NotFoundError
    if row.uploaded_by_id != work.asker.person_id:
        task = session.get(Task, row.task_id) if row.task_id else None
        if task is None:
            raise NotFoundError
        load_visible_task(session, work.asker, task.public_id, work.at)
    return row, storage.read_file(row.digest)
