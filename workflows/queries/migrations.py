"""Migrations: the instances that a filter finds, the batches that were proposed, what became of each instance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import String, case, cast, func, literal, select
from sqlalchemy.orm import Session, aliased

from bpmn.texts import Text
from workflows.errors import NotFoundError
from workflows.models import (
    Account,
    DueWork,
    InstanceMigration,
    MigrationBatch,
    ProcessDefinition,
    ProcessInstance,
    Unit,
)
from workflows.queries.paging import Page, Window, page_of
from workflows.rules.states import DueState, InstanceState, MigrationState

MIGRATE = "migrate_instance"
"""The kind of due work that moves one instance."""

ALIVE = (InstanceState.RUNNING, InstanceState.SUSPENDED)


@dataclass(frozen=True)
class Chosen:
    """Which instances of a version are meant: all that have not ended, those of a unit, or those named."""

    unit: str = ""
    ids: tuple[str, ...] = ()


@dataclass(frozen=True)
class BatchCard:
    """One batch: from where to where, who proposed and decided, and how many instances stand how."""

    id: str
    key: str
    name: str
    from_id: str
    from_version: int
    to_id: str
    to_version: int
    mapping: list[dict[str, str]]
    note: str
    state: str
    proposed_by: str
    proposed_by_id: int
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    total: int = 0
    counts: Mapping[str, int] = field(default_factory=dict)
    """Instances by state; `failed` are pending ones whose work was given up."""

    @property
    def waiting(self) -> int:
        """Instances whose turn has not come."""
        return self.counts.get(MigrationState.PENDING, 0)

    @property
    def handled(self) -> int:
        """Instances whose turn is over."""
        return self.total - self.waiting


@dataclass(frozen=True)
class ReasonCard:
    """One thing about a node: why an instance stays, or what to know before it goes."""

    code: str
    process: str
    node: str
    text: Text


@dataclass(frozen=True)
class MovedCard:
    """One instance of a batch, and what became of it."""

    id: str
    business_key: str
    unit: str
    instance_state: str
    state: str
    reasons: list[ReasonCard]
    done_at: datetime | None
    returnable: bool
    """Whether it has not moved since, so that it can be put back."""


def _instances() -> Any:
    columns = select(ProcessInstance, func.coalesce(Unit.name, "").label("unit_name"))
    return columns.outerjoin(Unit, Unit.id == ProcessInstance.unit_id)


def find_pending(batch_id: int) -> Any:
    """A statement: the instances of a batch whose turn has not come, with their unit."""
    waiting = (InstanceMigration.batch_id == batch_id) & (InstanceMigration.state == MigrationState.PENDING)
    return _instances().join(InstanceMigration, InstanceMigration.instance_id == ProcessInstance.id).where(waiting)


def find_instances(version: ProcessDefinition, chosen: Chosen, set_id: int | None) -> Any:
    """A statement: the instances of a version that have not ended and do not run on the set, with their unit."""
    statement = _instances().where(
        ProcessInstance.org_id == version.org_id,
        ProcessInstance.definition_id == version.id,
        ProcessInstance.state.in_(ALIVE),
    )
    if set_id is not None:
        statement = statement.where(ProcessInstance.set_id != set_id)
    if chosen.unit:
        statement = statement.where(Unit.code == chosen.unit)
    if chosen.ids:
        statement = statement.where(ProcessInstance.public_id.in_(chosen.ids))
    return statement


def load_batch(session: Session, org_id: int, public_id: str, *, lock: bool = False) -> MigrationBatch:
    """A batch of the organisation; NotFoundError where there is none."""
    mine = (MigrationBatch.org_id == org_id) & (MigrationBatch.public_id == public_id)
    wanted = select(MigrationBatch).where(mine)
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NotFoundError
    return found


def load_item(session: Session, batch: MigrationBatch, instance_id: str) -> InstanceMigration:
    """One instance of a batch."""
    found = session.scalar(
        select(InstanceMigration)
        .join(ProcessInstance, ProcessInstance.id == InstanceMigration.instance_id)
        .where(InstanceMigration.batch_id == batch.id, ProcessInstance.public_id == instance_id)
    )
    if found is None:
        raise NotFoundError
    return found


def list_batches(session: Session, org_id: int, definition_id: int, window: Window) -> Page[BatchCard]:
    """The batches to a version, the newest first, without their figures."""
    statement = _batches(org_id).where(MigrationBatch.to_id == definition_id)
    return page_of(session, statement, [MigrationBatch.id], window, _batch_card, descending=True)


def show_batch(session: Session, org_id: int, public_id: str) -> BatchCard:
    """One batch with its figures."""
    row = session.execute(_batches(org_id).where(MigrationBatch.public_id == public_id)).one_or_none()
    if row is None:
        raise NotFoundError
    counts = _count_states(session, row.MigrationBatch.id)
    return _batch_card(row, counts)


def _batches(org_id: int) -> Any:
    before, after = aliased(ProcessDefinition), aliased(ProcessDefinition)
    proposer, decider = aliased(Account), aliased(Account)
    return (
        select(
            MigrationBatch,
            before.public_id.label("from_public"),
            before.version.label("from_version"),
            after.public_id.label("to_public"),
            after.version.label("to_version"),
            after.key.label("key"),
            after.name.label("name"),
            proposer.login.label("proposer"),
            func.coalesce(decider.login, "").label("decider"),
        )
        .join(before, before.id == MigrationBatch.from_id)
        .join(after, after.id == MigrationBatch.to_id)
        .join(proposer, proposer.id == MigrationBatch.proposed_by_id)
        .outerjoin(decider, decider.id == MigrationBatch.decided_by_id)
        .where(MigrationBatch.org_id == org_id)
    )


def _batch_card(row: Any, counts: Mapping[str, int] | None = None) -> BatchCard:
    batch = row.MigrationBatch
    return BatchCard(
        id=batch.public_id,
        key=row.key,
        name=row.name,
        from_id=row.from_public,
        from_version=row.from_version,
        to_id=row.to_public,
        to_version=row.to_version,
        mapping=list(batch.mapping),
        note=batch.note,
        state=batch.state,
        proposed_by=row.proposer,
        proposed_by_id=batch.proposed_by_id,
        proposed_at=batch.proposed_at,
        decided_by=row.decider,
        decided_at=batch.decided_at,
        total=sum((counts or {}).values()),
        counts=counts or {},
    )


def _count_states(session: Session, batch_id: int) -> Mapping[str, int]:
    rows = session.execute(
        select(_shown_state().label("shown"), func.count())
        .select_from(InstanceMigration)
        .outerjoin(DueWork, _is_work_of())
        .where(InstanceMigration.batch_id == batch_id)
        .group_by("shown")
    )
    return dict(rows.all())


def _shown_state() -> Any:
    """The state of an instance in its batch; `failed` where its work was given up (R6)."""
    given_up = (InstanceMigration.state == MigrationState.PENDING) & (DueWork.state == DueState.DEAD)
    return case((given_up, "failed"), else_=InstanceMigration.state)


def _is_work_of() -> Any:
    return DueWork.dedupe_key == literal(f"{MIGRATE}:").concat(cast(InstanceMigration.id, String))


def list_failed(session: Session, batch_id: int) -> Sequence[DueWork]:
    """The work of a batch that was given up, locked."""
    given_up = (InstanceMigration.batch_id == batch_id) & (DueWork.state == DueState.DEAD)
    statement = select(DueWork).join(InstanceMigration, _is_work_of()).where(given_up)
    return session.scalars(statement.with_for_update(of=DueWork)).all()


def list_moved(session: Session, batch_id: int, window: Window, *, state: str = "") -> Page[MovedCard]:
    """The instances of a batch in the order in which they began."""
    statement = (
        select(
            InstanceMigration,
            ProcessInstance,
            func.coalesce(Unit.name, "").label("unit_name"),
            _shown_state().label("shown"),
        )
        .join(ProcessInstance, ProcessInstance.id == InstanceMigration.instance_id)
        .outerjoin(Unit, Unit.id == ProcessInstance.unit_id)
        .outerjoin(DueWork, _is_work_of())
        .where(InstanceMigration.batch_id == batch_id)
    )
    if state:
        statement = statement.where(_shown_state() == state)
    return page_of(session, statement, [InstanceMigration.instance_id], window, _moved_card)


def _moved_card(row: Any) -> MovedCard:
    item, instance = row.InstanceMigration, row.ProcessInstance
    return MovedCard(
        id=instance.public_id,
        business_key=instance.business_key,
        unit=row.unit_name,
        instance_state=instance.state,
        state=row.shown,
        reasons=read_reasons(item.reasons),
        done_at=item.done_at,
        returnable=item.state == MigrationState.MIGRATED
        and instance.state in ALIVE
        and instance.revision == item.revision,
    )


def read_reasons(stored: Sequence[Mapping[str, Any]]) -> list[ReasonCard]:
    """Findings as they are stored with an instance."""
    return [
        ReasonCard(each["code"], each["process"], each["node"], Text(each["text"], dict(each["params"])))
        for each in stored
    ]
