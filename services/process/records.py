"""What was said so far in an instance: the answers of its completed steps, and the files that belong to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from bpmn.elements import UserTask
from bpmn.extensions import Field
from workflows.models import Attachment, Candidate, Person, ProcessInstance, Task, Unit
from workflows.queries.visibility import load_visible
from workflows.rules.states import TaskState
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class Said:
    """One field as it was filled; a table has rows instead of values."""

    label: str
    values: Sequence[str] = ()
    rows: Sequence[Sequence["Said"]] = ()


@dataclass(frozen=True)
class FileCard:
    """A file that one may fetch."""

    id: str
    name: str
    size: int
    uploaded_by: str


@dataclass(frozen=True)
class Record:
    """A completed step: its answers and files."""

    task_id: str
    node_id: str
    process_key: str
    name: str
    answers: Sequence[Said]
    files: Sequence[FileCard]


def list_records(work: Work, instance_id: str) -> list[Record]:
    """The steps that left answers or files, oldest first; of seats of votes only the asker's own."""
    instance = load_visible(work.session, work.asker, instance_id, work.at)
    step = Step(work, instance)
    tasks = _completed(work, instance)
    files = _files(work.session, [task.id for task in tasks])
    names = _Names(work)
    records = [
        Record(
            task_id=task.public_id,
            node_id=task.node_id,
            process_key=task.process_key,
            name=task.name,
            answers=_say(_fields(step, task), task.answers, names),
            files=files.get(task.id, ()),
        )
        for task in tasks
    ]
    return [record for record in records if record.answers or record.files]


def _completed(work: Work, instance: ProcessInstance) -> Sequence[Task]:
    own = select(Candidate.task_id).where(Candidate.person_id.in_(work.asker.people))
    statement = select(Task).where(
        Task.instance_id == instance.id,
        Task.state == TaskState.COMPLETED,
        or_(Task.seat == 0, Task.id.in_(own)),
    )
    return work.session.scalars(statement.order_by(Task.completed_at, Task.id)).all()


def _files(session: Session, task_ids: Sequence[int]) -> Mapping[int, Sequence[FileCard]]:
    rows = session.execute(
        select(Attachment, Person.name)
        .join(Person, Person.id == Attachment.uploaded_by_id)
        .where(Attachment.task_id.in_(task_ids))
        .order_by(Attachment.id)
    )
    found: dict[int, list[FileCard]] = {}
    for file, name in rows:
        found.setdefault(file.task_id or 0, []).append(FileCard(file.public_id, file.name, file.size, name))
    return found


def _fields(step: Step, task: Task) -> Sequence[Field]:
    node = step.node_of(task)
    return node.form.fields if isinstance(node, UserTask) else ()


class _Names:
    """Names behind the codes that answers hold; each is asked for once."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self._known: dict[tuple[str, str], str] = {}

    def find(self, kind: str, code: str) -> str:
        """The name of a person, a unit or a file."""
        if (kind, code) not in self._known:
            table, column = _NAMED[kind]
            mine = (table.org_id == self.work.asker.org_id) & (column == code)
            self._known[kind, code] = self.work.session.scalar(select(table.name).where(mine)) or code
        return self._known[kind, code]


_NAMED: Final[Mapping[str, tuple[Any, Any]]] = {
    "person": (Person, Person.code),
    "unit": (Unit, Unit.code),
    "file": (Attachment, Attachment.public_id),
}


def _say(fields: Sequence[Field], values: Mapping[str, Any], names: _Names) -> list[Said]:
    return [_say_field(each, values[each.name], names) for each in fields if each.name in values]


def _say_field(each: Field, value: Any, names: _Names) -> Said:
    if each.type == "table":
        return Said(each.label, rows=[_say(each.fields, row, names) for row in value])
    labels = {option.value: option.label for option in each.options}
    many = value if isinstance(value, list) else [value]
    return Said(each.label, values=[_word(each, labels, one, names) for one in many])


def _word(each: Field, labels: Mapping[str, str], value: Any, names: _Names) -> str:
    if each.type in _NAMED:
        return names.find(each.type, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return labels.get(str(value), str(value))
