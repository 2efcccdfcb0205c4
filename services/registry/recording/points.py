"""Writing points: new ones with the lowest free number, versions of what they say, and their state."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from services.registry.models import RiskPoint, RiskPointVersion, Submission, SubmissionItem
from services.registry.queries.points import load_version
from services.registry.recording.numbers import take_point_numbers
from services.registry.rules.states import PointState, check_way
from workflows.work import Work


@dataclass(frozen=True)
class Content:
    """What a point says."""

    power_id: int
    step_id: int
    category: str
    title: str
    manifestation: str
    consequence: str = ""
    measures: str = ""


@dataclass(frozen=True)
class Writing:
    """Who writes, at which step, and why."""

    author_id: int | None
    origin: str
    reason: str = ""


@dataclass(frozen=True)
class Find:
    """A new point: at which post, whose, found how, and what it says."""

    post_id: int
    owner_id: int | None
    found_by: str
    content: Content


def add_points(work: Work, submission: Submission, finds: Sequence[Find], writing: Writing) -> list[RiskPoint]:
    """Put new points on the list of a submission."""
    numbers = take_point_numbers(work.session, submission.org_id, len(finds))
    points = [_make_point(submission, find, writing, number) for find, number in zip(finds, numbers, strict=True)]
    work.session.add_all(points)
    work.session.flush()
    for point, find in zip(points, finds, strict=True):
        work.session.add(_make_version(work, point, find.content, writing))
    list_points(work.session, submission, points)
    return points


def _make_point(submission: Submission, find: Find, writing: Writing, number: int) -> RiskPoint:
    return RiskPoint(
        org_id=submission.org_id,
        number=number,
        unit_id=submission.unit_id,
        post_id=find.post_id,
        owner_id=find.owner_id,
        finder_id=writing.author_id,
        found_by=find.found_by,
        cycle=submission.cycle,
        first_round=submission.round,
        state=PointState.DRAFT,
        version=1,
    )


def list_points(session: Session, submission: Submission, points: Sequence[RiskPoint]) -> list[SubmissionItem]:
    """Add points to the end of a submission's list; nobody but their finder sees them yet."""
    last = session.scalar(
        select(func.max(SubmissionItem.position)).where(SubmissionItem.submission_id == submission.id)
    )
    items = [
        SubmissionItem(submission_id=submission.id, point_id=point.id, position=position)
        for position, point in enumerate(points, start=(last or 0) + 1)
    ]
    session.add_all(items)
    session.flush()
    return items


def write_version(work: Work, point: RiskPoint, content: Content, writing: Writing) -> int:
    """Let a point say something else from now on; what says the same makes no version. Return the version."""
    if _content_of(load_version(work.session, point)) != content:
        point.version += 1
        work.session.add(_make_version(work, point, content, writing))
        work.session.flush()
    return point.version


def _content_of(version: RiskPointVersion) -> Content:
    return Content(
        power_id=version.power_id,
        step_id=version.step_id,
        category=version.category,
        title=version.title,
        manifestation=version.manifestation,
        consequence=version.consequence,
        measures=version.measures,
    )


def change_content(work: Work, point: RiskPoint, writing: Writing, **changes: str) -> int:
    """The same with some of its words replaced; what is not said stays."""
    present = asdict(_content_of(load_version(work.session, point)))
    return write_version(work, point, Content(**(present | changes)), writing)


def _make_version(work: Work, point: RiskPoint, content: Content, writing: Writing) -> RiskPointVersion:
    return RiskPointVersion(
        point_id=point.id,
        number=point.version,
        **asdict(content),
        origin=writing.origin,
        reason=writing.reason,
        author_id=writing.author_id,
        written_at=work.at,
    )


def move_point(point: RiskPoint, state: PointState) -> None:
    """Let a point go on to another state, if the rules know the way."""
    check_way(point.state, state)
    point.state = state


def settle_point(point: RiskPoint, state: PointState) -> None:
    """Let a point go on, and its present words be those that everybody sees."""
    move_point(point, state)
    point.settled_version = point.version
