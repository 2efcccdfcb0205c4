"""The panel `disposition`: the set, why it is one, and what was done about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from services.documents.models import Document
from services.registry.models import (
    Determination,
    Disposition,
    Improvement,
    RectificationNotice,
    RectificationReport,
    Submission,
)
from services.registry.panels.lines import LineCard, show_lines
from services.registry.panels.talks import TalkCard, show_talks
from services.registry.queries.determinations import count_plainly
from services.registry.queries.dispositions import count_failures, disposition_of, load_set_lines
from services.registry.queries.standing import load_standing
from services.registry.rules.words import show_number
from workflows.context import NodeContext
from workflows.models import Unit
from workflows.queries.directory import load_names
from workflows.registries import Panel
from workflows.rules.deadlines import deadline_day
from workflows.work import Work


@dataclass(frozen=True)
class GradeCard:
    """How a point was determined: both grades, the reason, and the counts without names (R-GRP-5, R-EXP-11)."""

    point: str
    expert_grade: str
    grade: str
    reason: str
    counts: dict[str, Any]
    rounds_failed: int


@dataclass(frozen=True)
class ImprovementCard:
    """What was done about a point."""

    point: str
    kind: str
    note: str
    author: str
    at: datetime


@dataclass(frozen=True)
class NoticeCard:
    """The notice (T-07) with its number; `id` is its document."""

    id: str
    number: str
    issued_at: datetime
    due_on: date


@dataclass(frozen=True)
class DispositionPage:
    """A set as far as the asker may see it."""

    id: str
    unit: str
    unit_name: str
    cycle: int
    round: int
    grade: str
    downgraded: bool
    state: str
    failures: int
    points: tuple[LineCard, ...]
    grades: tuple[GradeCard, ...]
    improvements: tuple[ImprovementCard, ...]
    notice: NoticeCard | None
    causes: str
    talks: tuple[TalkCard, ...]


def show_disposition(context: NodeContext) -> DispositionPage | None:
    """What a step of a disposition needs; nothing for who is neither of the unit nor oversees."""
    work, disposition = context.work, disposition_of(context)
    submission = work.session.get_one(Submission, disposition.submission_id)
    standing = load_standing(work, submission.unit_id, context.instance)
    if not (standing.inside or standing.oversees):
        return None
    lines = load_set_lines(work.session, disposition)
    numbers = {line.point.id: show_number(line.point.number) for line in lines}
    unit = work.session.get_one(Unit, submission.unit_id)
    return DispositionPage(
        id=disposition.public_id,
        unit=unit.code,
        unit_name=unit.name,
        cycle=submission.cycle,
        round=submission.round,
        grade=disposition.grade,
        downgraded=disposition.downgraded_at is not None,
        state=disposition.state,
        failures=count_failures(work.session, disposition.id),
        points=show_lines(work, lines, standing, handed_in=True),
        grades=_show_grades(work, submission, {line.point.id: line.point.rounds_failed for line in lines}, numbers),
        improvements=_show_improvements(work, disposition, numbers),
        notice=_show_notice(work, disposition),
        causes=_show_causes(work, disposition),
        talks=show_talks(work, disposition.id),
    )


def _show_grades(
    work: Work, submission: Submission, failed: Mapping[int, int], numbers: Mapping[int, str]
) -> tuple[GradeCard, ...]:
    """The latest determination of each point of the set."""
    rows = work.session.scalars(
        select(Determination)
        .where(Determination.submission_id == submission.id, Determination.point_id.in_(numbers))
        .order_by(Determination.id)
    )
    latest = {row.point_id: row for row in rows}
    return tuple(
        GradeCard(
            point=numbers[point],
            expert_grade=row.expert_grade,
            grade=row.grade,
            reason=row.reason,
            counts=count_plainly(row.counts),
            rounds_failed=failed[point],
        )
        for point, row in latest.items()
    )


def _show_improvements(work: Work, disposition: Disposition, numbers: Mapping[int, str]) -> tuple[ImprovementCard, ...]:
    rows = work.session.scalars(
        select(Improvement).where(Improvement.disposition_id == disposition.id).order_by(Improvement.id)
    ).all()
    names = load_names(work.session, (row.written_by_id for row in rows))
    return tuple(
        ImprovementCard(numbers[row.point_id], row.kind, row.note, names[row.written_by_id], row.written_at)
        for row in rows
    )


def _show_notice(work: Work, disposition: Disposition) -> NoticeCard | None:
    row = work.session.execute(
        select(RectificationNotice, Document)
        .join(Document, Document.id == RectificationNotice.document_id)
        .where(RectificationNotice.disposition_id == disposition.id)
    ).one_or_none()
    if row is None:
        return None
    notice, document = row
    return NoticeCard(document.public_id, document.number, notice.issued_at, deadline_day(notice.due_at))


def _show_causes(work: Work, disposition: Disposition) -> str:
    causes = select(RectificationReport.causes).where(RectificationReport.disposition_id == disposition.id)
    return work.session.scalar(causes) or ""


DISPOSITION = Panel(show_disposition, "disposition")
