"""Housekeeping, once a day: what was done long ago and is kept only against doubles."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import delete, select

from services.notices.keeping import forget_deliveries
from services.transaction import use_case
from workflows import registries
from workflows.clock import wall_now
from workflows.models import CommandRecord, DueWork, EventMessage, Organisation, UserSession
from workflows.rules.states import DueState
from workflows.running.due_work import is_scheduled, schedule
from workflows.work import Work

KEPT: Final = timedelta(days=7)
EVERY: Final = timedelta(days=1)


def register_housekeeping() -> None:
    """Make it known to due work."""
    registries.due_kinds.register("housekeep", keep_house)


def keep_house(work: Work, _payload: Mapping[str, Any]) -> None:
    """Delete what was done, delivered, answered or ended more than a week ago; come back tomorrow.

    What was sent out of the house is kept as long as each organisation says.
    """
    before = wall_now() - KEPT
    session = work.session
    session.execute(delete(DueWork).where(DueWork.state == DueState.DONE, DueWork.done_at < before))
    session.execute(delete(EventMessage).where(EventMessage.delivered_at < work.at - KEPT))
    session.execute(delete(CommandRecord).where(CommandRecord.accepted_at < before))
    session.execute(delete(UserSession).where(UserSession.expires_at < before))
    forget_deliveries(work)
    schedule_housekeeping(work)


def schedule_housekeeping(work: Work) -> None:
    """Note the next round, if there is an organisation to keep house for."""
    at = work.at + EVERY
    org_id = work.session.scalar(select(Organisation.id).order_by(Organisation.id).limit(1))
    if org_id is not None and not is_scheduled(work.session, "housekeep", at.date().isoformat()):
        schedule(work.session, org_id, "housekeep", at, at.date().isoformat())


@use_case
def begin_housekeeping(work: Work) -> None:
    """Note the first round; a later start finds it noted."""
    pending = select(DueWork.id).where(DueWork.kind == "housekeep", DueWork.state == DueState.PENDING)
    if work.session.scalar(pending.limit(1)) is None:
        schedule_housekeeping(work)
