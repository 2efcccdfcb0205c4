"""Warnings: one of them, what belongs to it, and whom it is about."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final, TypeVar

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from services.warnings.models import (
    AccountabilityCase,
    AdmonitionTalk,
    CorrectionOrder,
    MissedReply,
    ReplyLetter,
    RiskWarning,
    WarningEvent,
    WarningLink,
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


def require_notice(context: NodeContext, document: str) -> WarningNotice:
    """The latest paper of a kind, where there must be one."""
    found = context.work.session.scalar(
        select(WarningNotice)
        .where(WarningNotice.warning_id == warning_of(context).id, WarningNotice.document == document)
        .order_by(WarningNotice.id.desc())
        .limit(1)
    )
    if found is None:
        raise ConflictError
    return found


def count_refusals(session: Session, warning_id: int, since: datetime) -> int:
    """How many people have confirmed that the record of a talk was not signed (R-TALK-2)."""
    confirmed = select(func.count(WarningEvent.person_id.distinct())).where(
        WarningEvent.warning_id == warning_id, WarningEvent.kind == "signature_refused", WarningEvent.at >= since
    )
    return session.scalar(confirmed) or 0


def list_warned(context: NodeContext, warning: RiskWarning) -> list[int]:
    """Who answers to a warning: the person, or the head of the unit."""
    return list_warned_on(context.work.session, warning, today(context))


def list_warned_on(session: Session, warning: RiskWarning, on: date) -> list[int]:
    """The same on a day."""
    if warning.person_id is not None:
        return [warning.person_id]
    return list_unit_people(session, warning.unit_id or 0, HEAD, on)


def find_missed(session: Session, warning: RiskWarning) -> MissedReply | None:
    """The oldest letter that was missed and never filed; it may come whatever was decided meanwhile (R-WARN-6)."""
    if warning.state not in {*SHINING, WarningState.CLOSED}:
        return None
    owed = select(MissedReply).where(MissedReply.warning_id == warning.id, MissedReply.letter_id.is_(None))
    return session.scalar(owed.order_by(MissedReply.id).limit(1))


def find_letter(session: Session, warning_id: int, kinds: Collection[str]) -> ReplyLetter | None:
    """The latest letter of some kinds, of any kind where none are named."""
    letters = select(ReplyLetter).where(ReplyLetter.warning_id == warning_id)
    if kinds:
        letters = letters.where(ReplyLetter.kind.in_(kinds))
    return session.scalar(letters.order_by(ReplyLetter.id.desc()).limit(1))


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


def list_links(session: Session, warning_id: int) -> list[WarningLink]:
    """The risk items that a warning is about."""
    found = select(WarningLink).where(WarningLink.warning_id == warning_id).order_by(WarningLink.id)
    return list(session.scalars(found))


def has_unserved(session: Session, warning_id: int) -> bool:
    """Whether a notice has not reached the warned; a record of a talk (T-09) is signed, not served."""
    waiting = (WarningNotice.served_at.is_(None)) & (WarningNotice.document != "T-09")
    return bool(session.scalar(select(exists().where(WarningNotice.warning_id == warning_id, waiting))))
