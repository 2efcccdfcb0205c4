"""Dispositions: one of them, its points, and what has been done about them."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.registry.models import (
    Disposition,
    DispositionPoint,
    Power,
    PowerStep,
    RectificationReport,
    RiskPoint,
    RiskPointVersion,
    Submission,
    SubmissionItem,
    Talk,
    Verification,
)
from services.registry.queries.submissions import ListedPoint
from services.registry.rules.states import OVER, UNSETTLED, DispositionState, TalkState
from workflows.context import NodeContext
from workflows.errors import NotFoundError


def load_disposition(session: Session, org_id: int, public_id: str, *, lock: bool = False) -> Disposition:
    """A disposition of the organisation."""
    statement = select(Disposition).where(Disposition.org_id == org_id, Disposition.public_id == public_id)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFoundError
    return found


def disposition_of(context: NodeContext, *, lock: bool = False) -> Disposition:
    """The disposition that a node is about."""
    public_id = str(context.variables["disposition"])
    return load_disposition(context.work.session, context.instance.org_id, public_id, lock=lock)


def find_set(context: NodeContext) -> Disposition | None:
    """The set whose determination is at hand; None where it is that of the submission itself."""
    public_id = context.instance.variables.get("disposition")
    return load_disposition(context.work.session, context.instance.org_id, public_id) if public_id else None


def load_set_lines(session: Session, disposition: Disposition) -> list[ListedPoint]:
    """The points of a set with what they say now, as lines of the submission that they came from."""
    rows = session.execute(
        select(SubmissionItem, RiskPoint, RiskPointVersion, Power, PowerStep)
        .join(DispositionPoint, DispositionPoint.point_id == SubmissionItem.point_id)
        .join(RiskPoint, RiskPoint.id == SubmissionItem.point_id)
        .join(
            RiskPointVersion,
            (RiskPointVersion.point_id == RiskPoint.id) & (RiskPointVersion.number == RiskPoint.version),
        )
        .join(Power, Power.id == RiskPointVersion.power_id)
        .join(PowerStep, PowerStep.id == RiskPointVersion.step_id)
        .where(
            DispositionPoint.disposition_id == disposition.id,
            SubmissionItem.submission_id == disposition.submission_id,
        )
        .order_by(RiskPoint.number)
    )
    return [ListedPoint(*row) for row in rows]


def count_failures(session: Session, disposition_id: int) -> int:
    """How often the office has found an improvement wanting (R-DSP-2)."""
    failed = select(func.count(Verification.id)).where(
        Verification.disposition_id == disposition_id, Verification.passed.is_(False)
    )
    return session.scalar(failed) or 0


def has_report(session: Session, disposition_id: int) -> bool:
    """Whether the unit has handed in its report."""
    found = exists().where(RectificationReport.disposition_id == disposition_id)
    return bool(session.scalar(select(found)))


def find_talk(session: Session, disposition_id: int, kind: str, *states: TalkState) -> Talk | None:
    """The talk of a kind on a set that stands so."""
    return session.scalar(
        select(Talk).where(Talk.disposition_id == disposition_id, Talk.kind == kind, Talk.state.in_(states))
    )


def find_joinable(session: Session, submission_id: int, grade: str) -> Disposition | None:
    """A set of the same grade whose talk has not been held: one talk names all points of a submission (R-DSP-4)."""
    held = exists().where(Talk.disposition_id == Disposition.id)
    return session.scalar(
        select(Disposition)
        .where(
            Disposition.submission_id == submission_id,
            Disposition.grade == grade,
            Disposition.state == DispositionState.OPEN,
            ~held,
        )
        .order_by(Disposition.id)
        .limit(1)
        .with_for_update()
    )


def find_awaiting(session: Session, unit_id: int) -> Disposition | None:
    """The oldest set of a unit whose next round was cancelled and has to be started again (R-DSP-5)."""
    return session.scalar(
        select(Disposition)
        .join(Submission, Submission.id == Disposition.submission_id)
        .where(Submission.unit_id == unit_id, Disposition.state == DispositionState.AWAITING)
        .order_by(Disposition.id)
        .limit(1)
        .with_for_update(of=Disposition)
    )


def is_settled(session: Session, submission_id: int) -> bool:
    """Whether nothing of a submission is under way any more: no open set, no round that has not ended."""
    open_set = exists().where(Disposition.submission_id == submission_id, Disposition.state.in_(UNSETTLED))
    open_round = exists().where(Submission.parent_id == submission_id, Submission.state.not_in(OVER))
    return not session.scalar(select(open_set | open_round))
