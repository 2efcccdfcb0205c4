"""Submissions: one of them, and the lines of its list."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import (
    ItemTally,
    Power,
    PowerStep,
    Removal,
    RiskPoint,
    RiskPointVersion,
    SelfCheck,
    Submission,
    SubmissionItem,
)
from services.registry.rules.lists import Line, digest_list
from services.registry.rules.states import WITHDRAWABLE, CheckState
from services.registry.rules.words import show_number
from workflows.context import NodeContext
from workflows.errors import NotFoundError
from workflows.models import ProcessInstance


@dataclass(frozen=True)
class ListedPoint:
    """A line of a submission's list: the point with what it says now, and whether it was taken off."""

    item: SubmissionItem
    point: RiskPoint
    version: RiskPointVersion
    power: Power
    step: PowerStep
    removal: Removal | None = None
    tally: ItemTally | None = None

    @property
    def ref(self) -> str:
        """The point's public id."""
        return self.point.public_id

    @property
    def label(self) -> str:
        """How lists of options call it."""
        return f"{show_number(self.point.number)} {self.version.title}"


def load_submission(session: Session, org_id: int, public_id: str, *, lock: bool = False) -> Submission:
    """A submission of the organisation."""
    statement = select(Submission).where(Submission.org_id == org_id, Submission.public_id == public_id)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFoundError
    return found


def list_withdrawable(session: Session, unit_id: int) -> list[Submission]:
    """What a unit may ask for back: a first round that no expert has begun to assess; a redo is an order."""
    statement = select(Submission).where(
        Submission.unit_id == unit_id, Submission.parent_id.is_(None), Submission.state.in_(WITHDRAWABLE)
    )
    return list(session.scalars(statement.order_by(Submission.id)))


def submission_of(context: NodeContext) -> Submission:
    """The submission that a node is about."""
    return load_submission(context.work.session, context.instance.org_id, str(context.variables["submission"]))


def load_instance(session: Session, submission: Submission, *, lock: bool = False) -> ProcessInstance:
    """The process of a submission; its business key is the submission's public id."""
    statement = select(ProcessInstance).where(
        ProcessInstance.org_id == submission.org_id, ProcessInstance.business_key == submission.public_id
    )
    return session.scalars(statement.with_for_update() if lock else statement).one()


def load_lines(session: Session, submission_id: int) -> list[ListedPoint]:
    """Every line of a list in its order, those that were taken off included."""
    rows = session.execute(
        select(SubmissionItem, RiskPoint, RiskPointVersion, Power, PowerStep, Removal)
        .join(RiskPoint, RiskPoint.id == SubmissionItem.point_id)
        .join(
            RiskPointVersion,
            (RiskPointVersion.point_id == RiskPoint.id) & (RiskPointVersion.number == RiskPoint.version),
        )
        .join(Power, Power.id == RiskPointVersion.power_id)
        .join(PowerStep, PowerStep.id == RiskPointVersion.step_id)
        .outerjoin(Removal, (Removal.item_id == SubmissionItem.id) & Removal.restored_at.is_(None))
        .where(SubmissionItem.submission_id == submission_id)
        .order_by(SubmissionItem.position)
    ).all()
    tallies = _load_tallies(session, submission_id)
    return [ListedPoint(*row, tally=tallies.get(row[0].id)) for row in rows]


def _load_tallies(session: Session, submission_id: int) -> dict[int, ItemTally]:
    """What the latest ballot said, by line."""
    rows = session.scalars(
        select(ItemTally)
        .join(SubmissionItem, SubmissionItem.id == ItemTally.item_id)
        .where(SubmissionItem.submission_id == submission_id)
        .order_by(ItemTally.vote_id)
    )
    return {tally.item_id: tally for tally in rows}


def load_listed(session: Session, submission_id: int) -> list[ListedPoint]:
    """The lines that stand."""
    return [line for line in load_lines(session, submission_id) if line.removal is None]


def load_failed(session: Session, submission_id: int) -> list[ListedPoint]:
    """The lines that failed the ballot and have no answer yet (R-MASS-6)."""
    listed = load_listed(session, submission_id)
    return [line for line in listed if line.tally and not line.tally.passed and not line.tally.action]


def digest_lines(lines: Sequence[ListedPoint]) -> str:
    """The digest of what stands on a list."""
    return digest_list(
        Line(
            point=line.ref,
            power=line.power.code,
            step=line.step.seq,
            category=line.version.category,
            title=line.version.title,
            manifestation=line.version.manifestation,
            consequence=line.version.consequence,
        )
        for line in lines
        if line.removal is None
    )


def load_checks(session: Session, submission_id: int, *states: CheckState) -> list[SelfCheck]:
    """Self-checks of a submission that stand so, oldest first."""
    statement = select(SelfCheck).where(SelfCheck.submission_id == submission_id)
    if states:
        statement = statement.where(SelfCheck.state.in_(states))
    return list(session.scalars(statement.order_by(SelfCheck.id)))
