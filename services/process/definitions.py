"""Definitions: checking a file, and its way to publication by two people (R-GOV-1)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlalchemy.orm import Session

from bpmn.checkpoints.demands import Checkpoint, read_checkpoints
from bpmn.decisions.evaluation import CompiledTable
from bpmn.decisions.reader import is_decision
from bpmn.decisions.tables import DecisionTable
from bpmn.elements import Process
from bpmn.errors import BpmnError, Problem
from bpmn.lint import check_process, has_errors
from bpmn.reader import read_process
from bpmn.texts import N_
from services.process.decisions import check_decision, check_decision_file, load_tables
from services.transaction import use_case
from workflows import registries
from workflows.engine.compiler import compile_set
from workflows.errors import ConflictError, NotFoundError, NotPermittedError, RefusedError
from workflows.models import Organisation, ProcessDefinition
from workflows.queries import definitions, drafts
from workflows.queries.parameters import load_latest_set
from workflows.rules.states import DefinitionKind, DefinitionState
from workflows.running.library import read_definition
from workflows.work import Work

DEMANDS: Final = "procedure.checkpoints"
"""The parameter that says what each profile demands."""


class DefinitionRefusedError(RefusedError):
    """A file that cannot be published, with every problem found."""

    code = "definition-refused"
    message = N_("流程文件有 %(count)d 处问题")

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__(count=len(problems))


@dataclass(frozen=True)
class Checked:
    """What a check found: the process or the decision table if it could be read, and every problem."""

    process: Process | None
    problems: list[Problem]
    table: DecisionTable | None = None

    @property
    def drawn(self) -> Process | DecisionTable | None:
        """What the file holds."""
        return self.process or self.table

    @property
    def kind(self) -> DefinitionKind:
        """Which of the two."""
        return DefinitionKind.PROCESS if self.table is None else DefinitionKind.DECISION

    @property
    def ok(self) -> bool:
        """Whether the file could be published."""
        return self.drawn is not None and not has_errors(self.problems)


@dataclass(frozen=True)
class StoredDefinition:
    """A version as it now stands."""

    id: str
    key: str
    version: int
    state: str


def check_definition(session: Session, org_id: int, xml: bytes) -> Checked:
    """Read and check a BPMN or DMN file against everything that is published; nothing is stored."""
    if is_decision(xml):
        table, problems = check_decision(session, org_id, xml)
        return Checked(None, problems, table)
    return check_file(
        xml, read_published(session, org_id), load_tables(session, org_id), load_checkpoints(session, org_id)
    )


def load_checkpoints(session: Session, org_id: int) -> Sequence[Checkpoint]:
    """The steps that the organisation's profile demands (R-GATE-2): a parameter, changed by two people as all are."""
    demanded = load_latest_set(session, org_id).values.get(DEMANDS, {}).get("value", {})
    return read_checkpoints(demanded.get(session.get_one(Organisation, org_id).profile, {}))


def read_published(session: Session, org_id: int) -> Mapping[str, Process]:
    """Every process that is published, by key."""
    return {key: read_definition(row) for key, row in definitions.load_published(session, org_id).items()}


def check_file(
    xml: bytes,
    others: Mapping[str, Process],
    tables: Mapping[str, CompiledTable] | None = None,
    checkpoints: Sequence[Checkpoint] = (),
) -> Checked:
    """Read and check a file beside the processes that it may call, the tables that it may ask, and what is demanded."""
    if is_decision(xml):
        table, problems = check_decision_file(xml)
        return Checked(None, problems, table)
    try:
        process = read_process(xml)
    except BpmnError as error:
        return Checked(None, error.problems)
    return check_read(process, others, tables, checkpoints)


def check_read(
    process: Process,
    others: Mapping[str, Process],
    tables: Mapping[str, CompiledTable] | None = None,
    checkpoints: Sequence[Checkpoint] = (),
) -> Checked:
    """Check a process that was read beside those that it may call, the tables that it may ask, and what is demanded."""
    processes = {**others, process.id: process}
    known = replace(registries.known_vocabulary(), processes=processes, decisions=tables or {}, checkpoints=checkpoints)
    problems = check_process(process, known)
    if not has_errors(problems):
        compile_set([process])
    return Checked(process, problems)


@use_case
def upload_definition(work: Work, xml: bytes) -> StoredDefinition:
    """Store a file as the draft of the next version."""
    require_role(work, "proc_editor")
    return _store(work, work.asker.org_id, xml, DefinitionState.DRAFT)


@use_case
def publish_shipped(work: Work, org_id: int, xml: bytes) -> StoredDefinition:
    """Publish a file that ships with the product; a file already published stays as it is."""
    return _store(work, org_id, xml, DefinitionState.PUBLISHED)


@use_case
def publish_alike(work: Work, org_ids: Sequence[int], xml: bytes) -> list[StoredDefinition]:
    """Publish a shipped file to organisations whose published definitions are the same, so that one check does."""
    checked = check_definition(work.session, org_ids[0], xml)
    return [_store_checked(work, org_id, checked, xml, DefinitionState.PUBLISHED) for org_id in org_ids]


def _store(work: Work, org_id: int, xml: bytes, state: DefinitionState) -> StoredDefinition:
    return _store_checked(work, org_id, check_definition(work.session, org_id, xml), xml, state)


def _store_checked(work: Work, org_id: int, checked: Checked, xml: bytes, state: DefinitionState) -> StoredDefinition:
    drawn = checked.drawn
    if drawn is None or not checked.ok:
        raise DefinitionRefusedError(checked.problems)
    latest = definitions.load_latest(work.session, org_id, drawn.id)
    if latest is not None and latest.digest == digest_of(xml):
        return stored(latest)
    return stored(add_version(work, org_id, checked, xml, state))


def add_version(
    work: Work, org_id: int, checked: Checked, xml: bytes, state: DefinitionState, *, notes: list[Any] | None = None
) -> ProcessDefinition:
    """Write a file that was read as the next version of its process or table."""
    drawn = checked.drawn
    if drawn is None:
        raise ValueError("nothing was read")
    if definitions.find_kind(work.session, org_id, drawn.id) not in {None, checked.kind}:
        raise ConflictError(N_("标识 %(key)s 已用于另一种定义（流程或决策表）"), key=drawn.id)
    row = ProcessDefinition(
        org_id=org_id,
        kind=checked.kind,
        key=drawn.id,
        version=definitions.count_versions(work.session, org_id, drawn.id) + 1,
        name=drawn.name,
        state=state,
        xml=xml,
        digest=digest_of(xml),
        notes=notes,
        created_by_id=work.actor.account_id if work.actor else None,
        created_at=work.at,
        published_at=work.at if state is DefinitionState.PUBLISHED else None,
    )
    work.session.add(row)
    work.session.flush()
    return row


def digest_of(xml: bytes) -> str:
    """The SHA-256 of a file."""
    return hashlib.sha256(xml).hexdigest()


def stored(row: ProcessDefinition) -> StoredDefinition:
    """A version as it now stands."""
    return StoredDefinition(row.public_id, row.key, row.version, row.state)


def submit(work: Work, public_id: str) -> StoredDefinition:
    """Hand a draft to the approver; one that was imported may still have gaps, and is refused with each of them."""
    row = _move(work, "proc_editor", public_id, DefinitionState.DRAFT, DefinitionState.SUBMITTED)
    _check_row(work, row)
    return stored(row)


def approve(work: Work, public_id: str) -> StoredDefinition:
    """Publish what somebody else has submitted; instances that run keep their version (R-GOV-3)."""
    row = _move(work, "proc_approver", public_id, DefinitionState.SUBMITTED, DefinitionState.PUBLISHED)
    _check_row(work, row)
    row.published_by_id, row.published_at = work.asker.account_id, work.at
    return stored(row)


def reject(work: Work, public_id: str) -> StoredDefinition:
    """Give a submitted version back to its editor."""
    row = _move(work, "proc_approver", public_id, DefinitionState.SUBMITTED, DefinitionState.DRAFT)
    return stored(row)


@use_case
def retire_definition(work: Work, public_id: str) -> StoredDefinition:
    """Let no more instances start on a version."""
    row = _move(work, "proc_approver", public_id, DefinitionState.PUBLISHED, DefinitionState.RETIRED)
    return stored(row)


def _check_row(work: Work, row: ProcessDefinition) -> None:
    """Raise where a version could not run, or would never be in force: starts take the highest number."""
    latest = definitions.load_latest(work.session, row.org_id, row.key)
    if latest is not None and latest.version > row.version:
        raise ConflictError(N_("更新的版本 v%(number)d 已经发布；请从它新建草稿，把修改放进去"), number=latest.version)
    checked = check_definition(work.session, work.asker.org_id, row.xml)
    if not checked.ok:
        raise DefinitionRefusedError(checked.problems)


def _move(work: Work, role: str, public_id: str, before: DefinitionState, after: DefinitionState) -> ProcessDefinition:
    require_role(work, role)
    row = definitions.lock_definition(work.session, work.asker.org_id, public_id)
    if row is None:
        raise NotFoundError
    if row.state != before:
        raise ConflictError(N_("该版本当前状态不允许此操作"))
    if role == "proc_approver" and row.created_by_id == work.asker.account_id:
        raise NotPermittedError(N_("编辑人不能审核自己编辑的流程"))
    if role == "proc_approver" and drafts.has_edited(work.session, row.id, work.asker.account_id):
        raise NotPermittedError(N_("编辑人不能审核自己编辑的流程"))
    row.state = after
    return row


def require_role(work: Work, *roles: str) -> None:
    """Raise where the asker has none of the roles."""
    if not work.asker.has_role(*roles):
        raise NotPermittedError
