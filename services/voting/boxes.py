"""What happens to the papers of a box: put in, mixed, sealed, thrown away.

The box is mixed whenever a paper is put in: all its rows are written anew in random order, so that neither the place of
a row nor the transaction that wrote it tells when its paper came.
"""

import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from services.voting.models import Ballot, BallotCode, BallotComment, BallotPaper, BallotReceipt, SealedPaper
from workflows.models.base import make_public_id


def put_paper(session: Session, ballot: Ballot, choices: Mapping[str, str], comment: str) -> int:
    """Put a paper into the box, and what was written on it beside it; mix both. Return how many papers there are."""
    papers = [*_take(session, ballot, BallotPaper.choices), dict(choices)]
    _write(session, ballot, BallotPaper, "choices", papers)
    if comment:
        comments = [*_take(session, ballot, BallotComment.text), comment]
        _write(session, ballot, BallotComment, "text", comments)
    return len(papers)


def _take(session: Session, ballot: Ballot, column: Any) -> list[Any]:
    """Take everything out of one table of the box."""
    table = column.class_
    return list(session.scalars(delete(table).where(table.ballot_id == ballot.id).returning(column)))


def _write(session: Session, ballot: Ballot, table: Any, column: str, values: list[Any]) -> None:
    secrets.SystemRandom().shuffle(values)
    rows = [{"id": make_public_id(), "ballot_id": ballot.id, column: value} for value in values]
    if rows:
        session.execute(insert(table), rows)


def count_papers(session: Session, ballot: Ballot) -> int:
    """How many papers are in the box: the number of codes that were used."""
    used = select(func.count()).where(BallotCode.ballot_id == ballot.id, BallotCode.used)
    return session.scalar(used) or 0


def seal_box(session: Session, ballot: Ballot) -> None:
    """Write the papers anew into the sealed table, list the receipts, and drop the originals and all codes."""
    _write(session, ballot, SealedPaper, "choices", _take(session, ballot, BallotPaper.choices))
    _write(session, ballot, BallotComment, "text", _take(session, ballot, BallotComment.text))
    mine = BallotCode.ballot_id == ballot.id
    tags = session.scalars(select(BallotCode.receipt).where(mine, BallotCode.used).order_by(BallotCode.receipt)).all()
    if tags:
        session.execute(insert(BallotReceipt), [{"tag": tag, "ballot_id": ballot.id} for tag in tags])
    session.execute(delete(BallotCode).where(mine))


def throw_away(session: Session, ballot: Ballot) -> int:
    """Drop everything that is in the box, uncounted, and all codes; return how many papers there were."""
    count = count_papers(session, ballot)
    for table in (BallotPaper, BallotComment, BallotCode):
        session.execute(delete(table).where(table.ballot_id == ballot.id))
    return count
