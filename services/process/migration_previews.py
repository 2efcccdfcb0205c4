"""What a migration would do, instance by instance: the same decision as when it is done, without writing anything."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from bpmn.elements import Activity, Event, Node, UserTask
from services.process.migrations import Wish, course_of, find_route
from workflows.context import NodeContext
from workflows.engine.progress import EngineRow
from workflows.errors import NotFoundError, NotPermittedError, WorkflowError
from workflows.models import Candidate, Person, ProcessInstance, Task
from workflows.queries import migrations as queries
from workflows.queries.definitions import load_definition
from workflows.queries.migrations import (
    BatchCard,
    MovedCard,
    ReasonCard,
    find_instances,
    find_pending,
    list_batches,
    load_batch,
    show_batch,
)
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.migration import Finding, NodeKey
from workflows.running.library import load_set
from workflows.running.migrating import Course, Move
from workflows.running.owners import assign_task
from workflows.work import Work

MAY_PREVIEW: Final = ("proc_editor", "proc_approver")


@dataclass(frozen=True)
class TokenChange:
    """A step at which the instance stands, then and now; a task is kept with its people, drafts and deadline."""

    process: str
    node: str
    name: str
    new_node: str
    new_name: str
    tokens: int
    people: list[str]
    gained: list[str]
    """Whom the new version would name besides; they do not get the task."""
    lost: list[str]
    """Whom it would not name; they keep the task."""
    due_at: datetime | None
    due_rule: str
    new_due_rule: str


@dataclass(frozen=True)
class InstancePreview:
    """One instance: whether it could move, why not, and what would change."""

    id: str
    business_key: str
    unit: str
    state: str
    possible: bool
    obstacles: list[ReasonCard]
    notes: list[ReasonCard]
    tokens: list[TokenChange]
    tasks_kept: int
    tasks_ended: int = 0
    tasks_new: int = 0


def preview_migration(work: Work, to_id: str, wish: Wish, window: Window) -> Page[InstancePreview]:
    """A page of the instances that a wish finds, the oldest first."""
    require_preview(work)
    route = find_route(work.session, work.asker.org_id, to_id, wish)
    statement = find_instances(route.before, wish.chosen, route.set_id)
    return _preview_page(work, statement, route.course, window)


def preview_batch(work: Work, batch_id: str, window: Window) -> Page[InstancePreview]:
    """The same for the instances of a batch whose turn has not come."""
    require_preview(work)
    batch = load_batch(work.session, work.asker.org_id, batch_id)
    course = course_of(load_set(work.session, batch.set_id), batch.mapping)
    return _preview_page(work, find_pending(batch.id), course, window)


def list_migrations(work: Work, definition_id: str, window: Window) -> Page[BatchCard]:
    """The batches to a version, the newest first."""
    require_preview(work)
    row = load_definition(work.session, work.asker.org_id, definition_id)
    if row is None:
        raise NotFoundError
    return list_batches(work.session, work.asker.org_id, row.id, window)


def show_migration(work: Work, batch_id: str) -> BatchCard:
    """One batch with its progress."""
    require_preview(work)
    return show_batch(work.session, work.asker.org_id, batch_id)


def list_moved(work: Work, batch_id: str, window: Window, *, state: str = "") -> Page[MovedCard]:
    """The instances of a batch, and what became of them."""
    require_preview(work)
    batch = load_batch(work.session, work.asker.org_id, batch_id)
    return queries.list_moved(work.session, batch.id, window, state=state)


def require_preview(work: Work) -> None:
    """Raise unless the asker is one of those who propose or approve migrations."""
    if not work.asker.has_role(*MAY_PREVIEW):
        raise NotPermittedError


def _preview_page(work: Work, statement: Any, course: Course, window: Window) -> Page[InstancePreview]:
    def preview(row: Any) -> InstancePreview:
        return preview_instance(work, row.ProcessInstance, row.unit_name, course)

    return page_of(work.session, statement, [ProcessInstance.id], window, preview)


def preview_instance(work: Work, instance: ProcessInstance, unit: str, course: Course) -> InstancePreview:
    """Decide about one instance as its turn would; what cannot even be read stays where it is."""
    move = Move(work, instance, course)
    plan = move.decide()
    return InstancePreview(
        id=instance.public_id,
        business_key=instance.business_key,
        unit=unit,
        state=instance.state,
        possible=plan.possible,
        obstacles=list(map(_reason, plan.obstacles)),
        notes=list(map(_reason, plan.notes)),
        tokens=list(_list_changes(move)),
        tasks_kept=len(move.tasks) if plan.possible else 0,
    )


def _reason(finding: Finding) -> ReasonCard:
    return ReasonCard(finding.code, finding.process, finding.node, finding.text)


def _list_changes(move: Move) -> Iterator[TokenChange]:
    """The steps at which tokens stand, each once."""
    versions = move.course.versions_from(move.step.bound)
    tasks: dict[NodeKey, list[Task]] = {}
    for task in move.tasks:
        tasks.setdefault(NodeKey(task.process_key, task.node_id), []).append(task)
    tokens = Counter(NodeKey(row.process_key, row.node_id) for row in move.rows if _counts(move, row))
    for key, count in tokens.items():
        pair = versions.pairs.get(key.process)
        old = versions.old[key.process].nodes[key.node]
        new = pair.target_of(old.id) if pair is not None else None
        yield _change_of(move, key, (old, new), tasks.get(key, []), count)


def _counts(move: Move, row: EngineRow) -> bool:
    """A repeated activity counts by its repetitions, not by the whole around them."""
    node = move.step.node(row.process_key, row.node_id)
    return bool(row.part) or not isinstance(node, Activity) or node.loop is None


def _change_of(
    move: Move, key: NodeKey, nodes: tuple[Node, Node | None], tasks: Sequence[Task], count: int
) -> TokenChange:
    old, new = nodes
    people, gained, lost = _list_people(move, nodes, tasks)
    return TokenChange(
        process=key.process,
        node=old.id,
        name=old.name,
        new_node=new.id if new is not None else "",
        new_name=new.name if new is not None else "",
        tokens=count,
        people=people,
        gained=gained,
        lost=lost,
        due_at=min((task.due_at for task in tasks if task.due_at), default=None),
        due_rule=_due_of(old),
        new_due_rule=_due_of(new),
    )


def _due_of(node: Node | None) -> str:
    return node.due if isinstance(node, (UserTask, Event)) else ""


def _list_people(
    move: Move, nodes: tuple[Node, Node | None], tasks: Sequence[Task]
) -> tuple[list[str], list[str], list[str]]:
    """Who has the tasks; whom the new owner rule would name besides, and whom it would not. Seats stay unsaid."""
    old, new = nodes
    mine = [task for task in tasks if not task.seat]
    if not mine:
        return [], [], []
    now = set(
        move.session.scalars(select(Candidate.person_id).where(Candidate.task_id.in_([task.id for task in mine])))
    )
    then = now
    if isinstance(old, UserTask) and isinstance(new, UserTask) and old.assign != new.assign and new.vote is None:
        contexts = [replace(move.step.task_context(task), node=new) for task in mine]
        then = {each for context in contexts for each in _assigned(context, new, now)}
    names = _name_people(move, now | then)
    return names(now), names(then - now), names(now - then)


def _assigned(context: NodeContext, node: UserTask, now: set[int]) -> set[int]:
    """Whom an owner rule names; where it asks for what the instance does not know, nothing is said to change."""
    try:
        return {each.person_id for each in assign_task(context, node).assignees}
    except (LookupError, WorkflowError):
        return now


def _name_people(move: Move, people: set[int]) -> Callable[[set[int]], list[str]]:
    rows = move.session.execute(select(Person.id, Person.name).where(Person.id.in_(people)).order_by(Person.id))
    known = dict(rows.all())
    return lambda wanted: [name for person_id, name in known.items() if person_id in wanted]
