"""Talks: who may read what was said in one."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from services.registry.models import Disposition, Talk
from workflows.errors import ConcealedError, NotFoundError
from workflows.rules.actors import DISCIPLINE
from workflows.work import Work


def may_read(work: Work, talk: Talk) -> bool:
    """Who talked, who was talked to, and discipline; nobody in anybody's place (domain §7.1)."""
    return work.asker.has_role(*DISCIPLINE) or work.asker.person_id in {talk.talker_id, talk.talked_id}


def load_readable(work: Work, public_id: str) -> Talk:
    """A talk that the asker may read; for everybody else there is none (R-SEC-3)."""
    talk = _find(work.session, work.asker.org_id, public_id)
    if talk is None:
        raise NotFoundError
    if work.asker.person_id is None or not may_read(work, talk):
        raise ConcealedError("talk", talk.public_id)
    return talk


def _find(session: Session, org_id: int, public_id: str) -> Talk | None:
    return session.scalar(
        select(Talk)
        .join(Disposition, Disposition.id == Talk.disposition_id)
        .where(Talk.public_id == public_id, Disposition.org_id == org_id)
    )
