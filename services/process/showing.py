"""Everything for one decision on one screen: what is asked, the form, the panel, what one may do, and why."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bpmn.elements import UserTask
from bpmn.extensions import Field, Outcome
from bpmn.texts import N_, Text
from services.process.answers import load_options
from services.process.tasks import drawn_task
from services.process.verbs import Verb, list_operations, try_verb
from workflows import registries
from workflows.context import NodeContext
from workflows.errors import SuspendedError
from workflows.models import Candidate, Person, ProcessInstance, Task, TaskComment
from workflows.queries.consultations import ConsultationCard, list_consultations
from workflows.queries.instances import InstanceCard, show_instance
from workflows.queries.tasks import load_draft, load_ownership
from workflows.queries.visibility import load_visible_task, may_follow
from workflows.rules.actors import Actor
from workflows.rules.answers import Options
from workflows.rules.deadlines import is_overdue
from workflows.rules.ownership import (
    Ownership,
    check_may_advise,
    check_may_claim,
    check_may_complete,
    check_may_delegate,
    check_may_recall,
    check_may_release,
)
from workflows.rules.states import InstanceState
from workflows.running.steps import Step
from workflows.work import Work


@dataclass(frozen=True)
class FieldCard:
    """A field as it is to be filled: with the options that exist now, and the value to begin with."""

    name: str
    label: str
    type: str
    required: bool
    writable: bool
    help: str
    options: list[dict[str, str]]
    value: Any
    fields: list["FieldCard"]
    outcomes: list[str]
    minimum: int | None
    maximum: int | None


@dataclass(frozen=True)
class CommentCard:
    """A remark on a task."""

    author: str
    text: str
    at: datetime


@dataclass(frozen=True)
class DraftCard:
    """What the asker has typed and not sent."""

    values: Mapping[str, Any]
    revision: int
    saved_at: datetime


@dataclass(frozen=True)
class TaskPage:
    """A task with everything that its decision needs."""

    id: str
    name: str
    node_id: str
    process_key: str
    documentation: str
    state: str
    opened_at: datetime
    due_at: datetime | None
    overdue: bool
    completed_at: datetime | None
    completed_by: str
    outcome: str
    opinion: str
    claimed_by: str
    vacant: bool
    path: tuple[str, ...]
    object_type: str
    object_ref: str
    form: list[FieldCard]
    outcomes: tuple[Outcome, ...]
    verbs: list[Verb]
    panel: str
    content: Any
    comments: list[CommentCard]
    instance: InstanceCard
    consultations: list[ConsultationCard] = field(default_factory=list)
    answers: Mapping[str, Any] = field(default_factory=dict)
    draft: DraftCard | None = None
    followed: bool = True
    """Whether the asker may see the instance; of a restricted one most see their own task only."""


def show_task(work: Work, task_id: str) -> TaskPage:
    """One task for one asker; strangers find nothing (R-SEC-3)."""
    task, instance = load_visible_task(work.session, work.asker, task_id, work.at)
    step = Step(work, instance)
    context = step.task_context(task)
    node = drawn_task(context)
    ownership = load_ownership(work.session, task, delegable=node.delegable)
    verbs = _hold(instance, [*_list_verbs(work, ownership, task), *list_operations(step, task, ownership)])
    mine = verbs[0].allowed
    draft = _find_draft(work, task) if mine else None
    return TaskPage(
        id=task.public_id,
        name=task.name,
        node_id=task.node_id,
        process_key=task.process_key,
        documentation=node.documentation,
        state=task.state,
        opened_at=task.opened_at,
        due_at=task.due_at,
        overdue=task.adviser_id is None and is_overdue(task.due_at, task.completed_at or work.at),
        completed_at=task.completed_at,
        completed_by=_name(ownership, task.completed_by_id),
        outcome=task.outcome_label,
        opinion=task.opinion,
        claimed_by=_name(ownership, task.claimed_by_id),
        vacant=task.vacant,
        path=_find_path(work, task),
        object_type=task.object_type,
        object_ref=task.object_ref,
        form=_show_form(context, node, draft) if mine else [],
        outcomes=node.outcomes if mine else (),
        verbs=verbs,
        panel=node.panel,
        content=registries.panels.find(node.panel).show(context) if node.panel else None,
        comments=_list_comments(work, task),
        instance=_show_instance(work, instance),
        consultations=list_consultations(work.session, task.id),
        answers=task.answers,
        draft=draft,
        followed=may_follow(work.asker, instance),
    )


def _name(ownership: Ownership, person_id: int | None) -> str:
    return (ownership.names or {}).get(person_id or 0, "")


def _show_instance(work: Work, instance: ProcessInstance) -> InstanceCard:
    """The instance of a task; who set a restricted one off is not told to those who only have a task in it."""
    card = show_instance(work.session, instance)
    return card if may_follow(work.asker, instance) else replace(card, starter="")


def list_fields(work: Work, task_id: str) -> list[FieldCard]:
    """The fields that a task asks for, without options and values: to read what a browser has sent.

    They are there for a task that is done as well: a repeated command must read the same as the first.
    """
    task, instance = load_visible_task(work.session, work.asker, task_id, work.at)
    return show_fields(drawn_task(Step(work, instance).task_context(task)).form.fields, {}, {})


def _find_draft(work: Work, task: Task) -> DraftCard | None:
    row = load_draft(work.session, task, work.asker.people)
    return DraftCard(row.values, row.revision, row.saved_at) if row else None


def _find_path(work: Work, task: Task) -> tuple[str, ...]:
    """Why the task is the asker's: the path by which the owner rule led to him or to his principal."""
    found = work.session.scalar(
        select(Candidate.path).where(Candidate.task_id == task.id, Candidate.person_id.in_(work.asker.people)).limit(1)
    )
    return tuple(found or ())


def _list_verbs(work: Work, ownership: Ownership, task: Task) -> list[Verb]:
    actor = work.asker
    checks = {
        "complete": lambda: check_may_complete(ownership, actor),
        "claim": lambda: check_may_claim(ownership, actor),
        "release": lambda: check_may_release(ownership, actor),
        "delegate": lambda: _check_delegable(ownership, task, actor),
        "recall": lambda: check_may_recall(ownership, actor),
        "advise": lambda: check_may_advise(ownership, actor),
    }
    verbs = [try_verb(name, check) for name, check in checks.items()]
    still_open = task.state == "open"
    closed = Text(N_("该事项已结束"))
    verbs.append(Verb("urge", still_open, None if still_open else closed))
    personal = bool(task.seat) or not ownership.delegable
    alone = Text(N_("此事项须本人办理，不能转办")) if personal else None
    verbs.append(Verb("transfer", still_open and not personal, alone if still_open else closed))
    return [*verbs, Verb("copy", allowed=True), Verb("comment", allowed=True)]


def _check_delegable(ownership: Ownership, task: Task, actor: Actor) -> None:
    check_may_delegate(replace(ownership, delegable=ownership.delegable and not task.seat), actor)


def _hold(instance: ProcessInstance, verbs: list[Verb]) -> list[Verb]:
    """While an instance is suspended nothing of it is done; copies and comments move nothing. None of a restricted."""
    if instance.restricted:
        kept = Text(N_("此事项只供有关人员知悉，不能抄送"))
        verbs = [replace(each, allowed=False, reason=kept) if each.name == "copy" else each for each in verbs]
    if instance.state != InstanceState.SUSPENDED:
        return verbs
    held = Text(SuspendedError.message)
    return [
        Verb(each.name, allowed=False, reason=held) if each.allowed and each.name not in {"copy", "comment"} else each
        for each in verbs
    ]


def _show_form(context: NodeContext, node: UserTask, draft: DraftCard | None) -> list[FieldCard]:
    options = load_options(context, node.form.fields)
    handler = registries.handlers.find(node.writes) if node.writes else None
    values = dict(handler.prefill(context)) if handler and handler.prefill else {}
    if draft is not None:
        values |= draft.values
    return show_fields(node.form.fields, options, values)


def show_fields(
    fields: tuple[Field, ...], options: Options, values: Mapping[str, Any], prefix: str = ""
) -> list[FieldCard]:
    """Fields as they are to be filled."""
    return [_show_field(each, options, values, prefix) for each in fields]


def _show_field(each: Field, options: Options, values: Mapping[str, Any], prefix: str) -> FieldCard:
    path = prefix + each.name
    chosen = options.get(path) or {option.value: option.label for option in each.options}
    return FieldCard(
        name=each.name,
        label=each.label,
        type=each.type,
        required=each.required,
        writable=each.writable,
        help=each.help,
        options=[{"value": value, "label": label} for value, label in chosen.items()],
        value=values.get(each.name),
        fields=show_fields(each.fields, options, {}, f"{path}."),
        outcomes=list(each.outcomes),
        minimum=each.minimum,
        maximum=each.maximum,
    )


def _list_comments(work: Work, task: Task) -> list[CommentCard]:
    rows = work.session.execute(
        select(Person.name, TaskComment.text, TaskComment.written_at)
        .join(Person, Person.id == TaskComment.author_id)
        .where(TaskComment.task_id == task.id)
        .order_by(TaskComment.id)
    )
    return [CommentCard(*row) for row in rows]
