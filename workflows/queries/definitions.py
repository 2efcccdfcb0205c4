"""Processes and decision tables: the versions there are, and the sets that instances run on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, TypeVarTuple

from sqlalchemy import Select, func, insert, select
from sqlalchemy.orm import Session

from workflows.errors import NotFoundError
from workflows.models import DefinitionMember, DefinitionSet, Organisation, ProcessDefinition
from workflows.queries.parameters import latest_set_id
from workflows.rules.history import digest
from workflows.rules.states import DefinitionKind, DefinitionState

Ts = TypeVarTuple("Ts")

_FRESH: Final = "fresh sets"


@dataclass(frozen=True)
class DefinitionCard:
    """One version of a process or decision table, as lists show it."""

    id: str
    kind: str
    key: str
    version: int
    name: str
    state: str
    digest: str
    created_at: datetime
    published_at: datetime | None


def list_definitions(
    session: Session, org_id: int, *, key: str = "", state: str = "", kind: str = ""
) -> list[DefinitionCard]:
    """The versions of an organisation's processes and tables, newest first within a key."""
    statement = select(ProcessDefinition).where(ProcessDefinition.org_id == org_id)
    if key:
        statement = statement.where(ProcessDefinition.key == key)
    if state:
        statement = statement.where(ProcessDefinition.state == state)
    if kind:
        statement = statement.where(ProcessDefinition.kind == kind)
    rows = session.scalars(statement.order_by(ProcessDefinition.key, ProcessDefinition.version.desc()))
    return [to_card(row) for row in rows]


def to_card(row: ProcessDefinition) -> DefinitionCard:
    """A row as lists show it."""
    return DefinitionCard(
        row.public_id, row.kind, row.key, row.version, row.name, row.state, row.digest, row.created_at, row.published_at
    )


def load_definition(session: Session, org_id: int, public_id: str) -> ProcessDefinition | None:
    """One version, within the organisation."""
    return session.scalar(
        select(ProcessDefinition).where(ProcessDefinition.org_id == org_id, ProcessDefinition.public_id == public_id)
    )


def lock_definition(session: Session, org_id: int, public_id: str) -> ProcessDefinition | None:
    """One version, to change it: who comes second waits, and sees what the first has written."""
    found = select(ProcessDefinition).where(ProcessDefinition.org_id == org_id)
    locked = found.where(ProcessDefinition.public_id == public_id).with_for_update()
    return session.scalar(locked.execution_options(populate_existing=True))


def load_draft(session: Session, org_id: int, key: str, digest: str) -> ProcessDefinition | None:
    """The latest draft of this content."""
    return session.scalar(
        select(ProcessDefinition)
        .where(
            ProcessDefinition.org_id == org_id,
            ProcessDefinition.key == key,
            ProcessDefinition.digest == digest,
            ProcessDefinition.state == DefinitionState.DRAFT,
        )
        .order_by(ProcessDefinition.version.desc())
        .limit(1)
    )


def load_latest(session: Session, org_id: int, key: str) -> ProcessDefinition | None:
    """The published version with the highest number."""
    return session.scalar(
        select(ProcessDefinition)
        .where(
            ProcessDefinition.org_id == org_id,
            ProcessDefinition.key == key,
            ProcessDefinition.state == DefinitionState.PUBLISHED,
        )
        .order_by(ProcessDefinition.version.desc())
        .limit(1)
    )


def load_published(
    session: Session, org_id: int, kind: DefinitionKind = DefinitionKind.PROCESS
) -> Mapping[str, ProcessDefinition]:
    """The latest published version of every process, or every table, of an organisation."""
    wanted = _published(select(ProcessDefinition), org_id).where(ProcessDefinition.kind == kind)
    return {row.key: row for row in session.scalars(wanted)}


def load_version(session: Session, org_id: int, key: str, number: int) -> ProcessDefinition | None:
    """One version of a key by its number."""
    return session.scalar(
        select(ProcessDefinition).where(
            ProcessDefinition.org_id == org_id, ProcessDefinition.key == key, ProcessDefinition.version == number
        )
    )


def find_kind(session: Session, org_id: int, key: str) -> str | None:
    """What the versions of a key hold, None if there are none: processes and tables share their keys."""
    return session.scalar(
        select(ProcessDefinition.kind).where(ProcessDefinition.org_id == org_id, ProcessDefinition.key == key).limit(1)
    )


@dataclass(frozen=True)
class Published:
    """What starts are based on: the organisation, its parameters in force, its published versions by key."""

    organisation: Organisation
    parameters_id: int
    versions: Mapping[str, ProcessDefinition]
    sets: Mapping[str, DefinitionSet | None]
    """The set that the last instance of a version started on, by the root's key: most often the next one's too."""


def load_basis(session: Session, org_id: int) -> Published:
    """What starts are based on, in one look."""
    wanted = select(ProcessDefinition, Organisation, latest_set_id(org_id), DefinitionSet)
    joined = wanted.join(Organisation, Organisation.id == ProcessDefinition.org_id)
    newest = select(func.max(DefinitionSet.id)).where(DefinitionSet.root_id == ProcessDefinition.id)
    joined = joined.outerjoin(DefinitionSet, DefinitionSet.id == newest.correlate(ProcessDefinition).scalar_subquery())
    rows = session.execute(_published(joined, org_id)).all()
    if not rows:
        raise NotFoundError
    _, organisation, parameters_id, _ = rows[0]
    return Published(
        organisation,
        parameters_id,
        versions={row.key: row for row, *_ in rows},
        sets={row.key: bound for row, _, _, bound in rows},
    )


def _published(wanted: Select[*Ts], org_id: int) -> Select[*Ts]:
    latest = (
        select(ProcessDefinition.key, func.max(ProcessDefinition.version).label("version"))
        .where(ProcessDefinition.org_id == org_id, ProcessDefinition.state == DefinitionState.PUBLISHED)
        .group_by(ProcessDefinition.key)
        .subquery()
    )
    newest = (ProcessDefinition.key == latest.c.key) & (ProcessDefinition.version == latest.c.version)
    return wanted.join(latest, newest).where(ProcessDefinition.org_id == org_id)


def count_versions(session: Session, org_id: int, key: str) -> int:
    """The highest version number of a key, 0 if there is none."""
    return (
        session.scalar(
            select(func.max(ProcessDefinition.version)).where(
                ProcessDefinition.org_id == org_id, ProcessDefinition.key == key
            )
        )
        or 0
    )


def find_set(
    session: Session, org: Organisation, members: Sequence[ProcessDefinition], likely: DefinitionSet | None = None
) -> DefinitionSet:
    """The set of these definitions, the root first; made if nobody has started on it yet."""
    mark = _mark_of(members)
    if likely is not None and likely.digest == mark:
        return likely
    known = find_known_set(session, org.id, members)
    if known is not None:
        return known
    made = DefinitionSet(org_id=org.id, root_id=members[0].id, digest=mark)
    session.add(made)
    session.flush()
    session.execute(
        insert(DefinitionMember),
        [{"set_id": made.id, "key": member.key, "definition_id": member.id} for member in members],
    )
    session.info.setdefault(_FRESH, set()).add(made.id)
    return made


def find_known_set(session: Session, org_id: int, members: Sequence[ProcessDefinition]) -> DefinitionSet | None:
    """The set of these definitions, the root first; None if nothing has ever run on it."""
    mine = (DefinitionSet.org_id == org_id) & (DefinitionSet.digest == _mark_of(members))
    return session.scalar(select(DefinitionSet).where(mine))


def _mark_of(members: Sequence[ProcessDefinition]) -> str:
    return digest(",".join(str(member.id) for member in members))


def is_fresh(session: Session, set_id: int) -> bool:
    """Whether a set was made in this session: until it is committed, its id may yet go to another."""
    return set_id in session.info.get(_FRESH, ())


def load_members(session: Session, set_id: int) -> list[ProcessDefinition]:
    """The definitions of a set."""
    return list(
        session.scalars(
            select(ProcessDefinition)
            .join(DefinitionMember, DefinitionMember.definition_id == ProcessDefinition.id)
            .where(DefinitionMember.set_id == set_id)
        )
    )
