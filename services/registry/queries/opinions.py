"""Opinions: those that wait for an answer."""

from collections.abc import Iterable

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from services.registry.models import Opinion, OpinionAnswer, RiskPoint
from services.registry.rules.words import OPINION_KINDS, show_number
from workflows.queries.directory import load_names

SHORT = 60


def load_open_opinions(session: Session, submission_id: int) -> list[Opinion]:
    """Opinions without an answer, oldest first (R-OPN-1)."""
    answered = exists().where(OpinionAnswer.opinion_id == Opinion.id)
    return list(
        session.scalars(select(Opinion).where(Opinion.submission_id == submission_id, ~answered).order_by(Opinion.id))
    )


def label_opinions(session: Session, opinions: Iterable[Opinion]) -> dict[str, str]:
    """How a choice among opinions calls them: the point, what is asked, who asks (named inside the unit)."""
    known = list(opinions)
    names = load_names(session, (opinion.author_id for opinion in known))
    points = select(RiskPoint.id, RiskPoint.number).where(RiskPoint.id.in_({opinion.point_id for opinion in known}))
    numbers = dict(session.execute(points).all())
    return {
        opinion.public_id: _label(opinion, numbers[opinion.point_id], names[opinion.author_id]) for opinion in known
    }


def _label(opinion: Opinion, number: int, author: str) -> str:
    parts = (show_number(number), OPINION_KINDS[opinion.kind], opinion.text[:SHORT], author)
    return "｜".join(part for part in parts if part)
