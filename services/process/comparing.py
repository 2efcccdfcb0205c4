"""Two versions of a process or a decision table side by side: what the change means (R-GOV-1)."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bpmn.comparing.changes import Comparison, Words
from bpmn.comparing.places import Places, read_places
from bpmn.comparing.processes import compare_processes
from bpmn.comparing.rows import compare_tables
from bpmn.errors import BpmnError
from bpmn.texts import N_
from services.process.definitions import DefinitionRefusedError
from workflows.errors import ConflictError, NotFoundError
from workflows.models import Account, Person, ProcessDefinition
from workflows.queries import definitions
from workflows.queries.definitions import DefinitionCard, to_card
from workflows.rules.states import DefinitionKind
from workflows.running.library import read_definition, read_table
from workflows.work import Work


@dataclass(frozen=True)
class VersionCard:
    """One of the versions, and the people behind it; '' where there is nobody, as with shipped files."""

    definition: DefinitionCard
    edited_by: str
    published_by: str


@dataclass(frozen=True)
class ComparedVersions:
    """Two versions and what is different."""

    old: VersionCard
    new: VersionCard
    comparison: Comparison


def compare_versions(work: Work, old_id: str, new_id: str, words: Words) -> ComparedVersions:
    """Two versions of one key; others are refused."""
    old, new = _load(work, old_id), _load(work, new_id)
    if old.key != new.key:
        raise ConflictError(N_("只能比较同一流程（决策表）的两个版本"))
    return _compare(work.session, old, new, words)


def compare_with_last(work: Work, public_id: str, words: Words) -> ComparedVersions | None:
    """A version beside the one in force, that one beside the version before it; None where there is no other."""
    new = _load(work, public_id)
    old = definitions.load_latest(work.session, new.org_id, new.key)
    if old is None or old.id == new.id:
        old = definitions.load_version(work.session, new.org_id, new.key, new.version - 1)
    return None if old is None else _compare(work.session, old, new, words)


def _load(work: Work, public_id: str) -> ProcessDefinition:
    row = definitions.load_definition(work.session, work.asker.org_id, public_id)
    if row is None:
        raise NotFoundError
    return row


def _compare(session: Session, old: ProcessDefinition, new: ProcessDefinition, words: Words) -> ComparedVersions:
    cards = [_to_card(session, row) for row in (old, new)]
    try:
        if new.kind == DefinitionKind.DECISION:
            found = compare_tables(read_table(old).table, read_table(new).table)
        else:
            places = _read_places(old), _read_places(new)
            found = compare_processes(read_definition(old), read_definition(new), words, places)
    except BpmnError as error:
        raise DefinitionRefusedError(error.problems) from error
    return ComparedVersions(cards[0], cards[1], found)


def _read_places(row: ProcessDefinition) -> Places:
    return read_places(row.xml)


def _to_card(session: Session, row: ProcessDefinition) -> VersionCard:
    named = select(Account.id, func.coalesce(Person.name, Account.name).label("name")).outerjoin(
        Person, Person.id == Account.person_id
    )
    people = {row.created_by_id or 0, row.published_by_id or 0}
    names = {account.id: account.name for account in session.execute(named.where(Account.id.in_(people)))}
    return VersionCard(to_card(row), names.get(row.created_by_id or 0, ""), names.get(row.published_by_id or 0, ""))
