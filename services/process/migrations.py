"""Moving running instances to another version: proposed by one person, approved by another (R-GOV-1, R-GOV-3).

Each instance is a piece of due work of its own: one that fails stops no other (docs/decisions/0021).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import JSON, func, insert, literal, select, update
from sqlalchemy.orm import Session

from bpmn.texts import N_
from services.transaction import use_case
from workflows.errors import (
    AnswersRefusedError,
    ConflictError,
    FieldProblem,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from workflows.models import (
    Incident,
    InstanceMigration,
    MigrationBatch,
    Organisation,
    ProcessDefinition,
    ProcessInstance,
)
from workflows.queries import definitions
from workflows.queries.migrations import MIGRATE, Chosen, find_instances, list_failed, load_batch, load_item
from workflows.rules.migration import NodeKey, Versions
from workflows.rules.states import BatchState, DefinitionState, DueState, MigrationState
from workflows.running import due_work
from workflows.running.chronicle import Fact
from workflows.running.library import BoundSet, bind_definitions, load_set
from workflows.running.migrating import Course, Move, Target
from workflows.running.renaming import read_renaming
from workflows.running.starting import bind_members
from workflows.work import Work


@dataclass(frozen=True)
class Mapped:
    """An old node and the new one that it becomes; `process` is the key of a called process, or ''."""

    old: str
    new: str
    process: str = ""


@dataclass(frozen=True)
class Wish:
    """Which instances are to go where: from a version, chosen by a filter, with a mapping."""

    from_id: str
    chosen: Chosen = field(default_factory=Chosen)
    mapping: tuple[Mapped, ...] = ()


@dataclass(frozen=True)
class Route:
    """A wish with everything that it names: both versions, and what is to be run on."""

    before: ProcessDefinition
    after: ProcessDefinition
    members: Sequence[ProcessDefinition]
    set_id: int | None
    """The set of the members, if anything runs on it already."""
    course: Course


@dataclass(frozen=True)
class StoredBatch:
    """A batch as it now stands."""

    id: str
    state: str
    total: int


def find_route(session: Session, org_id: int, to_id: str, wish: Wish) -> Route:
    """Look up what a wish names. Called processes are taken in their latest published versions.

    Raises NotFoundError, RefusedError where the two are versions of different processes or the new one is not
    published, and AnswersRefusedError for a mapping that names what there is not.
    """
    after = definitions.load_definition(session, org_id, to_id)
    before = definitions.load_definition(session, org_id, wish.from_id)
    if after is None or before is None:
        raise NotFoundError
    if after.key != before.key:
        raise RefusedError(N_("两个版本不是同一个流程"))
    if after.state != DefinitionState.PUBLISHED:
        raise RefusedError(N_("只能迁移到已发布的版本"))
    members = bind_members({**definitions.load_published(session, org_id), after.key: after}, after.key)
    mapping = tuple((NodeKey(each.process or after.key, each.old), each.new) for each in wish.mapping)
    course = Course(bind_definitions(members), mapping)
    _check_mapping(before, course)
    known = definitions.find_known_set(session, org_id, members)
    return Route(before, after, members, known.id if known else None, course)


def _check_mapping(before: ProcessDefinition, course: Course) -> None:
    """Check the mapping against the old version and what the new one calls: instances may run on several sets."""
    old = {**course.bound.processes, **bind_definitions([before]).processes}
    keys = [key for key, _ in course.mapping]
    problems = [
        FieldProblem("mapping", found.code, found.text)
        for found in Versions(old, course.bound.processes, dict(course.mapping)).check_mapping()
        if found.process == before.key or found.process not in course.bound.processes
    ]
    if len(set(keys)) < len(keys):
        problems.append(FieldProblem("mapping", "doubled", RefusedError(N_("同一环节不能对应两次")).text))
    if problems:
        raise AnswersRefusedError(problems)


@use_case
def propose_migration(work: Work, to_id: str, wish: Wish, *, note: str) -> StoredBatch:
    """Propose to move the instances that the wish finds now; nothing moves before somebody else approves."""
    if not work.asker.has_role("proc_editor"):
        raise NotPermittedError
    if not note.strip():
        raise RefusedError(N_("请写明迁移理由"))
    route = find_route(work.session, work.asker.org_id, to_id, wish)
    batch = _make_batch(work, route, wish, note.strip())
    total = _add_items(work.session, batch, route, wish.chosen)
    if not total:
        raise RefusedError(N_("没有可以迁移的流程"))
    return StoredBatch(batch.public_id, batch.state, total)


def _make_batch(work: Work, route: Route, wish: Wish, note: str) -> MigrationBatch:
    session = work.session
    organisation = session.get_one(Organisation, work.asker.org_id)
    batch = MigrationBatch(
        org_id=organisation.id,
        from_id=route.before.id,
        to_id=route.after.id,
        set_id=definitions.find_set(session, organisation, route.members).id,
        mapping=[{"process": key.process, "old": key.node, "new": new} for key, new in route.course.mapping],
        chosen={"unit": wish.chosen.unit, "ids": list(wish.chosen.ids)},
        note=note,
        state=BatchState.PROPOSED,
        proposed_by_id=work.asker.account_id,
        proposed_at=work.at,
    )
    session.add(batch)
    session.flush()
    return batch


def _add_items(session: Session, batch: MigrationBatch, route: Route, chosen: Chosen) -> int:
    """Note every instance that is meant, in one statement."""
    found = find_instances(route.before, chosen, batch.set_id).subquery()
    columns = [
        literal(batch.id),
        found.c.id,
        literal(str(MigrationState.PENDING)),
        literal([], JSON),
        literal({}, JSON),
    ]
    names = ["batch_id", "instance_id", "state", "reasons", "before"]
    chosen_rows = select(*columns).select_from(found)
    session.execute(insert(InstanceMigration).from_select(names, chosen_rows, include_defaults=False))
    counted = select(func.count()).where(InstanceMigration.batch_id == batch.id)
    return session.scalar(counted) or 0


@use_case
def decide_migration(work: Work, batch_id: str, *, accept: bool) -> StoredBatch:
    """Let a batch go, or turn it down; never one's own (R-GOV-1)."""
    if not work.asker.has_role("proc_approver"):
        raise NotPermittedError
    batch = load_batch(work.session, work.asker.org_id, batch_id, lock=True)
    if batch.state != BatchState.PROPOSED:
        raise ConflictError(N_("该迁移已处理"))
    if batch.proposed_by_id == work.asker.account_id:
        raise NotPermittedError(N_("提出人不能审核自己提出的迁移"))
    after = work.session.get_one(ProcessDefinition, batch.to_id)
    if accept and after.state != DefinitionState.PUBLISHED:
        raise ConflictError(N_("只能迁移到已发布的版本"))
    batch.state = BatchState.APPROVED if accept else BatchState.REJECTED
    batch.decided_by_id, batch.decided_at = work.asker.account_id, work.at
    items = work.session.scalars(select(InstanceMigration.id).where(InstanceMigration.batch_id == batch.id)).all()
    if accept:
        rows = [due_work.make_row(batch.org_id, MIGRATE, work.at, str(item), item=item) for item in items]
        due_work.schedule_all(work.session, rows)
    return StoredBatch(batch.public_id, batch.state, len(items))


@use_case
def retry_migration(work: Work, batch_id: str) -> StoredBatch:
    """Give the instances of a batch whose work was given up another turn (R6)."""
    if not work.asker.has_role("proc_approver"):
        raise NotPermittedError
    batch = load_batch(work.session, work.asker.org_id, batch_id, lock=True)
    failed = list_failed(work.session, batch.id)
    if not failed:
        raise ConflictError(N_("没有多次失败的迁移"))
    for row in failed:
        row.state, row.attempts, row.lease, row.free_at, row.last_error = DueState.PENDING, 0, "", None, ""
    given_up = update(Incident).where(Incident.due_work_id.in_([row.id for row in failed]))
    work.session.execute(given_up.values(state="resolved"))
    return StoredBatch(batch.public_id, batch.state, len(failed))


@use_case
def return_instance(work: Work, batch_id: str, instance_id: str, *, reason: str) -> StoredBatch:
    """Put an instance back to the versions that it came from, while it has not moved since."""
    if not work.asker.has_role("proc_approver"):
        raise NotPermittedError
    batch = load_batch(work.session, work.asker.org_id, batch_id)
    item = load_item(work.session, batch, instance_id)
    instance = work.session.get_one(ProcessInstance, item.instance_id, with_for_update=True, populate_existing=True)
    work.session.refresh(item)
    if item.state != MigrationState.MIGRATED or item.from_set_id is None:
        raise ConflictError(N_("该流程没有迁移，或已退回原版本"))
    if instance.revision != item.revision or instance.set_id != batch.set_id:
        raise ConflictError(N_("迁移后流程已有新的办理，不能退回原版本"))
    if not reason.strip():
        raise RefusedError(N_("请写明退回理由"))
    data = {"batch": batch.public_id}
    fact = Fact("migration_returned", actor_id=work.asker.person_id, data=data, texts={"reason": reason.strip()})
    bound = load_set(work.session, item.from_set_id)
    target = Target(Course(bound), item.from_set_id, batch.from_id)
    Move(work, instance, target.course).put_back(read_renaming(item.before), target, fact)
    item.state, item.done_at = MigrationState.RETURNED, work.at
    return StoredBatch(batch.public_id, batch.state, 1)


def course_of(bound: BoundSet, mapping: Sequence[Mapping[str, Any]]) -> Course:
    """The course of a stored batch."""
    return Course(bound, tuple((NodeKey(each["process"], each["old"]), each["new"]) for each in mapping))
