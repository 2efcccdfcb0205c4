"""The register in figures: how many points there are of each kind, as far as the asker may find them."""

from dataclasses import dataclass

from sqlalchemy import func, select

from services.registry.models import RiskPoint, RiskPointVersion
from services.registry.queries.standing import may_find
from workflows.queries.belongings import load_belongings
from workflows.work import Work


@dataclass(frozen=True)
class RegisterFigure:
    """How many points there are of a category and a level (None: not yet rated) in a state."""

    category: str
    level: int | None
    state: str
    count: int


def count_register(work: Work) -> list[RegisterFigure]:
    """The figures, each kind that occurs once."""
    version = (RiskPointVersion.point_id == RiskPoint.id) & (RiskPointVersion.number == RiskPoint.version)
    rows = work.session.execute(
        select(RiskPointVersion.category, RiskPoint.level, RiskPoint.state, func.count())
        .join(RiskPoint, version)
        .where(may_find(work, load_belongings(work)))
        .group_by(RiskPointVersion.category, RiskPoint.level, RiskPoint.state)
    )
    return [RegisterFigure(*row) for row in rows]
