"""Warnings: one of them, what belongs to it, and whom it is about."""

from datetime import date
from typing import Final, TypeVar

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.warnings.models import (
    AccountabilityCase,
    AdmonitionTalk,
    CorrectionOrder,
    ReplyLetter,
    RiskWarning,
    WarningEvent,
    WarningNotice,
)
from services.warnings.rules.states import SHINING, WarningState
from workflows.context import NodeContext
from workflows.errors import ConflictError, NotFoundError
from workflows.queries.directory import list_unit_people
from workflows.rules.relations import HEAD
from workflows.running.relations import today

RECURRED: Final = "recurred"
"""The event of a warning whose follow-up visit found nothing corrected (R-TALK-4)."""

Part = TypeVar("Part", ReplyLetter, AdmonitionTalk, CorrectionOrder, AccountabilityCase, WarningNotice)


def load_warning(session: Session, org_id: int, public_id: str, *, lock: bool = False) -> RiskWarning:
    """A warning of the organisation."""
    statement = select(RiskWarning).where(RiskWarning.org_id == org_id, RiskWarning.public_id == public_id)
    found = session.scalar(statement.with_for_update() if lock else statement)
    if found is None:
        raise NotFoundError
    return found


def warning_of(context: NodeContext) -> RiskWarning:
    """The warning that a node is about."""
    return load_warning(context.work.session, context.instance.org_id, str(context.variables["warning"]))


def find_last(session: Session, table: type[Part], warning_id: int) -> Part | None:
    """The latest of what belongs to a warning: its notice, letter, talk, order or case."""
    return session.scalar(select(table).where(table.warning_id == warning_id).order_by(table.id.desc()).limit(1))


def require_last(context: NodeContext, table: type[Part]) -> Part:
    """The same, where there must be one."""
    found = find_last(context.work.session, table, warning_of(context).id)
    if found is None:
        raise ConflictError
    return found


def list_warned(context: NodeContext, warning: RiskWarning) -> list[int]:
    """Who answers to a warning: the person, or the head of the unit."""
    return list_warned_on(context.work.session, warning, today(context))


def list_warned_on(session: Session, warning: RiskWarning, on: date) -> list[int]:
    """The same on a day."""
    if warning.person_id is not None:
        return [warning.person_id]
    return list_unit_people(session, warning.unit_id or 0, HEAD, on)


def find_event(session: Session, warning_id: int, kind: str) -> WarningEvent | None:
    """The latest event of a kind."""
    return session.scalar(
        select(WarningEvent)
        .where(WarningEvent.warning_id == warning_id, WarningEvent.kind == kind)
        .order_by(WarningEvent.id.desc())
        .limit(1)
    )


def misses_reply(session: Session, warning: RiskWarning) -> bool:
    """Whether a letter was missed and has not been filed since (R-WARN-6)."""
    missed = find_event(session, warning.id, "missed")
    letter = find_last(session, ReplyLetter, warning.id)
    return missed is not None and warning.state in SHINING and (letter is None or letter.received_at < missed.at)


def list_uncorrected(session: Session, warning: RiskWarning) -> set[int]:
    """Rungs that the subject did not correct: of this warning where it escalates, of earlier ones that recurred."""
    same = RiskWarning.person_id == warning.person_id if warning.person_id else RiskWarning.person_id.is_(None)
    recurred = session.scalars(
        select(RiskWarning.rung)
        .join(WarningEvent, WarningEvent.warning_id == RiskWarning.id)
        .where(RiskWarning.org_id == warning.org_id, same, WarningEvent.kind == RECURRED)
        .where(RiskWarning.unit_id == warning.unit_id if warning.person_id is None else same)
    )
    own = {warning.rung} if warning.state == WarningState.ESCALATED else set()
    return {rung for rung in {*recurred, *own} if rung}


def has_unserved(session: Session, warning_id: int) -> bool:
    """Whether a notice has not reached the warned; a record of a talk (T-09) is signed, not served."""
    waiting = (WarningNotice.served_at.is_(None)) & (WarningNotice.document != "T-09")
    return bool(session.scalar(select(exists().where(WarningNotice.warning_id == warning_id, waiting))))
