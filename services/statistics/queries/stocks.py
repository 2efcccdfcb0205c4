"""Stocks: what is in force at the end of a period, by unit (I-05)."""

from collections.abc import Sequence

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from services.registry.models import Regulation
from services.statistics.queries.facts import Counted
from services.statistics.rules.periods import Span


def count_regulations(session: Session, org_id: int, spans: Sequence[Span]) -> Counted:
    """Regulations in force at the end of each span by line and unit, in one statement."""
    place = case(*((Regulation.effective_on <= span.last, number) for number, span in enumerate(spans)))
    rows = session.execute(
        select(Regulation.line, Regulation.unit_id, place, func.count())
        .where(Regulation.org_id == org_id, Regulation.effective_on <= spans[-1].last)
        .group_by(Regulation.line, Regulation.unit_id, place)
    )
    stocks: Counted = {}
    for line, unit, first, count in rows:
        for number in range(first, len(spans)):
            key = (line, unit, number)
            stocks[key] = stocks.get(key, 0) + count
    return stocks
