"""The turn of one instance in an approved migration: due work, in a transaction of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from bpmn.texts import N_, Text
from services.process.migrations import course_of
from workflows import registries
from workflows.models import InstanceMigration, MigrationBatch, ProcessInstance
from workflows.queries.migrations import ALIVE, MIGRATE
from workflows.rules.migration import Finding
from workflows.rules.states import BatchState, MigrationState
from workflows.running.library import load_set
from workflows.running.migrating import Move, Target
from workflows.work import Work


def register_migrations() -> None:
    """Make it known to due work."""
    registries.due_kinds.register(MIGRATE, migrate_instance)


def migrate_instance(work: Work, payload: Mapping[str, Any]) -> None:
    """Decide anew and move the instance, or note why it stays; a second call finds nothing to do."""
    item = work.session.get_one(InstanceMigration, payload["item"])
    instance = work.session.get_one(ProcessInstance, item.instance_id, with_for_update=True, populate_existing=True)
    work.session.refresh(item)
    batch = work.session.get_one(MigrationBatch, item.batch_id)
    if item.state != MigrationState.PENDING or batch.state != BatchState.APPROVED:
        return
    gone = _has_gone(instance, batch)
    if gone is not None:
        item.state, item.reasons = MigrationState.GONE, keep_reasons([gone])
    else:
        _move(work, instance, batch, item)
    item.done_at = work.at


def _has_gone(instance: ProcessInstance, batch: MigrationBatch) -> Finding | None:
    if instance.state not in ALIVE:
        return Finding("ended", "", "", Text(N_("流程已结束")))
    if instance.definition_id != batch.from_id or instance.set_id == batch.set_id:
        return Finding("elsewhere", "", "", Text(N_("流程已不在原版本上")))
    return None


def _move(work: Work, instance: ProcessInstance, batch: MigrationBatch, item: InstanceMigration) -> None:
    course = course_of(load_set(work.session, batch.set_id), batch.mapping)
    move = Move(work, instance, course)
    plan = move.decide()
    if not plan.possible:
        item.state, item.reasons = MigrationState.REFUSED, keep_reasons(plan.obstacles)
        return
    from_set = instance.set_id
    item.before = dict(move.write(plan, Target(course, batch.set_id, batch.to_id), {"batch": batch.public_id}))
    item.state, item.from_set_id, item.revision = MigrationState.MIGRATED, from_set, instance.revision
    item.reasons = keep_reasons(plan.notes)


def keep_reasons(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Findings as they are stored with an instance."""
    return [
        {
            "code": each.code,
            "process": each.process,
            "node": each.node,
            "text": each.text.msgid,
            "params": {name: str(value) for name, value in each.text.params.items()},
        }
        for each in findings
    ]
