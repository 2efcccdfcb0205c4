"""Drafts: who has changed one, and which others of the same process there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session

from workflows.models import Account, DefinitionEditor, Person, ProcessDefinition
from workflows.queries.definitions import DefinitionCard, to_card
from workflows.rules.states import DefinitionState


@dataclass(frozen=True)
class EditCard:
    """The last change of a draft: who made it, and when."""

    by: str
    at: datetime


def show_last_edit(session: Session, definition_id: int) -> EditCard | None:
    """Who changed a draft last; None where nobody has since it was stored."""
    found = session.execute(
        select(func.coalesce(Person.name, Account.name), DefinitionEditor.edited_at)
        .join(Account, Account.id == DefinitionEditor.account_id)
        .outerjoin(Person, Person.id == Account.person_id)
        .where(DefinitionEditor.definition_id == definition_id)
        .order_by(DefinitionEditor.edited_at.desc())
        .limit(1)
    ).first()
    return EditCard(found[0], found[1]) if found else None


def note_edit(session: Session, definition_id: int, account_id: int, at: datetime) -> None:
    """Write down that somebody has changed a draft."""
    known = session.get(DefinitionEditor, (definition_id, account_id))
    if known is None:
        session.add(DefinitionEditor(definition_id=definition_id, account_id=account_id, edited_at=at))
    else:
        known.edited_at = at


def has_edited(session: Session, definition_id: int, account_id: int) -> bool:
    """Whether somebody has changed a version while it was a draft."""
    mine = (DefinitionEditor.definition_id == definition_id) & (DefinitionEditor.account_id == account_id)
    return bool(session.scalar(select(exists().where(mine))))


def forget_edits(session: Session, definition_id: int) -> None:
    """Forget who has changed a draft, before the draft itself goes."""
    session.execute(delete(DefinitionEditor).where(DefinitionEditor.definition_id == definition_id))


def list_drafts(session: Session, org_id: int, key: str) -> list[DefinitionCard]:
    """The drafts of a process, newest first."""
    mine = (ProcessDefinition.org_id == org_id) & (ProcessDefinition.key == key)
    drafts = select(ProcessDefinition).where(mine, ProcessDefinition.state == DefinitionState.DRAFT)
    return [to_card(row) for row in session.scalars(drafts.order_by(ProcessDefinition.version.desc()))]
