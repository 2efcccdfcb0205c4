"""The panel `submission`: the list with removals, 无风险点, opinions, meetings, tallies and signatures."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from services.registry.models import MissingGiver, Opinion, OpinionAnswer, RiskPoint, Signature, Submission, UnitMeeting
from services.registry.panels.lines import LineCard, show_lines
from services.registry.queries.dispositions import find_set, load_set_lines
from services.registry.queries.standing import load_standing
from services.registry.queries.submissions import load_checks, load_lines, submission_of
from services.registry.rules.states import CheckState
from services.registry.rules.visibility import Standing, sees_merged_list, sees_opinion
from services.registry.rules.words import show_number
from workflows.context import NodeContext
from workflows.models import Post, Task, Unit
from workflows.queries.directory import load_names
from workflows.registries import Panel
from workflows.work import Work


@dataclass(frozen=True)
class NoRiskCard:
    """A declaration of 无风险点 (R-SELF-1)."""

    post: str
    person: str
    reason: str
    state: str


@dataclass(frozen=True)
class OpinionCard:
    """An opinion with its answer."""

    id: str
    point: str
    stage: str
    kind: str
    text: str
    author: str
    response: str
    response_reason: str


@dataclass(frozen=True)
class MeetingCard:
    """A meeting of the unit."""

    held_on: date
    attendees: str
    minutes: str


@dataclass(frozen=True)
class MissingCard:
    """Somebody who had given no opinion when a round was closed."""

    stage: str
    person: str


@dataclass(frozen=True)
class SignatureCard:
    """A leader's word; `voided` if another's return made it void (R-RET-1)."""

    signer: str
    outcome: str
    opinion: str
    voided: bool
    at: datetime


@dataclass(frozen=True)
class SubmissionPage:
    """A submission as far as the asker may see it; what he may not see is empty."""

    id: str
    unit: str
    unit_name: str
    cycle: int
    round: int
    state: str
    due_at: datetime | None
    points: tuple[LineCard, ...]
    removed: tuple[LineCard, ...]
    no_risk: tuple[NoRiskCard, ...]
    opinions: tuple[OpinionCard, ...]
    missing: tuple[MissingCard, ...]
    meetings: tuple[MeetingCard, ...]
    signatures: tuple[SignatureCard, ...]


def show_submission(context: NodeContext) -> SubmissionPage:
    """What a decision about a submission needs; where a set is decided about, the points of the set."""
    work, submission, chosen = context.work, submission_of(context), find_set(context)
    standing = load_standing(work, submission.unit_id, context.instance)
    lines = load_lines(work.session, submission.id)
    listed = [line for line in lines if line.removal is None]
    shown = listed if chosen is None else load_set_lines(work.session, chosen)
    handed_in = submission.handed_in_at is not None
    merged = sees_merged_list(standing, handed_in=handed_in)
    inside = standing.inside or (handed_in and standing.oversees)
    unit = work.session.get_one(Unit, submission.unit_id)
    removed = [line for line in lines if line.removal is not None]
    return SubmissionPage(
        id=submission.public_id,
        unit=unit.code,
        unit_name=unit.name,
        cycle=submission.cycle,
        round=submission.round,
        state=submission.state,
        due_at=submission.due_at,
        points=show_lines(work, shown, standing, handed_in=handed_in),
        removed=show_lines(work, removed, standing, handed_in=handed_in) if merged else (),
        no_risk=_show_no_risk(work, submission, named=inside) if merged else (),
        opinions=_show_opinions(work, submission, standing),
        missing=_show_missing(work, submission) if standing.inside else (),
        meetings=_show_meetings(work, submission) if inside else (),
        signatures=_show_signatures(work, submission) if inside else (),
    )


def _show_no_risk(work: Work, submission: Submission, *, named: bool) -> tuple[NoRiskCard, ...]:
    states = (CheckState.DECLARED, CheckState.CONFIRMED, CheckState.REJECTED)
    checks = load_checks(work.session, submission.id, *states)
    names = load_names(work.session, (check.person_id for check in checks if check.person_id)) if named else {}
    return tuple(
        NoRiskCard(
            post=work.session.get_one(Post, check.post_id).name,
            person=names.get(check.person_id or 0, ""),
            reason=check.reason,
            state=check.state,
        )
        for check in checks
    )


def _show_opinions(work: Work, submission: Submission, standing: Standing) -> tuple[OpinionCard, ...]:
    rows = work.session.execute(
        select(Opinion, OpinionAnswer, RiskPoint.number)
        .join(RiskPoint, RiskPoint.id == Opinion.point_id)
        .outerjoin(OpinionAnswer, OpinionAnswer.opinion_id == Opinion.id)
        .where(Opinion.submission_id == submission.id)
        .order_by(Opinion.id)
    ).all()
    seen = [row for row in rows if sees_opinion(standing, row[0].author_id, shared=row[0].shared_at is not None)]
    names = load_names(work.session, (row[0].author_id for row in seen))
    return tuple(_opinion(*row, names[row[0].author_id]) for row in seen)


def _opinion(opinion: Opinion, answer: OpinionAnswer | None, number: int, author: str) -> OpinionCard:
    return OpinionCard(
        id=opinion.public_id,
        point=show_number(number),
        stage=opinion.stage,
        kind=opinion.kind,
        text=opinion.text,
        author=author,
        response=answer.response if answer else "",
        response_reason=answer.reason if answer else "",
    )


def _show_missing(work: Work, submission: Submission) -> tuple[MissingCard, ...]:
    rows = work.session.scalars(
        select(MissingGiver).where(MissingGiver.submission_id == submission.id).order_by(MissingGiver.id)
    ).all()
    names = load_names(work.session, (row.person_id for row in rows))
    return tuple(MissingCard(row.stage, names[row.person_id]) for row in rows)


def _show_meetings(work: Work, submission: Submission) -> tuple[MeetingCard, ...]:
    rows = work.session.scalars(
        select(UnitMeeting).where(UnitMeeting.submission_id == submission.id).order_by(UnitMeeting.id)
    )
    return tuple(MeetingCard(row.held_on, row.attendees, row.minutes) for row in rows)


def _show_signatures(work: Work, submission: Submission) -> tuple[SignatureCard, ...]:
    rows = work.session.execute(
        select(Signature, Task)
        .join(Task, Task.id == Signature.task_id)
        .where(Signature.submission_id == submission.id)
        .order_by(Signature.id)
    ).all()
    names = load_names(work.session, (signature.signer_id for signature, _ in rows))
    return tuple(
        SignatureCard(names[signature.signer_id], signature.outcome, task.opinion, task.voided, signature.signed_at)
        for signature, task in rows
    )


SUBMISSION = Panel(show_submission, "submission")
