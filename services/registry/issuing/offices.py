"""Who issues the register's documents: the office of the body that determines."""

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.documents.issuing import Issue
from services.documents.offices import load_office
from services.documents.templates.offices import Office
from services.registry.models import Determination, Disposition, Submission
from services.registry.queries.submissions import ListedPoint
from workflows.context import NodeContext
from workflows.models import Unit
from workflows.queries.directory import list_unit_people, load_names
from workflows.rules.relations import LEADER
from workflows.running.relations import today

MARK: Final = "documents.mark"

About = tuple[str, str]
"""What a document is about: a type and a name of that type."""


def describe_office(context: NodeContext, unit: Unit) -> Office:
    """The office today, whom to call there, and to whom copies about a unit go."""
    session, on = context.work.session, today(context)
    leaders = list_unit_people(session, unit.id, LEADER, on)
    names = load_names(session, leaders)
    return load_office(session, unit.org_id, on, tuple(f"{names[person]}（分管领导）" for person in leaders))


def describe_issue(
    context: NodeContext, kind: str, title: str, submission: Submission, about: tuple[str, str]
) -> Issue:
    """What is to be issued about a thing of a submission: its type and its name."""
    object_type, object_ref = about
    return Issue(
        kind=kind,
        instance=context.instance,
        object_type=object_type,
        object_ref=object_ref,
        title=title,
        unit_id=submission.unit_id,
        mark=str(context.parameters.value(MARK)),
    )


def load_latest(session: Session, disposition: Disposition, lines: list[ListedPoint]) -> dict[int, Determination]:
    """The latest determination of each point of a set."""
    rows = session.scalars(
        select(Determination)
        .where(
            Determination.submission_id == disposition.submission_id,
            Determination.point_id.in_([line.point.id for line in lines]),
        )
        .order_by(Determination.id)
    )
    return {row.point_id: row for row in rows}
