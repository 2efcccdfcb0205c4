"""Handing a draft in, approving it, giving it back: the short way to the tasks of P15 (R-GOV-1).

Where an organisation has no published `procedure_change`, or an account stands for no person, the two people do it
without a process (`services.process.definitions`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from bpmn.texts import N_
from services.changes import queries
from services.process import definitions as plain
from services.process.definitions import StoredDefinition, require_role, stored
from services.process.tasks import TaskAnswer, finish_task
from services.transaction import use_case
from workflows.errors import ConflictError, NotFoundError, NotPermittedError
from workflows.models import ProcessDefinition
from workflows.queries.definitions import load_definition, load_latest
from workflows.queries.drafts import has_edited
from workflows.rules.states import DefinitionState
from workflows.running.starting import Start, start_instance
from workflows.work import Work

KEY: Final = "procedure_change"


@dataclass(frozen=True)
class ChangeNote:
    """Why a draft is to be published, on what paper, and from when."""

    reason: str = ""
    document_number: str = ""
    effective_on: date | None = None


@use_case
def submit_draft(work: Work, public_id: str, note: ChangeNote) -> StoredDefinition:
    """Hand a draft in: a new change begins, or the one that was returned goes on."""
    require_role(work, "proc_editor")
    row = _load(work, public_id)
    returned = queries.find_open_task(work.session, row, queries.REVISE)
    if returned is not None:
        finish_task(work, returned, TaskAnswer("resubmit"))
    elif not _has_process(work):
        return plain.submit(work, public_id)
    elif row.state != DefinitionState.DRAFT:
        raise ConflictError(N_("该版本当前状态不允许此操作"))
    else:
        start_instance(work, row.org_id, Start(KEY, values=_describe(row, note))).finish()
    return stored(row)


def _describe(row: ProcessDefinition, note: ChangeNote) -> Mapping[str, Any]:
    return {
        "drafts": [row.public_id],
        "reason": note.reason.strip(),
        "document_number": note.document_number.strip(),
        "effective_on": note.effective_on,
    }


@use_case
def approve_draft(work: Work, public_id: str, opinion: str = "") -> StoredDefinition:
    """Agree to a change that somebody else has handed in; it is published now or on its day (R-GOV-3)."""
    return _decide(work, public_id, TaskAnswer("approve", opinion=opinion))


@use_case
def return_draft(work: Work, public_id: str, opinion: str = "") -> StoredDefinition:
    """Give a change back to its editor."""
    return _decide(work, public_id, TaskAnswer("return", opinion=opinion))


def _decide(work: Work, public_id: str, answer: TaskAnswer) -> StoredDefinition:
    require_role(work, "proc_approver")
    row = _load(work, public_id)
    if not queries.is_changing(work.session, row):
        return (plain.approve if answer.outcome == "approve" else plain.reject)(work, public_id)
    task = queries.find_open_task(work.session, row, queries.REVIEW)
    if task is None:
        raise ConflictError(N_("该版本当前状态不允许此操作"))
    if row.created_by_id == work.asker.account_id or has_edited(work.session, row.id, work.asker.account_id):
        raise NotPermittedError(N_("编辑人不能审核自己编辑的流程"))
    finish_task(work, task, answer)
    return stored(row)


def _load(work: Work, public_id: str) -> ProcessDefinition:
    row = load_definition(work.session, work.asker.org_id, public_id)
    if row is None:
        raise NotFoundError
    return row


def _has_process(work: Work) -> bool:
    """Whether changes run as a process here: it is published, and the editor is a person."""
    return work.asker.person_id is not None and load_latest(work.session, work.asker.org_id, KEY) is not None
