"""Beginning a change: the drafts are handed in, and nobody edits them until they come back."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from bpmn.texts import N_, Text
from services.changes.checking import check_drafts, is_fit
from services.changes.models import ChangedDefinition, ProcedureChange
from services.changes.queries import is_changing
from services.changes.rules import ChangeState, check_effective
from services.process.definitions import DefinitionRefusedError
from workflows.context import StartContext
from workflows.errors import AnswersRefusedError, ConflictError, FieldProblem
from workflows.models import ProcessDefinition
from workflows.queries.definitions import load_latest
from workflows.registries import Beginning, Values
from workflows.rules.deadlines import ZONE
from workflows.rules.states import DefinitionState
from workflows.work import Work


def open_change(context: StartContext, values: Values) -> Beginning:
    """Hand drafts in for review: they fit (R-GOV-2), are in no other change, and are in force from today or later."""
    work, org_id = context.work, context.organisation.id
    drafts = _load_drafts(work, org_id, values["drafts"])
    problems = check_drafts(work.session, org_id, drafts)
    if not is_fit(problems):
        raise DefinitionRefusedError(problems)
    change = _make_change(work, org_id, values)
    for each in drafts:
        each.state = DefinitionState.SUBMITTED
        work.session.add(_make_item(work, change, each))
    work.session.flush()
    title = f"流程修改：{'、'.join(f'{each.name} v{each.version}' for each in drafts)}"[:200]
    return Beginning(change.public_id, title, {"change": change.public_id})


def _load_drafts(work: Work, org_id: int, ids: Sequence[str]) -> list[ProcessDefinition]:
    rows = work.session.scalars(
        select(ProcessDefinition)
        .where(ProcessDefinition.org_id == org_id, ProcessDefinition.public_id.in_(list(ids)))
        .order_by(ProcessDefinition.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if not ids or len(rows) != len(set(ids)):
        raise AnswersRefusedError([FieldProblem("drafts", "unknown", Text(N_("没有这份草稿")))])
    if any(row.state != DefinitionState.DRAFT or is_changing(work.session, row) for row in rows):
        raise ConflictError(N_("该版本当前状态不允许此操作"))
    for row in rows:
        _check_newest(work, row)
    return list(rows)


def _check_newest(work: Work, row: ProcessDefinition) -> None:
    """Raise where a draft would never be in force: starts take the highest number."""
    latest = load_latest(work.session, row.org_id, row.key)
    if latest is not None and latest.version > row.version:
        raise ConflictError(N_("更新的版本 v%(number)d 已经发布；请从它新建草稿，把修改放进去"), number=latest.version)


def _make_change(work: Work, org_id: int, values: Values) -> ProcedureChange:
    effective_on = _read_day(values.get("effective_on"))
    problems = check_effective(effective_on, work.at.astimezone(ZONE).date())
    if problems:
        raise AnswersRefusedError(problems)
    change = ProcedureChange(
        org_id=org_id,
        state=ChangeState.REVIEWED,
        reason=values.get("reason") or "",
        document_number=values.get("document_number") or "",
        effective_on=effective_on,
        editor_id=work.person_id,
        proposed_at=work.at,
    )
    work.session.add(change)
    work.session.flush()
    return change


def _make_item(work: Work, change: ProcedureChange, draft: ProcessDefinition) -> ChangedDefinition:
    base = load_latest(work.session, change.org_id, draft.key)
    return ChangedDefinition(
        change_id=change.id,
        definition_id=draft.id,
        digest=draft.digest,
        base_id=base.id if base else None,
        open=True,
    )


def _read_day(value: object) -> date | None:
    """A day as a form or a command gives it."""
    return value if isinstance(value, date) else date.fromisoformat(str(value)) if value else None
