"""Who reads which documents: the rows of §7.1 as one condition (domain §7.1, R-SEC-2, R-SEC-3)."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Final, NoReturn

from sqlalchemy import ColumnElement, and_, exists, false, or_, select, true

from services.documents.kinds import KINDS, DocumentKind, Reader, Readership, Side
from services.documents.models import Document, DocumentParty
from workflows.errors import ConcealedError, NotFoundError
from workflows.queries.belongings import Belongings, load_belongings
from workflows.rules.actors import DISCIPLINE, GROUP, Actor
from workflows.running.relations import OFFICE
from workflows.work import Work

ROLES: Final[Mapping[Reader, tuple[str, ...]]] = {
    Reader.OFFICE: OFFICE,
    Reader.GROUP: GROUP,
    Reader.DISCIPLINE: DISCIPLINE,
}
"""Readers by role; the others are readers by what they are to the unit."""

OVERSEERS: Final = (*OFFICE, *GROUP, *DISCIPLINE)
"""Who has a list of documents of the whole house."""


def readable_by(work: Work) -> ColumnElement[bool]:
    """A condition on documents: the asker reads them.

    Restricted ones he reads in person, others also for whom he stands in. Accounts without a person read none.
    """
    actor = work.asker
    if actor.person_id is None:
        return false()
    return and_(
        Document.org_id == actor.org_id,
        or_(
            _reads(_kinds(restricted=False), actor, load_belongings(work)),
            _reads(_kinds(restricted=True), actor, load_belongings(work, (actor.person_id,))),
        ),
    )


def _kinds(*, restricted: bool) -> list[DocumentKind]:
    return [kind for kind in KINDS.values() if kind.restricted is restricted]


def _reads(kinds: Sequence[DocumentKind], actor: Actor, own: Belongings) -> ColumnElement[bool]:
    """A condition for some kinds, one branch for each row of the table."""
    rows = [list(members) for _, members in groupby(sorted(kinds, key=_row_of), key=_row_of)]
    return or_(
        *(and_(Document.kind.in_([kind.code for kind in row]), _fits(row[0].readership, actor, own)) for row in rows)
    )


def _row_of(kind: DocumentKind) -> tuple[list[str], list[str]]:
    return sorted(kind.readership.readers), sorted(kind.readership.sides)


def _fits(row: Readership, actor: Actor, own: Belongings) -> ColumnElement[bool]:
    return or_(_is_party(row.sides, own), *(_is_reader(each, actor, own) for each in sorted(row.readers)))


def _is_party(sides: Iterable[Side], own: Belongings) -> ColumnElement[bool]:
    return exists(
        select(DocumentParty.person_id).where(
            DocumentParty.document_id == Document.id,
            DocumentParty.person_id.in_(own.people),
            DocumentParty.side.in_(list(sides)),
        )
    )


def _is_reader(reader: Reader, actor: Actor, own: Belongings) -> ColumnElement[bool]:
    if reader is Reader.EVERYBODY:
        return true()
    if reader in ROLES:
        return true() if actor.has_role(*ROLES[reader]) else false()
    units = {Reader.STAFF: own.units, Reader.HEAD: own.headed, Reader.LEADER: own.leading}[reader]
    return Document.unit_id.in_(units)


def load_readable(work: Work, public_id: str) -> Document:
    """A document that the asker reads; for everybody else there is none (R-SEC-3)."""
    document = work.session.scalar(select(Document).where(Document.public_id == public_id, readable_by(work)))
    return document or _refuse(work, public_id)


def _refuse(work: Work, public_id: str) -> NoReturn:
    """There is no such document for the asker; that he asked for a restricted one is noted."""
    restricted = [kind.code for kind in KINDS.values() if kind.restricted]
    mine = (Document.public_id == public_id) & (Document.org_id == work.asker.org_id)
    concealed = work.session.scalar(select(Document.id).where(mine, Document.kind.in_(restricted)))
    raise ConcealedError("document", public_id) if concealed else NotFoundError
