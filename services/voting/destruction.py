"""Raw papers are destroyed when their time is over; the tally and a record of the destruction stay (R-MASS-10)."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import delete, select
from sqlalchemy.engine import CursorResult

from services.voting.models import Ballot, BallotComment, BallotDestruction, SealedPaper
from services.voting.queries.access import lock_instance
from services.voting.queries.ballots import lock_box
from workflows.context import NodeContext
from workflows.queries.calendars import load_calendar
from workflows.rules.deadlines import ZONE, add_duration
from workflows.running.chronicle import Chronicle, Fact
from workflows.running.due_work import is_scheduled, schedule
from workflows.work import Work

KIND: Final = "destroy_papers"


def schedule_destruction(context: NodeContext, submission_ref: str) -> None:
    """Note when the papers about a submission are to be destroyed: counted from its first determination."""
    work = context.work
    boxes = select(Ballot).where(
        Ballot.org_id == context.instance.org_id, Ballot.submission_ref == submission_ref, Ballot.state == "counted"
    )
    span = context.parameters.duration("p2_mass_ballot.raw_ballot_destroy")
    due_at = add_duration(work.at, span, load_calendar(work.session, context.instance.org_id))
    for ballot in work.session.scalars(boxes).all():
        if not is_scheduled(work.session, KIND, ballot.id):
            schedule(work.session, ballot.org_id, KIND, due_at, ballot.id, ballot=ballot.id)


def destroy_papers(work: Work, payload: Mapping[str, Any]) -> None:
    """Destroy the papers and comments of a counted box, and record it; a second time nothing happens."""
    found = work.session.get_one(Ballot, payload["ballot"])
    instance = lock_instance(work, found.instance_id)
    ballot = lock_box(work.session, found.id)
    known = select(BallotDestruction.id).where(BallotDestruction.ballot_id == ballot.id)
    if ballot.state != "counted" or work.session.scalar(known):
        return
    papers, comments = (_delete(work, table, ballot) for table in (SealedPaper, BallotComment))
    today = work.at.astimezone(ZONE).date()
    work.session.add(BallotDestruction(ballot_id=ballot.id, papers=papers, comments=comments, destroyed_on=today))
    chronicle = Chronicle(work, instance)
    data = {"ballot": ballot.id, "papers": papers, "comments": comments, "rule": "R-MASS-10"}
    chronicle.note(Fact("papers_destroyed", data=data))
    chronicle.write()


def _delete(work: Work, table: Any, ballot: Ballot) -> int:
    done: CursorResult[Any] = work.session.execute(  # type: ignore[assignment] # a DELETE has a row count
        delete(table).where(table.ballot_id == ballot.id)
    )
    return done.rowcount
