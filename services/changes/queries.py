"""Changes: one of them, its drafts, and what stands beside the form of the approver."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from services.changes.models import ChangedDefinition, ProcedureChange
from services.changes.rules import OPEN
from services.changes.trials import Trial
from workflows.context import NodeContext
from workflows.errors import NotFoundError
from workflows.models import Account, DefinitionEditor, Person, ProcessDefinition, ProcessInstance, Task
from workflows.rules.states import DefinitionState, TaskState
from workflows.work import Work

REVIEW: Final = "review"
REVISE: Final = "revise"
"""The two tasks of the process, as drawn."""


@dataclass(frozen=True)
class DraftCard:
    """One draft of a change."""

    id: str
    key: str
    kind: str
    name: str
    version: int
    digest: str
    base_id: str | None
    """The version that it follows, to compare with."""
    base_version: int | None


@dataclass(frozen=True)
class ChangeCard:
    """A change as lists and the approver's form show it."""

    id: str
    state: str
    reason: str
    document_number: str
    effective_on: date | None
    editor: str
    approver: str
    proposed_at: datetime
    decided_at: datetime | None
    ended_at: datetime | None
    drafts: Sequence[DraftCard]
    rehearsal: Sequence[Trial]
    """What the dry run of its processes found; empty before it."""


def load_change(session: Session, org_id: int, public_id: str) -> ProcedureChange:
    """A change of the organisation, to change it."""
    found = select(ProcedureChange).where(ProcedureChange.org_id == org_id, ProcedureChange.public_id == public_id)
    change = session.scalar(found.with_for_update().execution_options(populate_existing=True))
    if change is None:
        raise NotFoundError
    return change


def change_of(context: NodeContext) -> ProcedureChange:
    """The change that a node is about."""
    return load_change(context.work.session, context.instance.org_id, str(context.variables["change"]))


def lock_drafts(session: Session, change: ProcedureChange) -> list[tuple[ChangedDefinition, ProcessDefinition]]:
    """The drafts of a change, in one order for everybody who locks them."""
    found = (
        select(ChangedDefinition, ProcessDefinition)
        .join(ProcessDefinition, ProcessDefinition.id == ChangedDefinition.definition_id)
        .where(ChangedDefinition.change_id == change.id)
        .order_by(ProcessDefinition.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return [(item, row) for item, row in session.execute(found)]


def find_open_task(session: Session, definition: ProcessDefinition, node_id: str) -> str | None:
    """The open task of that node in the change that a draft is part of; None if there is none."""
    return session.scalar(
        select(Task.public_id)
        .join(ProcessInstance, ProcessInstance.id == Task.instance_id)
        .join(ProcedureChange, ProcedureChange.public_id == ProcessInstance.business_key)
        .join(ChangedDefinition, ChangedDefinition.change_id == ProcedureChange.id)
        .where(ChangedDefinition.definition_id == definition.id, ChangedDefinition.open)
        .where(ProcessInstance.org_id == definition.org_id, Task.node_id == node_id, Task.state == TaskState.OPEN)
    )


def is_changing(session: Session, definition: ProcessDefinition) -> bool:
    """Whether a draft is part of a change that is under way."""
    found = select(ChangedDefinition.change_id).where(ChangedDefinition.definition_id == definition.id)
    return session.scalar(found.where(ChangedDefinition.open)) is not None


def list_own_drafts(work: Work) -> dict[str, str]:
    """Drafts of the asker that are part of no change, by public id."""
    busy = select(ChangedDefinition.definition_id).where(ChangedDefinition.open)
    rows = work.session.scalars(
        select(ProcessDefinition)
        .where(
            ProcessDefinition.org_id == work.asker.org_id,
            ProcessDefinition.created_by_id == work.asker.account_id,
            ProcessDefinition.state == DefinitionState.DRAFT,
            ProcessDefinition.id.not_in(busy),
        )
        .order_by(ProcessDefinition.key, ProcessDefinition.version)
    )
    return {row.public_id: f"{row.name} v{row.version}" for row in rows}


def list_editors(session: Session, change: ProcedureChange) -> list[int]:
    """Who made the drafts, who worked on them, and who proposed the change: none of them approves it (R-GOV-1)."""
    drafts = select(ChangedDefinition.definition_id).where(ChangedDefinition.change_id == change.id)
    made = select(ProcessDefinition.created_by_id).where(ProcessDefinition.id.in_(drafts))
    edited = select(DefinitionEditor.account_id).where(DefinitionEditor.definition_id.in_(drafts))
    people = session.scalars(
        select(Account.person_id).where(or_(Account.id.in_(made), Account.id.in_(edited))).order_by(Account.id)
    )
    return list(dict.fromkeys([change.editor_id, *(person for person in people if person is not None)]))


def list_changes(session: Session, org_id: int, *, open_only: bool = False, limit: int = 50) -> list[ChangeCard]:
    """The latest changes of an organisation, newest first."""
    editor, approver = aliased(Person), aliased(Person)
    found = (
        select(ProcedureChange, editor.name, approver.name)
        .join(editor, editor.id == ProcedureChange.editor_id)
        .outerjoin(approver, approver.id == ProcedureChange.approver_id)
        .where(ProcedureChange.org_id == org_id)
        .order_by(ProcedureChange.id.desc())
        .limit(limit)
    )
    if open_only:
        found = found.where(ProcedureChange.state.in_(OPEN))
    rows = session.execute(found).all()
    drafts = _list_drafts(session, [change.id for change, *_ in rows])
    return [_to_card(change, proposer, decider or "", drafts.get(change.id, [])) for change, proposer, decider in rows]


def show_change(session: Session, org_id: int, public_id: str) -> ChangeCard:
    """One change."""
    change = session.scalar(
        select(ProcedureChange).where(ProcedureChange.org_id == org_id, ProcedureChange.public_id == public_id)
    )
    if change is None:
        raise NotFoundError
    names = dict(
        session.execute(
            select(Person.id, Person.name).where(Person.id.in_([change.editor_id, change.approver_id]))
        ).all()
    )
    drafts = _list_drafts(session, [change.id])[change.id]
    return _to_card(change, names[change.editor_id], names.get(change.approver_id or 0, ""), drafts)


def find_change(session: Session, definition: ProcessDefinition) -> ChangeCard | None:
    """The latest change that a version is or was part of."""
    found = session.scalar(
        select(ProcedureChange.public_id)
        .join(ChangedDefinition, ChangedDefinition.change_id == ProcedureChange.id)
        .where(ChangedDefinition.definition_id == definition.id)
        .order_by(ProcedureChange.id.desc())
        .limit(1)
    )
    return None if found is None else show_change(session, definition.org_id, found)


def _list_drafts(session: Session, change_ids: Sequence[int]) -> dict[int, list[DraftCard]]:
    base = aliased(ProcessDefinition)
    found: dict[int, list[DraftCard]] = {}
    rows = session.execute(
        select(ChangedDefinition, ProcessDefinition, base.public_id, base.version)
        .join(ProcessDefinition, ProcessDefinition.id == ChangedDefinition.definition_id)
        .outerjoin(base, base.id == ChangedDefinition.base_id)
        .where(ChangedDefinition.change_id.in_(change_ids))
        .order_by(ProcessDefinition.key)
    )
    for item, row, base_id, base_version in rows:
        card = DraftCard(row.public_id, row.key, row.kind, row.name, row.version, item.digest, base_id, base_version)
        found.setdefault(item.change_id, []).append(card)
    return found


def _to_card(change: ProcedureChange, editor: str, approver: str, drafts: Sequence[DraftCard]) -> ChangeCard:
    return ChangeCard(
        change.public_id,
        change.state,
        change.reason,
        change.document_number,
        change.effective_on,
        editor,
        approver,
        change.proposed_at,
        change.decided_at,
        change.ended_at,
        drafts,
        [Trial(**each) for each in change.rehearsal],
    )
