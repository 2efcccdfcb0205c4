"""Drafts: begun from a version, kept beside another's, and thrown away. Their content changes in `importing`."""

from sqlalchemy.exc import IntegrityError

from bpmn.texts import N_
from services.process.definitions import StoredDefinition, digest_of, require_role, stored
from services.process.importing import identify_content
from services.transaction import use_case
from workflows.errors import ConflictError, NotFoundError
from workflows.models import ProcessDefinition
from workflows.queries import definitions, drafts
from workflows.rules.states import DefinitionKind, DefinitionState
from workflows.work import Work


@use_case
def begin_draft(work: Work, public_id: str) -> StoredDefinition:
    """Begin the next version with the content of one, or take up one's own that is still unchanged."""
    origin = _load_process(work, public_id)
    waiting = definitions.load_draft(work.session, origin.org_id, origin.key, origin.digest)
    if waiting is not None and waiting.created_by_id == work.asker.account_id:
        return stored(waiting)
    return stored(_add_draft(work, origin, origin.xml, origin.name))


@use_case
def copy_draft(work: Work, public_id: str, xml: bytes) -> StoredDefinition:
    """Keep a content as a draft of its own beside a version: what two people did at once is both kept."""
    origin = _load_process(work, public_id)
    return stored(_add_draft(work, origin, xml, identify_content(xml, origin.key)))


@use_case
def discard_draft(work: Work, public_id: str) -> None:
    """Throw a draft away; its number is free again, for nothing ever ran on it. What was handed in stays on record."""
    require_role(work, "proc_editor")
    row = definitions.lock_definition(work.session, work.asker.org_id, public_id)
    if row is None:
        raise NotFoundError
    if row.state != DefinitionState.DRAFT:
        raise ConflictError(N_("只有草稿可以删除"))
    drafts.forget_edits(work.session, row.id)
    try:
        with work.session.begin_nested():
            work.session.delete(row)
    except IntegrityError:
        raise ConflictError(N_("提交过审核的草稿留作记录，不能删除")) from None


def _load_process(work: Work, public_id: str) -> ProcessDefinition:
    require_role(work, "proc_editor")
    row = definitions.load_definition(work.session, work.asker.org_id, public_id)
    if row is None or row.kind != DefinitionKind.PROCESS:
        raise NotFoundError
    return row


def _add_draft(work: Work, origin: ProcessDefinition, xml: bytes, name: str) -> ProcessDefinition:
    row = ProcessDefinition(
        org_id=origin.org_id,
        kind=origin.kind,
        key=origin.key,
        version=definitions.count_versions(work.session, origin.org_id, origin.key) + 1,
        name=name,
        state=DefinitionState.DRAFT,
        xml=xml,
        digest=digest_of(xml),
        created_by_id=work.asker.account_id,
        created_at=work.at,
    )
    work.session.add(row)
    work.session.flush()
    return row
