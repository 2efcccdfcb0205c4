"""Tasks as the API says them: lines of the inbox, and a task with everything that its decision needs."""

from datetime import datetime
from typing import Any, Final

from bpmn.extensions import Outcome
from services.process.showing import FieldCard, TaskPage
from services.process.verbs import Verb
from webapp.api.document import Output
from webapp.frame import is_provisional
from webapp.texts import translate
from webapp.why import explain_path
from workflows.queries.inbox import InboxItem


class TaskItem(Output):
    """One line of an inbox."""

    id: str
    kind: str
    instance_id: str
    name: str
    node_id: str
    process_name: str
    definition_key: str
    business_title: str
    unit: str
    starter: str
    opened_at: datetime
    due_at: datetime | None
    provisional: bool
    """The deadline counts in a year whose notice is not imported: it may move (R-CAL-5)."""
    overdue: bool
    priority: str
    risk_level: str | None
    claimed_by: str | None
    state: str
    outcome: str
    why: str


class TaskList(Output):
    """A page of an inbox."""

    items: list[TaskItem]
    next_cursor: str | None


class OutcomeOut(Output):
    """One way to complete a task."""

    name: str
    label: str
    needs_opinion: bool
    minimum_opinion: int | None


class VerbOut(Output):
    """What one may do now and, if not, why not."""

    name: str
    allowed: bool
    reason: str | None


class ConsultationOut(Output):
    """A question to somebody else: `open`, `answered` or `recalled`."""

    owner: str
    adviser: str
    question: str
    asked_at: datetime
    state: str
    advice: str
    ended_at: datetime | None


class InstanceSummary(Output):
    """The instance of a task."""

    id: str
    definition_key: str
    process_name: str
    version: int
    business_key: str
    title: str
    unit: str
    state: str


class TaskOut(TaskItem):
    """A task with everything that its decision needs."""

    documentation: str
    form: list[dict[str, Any]]
    outcomes: list[OutcomeOut]
    verbs: list[VerbOut]
    object: dict[str, str] | None
    panel: Any
    consultations: list[ConsultationOut]
    opinion: str
    completed_at: datetime | None
    completed_by: str | None
    draft_revision: int | None
    """What `If-Match` of the next `PUT …/draft` may name."""
    instance: InstanceSummary


OBJECTS: Final = {"declaration": "panel", "expert_panel": "panel"}
"""What the API calls the things that tasks belong to, where it is not their own name."""


def to_item(item: InboxItem, principals: dict[int, str]) -> TaskItem:
    """A line of an inbox, as the API says it."""
    principal = principals.get(int(item.for_principal), "") if item.for_principal else ""
    return TaskItem(
        **{name: getattr(item, name) for name in _SHARED},
        definition_key=item.process_key,
        provisional=is_provisional(item.due_at),
        priority="high" if item.overdue else "normal",
        risk_level=None,
        claimed_by=item.claimed_by or None,
        why=explain_path(item.path, principal=principal, vacant=item.vacant) if item.path or item.vacant else "",
    )


_SHARED = (
    "id",
    "kind",
    "instance_id",
    "name",
    "node_id",
    "process_name",
    "business_title",
    "unit",
    "starter",
    "opened_at",
    "due_at",
    "overdue",
    "state",
    "outcome",
)


def to_page(page: TaskPage) -> TaskOut:
    """A task, as the API says it."""
    card = page.instance
    return TaskOut(
        **_head(page),
        **{name: getattr(page, name) for name in _PLAIN},
        form=[to_field(field) for field in page.form],
        outcomes=[to_outcome(each) for each in page.outcomes],
        verbs=[to_verb(each) for each in page.verbs],
        object=to_object(page),
        consultations=[ConsultationOut.model_validate(each) for each in page.consultations],
        panel=page.content,
        completed_by=page.completed_by or None,
        draft_revision=page.draft.revision if page.draft else None,
        instance=InstanceSummary.model_validate(card),
    )


_PLAIN: Final = ("documentation", "opinion", "completed_at")


def _head(page: TaskPage) -> dict[str, Any]:
    """What a task's line in the inbox says of it."""
    card = page.instance
    return {
        "id": page.id,
        "kind": "task",
        "instance_id": card.id,
        "process_name": card.process_name,
        "definition_key": card.definition_key,
        "business_title": card.title,
        "unit": card.unit_name,
        "provisional": is_provisional(page.due_at),
        "starter": card.starter,
        "priority": "high" if page.overdue else "normal",
        "risk_level": None,
        "claimed_by": page.claimed_by or None,
        "why": explain_path(page.path, vacant=page.vacant) if page.path or page.vacant else "",
        **{
            name: getattr(page, name)
            for name in ("name", "node_id", "opened_at", "due_at", "overdue", "state", "outcome")
        },
    }


def to_outcome(outcome: Outcome) -> OutcomeOut:
    """An outcome, as the API says it."""
    return OutcomeOut(
        name=outcome.name, label=outcome.label, needs_opinion=outcome.needs_opinion, minimum_opinion=outcome.opinion
    )


def to_verb(verb: Verb) -> VerbOut:
    """A verb, as the API says it."""
    return VerbOut(name=verb.name, allowed=verb.allowed, reason=translate(verb.reason) if verb.reason else None)


def to_object(page: TaskPage) -> dict[str, str] | None:
    """The thing that a task is about."""
    if not page.object_ref:
        return None
    return {"type": OBJECTS.get(page.object_type, page.object_type), "id": page.object_ref}


def to_field(field: FieldCard) -> dict[str, Any]:
    """A field, as the API says it."""
    return {
        "name": field.name,
        "label": field.label,
        "type": field.type,
        "required": field.required,
        "writable": field.writable,
        "options": field.options,
        "help": field.help,
        "value": field.value,
        "fields": [to_field(each) for each in field.fields],
        "outcomes": field.outcomes,
        "minimum": field.minimum,
        "maximum": field.maximum,
    }
